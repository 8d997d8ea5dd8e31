#!/usr/bin/env python3
"""Checks a Counterfoil bundle: that its entries are what was signed, that none is missing, that they
follow Counterfoil's rules, and that the report says what they say.

    python3 verify.py BUNDLE.zip [--key KEY]

Needs Python 3.9 or later and `openssl`, and nothing else: no network, no other file. KEY is the
ledger's key as its owner gave it to you by another way (`counterfoil verify` shows it); without it
you learn that the bundle agrees with itself, not whose it is.

Ends with 0 if everything holds, and with 1 and the first thing that does not.
"""
import argparse
import base64
import datetime
import functools
import gc
import hashlib
import json
import os
import subprocess
import sys
import tempfile
import zipfile
from concurrent.futures import ProcessPoolExecutor, ThreadPoolExecutor

CHUNK = 1 << 20


class Bad(Exception):
    """What does not hold, and the first entry that cannot be relied on, where it is one."""

    def __init__(self, text, seq=None):
        super().__init__(text, seq)
        self.text, self.seq = text, seq

    def __str__(self):
        return self.text if self.seq is None else f"entry {self.seq}: {self.text}"


class Bundle:
    """The files of a bundle."""

    def __init__(self, path):
        self.path = path
        try:
            self.zip = zipfile.ZipFile(path)
            names = self.zip.namelist()
        except (OSError, zipfile.BadZipFile) as error:
            raise Bad(f"{path} cannot be read as a bundle: {error}") from None
        if len(set(names)) != len(names):
            raise Bad("a file is in the bundle twice")
        self.names = set(names)
        self.manifest = self.json("manifest.json")
        if self.manifest.get("format") != "counterfoil-bundle/1":
            raise Bad("manifest.json is not that of a bundle this verifier knows")

    def open(self, name):
        if name not in self.names:
            raise Bad(f"{name} is missing")
        return self.zip.open(name)

    def read(self, name):
        try:
            with self.open(name) as file:
                return file.read()
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zipfile.zlib.error) as error:
            raise Bad(f"{name} cannot be read: {error}") from None

    def text(self, name):
        try:
            return self.read(name).decode("utf-8")
        except UnicodeDecodeError:
            raise Bad(f"{name} is not text") from None

    def json(self, name):
        try:
            return json.loads(self.text(name))
        except ValueError as error:
            raise Bad(f"{name} is not JSON: {error}") from None

    def chunks(self, name):
        """The bytes in pieces of whole lines; a last line without an end is one that was cut off."""
        rest = b""
        try:
            with self.open(name) as file:
                while chunk := file.read(CHUNK):
                    whole, end, left = chunk.rpartition(b"\n")
                    if end:
                        yield rest + whole + end
                        rest = left
                    else:
                        rest += left
        except (OSError, EOFError, ValueError, zipfile.BadZipFile, zipfile.zlib.error) as error:
            # What came before is still told, and looked at, before the file's own check sum fails.
            raise Bad(f"{name} cannot be read: {error}") from None
        if rest:
            raise Bad(f"{name} was cut off in a line")

    def lines(self, name):
        """The lines without their ends."""
        for chunk in self.chunks(name):
            yield from chunk[:-1].split(b"\n")


class Tree:
    """The right edge of an RFC 6962 tree that grows."""

    def __init__(self):
        self.size, self.edge = 0, []

    def add(self, leaf):
        size = self.size
        while size & 1:
            leaf = hashlib.sha256(b"\x01" + self.edge.pop() + leaf).digest()
            size >>= 1
        self.edge.append(leaf)
        self.size += 1

    def root(self):
        if not self.edge:
            return hashlib.sha256(b"").digest()
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = hashlib.sha256(b"\x01" + left + root).digest()
        return root


