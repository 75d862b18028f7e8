#!/usr/bin/env python3
"""Check a bundle of evidence without the program that made it, offline.

    python3 verify.py BUNDLE.zip [--head HASH]

Needs Python 3.9 or newer, nothing else, and says the first thing that is not as it was sealed.
payload_hash = SHA-256(salt + body). Leaf = SHA-256(0x00 + fields, each after its length as four
bytes). Path: a Merkle tree as in RFC 6962. Block = SHA-256(0x02 + number + previous hash + root +
size + time), numbers as eight bytes. The newest event commits to SHA-256 of manifest.json, which
names all other events and files, so all hangs on the hash of the newest block: compare it with one
kept elsewhere (--head), which nobody can give to a chain that was made anew.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
import zipfile
from typing import Any

PARTS = ("manifest.json", "events.jsonl", "blocks.jsonl", "verify.py")
FIELDS = ("actor_kind", "actor_id", "verb", "object_kind", "object_id")
OTHERS = "id position block recorded_us customer_id request_id payload_hash leaf salt body"
ALL = {*FIELDS, *OTHERS.split(), "erased_by", "index", "path"}
NO_ERASURE = "The payload of {} is missing, and no event erased it."


class Wrong(Exception):
    """The first thing that is not as it was sealed, in words."""


def sha(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def read_all(place: str) -> dict[str, bytes]:
    with zipfile.ZipFile(place) as bundle:
        names = bundle.namelist()
        if len(set(names)) != len(names):
            raise Wrong("The ZIP holds two files of one name.")
        files = {name: bundle.read(name) for name in names}
    for name in PARTS[:3]:
        if name not in files:
            raise Wrong(f"The bundle lacks {name}.")
    return files


def lines_of(data: bytes) -> list[dict[str, Any]]:
    """One way to write each value: no field stands twice, for a reader to see another one first."""
    values = []
    for line in filter(None, data.decode().split("\n")):
        values.append(json.loads(line))
        if line != json.dumps(
            values[-1], ensure_ascii=False, sort_keys=True, separators=(",", ":")
        ):
            raise Wrong(f"A line is not written as bundles are: {line[:80]}")
    return values


def check_blocks(lines: list[dict[str, Any]], head: str) -> dict[int, dict[str, Any]]:
    """The chain of blocks, by number."""
    previous = bytes.fromhex(lines[0]["previous_hash"])
    blocks: dict[int, dict[str, Any]] = {}
    for due, block in enumerate(lines[1:], start=lines[1]["number"]):
        number = block["number"]
        if number != due:
            raise Wrong(f"Block {due} is missing: block {number} stands in its place.")
        data = b"\x02" + number.to_bytes(8, "big") + previous + bytes.fromhex(block["root"])
        data += block["size"].to_bytes(8, "big")
        data += block["sealed_us"].to_bytes(8, "big", signed=True)
        if sha(data) != block["hash"]:
            raise Wrong(f"Block {number} was changed: what it says does not give its hash.")
        previous = bytes.fromhex(block["hash"])
        blocks[number] = block
    if head and head.strip().lower() != previous.hex():
        raise Wrong(f"The newest block is not the one you expect: its hash is {previous.hex()}.")
    return blocks


def name_of(event: dict[str, Any]) -> str:
    return f"event {event['id']} ({event['verb']}, {event['object_kind']} {event['object_id']})"


def check_event(event: dict[str, Any], blocks: dict[int, dict[str, Any]]) -> None:
    """That it is as it was sealed, where it was sealed."""
    name, customer = name_of(event), event["customer_id"]
    texts = [str(event["recorded_us"]), *(event[field] for field in FIELDS)]
    texts += ["" if customer is None else str(customer), event["request_id"], event["payload_hash"]]
    data = b"\x00"
    for text in texts:
        data += len(text.encode()).to_bytes(4, "big") + text.encode()
    if sha(data) != event["leaf"]:
        raise Wrong(f"The {name} was changed: what it says does not give its leaf.")
    if set(event) != ALL:
        raise Wrong(f"The {name} has fields that nobody sealed, or lacks some.")
    body, salt = event["body"], bytes.fromhex(event["salt"] or "")
    if body is not None and (len(salt) != 16 or sha(salt + body.encode()) != texts[-1]):
        raise Wrong(f"The payload of {name} was changed: it is not what the event commits to.")
    block = blocks.get(event["block"])
    if block is None:
        raise Wrong(f"Block {event['block']}, in which {name} was sealed, is not in the bundle.")
    if root_of(event, block["size"]) != block["root"]:
        raise Wrong(f"The path of {name} was changed: it does not lead to its block.")


def root_of(event: dict[str, Any], size: int) -> str:
    """RFC 9162, section 2.1.3.2; "" for a path of the wrong length."""
    place, final, root = event["index"], size - 1, bytes.fromhex(event["leaf"])
    for step in map(bytes.fromhex, event["path"]):
        if final == 0:
            return ""
        if place & 1 or place == final:
            root = hashlib.sha256(b"\x01" + step + root).digest()
            while place and not place & 1:
                place, final = place >> 1, final >> 1
        else:
            root = hashlib.sha256(b"\x01" + root + step).digest()
        place, final = place >> 1, final >> 1
    return "" if final else root.hex()


def check_list(events: list[dict[str, Any]], listed: list[Any]) -> None:
    """That no event or payload is missing, and no event added, twice or out of its place."""
    there = [event["id"] for event in events]
    known = set(there)
    for place, (number, leaf, erased_by) in enumerate(listed):
        if number not in known:
            raise Wrong(f"Event {number} is missing: the manifest names it.")
        if there[place] != number:
            raise Wrong(f"Event {there[place]} stands where event {number} belongs.")
        event = events[place]
        if event["leaf"] != leaf:
            raise Wrong(f"The {name_of(event)} is not the one that the manifest names.")
        if event["erased_by"] != erased_by or (event["body"] is None) != (erased_by is not None):
            raise Wrong(NO_ERASURE.format(name_of(event)))
    if len(there) > len(listed):
        raise Wrong(f"Event {there[len(listed)]} was added: the manifest does not name it.")


def check_erased(events: list[dict[str, Any]]) -> int:
    """That each payload that is gone was let go by a later event that erases; how many."""
    by_id = {event["id"]: event for event in events}
    gone = [event for event in events if event["body"] is None]
    for event in gone:
        by = by_id.get(event["erased_by"], event)
        if by["verb"] != "erase_customer" or by["id"] <= event["id"] or by["body"] is None:
            raise Wrong(NO_ERASURE.format(name_of(event)))
    return len(gone)


def check_files(files: dict[str, bytes], manifest: dict[str, Any]) -> int:
    listed = {each["path"]: each for each in manifest["files"] if not each["missing"]}
    for path, each in listed.items():
        if path not in files:
            raise Wrong(f"The file {path} is missing.")
        if sha(files[path]) != each["sha256"]:
            raise Wrong(f"The file {path} was changed: it is not the one that was kept.")
    for path in sorted(files):
        if path not in listed and path not in PARTS:
            raise Wrong(f"The file {path} was added: the manifest does not name it.")
    return len(listed)


def check(place: str, head: str) -> str:
    files = read_all(place)
    blocks = check_blocks(lines_of(files["blocks.jsonl"]), head)
    *events, maker = lines_of(files["events.jsonl"])
    if maker["verb"] != "make_evidence_bundle" or maker["body"] is None:
        raise Wrong("The event that says what this bundle holds is missing at the end.")
    check_event(maker, blocks)
    if sha(files["manifest.json"]) != json.loads(maker["body"])["facts"]["manifest_sha256"]:
        raise Wrong("The manifest was changed: it is not the one that was sealed.")
    manifest = json.loads(files["manifest.json"].decode())
    for event in events:
        check_event(event, blocks)
    check_list(events, manifest["events"])
    erased, kept, top = check_erased(events), check_files(files, manifest), max(blocks)
    said = "Sound: {} events of {kind} {name}, {} of them erased, as the chain says; {} files."
    said = said.format(len(events), erased, kept, **manifest["subject"])
    return f"{said}\nBlocks {min(blocks)} to {top}; hash of the newest: {blocks[top]['hash']}"


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("bundle")
    parser.add_argument("--head", default="", help="the hash that the newest block must have")
    asked = parser.parse_args()
    try:
        sys.stdout.write(check(asked.bundle, asked.head) + "\n")
    except Wrong as wrong:
        sys.exit(f"NOT sound. {wrong}")
    except Exception as error:
        sys.exit(f"NOT sound. The bundle cannot be read as one: {error!r}.")


if __name__ == "__main__":
    main()
