"""Loads a journal as bean-check does, and prints what each account comes to."""
import sys
from collections import defaultdict

from beancount import loader
from beancount.core.data import Transaction

entries, errors, options = loader.load_file(sys.argv[1])
if errors:
    for error in errors:
        print(error.source, error.message, file=sys.stderr)
    sys.exit(1)
sums = defaultdict(int)
transactions = [entry for entry in entries if isinstance(entry, Transaction)]
for entry in transactions:
    for posting in entry.postings:
        sums[posting.account, posting.units.currency] += posting.units.number
for (account, currency), amount in sorted(sums.items(), key=lambda item: (item[0][0], item[0][1] != "EUR", item[0][1])):
    print(account, amount, currency)
print(f"{len(transactions)} transactions, the last on {transactions[-1].date}")
