"""Makes a long bundle out of a small one, to measure verifiers: its automatic purchase happens again
and again, in batches, under a ledger key of its own.

    python3 long.py WHOLE.zip ENTRIES OUT.zip
"""
import base64
import copy
import hashlib
import importlib.util
import json
import subprocess
import sys
import tempfile
import zipfile

BATCH = 60
source, count, out = sys.argv[1], int(sys.argv[2]), sys.argv[3]
with zipfile.ZipFile(source) as archive:
    files = {name: archive.read(name) for name in archive.namelist()}
folder = tempfile.mkdtemp()
with open(f"{folder}/verify.py", "wb") as program:
    program.write(files["verify.py"])
spec = importlib.util.spec_from_file_location("verify", f"{folder}/verify.py")
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)


def openssl(*arguments, data=None):
    return subprocess.run(["openssl", *arguments], input=data, capture_output=True, check=True).stdout


key = f"{folder}/key.pem"
openssl("genpkey", "-algorithm", "ed25519", "-out", key)
public = openssl("pkey", "-in", key, "-pubout", "-outform", "DER")[-32:]
entries = [json.loads(line) for line in files["ledger.jsonl"].split(b"\n")[:-1]]
origin = entries[0]["data"]["origin"]
typed = b"\x01" + public
number = hashlib.sha256(origin.encode() + b"\n" + typed).digest()[:4]
entries[0]["data"]["ledger_key"] = f"{origin}+{number.hex()}+{base64.b64encode(typed).decode()}"
begin = [entry for entry in entries if entry["kind"] in ("ledger.started", "agent.added", "mandate.set")]
for entry in begin:
    if entry["kind"] == "mandate.set":
        document = json.loads(entry["data"]["document"])
        for limit in document["limits"]["periods"]:
            limit["max"] = "99999999.00"
        entry["data"]["document"] = json.dumps(document, separators=(",", ":"), sort_keys=True)
asked = next(e for e in entries if e["kind"] == "purchase.requested" and e["data"]["status"] == "approved")
same = [e for e in entries if e["data"].get("purchase") == asked["data"]["purchase"]]
authorized = next(e for e in same if e["kind"] == "purchase.authorized")
captured = copy.deepcopy(next(e for e in same if e["kind"] == "purchase.captured"))
price = asked["data"]["request"]["checkout"]["amount"]
captured["data"]["amount"] = captured["data"]["postings"][0]["amount"] = price
captured["data"]["minor"] = price.replace(".", "")
told = [json.loads(line) for line in files["purchases.jsonl"].split(b"\n")[:-1]]
row = next(line for line in told if line.get("id") == asked["data"]["purchase"])
row = {**row, "captured": price, "refunded": None, "status": "captured"}

tree, lines, rows, root, heads = verify.Tree(), [], [], None, []


def sign():
    head = base64.b64encode(tree.root()).decode()
    text = f"{origin}\n{tree.size}\n{head}\n"
    with open(f"{folder}/text", "w", encoding="utf-8") as file:
        file.write(text)
    signature = openssl("pkeyutl", "-sign", "-inkey", key, "-rawin", "-in", f"{folder}/text")
    heads.append((tree.size, head, f"{text}\n\u2014 {origin} {base64.b64encode(number + signature).decode()}\n"))


def put(entry):
    global root
    seq = len(lines)
    if root is None or seq % BATCH == 0 or seq < len(begin):
        root = base64.b64encode(tree.root()).decode()
    entry["seq"], entry["prev_root"], entry["at"] = str(seq), root, asked["at"]
    entry["salt"] = hashlib.md5(entry["seq"].encode()).hexdigest()
    lines.append(json.dumps(entry, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode())
    tree.add(verify.leaf_hash(lines[-1]))


for entry in begin:
    put(entry)
    if len(lines) == 1:
        sign()
while len(lines) < count:
    purchase = f"pur_01a204b0290070a5bd1d{len(lines):012x}"
    for entry in (asked, authorized, captured):
        entry["data"]["purchase"] = purchase
        put(entry)
    rows.append({**row, "id": purchase, "authorization_id": f"{purchase}:1"})
sign()


def proof(first, nodes):
    """RFC 6962, 2.1.2, from the largest tree down."""
    def of(part):
        if len(part) == 1:
            return part[0]
        cut = 1 << (len(part) - 1).bit_length() - 1
        return hashlib.sha256(b"\x01" + of(part[:cut]) + of(part[cut:])).digest()

    def sub(m, part, whole):
        if m == len(part):
            return [] if whole else [of(part)]
        cut = 1 << (len(part) - 1).bit_length() - 1
        if m <= cut:
            return sub(m, part[:cut], whole) + [of(part[cut:])]
        return sub(m - cut, part[cut:], False) + [of(part[:cut])]
    return sub(first, nodes, True)


leaves = [verify.leaf_hash(line) for line in lines]
size, head, note = heads[-1]
minor = int(price.replace(".", "")) * len(rows)
summary = {"count": len(rows), "paid": {row["currency"]: f"{minor // 100}.{minor % 100:02}"}}
export = {**told[0], **summary, "ledger": {"size": size, "root": head, "checkpoint": note}}
files = {name: content for name, content in files.items() if name.split("/")[0] not in ("views", "notes", "manifest.json", "report.pdf")}
dump = lambda value: json.dumps(value, separators=(",", ":"), ensure_ascii=False)
report = [export, *rows, {"type": "end", **summary}]
keys = verify.keys_of(entries[0]["data"])
mandates = [{"document": e["data"]["document"], "entry": int(e["seq"]), "in_force": True, "mandate": e["data"]["mandate"], "version": 1}
            for e in begin if e["kind"] == "mandate.set"]
files.update({
    "ledger.jsonl": b"".join(line + b"\n" for line in lines),
    "leaves.bin": b"".join(leaves),
    "purchases.jsonl": "".join(dump(line) + "\n" for line in report).encode(),
    "checkpoint-start.txt": heads[0][2].encode(),
    "checkpoint-end.txt": note.encode(),
    "consistency.txt": "".join(base64.b64encode(node).decode() + "\n" for node in proof(heads[0][0], leaves)).encode(),
    "keys/ledger.pem": keys["ledger"].encode(),
    "mandates.json": dump(sorted(mandates, key=lambda m: m["mandate"])).encode(),
})
with zipfile.ZipFile(source) as archive:
    manifest = json.loads(archive.read("manifest.json"))
del export["type"]
manifest.update({**export, "size": size, "root": head})
manifest["files"] = {name: hashlib.sha256(content).hexdigest() for name, content in files.items()}
files["manifest.json"] = json.dumps(manifest).encode()
with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
    for name, content in files.items():
        archive.writestr(name, content)
