"""Versions of an agreement: what its parts are, what changed between two versions, and the digest that is signed."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from datetime import date
from typing import Any

from commonweal.engine.ledger.agreement import Agreement, Function, Party, Schedule
from commonweal.engine.money import pounds


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the agreement that is written in one go: its code, its title, the fields of the record in it."""

    code: str
    title: str
    fields: tuple[str, ...]


SECTIONS = (
    Section("parties", "Parties", ("parties",)),
    Section("purpose", "Aims, improvement and consultation", ("aims_and_outcomes", "improvement", "consultation")),
    Section(
        "host",
        "Host, pool manager, reports and audit",
        ("host", "pool_manager", "pool_manager_employer", "reporting", "audit", "complaints"),
    ),
    Section(
        "duration",
        "Duration, review, variation and termination",
        ("starts", "ends", "review", "variation", "termination", "exit_plan"),
    ),
)
_SIDES = {"nhs": "NHS"}
SCHEDULE_FIELDS = tuple(field.name for field in fields(Schedule) if field.name != "name")


@dataclass(frozen=True, slots=True)
class Change:
    """One thing that is different: where (agreement, a party, a schedule), which field, and both texts.

    Where a whole party or schedule came or went, `field` is empty and one of the texts is.
    """

    where: str
    field: str
    before: str
    after: str


def compare(old: Agreement, new: Agreement) -> tuple[Change, ...]:
    """What changed from one version to another, in the order of the sections, then party by party and by schedule."""
    plain = [name for section in SECTIONS for name in section.fields if name != "parties"]
    return (
        *_compared("agreement", plain, old, new),
        *_rows("party", old.parties, new.parties, ("kind", "commissioner_consent")),
        *_rows("schedule", old.schedules, new.schedules, SCHEDULE_FIELDS),
    )


def _rows(
    kind: str, old: Iterable[Party | Schedule], new: Iterable[Party | Schedule], names: Iterable[str]
) -> list[Change]:
    before, after = {row.name: row for row in old}, {row.name: row for row in new}
    found = [Change(f"{kind} {name}", "", name, "") for name in before if name not in after]
    for name, row in after.items():
        if name in before:
            found += _compared(f"{kind} {name}", names, before[name], row)
        else:
            found.append(Change(f"{kind} {name}", "", "", name))
    return found


def _compared(where: str, names: Iterable[str], old: object, new: object) -> list[Change]:
    pairs = ((name, as_text(getattr(old, name)), as_text(getattr(new, name))) for name in names)
    return [Change(where, name, before, after) for name, before, after in pairs if before != after]


def as_text(value: object) -> str:
    """A field's value for reading: functions as a list with their sides, money in pounds, nothing as nothing."""
    if value is None:
        return ""
    if isinstance(value, date):
        return f"{value.day} {value:%B %Y}"
    if isinstance(value, tuple):
        return "; ".join(f"{one.name} ({_SIDES.get(one.side, one.side)})" for one in value if isinstance(one, Function))
    return pounds(value) if isinstance(value, int) else str(value)


def digest(record: Mapping[str, Any]) -> str:
    """The SHA-256 of a version's record, in hexadecimal: what its signatures are bound to.

    The bytes are those of PostgreSQL's `record::text`, so that the database checks a signature by itself: keys by
    their length in bytes and then by their bytes, one space after comma and colon, UTF-8.
    """
    return hashlib.sha256(json.dumps(_ordered(record), ensure_ascii=False).encode()).hexdigest()


def _ordered(value: Any) -> Any:
    if isinstance(value, Mapping):
        keys = sorted(value, key=lambda key: (len(key.encode()), key.encode()))
        return {key: _ordered(value[key]) for key in keys}
    return [_ordered(each) for each in value] if isinstance(value, list | tuple) else value
