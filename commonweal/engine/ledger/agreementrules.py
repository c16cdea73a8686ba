"""The requirements of section 75 agreements, and the functions that none may bring in, read from their data file.

The file (`rulebooks/section75.toml`) says for each requirement where it comes from, whether that source was read, which
field of the record answers it, when it applies, and the words for whoever has left it out.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.agreement import Agreement, Arrangement, Schedule

_STATUSES = ("verified", "unverified")
_FIELDS = {True: {field.name for field in fields(Schedule)}, False: {field.name for field in fields(Agreement)}}
_TEXTS = ("code", "regulation", "field", "message", "what_to_do", "source", "status")


@dataclass(frozen=True, slots=True)
class Requirement:
    """A requirement: its field in the agreement or each schedule, the arrangements it applies to, its words."""

    code: str
    regulation: str
    field: str
    in_schedule: bool
    arrangements: frozenset[Arrangement]
    is_required: bool
    message: str
    what_to_do: str
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class ExcludedFunction:
    """A function that cannot be brought in; `words` betray it under another code."""

    side: str
    code: str
    name: str
    words: tuple[str, ...]
    source: str
    status: str


@dataclass(frozen=True, slots=True)
class Rules:
    """The checklist and the excluded functions."""

    requirements: tuple[Requirement, ...]
    excluded: tuple[ExcludedFunction, ...]


def read_rules(data: Mapping[str, Any]) -> tuple[Rules | None, list[Finding]]:
    """The rules file's content as rules, or None and what is wrong with the file."""
    found = [
        finding
        for place, row in enumerate(data.get("requirement", []))
        for finding in _check_row(row, f"requirement {place + 1}")
    ]
    found += [
        finding
        for place, row in enumerate(data.get("excluded", []))
        for finding in _check_excluded(row, f"excluded {place + 1}")
    ]
    if not data.get("requirement"):
        found.append(
            error("rules-empty", "requirement", "The file has no requirement.", "Add at least one [[requirement]].")
        )
    if found:
        return None, found
    return Rules(
        tuple(_requirement(row) for row in data["requirement"]),
        tuple(_excluded(row) for row in data.get("excluded", [])),
    ), []


def _check_row(row: Mapping[str, Any], where: str) -> list[Finding]:
    where = f"{where} ({row.get('code', 'no code')})"
    found = [
        error("rule-incomplete", where, f"It has no {name}.", f"Add {name}.")
        for name in _TEXTS
        if not isinstance(row.get(name), str)
    ]
    level = row.get("level", "agreement")
    if level not in {"agreement", "schedule"}:
        found.append(error("rule-level", where, f"The level {level!r} is not known.", "Write agreement or schedule."))
    elif row.get("field") not in _FIELDS[level == "schedule"]:
        found.append(
            error(
                "rule-field",
                where,
                f"The record has no field {row.get('field')!r}.",
                "Name a field of the agreement's record.",
            )
        )
    unknown = set(row.get("arrangements", ())) - set(Arrangement)
    if unknown or not row.get("arrangements"):
        found.append(
            error(
                "rule-arrangement",
                where,
                f"Arrangements missing or unknown: {sorted(unknown)}.",
                f"Choose from {', '.join(Arrangement)}.",
            )
        )
    return found + _check_status(row, where)


def _check_excluded(row: Mapping[str, Any], where: str) -> list[Finding]:
    texts = ("side", "code", "name", "source", "status")
    found = [
        error("rule-incomplete", where, f"It has no {name}.", f"Add {name}.")
        for name in texts
        if not isinstance(row.get(name), str)
    ]
    if row.get("side") not in {"nhs", "council"}:
        found.append(error("rule-side", where, f"The side {row.get('side')!r} is not known.", "Write nhs or council."))
    return found + _check_status(row, where)


def _check_status(row: Mapping[str, Any], where: str) -> list[Finding]:
    if row.get("status") in _STATUSES:
        return []
    return [
        error("rule-status", where, f"The status {row.get('status')!r} is not known.", "Write verified or unverified.")
    ]


def _requirement(row: Mapping[str, Any]) -> Requirement:
    texts = {name: row[name] for name in _TEXTS}
    arrangements = frozenset(Arrangement(name) for name in row["arrangements"])
    return Requirement(
        **texts,
        in_schedule=row.get("level") == "schedule",
        arrangements=arrangements,
        is_required=row.get("required", True),
    )


def _excluded(row: Mapping[str, Any]) -> ExcludedFunction:
    words = tuple(word.casefold() for word in row.get("words", ()))
    return ExcludedFunction(row["side"], row["code"], row["name"], words, row["source"], row["status"])
