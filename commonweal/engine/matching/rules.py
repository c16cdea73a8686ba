"""The rules of matching as data: how names are brought to one form, and what counts as near."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any

from commonweal.engine.findings import Finding, error


@dataclass(frozen=True, slots=True)
class PayeeRules:
    """Words, all in lower case; `one_spelling` holds pairs of what is meant and what is written."""

    masked: tuple[str, ...]
    trading_as: tuple[str, ...]
    legal_forms: tuple[str, ...]
    one_spelling: tuple[tuple[str, str], ...]
    said_or_not: tuple[str, ...]
    word_letters_least: int


@dataclass(frozen=True, slots=True)
class Days:
    """Windows in days; the tuples from narrow to wide."""

    between_books: tuple[int, ...]
    reversal: tuple[int, ...]
    split: int
    near_repeat: int


@dataclass(frozen=True, slots=True)
class Splits:
    """How many parts a whole may have, and among how many lines they are looked for."""

    parts_most: int
    lines_most: int


@dataclass(frozen=True, slots=True)
class Points:
    """What each doubt takes off a full score of 100, and the least score that is proposed."""

    days: int
    near_name: int
    rough_name: int
    sign: int
    part: int
    no_name: int
    no_reference: int
    other_reference: int
    masked: int
    partnerless: int
    common: int
    least: int


@dataclass(frozen=True, slots=True)
class MatchingRules:
    """All rules of matching."""

    payees: PayeeRules
    days: Days
    splits: Splits
    points: Points


SECTIONS: dict[str, type] = {"payees": PayeeRules, "days": Days, "splits": Splits, "points": Points}


def parse_rules(content: Mapping[str, Any], where: str) -> tuple[MatchingRules | None, tuple[Finding, ...]]:
    """The rules that a TOML file's dictionary holds, or None with what is missing, unknown or of the wrong kind."""
    found = [_name_fault(where, name, "section") for name in content.keys() ^ SECTIONS.keys()]
    sections = {}
    for name, kind in SECTIONS.items():
        if isinstance(content.get(name), Mapping):
            faults = list(_section_faults(content[name], kind, f"{where}: {name}"))
            found += faults
            if not faults:
                sections[name] = kind(**{key: _frozen(value) for key, value in content[name].items()})
    return (None, tuple(found)) if found else (MatchingRules(**sections), ())


def _section_faults(section: Mapping[str, Any], kind: type, where: str) -> list[Finding]:
    wanted = {entry.name: str(entry.type) for entry in fields(kind)}
    found = [_name_fault(where, name, "entry") for name in section.keys() ^ wanted.keys()]
    for name in section.keys() & wanted.keys():
        if not _fits(section[name], wanted[name]):
            found.append(
                error(
                    "wrong-kind",
                    where,
                    f"'{name}' is not a {wanted[name]}.",
                    "Change it as in layouts/matching/rules.toml.",
                )
            )
    return found


def _name_fault(where: str, name: str, kind: str) -> Finding:
    return error(
        "entry-names", where, f"The {kind} '{name}' is missing or unknown.", "Compare with layouts/matching/rules.toml."
    )


def _fits(value: Any, kind: str) -> bool:
    if kind == "int":
        return type(value) is int and value >= 0
    if kind == "tuple[int, ...]":
        return (
            isinstance(value, list)
            and bool(value)
            and all(type(item) is int and item >= 0 for item in value)
            and value == sorted(value)
        )
    if kind == "tuple[tuple[str, str], ...]":
        return isinstance(value, list) and all(
            isinstance(pair, list) and len(pair) == 2 and all(map(_is_text, pair)) for pair in value
        )
    return isinstance(value, list) and all(map(_is_text, value))


def _is_text(value: object) -> bool:
    return isinstance(value, str) and bool(value)


def _frozen(value: Any) -> Any:
    if isinstance(value, str):
        return value.lower()
    return tuple(map(_frozen, value)) if isinstance(value, list) else value
