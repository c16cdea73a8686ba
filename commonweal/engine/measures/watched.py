"""The series in which alerts are looked for, read from a data file (commonweal/measures/watched/series.toml)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.measures.spc.rules import RULE_SETS, Direction, RuleSet


class Whose(StrEnum):
    """Whose series it is."""

    AREA = "area"
    TRUST = "trust"


class Value(StrEnum):
    """How a month's value follows from what is printed."""

    PER_DAY = "per-day"  # the month's number by the days of the month
    MEAN_OF_DAYS = "mean-of-days"  # the mean of the days that were sent, where these are enough
    PRINTED = "printed"  # the month's number as it is


@dataclass(frozen=True, slots=True)
class WatchedMeasure:
    """A series of each area or trust: what it is made of, which way is better and why, and the rules it is read by.

    `side` and `outcome` are what the measure is split by, empty where it is not; `days_at_least` belongs to means.
    """

    id: str
    name: str
    whose: Whose
    collection: str
    measure: str
    side: str
    outcome: str
    value: Value
    days_at_least: int
    unit: str
    direction: Direction
    because: str
    rules: RuleSet
    source: str


_TEXTS = ("id", "name", "collection", "measure", "unit", "because", "source")
_CHOICES: dict[str, tuple[str, ...]] = {
    "whose": tuple(Whose),
    "value": tuple(Value),
    "better": tuple(Direction),
    "rule_set": tuple(RULE_SETS),
}
_KEYS = {*_TEXTS, *_CHOICES, "side", "outcome", "days_at_least"}


def parse(content: Mapping[str, Any], where: str) -> tuple[tuple[WatchedMeasure, ...], tuple[Finding, ...]]:
    """The series of a file in their order, or none and what must be mended; `where` names the file in findings."""
    entries = content.get("series", [])
    found = [finding for number, entry in enumerate(entries) for finding in _faults(entry, f"{where}: series {number}")]
    ids = [entry.get("id") for entry in entries]
    found += [
        error("watched-twice", where, f"Two series have the id {id!r}.", "Give one of them another.")
        for id in sorted({str(id) for id in ids if ids.count(id) > 1})
    ]
    return (tuple(map(_watched, entries)), ()) if not found else ((), tuple(found))


def _faults(entry: Mapping[str, Any], where: str) -> list[Finding]:
    unknown = [
        error("watched-key", f"{where}: {key}", "It is not known here.", "Remove it.") for key in entry.keys() - _KEYS
    ]
    texts = [
        error("watched-text", f"{where}: {key}", f"{key} is missing or empty.", f'Write {key} = "…".')
        for key in _TEXTS
        if not isinstance(entry.get(key), str) or not entry[key].strip()
    ]
    choices = [
        error("watched-choice", f"{where}: {key}", f"{key} is {entry.get(key)!r}.", f"Write one of {', '.join(all)}.")
        for key, all in _CHOICES.items()
        if entry.get(key) not in all
    ]
    is_mean, days = entry.get("value") == Value.MEAN_OF_DAYS, entry.get("days_at_least")
    wrong_days = (type(days) is not int or not 1 <= days <= 28) if is_mean else days is not None
    told = "Write a number of days from 1 to 28 for a mean of days, and nothing for another value."
    message = f"days_at_least is {days!r}."
    return [
        *unknown,
        *texts,
        *choices,
        *([error("watched-days", f"{where}: days_at_least", message, told)] if wrong_days else []),
    ]


def _watched(entry: Mapping[str, Any]) -> WatchedMeasure:
    return WatchedMeasure(
        **{key: entry[key].strip() for key in _TEXTS},
        side=entry.get("side", ""),
        outcome=entry.get("outcome", ""),
        days_at_least=entry.get("days_at_least", 0),
        whose=Whose(entry["whose"]),
        value=Value(entry["value"]),
        direction=Direction(entry["better"]),
        rules=RULE_SETS[entry["rule_set"]],
    )
