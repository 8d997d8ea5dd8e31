

AUTHORIZED = {"authorized", "captured", "refunded", "voided", "disputed", "lapsed"}


def field(line, name):
    """A field of an entry's frame without reading all of it; entries are canonical JSON."""
    at = line.rfind(b'"' + name + b'":"')
    if at < 0:
        return b""
    at += len(name) + 4
    return line[at:line.find(b'"', at)]


def entries(bundle, whole):
    """Position and line of each entry; what is missing, repeated or out of order is named."""
    last, before = -1, b""
    try:
        for line in bundle.lines("ledger.jsonl"):
            seq = field(line[-400:], b"seq")
            if not seq.isdigit():
                raise Bad("cannot be read", last + 1)
            seq = int(seq)
            if seq <= last and line == before:
                raise Bad("is there twice", seq)
            if seq <= last:
                raise Bad(f"should come here, and there is entry {seq}", last + 1)
            if whole and seq != last + 1:
                raise Bad(f"is missing; entry {seq} stands in its place", last + 1)
            last, before = seq, line
            yield seq, line
    except Bad as bad:
        bad.seq = last + 1 if bad.seq is None else bad.seq
        raise


def anchors(bundle):
    """The keys, and the heads that were signed under them."""
    for _, line in entries(bundle, False):
        with bundle.open("leaves.bin") as hashes:
            if hashes.read(32) != leaf_hash(line):
                raise Bad("is not the entry that was signed", 0)
        first = parsed(line, 0)
        if first["kind"] != "ledger.started" or first["seq"] != "0":
            raise Bad("does not begin the ledger", 0)
        keys = keys_of(first["data"])
        break
    else:
        raise Bad("is missing", 0)
    for name in ("ledger", "owner", "authorization"):
        if bundle.text(f"keys/{name}.pem") != keys[name]:
            raise Bad(f"keys/{name}.pem is not the key that the first entry names")
    signed = (keys["name"], keys["id"], keys["ledger"])
    start, end = bundle.text("checkpoint-start.txt"), bundle.text("checkpoint-end.txt")
    old, new = opened(start, *signed), opened(end, *signed)
    proof = [b64(line) for line in bundle.text("consistency.txt").split("\n")[:-1]]
    if old[0] > new[0] or not consistent(old[0], new[0], old[1], new[1], proof):
        raise Bad("checkpoint-end.txt is not proven to continue checkpoint-start.txt")
    return keys, new, end


def check_tree(path):
    """That the entries are those that were signed, and that all are there."""
    bundle = Bundle(path)
    whole = bundle.manifest["scope"] == "whole"
    keys, (size, root), end = anchors(bundle)
    tree, changed, batch, before, count = Tree(), None, 0, None, 0
    with bundle.open("leaves.bin") as hashes:
        for seq, line in entries(bundle, whole):
            leaf, stored = leaf_hash(line), hashes.read(32)
            if leaf != stored and changed is None:
                changed = seq
            count += 1
            if not whole:
                proven(bundle, seq, leaf, size, root, end)
                continue
            prev = field(line[-400:], b"prev_root")
            if prev != before:
                if prev != base64.b64encode(tree.root()):
                    raise Bad("was changed, or an entry up to the next batch", batch if changed is None else changed)
                before, batch = prev, seq
            if seq == size and tree.root() != root:
                break
            tree.add(leaf)
        if whole and tree.size < size:
            raise Bad(f"is missing, and all up to {size - 1}, which was signed", tree.size)
        if whole and tree.size == size and tree.root() != root:
            raise Bad("was changed after it was signed", batch if changed is None else changed)
        if changed is not None or hashes.read(1):
            raise Bad("leaves.bin is not of these entries" if changed is None else "has another hash than leaves.bin says", changed)
    return keys, size, count