def b64(text):
    """Base64 as it is written, and no other way to write the same bytes."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("not the base64 of its bytes")
    return raw


def leaf_hash(line):
    return hashlib.sha256(b"\x00" + line).digest()


def included(leaf, index, size, proof):
    """The root to which an inclusion proof leads (RFC 9162, 2.1.3.2)."""
    node, last = index, size - 1
    if index >= size:
        raise Bad("is proven to lie outside the ledger", index)
    for other in proof:
        if last == 0:
            raise Bad("has a proof that is too long", index)
        if node & 1 or node == last:
            leaf = hashlib.sha256(b"\x01" + other + leaf).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            leaf = hashlib.sha256(b"\x01" + leaf + other).digest()
        node, last = node >> 1, last >> 1
    if last:
        raise Bad("has a proof that is too short", index)
    return leaf


def consistent(first, second, old, new, proof):
    """Whether a tree of `second` leaves begins with one of `first` (RFC 9162, 2.1.4.2)."""
    if first == second:
        return old == new and not proof
    if first & (first - 1) == 0:
        proof = [old, *proof]
    if not proof:
        return False
    node, last = first - 1, second - 1
    while node & 1:
        node, last = node >> 1, last >> 1
    left = right = proof[0]
    for other in proof[1:]:
        if last == 0:
            return False
        if node & 1 or node == last:
            left = hashlib.sha256(b"\x01" + other + left).digest()
            right = hashlib.sha256(b"\x01" + other + right).digest()
            while not node & 1 and node:
                node, last = node >> 1, last >> 1
        else:
            right = hashlib.sha256(b"\x01" + right + other).digest()
        node, last = node >> 1, last >> 1
    return left == old and right == new and last == 0


def openssl(arguments, files):
    """Runs openssl with files of these contents; their names stand for @0, @1, …"""
    with tempfile.TemporaryDirectory() as folder:
        names = []
        for number, content in enumerate(files):
            names.append(os.path.join(folder, str(number)))
            with open(names[-1], "wb") as file:
                file.write(content)
        put = [names[int(part[1:])] if part.startswith("@") else part for part in arguments]
        try:
            done = subprocess.run(["openssl", *put], capture_output=True, check=False)
        except OSError as error:
            raise Bad(f"openssl cannot be run: {error}") from None
        return done.returncode == 0


def opened(note, name, key, pem):
    """Size and root of a signed checkpoint (C2SP tlog-checkpoint, Ed25519)."""
    text, _, signatures = note.rpartition("\n\n")
    text += "\n"
    lines = text.split("\n")
    if len(lines) != 4 or lines[0] != name or not lines[1].isdigit():
        raise Bad("a checkpoint is not one of this ledger")
    for line in signatures.split("\n"):
        dash, _, rest = line.partition(" ")
        signer, _, data = rest.rpartition(" ")
        if dash != "\u2014" or signer != name:
            continue
        try:
            data = b64(data)
        except ValueError:
            continue
        if data[:4] != key:
            continue
        check = ["pkeyutl", "-verify", "-pubin", "-inkey", "@0", "-rawin", "-in", "@1", "-sigfile", "@2"]
        if openssl(check, [pem.encode(), text.encode(), data[4:]]):
            if note != f"{text}\n{line}\n":
                raise Bad("a checkpoint has more in it than was signed")
            return int(lines[1]), b64(lines[2])
    raise Bad("a checkpoint is not signed by the ledger's key")


def pem_of(der):
    text = base64.b64encode(der).decode()
    lines = [text[at:at + 64] for at in range(0, len(text), 64)]
    return "\n".join(["-----BEGIN PUBLIC KEY-----", *lines, "-----END PUBLIC KEY-----", ""])


def keys_of(started):
    """The keys that the first entry names, as openssl takes them."""
    name, _, rest = started["ledger_key"].partition("+")
    number, _, key = rest.partition("+")
    key = base64.b64decode(key)
    want = hashlib.sha256(name.encode() + b"\n" + key).digest()[:4]
    if key[0] != 1 or len(key) != 33 or want.hex() != number or started["origin"] != name:
        raise Bad("names a key that is none", 0)
    ed25519, p256 = "302a300506032b6570032100", "3039301306072a8648ce3d020106082a8648ce3d030107032200"
    return {
        "name": name,
        "id": want,
        "ledger": pem_of(bytes.fromhex(ed25519) + key[1:]),
        "owner": pem_of(bytes.fromhex(p256 + started["owner_key"])),
        "authorization": pem_of(bytes.fromhex(p256 + started["authorization_key"])),
    }
