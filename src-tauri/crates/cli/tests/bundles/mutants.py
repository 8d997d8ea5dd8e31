"""Changes a bundle in every way that there is, and asks its verifier to find and locate each.

Half of the mutants come with a manifest that was made to fit, as whoever changes a bundle would. The first of those whose
entries are changed are kept in the folder that is named last, if one is.
"""
import hashlib
import importlib.util
import json
import os
import random
import sys
import tempfile
import zipfile

verifier, bundle, count = sys.argv[1], sys.argv[2], int(sys.argv[3])
spec = importlib.util.spec_from_file_location("verify", verifier)
verify = importlib.util.module_from_spec(spec)
spec.loader.exec_module(verify)

# What only the manifest vouches for.
ONLY_MANIFEST = {"report.pdf", "verify.py", "verify.html", "README.txt"}

with zipfile.ZipFile(bundle) as archive:
    original = {name: archive.read(name) for name in archive.namelist()}
lines = original["ledger.jsonl"].split(b"\n")[:-1]
seqs = [json.loads(line)["seq"] for line in lines]
whole = json.loads(original["manifest.json"])["scope"] == "whole"
rng = random.Random(20261122)


def problem(path):
    """The first problem of all checks, as the verifier itself sorts them."""
    found, bad = verify.told(verify.Bundle, path)
    if bad:
        return bad
    checks = (verify.check_tree, verify.check_rules, verify.check_files)
    problems = [bad for _, bad in (verify.told(check, path) for check in checks) if bad]
    problems.sort(key=lambda bad: (bad[1] is None, bad[1] or 0))
    return problems[0] if problems else None


def written(files, fitting):
    if fitting:
        manifest = json.loads(files["manifest.json"])
        manifest["files"] = {name: hashlib.sha256(files[name]).hexdigest() for name in files if name != "manifest.json"}
        files["manifest.json"] = json.dumps(manifest).encode()
    handle, path = tempfile.mkstemp(suffix=".zip")
    os.close(handle)
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in files.items():
            archive.writestr(name, content)
    return path


def flipped(content):
    at = rng.randrange(len(content))
    bit = 1 << rng.randrange(8)
    return content[:at] + bytes([content[at] ^ bit]) + content[at + 1:]


def ledger(number):
    """One change of the entries, and the entry that must be named."""
    changed, at = list(lines), rng.randrange(len(lines))
    kind = ["flip", "delete", "insert", "swap", "truncate", "cut", "forge"][number % 7]
    want = int(seqs[at])
    if kind == "flip":
        changed[at] = flipped(changed[at])
    elif kind == "delete":
        del changed[at]
    elif kind == "insert":
        changed.insert(at + 1, changed[at])
    elif kind == "swap":
        at = min(at, len(lines) - 2)
        want = int(seqs[at])
        changed[at], changed[at + 1] = changed[at + 1], changed[at]
    elif kind == "truncate":
        del changed[at:]
    elif kind == "forge":
        entry = json.loads(changed[at])
        entry["salt"] = "0" * 32
        changed[at] = json.dumps(entry, separators=(",", ":"), sort_keys=True, ensure_ascii=False).encode()
    content = b"".join(line + b"\n" for line in changed)
    if kind == "cut":
        end = sum(len(line) + 1 for line in lines[:at]) + rng.randrange(1, len(lines[at]))
        content = content[:end]
    return kind, content, want


missed, misplaced, done = [], [], 0
assert problem(bundle) is None
for number in range(count):
    files, fitting, want = dict(original), number % 2 == 0, None
    if number % 3 < 2:
        name, (kind, files["ledger.jsonl"], want) = "ledger.jsonl", ledger(number // 3)
    else:
        name = rng.choice(sorted(set(files) - {"ledger.jsonl", "manifest.json"}))
        kind = rng.choice(["flip", "drop", "truncate", "swap"])
        fitting = fitting and name not in ONLY_MANIFEST
        # The owner may erase words, and nothing vouches for their being there.
        fitting = fitting and not (kind == "drop" and name.startswith("notes/"))
        if kind == "drop":
            del files[name]
        elif kind == "truncate":
            files[name] = files[name][:rng.randrange(len(files[name]))] if files[name] else b"x"
        elif kind == "swap":
            other = rng.choice(sorted(set(files) - {name, "manifest.json"} - (ONLY_MANIFEST if fitting else set())))
            if files[name] == files[other]:
                continue
            files[name], files[other] = files[other], files[name]
        else:
            files[name] = flipped(files[name]) if files[name] else b"x"
    path = written(files, fitting)
    try:
        bad = problem(path)
    finally:
        if name == "ledger.jsonl" and len(sys.argv) > 4 and number < 30:
            os.replace(path, os.path.join(sys.argv[4], f"{number}-{kind}-{want}.zip"))
        else:
            os.unlink(path)
    done += 1
    told = f"{number}: {kind} {name} fitting={fitting} want={want} got={bad}"
    if bad is None:
        missed.append(told)
    elif want is not None and (whole or kind == "forge") and bad[1] != want:
        misplaced.append(told)
print(f"{done} mutants, {len(missed)} missed, {len(misplaced)} misplaced")
print("\n".join((missed + misplaced)[:20]))
sys.exit(1 if missed or misplaced else 0)
