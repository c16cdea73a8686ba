#!/usr/bin/env python3
"""Check a pooled fund's exported journal with nothing but Python.

    python3 verify_ledger.py journal.csv [attested link]

Says whether every entry balances and whether the chain of hashes holds from the first entry to the last, and otherwise
which entry is wrong. Give the last link that somebody wrote down elsewhere (minutes, a return) to see that nothing was
cut off or written anew. Ends with 0 if all is well, 1 if not, 2 if the file cannot be read as an export.
"""

import csv
import hashlib
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

ENTRY_FIELDS = ("fund", "number", "day", "description", "reference", "reverses", "posted_by")
LEG_FIELDS = ("account", "amount_pence", "memo")
WRITTEN_SAFELY = {
    "description",
    "reference",
    "posted_by",
    "memo",
}  # an apostrophe keeps spreadsheets from reading a formula


def plain(row: dict[str, str], field: str) -> str:
    """A field as it was posted, without the apostrophe of the export."""
    return row[field][1:] if field in WRITTEN_SAFELY and row[field].startswith("'") else row[field]


def read_entries(lines: Iterable[str]) -> list[dict[str, Any]]:
    """The entries in the file's order: (fund, number), canonical fields, sum of pence, stated link."""
    entries: list[dict[str, Any]] = []
    last = None
    for row in csv.DictReader(lines):
        key = tuple(row[field] for field in (*ENTRY_FIELDS, "link"))
        if key != last:
            fields = [plain(row, field) for field in ENTRY_FIELDS]
            entries.append(
                {
                    "fund": row["fund"],
                    "number": int(row["number"]),
                    "fields": fields,
                    "sum": 0,
                    "legs": 0,
                    "link": row["link"],
                }
            )
            last = key
        entries[-1]["fields"] += [plain(row, field) for field in LEG_FIELDS]
        entries[-1]["sum"] += int(row["amount_pence"])
        entries[-1]["legs"] += 1
    return entries


def canonical(fields: list[str]) -> bytes:
    """Each field as its length in bytes, a colon, the bytes and a comma."""
    encoded = [field.encode() for field in fields]
    return b"".join(b"%d:%s," % (len(content), content) for content in encoded)


def faults(entries: list[dict[str, Any]], attested: str = "") -> Iterator[str]:
    """One sentence for each thing that is wrong."""
    heads: dict[str, bytes] = {}
    numbers: dict[str, int] = {}
    for entry in entries:
        fund, number = entry["fund"], entry["number"]
        name = f"entry {number} of {fund}"
        previous, expected = heads.get(fund, bytes(32)), numbers.get(fund, 0) + 1
        if entry["sum"] or entry["legs"] < 2:
            yield f"{name} does not balance: {entry['legs']} legs come to {entry['sum']} pence"
        if number > expected:
            yield f"{name} follows entry {expected - 1}: {number - expected} missing between them"
        elif number < expected:
            yield f"{name} stands after entry {expected - 1}: out of order, or twice"
        elif hashlib.sha256(previous + canonical(entry["fields"])).hexdigest() != entry["link"]:
            yield f"{name} is not what was posted: its link does not follow from its content and the link before it"
        heads[fund], numbers[fund] = bytes.fromhex(entry["link"]), number
    if attested and attested.lower() not in {head.hex() for head in heads.values()}:
        yield "the chain does not end in the attested link: entries were cut off the end, or all was written anew"


def main(arguments: list[str]) -> int:
    """Read, check, say."""
    if not 1 <= len(arguments) <= 2:
        print(__doc__)
        return 2
    try:
        with Path(arguments[0]).open(newline="", encoding="utf-8") as file:
            entries = read_entries(file)
        wrong = list(faults(entries, *arguments[1:]))
    except (OSError, KeyError, TypeError, ValueError, AttributeError, csv.Error) as fault:
        print(f"{arguments[0]} cannot be read as an exported journal: {type(fault).__name__} {fault}")
        return 2
    for sentence in wrong:
        print(sentence)
    heads = {entry["fund"]: entry["link"] for entry in entries}
    print(
        f"{len(entries)} entries, {len(wrong)} faults; "
        + "; ".join(f"{fund} ends in {head}" for fund, head in heads.items())
    )
    return 1 if wrong or not entries else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
