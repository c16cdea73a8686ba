"""The hash chain of a fund's entries: each link is SHA-256 over the link before it and the entry's canonical bytes.

Canonical bytes are a row of netstrings (`length in bytes`:`UTF-8`,): fund, number, day (ISO), description, reference,
number reversed (empty if none), who posted it, and then account, pence and memo of each leg in order. Nothing is
escaped, so the same bytes can be made by SQL, by Python and by a reader's own program.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.journal import Entry

FIRST_LINK = bytes(32)  # what stands before the first entry of every fund


@dataclass(frozen=True, slots=True)
class LinkedEntry:
    """An entry with the link that was stated for it (32 bytes)."""

    entry: Entry
    link: bytes


def canonical(entry: Entry) -> bytes:
    """The bytes of an entry that its link is made of."""
    reverses = "" if entry.reverses is None else str(entry.reverses)
    fields = [
        entry.fund,
        str(entry.number),
        entry.day.isoformat(),
        entry.description,
        entry.reference,
        reverses,
        entry.posted_by,
    ]
    for leg in entry.legs:
        fields += [leg.account, str(leg.amount_pence), leg.memo]
    return b"".join(_netstring(field) for field in fields)


def _netstring(text: str) -> bytes:
    content = text.encode()
    return b"%d:%s," % (len(content), content)


def link(previous: bytes, entry: Entry) -> bytes:
    """The link of an entry that follows a link."""
    return hashlib.sha256(previous + canonical(entry)).digest()


def chained(entries: Iterable[Entry], previous: bytes = FIRST_LINK) -> list[LinkedEntry]:
    """The entries of one fund, in order, each with its link."""
    linked = []
    for entry in entries:
        previous = link(previous, entry)
        linked.append(LinkedEntry(entry, previous))
    return linked


def verify(rows: Sequence[LinkedEntry], head: bytes | None = None) -> list[Finding]:
    """Where a chain is broken: entries changed, missing or out of order, an end other than the attested `head`.

    Each link is recomputed from the one stated before it, so that a changed penny names one entry, not all after.
    """
    found = _disorder(rows)
    previous, expected = FIRST_LINK, 1
    for row in sorted(rows, key=lambda row: row.entry.number):
        where = f"{row.entry.fund}/{row.entry.number}"
        if row.entry.number > expected:
            gap = str(expected) if row.entry.number == expected + 1 else f"{expected} to {row.entry.number - 1}"
            found.append(
                error(
                    "entry-missing",
                    f"{row.entry.fund}/{gap}",
                    f"Entry {gap} is not there.",
                    "Ask the host for the whole journal.",
                )
            )
        elif link(previous, row.entry) != row.link:
            message = "The entry, or the link before it, is not what was posted."
            found.append(error("entry-changed", where, message, "Compare it with the host's books."))
        previous, expected = row.link, row.entry.number + 1
    if head is not None and previous != head:
        where = rows[-1].entry.fund if rows else ""
        found.append(
            error(
                "head-differs",
                where,
                "The chain does not end in the link that was attested.",
                "Look for entries cut off the end.",
            )
        )
    return found


def _disorder(rows: Sequence[LinkedEntry]) -> list[Finding]:
    found = []
    for before, row in pairwise(rows):
        if row.entry.number <= before.entry.number:
            where = f"{row.entry.fund}/{row.entry.number}"
            message = f"Entry {row.entry.number} stands after entry {before.entry.number}."
            found.append(error("entry-out-of-order", where, message, "Put entries in their order, each once."))
    return found