def proven(bundle, seq, leaf, size, root, end):
    """One entry against its own proof (C2SP tlog-proof)."""
    lines = bundle.text(f"proofs/{seq}.tlog-proof").split("\n")
    if lines[:2] != ["c2sp.org/tlog-proof@v1", f"index {seq}"] or "" not in lines:
        raise Bad("has no proof of its own", seq)
    blank = lines.index("")
    proof = [b64(line) for line in lines[2:blank]]
    if "\n".join(lines[blank + 1:]) != end or included(leaf, seq, size, proof) != root:
        raise Bad("is not proven to be in the ledger as it is here", seq)


def documents(bundle, name):
    """Each line read as JSON; what cannot be read is named by its number, from 0."""
    scan, number = json.JSONDecoder().scan_once, 0
    for chunk in bundle.chunks(name):
        text, at, before = chunk.decode("utf-8", "surrogateescape"), 0, number
        end = len(text)
        try:
            while at < end:
                value, at = scan(text, at)
                if text[at] != "\n":
                    break
                at += 1
                number += 1
                yield value
        except (ValueError, StopIteration):
            pass
        # A line holds one value and a value stands on one line.
        if at < end or number - before != chunk.count(b"\n"):
            raise Bad("cannot be read", number)


def parsed(line, seq):
    try:
        entry = json.loads(line)
        if type(entry) is dict and type(entry["data"]) is dict and entry["v"] == 1:
            return entry
    except (ValueError, KeyError):
        pass
    raise Bad("cannot be read", seq)


def check_rules(path):
    """That the entries follow Counterfoil's rules, and that the rest says what they say."""
    # Nothing here refers to itself, and looking for what does takes longer the more there is.
    gc.disable()
    bundle = Bundle(path)
    manifest = bundle.manifest
    whole = manifest["scope"] == "whole"
    rules = Rules(manifest["exponents"], whole)
    size, take, seq = manifest["size"], rules.take, -1
    for entry in documents(bundle, "ledger.jsonl"):
        try:
            seq = int(entry["seq"])
            need(entry["v"] == 1 and (seq < size or entry["kind"] in TIGHTENS), "is not signed, and is of a kind that must be")
            take(entry, seq)
        except Bad as bad:
            bad.seq = seq
            raise
        except (KeyError, TypeError, ValueError, IndexError, AttributeError) as error:
            raise Bad(f"cannot be read: {error!r}", seq) from None
    check_decisions(bundle, rules)
    check_words(bundle, rules)
    check_mandates(bundle, rules)
    return check_rows(bundle, rules, manifest, whole)


def check_decisions(bundle, rules):
    """Each approval is signed by the owner, over a view that is in the bundle."""
    owner = bundle.read("keys/owner.pem")

    def check(decision):
        seq, at, data = decision
        view = data["view"]
        shown = bundle_views.get(view)
        if shown is None or hashlib.sha256(shown).hexdigest() != view:
            return Bad("approves a view that is not in the bundle as it was shown", seq)
        text = f"counterfoil decision v1\napprove\n{data['purchase']}\n{data['revision']}\n{view}\n{at}\n"
        signature = der(base64.b64decode(data["signature"]))
        if not openssl(["dgst", "-sha256", "-verify", "@0", "-signature", "@1", "@2"], [owner, signature, text.encode()]):
            return Bad("is not signed by the owner", seq)
        return None

    names = [name for name in bundle.names if name.startswith("views/")]
    shown = {f"views/{data['view']}.json" for _, _, data in rules.decisions}
    for name in sorted(set(names) - shown):
        raise Bad(f"{name} is a view that nobody approved")
    bundle_views = {name[6:-5]: bundle.read(name) for name in names}
    with ThreadPoolExecutor(os.cpu_count()) as pool:
        for bad in pool.map(check, rules.decisions):
            if bad:
                raise bad


