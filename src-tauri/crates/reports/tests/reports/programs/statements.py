"""Reads statements with ofxtools, which checks them against the specification."""
import sys

from ofxtools.Parser import OFXTree

tree = OFXTree()
tree.parse(sys.argv[1])
for statement in tree.convert().statements:
    transactions = statement.transactions
    ids = {transaction.fitid for transaction in transactions}
    assert len(ids) == len(transactions)
    total = sum(transaction.trnamt for transaction in transactions)
    print(statement.curdef, statement.ccacctfrom.acctid, len(transactions), "transactions", total,
          "balance", statement.ledgerbal.balamt)