def check_words(bundle, rules):
    """What the owner wrote is what entries have the hash of, and nothing that was erased. Notes may be withheld, tags not."""
    told = {}
    for name in sorted(name for name in bundle.names if name.startswith("notes/")):
        opening = bundle.read(name)
        if hashlib.sha256(opening).hexdigest() != name[6:-4]:
            raise Bad(f"{name} is not what the owner wrote")
        told[name[6:-4]] = opening.decode().partition("\n")[2]
    rules.notes, rules.tags = {}, {}
    for seq, words in rules.words.items():
        text = None if words.erased else told.pop(words.hash, None)
        if words.name == "tag" and text is None and not words.erased:
            raise Bad(f"the tag that entry {seq} gives is not in the bundle")
        if words.stands and words.name == "tag":
            rules.tags.setdefault(words.purchase, []).append(text)
        if words.stands and words.name == "note" and text is not None:
            rules.notes[words.purchase] = text
    for hash in sorted(told):
        raise Bad(f"notes/{hash}.txt is something that no entry has, or that was erased")


def der(raw):
    """A signature of two numbers as openssl takes it."""
    numbers = b""
    for half in (raw[:32], raw[32:]):
        number = half.lstrip(b"\0") or b"\0"
        number = b"\0" + number if number[0] & 0x80 else number
        numbers += b"\x02" + bytes([len(number)]) + number
    return b"\x30" + bytes([len(numbers)]) + numbers


def check_mandates(bundle, rules):
    found = bundle.json("mandates.json")
    wanted = [{"document": m["text"], "entry": m["seq"], "in_force": not m["revoked"], "mandate": name,
               "version": m["version"]} for name, m in sorted(rules.mandates.items())]
    if found != wanted:
        raise Bad("mandates.json is not what the entries say")


def decimal(minor, exponent):
    digits = str(minor).rjust(exponent + 1, "0")
    return digits if not exponent else f"{digits[:-exponent]}.{digits[-exponent:]}"


def wanted_row(rules, purchase):
    """What the report must say of a purchase; the rest of its row comes from the request."""
    exponent = rules.exponents[purchase.currency]
    name, sandbox = rules.agents[purchase.agent]
    merchant, domain, item, items = purchase.told
    moved = lambda minor: decimal(minor, exponent) if minor else None
    charge, by = purchase.charge, purchase.decided_by
    decided = purchase.at if by == "rule" and purchase.revision == 1 else purchase.owner_at if by == "owner" else None
    return {
        "id": purchase.id, "requested_at": purchase.at, "agent": name, "sandbox": sandbox,
        "amount": decimal(purchase.minor, exponent), "currency": purchase.currency,
        "captured": moved(purchase.captured), "refunded": moved(purchase.refunded),
        "status": purchase.status, "decided_by": by, "decided_at": decided, "revision": purchase.revision,
        "budget": rules.mandates[charge["mandate"]]["document"]["name"] if charge else None,
        "authorization_id": f"{purchase.id}:{purchase.revision}" if purchase.status in AUTHORIZED else None,
        "merchant_name": merchant, "merchant_domain": domain, "item": item, "item_count": items,
        "tags": rules.tags.get(purchase.id, []), "note": rules.notes.get(purchase.id),
    }


def check_rows(bundle, rules, manifest, whole):
    seen, sums, head, end = set(), {}, None, None
    for number, row in enumerate(documents(bundle, "purchases.jsonl"), 1):
        try:
            kind = row.pop("type")
        except (KeyError, AttributeError):
            raise Bad(f"line {number} of purchases.jsonl cannot be read") from None
        if kind == "purchase" and head and end is None:
            purchase = rules.purchases.get(row.get("id"))
            if purchase is None or row["id"] in seen:
                raise Bad(f"line {number} of purchases.jsonl is about a purchase that is not in the entries, or a second time")
            seen.add(row["id"])
            wanted = wanted_row(rules, purchase)
            if row != wanted:
                name = next(name for name in {**wanted, **row} if row.get(name, "") != wanted.get(name, ""))
                raise Bad(f"line {number} of purchases.jsonl has another {name} than the entries of {row['id']}")
            if not wanted["sandbox"]:
                sums[purchase.currency] = sums.get(purchase.currency, 0) + purchase.captured - purchase.refunded
        elif kind == "export" and number == 1:
            head = row
            if row != {name: manifest[name] for name in ("counterfoil", "exported_at", "query", "time_zone", "count", "paid", "ledger")}:
                raise Bad("purchases.jsonl and the manifest do not say the same of the export")
        elif kind == "end" and head and end is None:
            end = row
        else:
            raise Bad(f"line {number} of purchases.jsonl is out of place")
    if end is None:
        raise Bad("purchases.jsonl has no end")
    if whole and len(seen) != len(rules.purchases):
        missing = sorted(set(rules.purchases) - seen)[0]
        raise Bad(f"purchases.jsonl lacks {missing}")
    paid = {code: decimal(minor, rules.exponents[code]) for code, minor in sums.items() if minor}
    for stated in (end, head, manifest):
        if stated["count"] != len(seen) or stated["paid"] != paid:
            raise Bad(f"the report states {stated['count']} purchases and {stated['paid']}, the entries come to {len(seen)} and {paid}")
    return len(seen), paid


def check_files(path):
    """That the other files are those that the manifest names."""
    bundle = Bundle(path)
    named = bundle.manifest["files"]
    for name in sorted(bundle.names - set(named) - {"manifest.json"}):
        raise Bad(f"{name} is not named by the manifest")
    for name in sorted(named):
        digest = hashlib.sha256()
        try:
            with bundle.open(name) as file:
                while chunk := file.read(CHUNK):
                    digest.update(chunk)
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zipfile.zlib.error) as error:
            raise Bad(f"{name} cannot be read: {error}") from None
        if digest.hexdigest() != named[name]:
            raise Bad(f"{name} is not the file that the manifest names")
    manifest = bundle.manifest
    size, root = anchors(bundle)[1]
    head = {"size": size, "root": base64.b64encode(root).decode(), "checkpoint": bundle.text("checkpoint-end.txt")}
    if manifest["ledger"] != head or (manifest["size"], manifest["root"]) != (size, head["root"]):
        raise Bad("the manifest names another head than checkpoint-end.txt")


def told(check, path):
    try:
        return check(path), None
    except Bad as bad:
        return None, (bad.text, bad.seq)
    except (KeyError, TypeError, ValueError, AttributeError, IndexError) as error:
        return None, (f"the bundle cannot be read: {error!r}", None)


def main():
    parser = argparse.ArgumentParser(description=__doc__.split("\n\n", 1)[0])
    parser.add_argument("bundle")
    parser.add_argument("--key", help="the ledger's key, name+id+key, as its owner gave it to you")
    arguments = parser.parse_args()
    found, bad = told(Bundle, arguments.bundle)
    if bad is None:
        with ProcessPoolExecutor(2) as pool:
            checks = [pool.submit(told, check, arguments.bundle) for check in (check_tree, check_rules, check_files)]
            results = [check.result() for check in checks]
        problems = [problem for _, problem in results if problem]
        # The earliest entry says most; what is about no entry comes last.
        problems.sort(key=lambda problem: (problem[1] is None, problem[1] or 0))
        bad = problems[0] if problems else None
    if bad is None:
        (keys, size, count), _ = results[0]
        (purchases, paid), _ = results[1]
        started = next(entries(found, False))[1]
        key = parsed(started, 0)["data"]["ledger_key"]
        if arguments.key and arguments.key != key:
            bad = (f"it is signed under {key}, and not under the key you gave", None)
    if bad:
        print("BAD:", Bad(*bad))
        return 1
    manifest = found.manifest
    print(f"GOOD: {count} entries of a ledger of {size}, {'all there are' if manifest['scope'] == 'whole' else 'a selection'}")
    print(f"Report: {purchases} purchases, paid {', '.join(f'{sum} {code}' for code, sum in sorted(paid.items())) or 'nothing'}")
    print(f"Filter: {manifest['query'] or 'everything'}; time zone {manifest['time_zone']}; made at {manifest['exported_at']}")
    print(f"Signed under {key}" + ("" if arguments.key else ": ask the owner by another way whether it is theirs"))
    return 0


if __name__ == "__main__":
    sys.exit(main())
