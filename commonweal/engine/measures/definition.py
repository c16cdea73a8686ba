"""A measure's definition, read from a data file (commonweal/measures/*.toml holds one to a file)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.measures.spc.rules import Direction


class Formula(StrEnum):
    """How the value follows from numerator and denominator."""

    TOTAL = "total"  # the numerator as it is
    PER_DAY = "per-day"  # by the days in the month
    PER_DAY_PER_100_000 = "per-day-per-100000"  # by the days in the month, then per 100,000 of the population
    SHARE = "share"  # each part of the numerator by the sum of the parts, in per cent


class Status(StrEnum):
    """Whether the definition was checked against its publication."""

    VERIFIED = "verified"
    UNVERIFIED = "unverified"


@dataclass(frozen=True, slots=True)
class PopulationRule:
    """Whom a rate is per: `ages` in the field's words, `year` a mid-year estimate's, or None for each month's own."""

    ages: str
    year: int | None


@dataclass(frozen=True, slots=True)
class Definition:
    """What a measure is, why it matters, how it is made and who answers for it.

    `parts` are those of a share in their order (id, name), empty otherwise; `population` belongs to rates only.
    """

    id: str
    name: str
    why: str
    formula: Formula
    numerator: str
    denominator: str
    unit: str
    decimals: int
    direction: Direction
    source: str
    quality: str
    owner: str
    next_review: date
    status: Status
    population: PopulationRule | None = None
    parts: tuple[tuple[str, str], ...] = ()


_TEXTS = ("id", "name", "why", "numerator", "denominator", "unit", "source", "quality", "owner")
_CHOICES: dict[str, type[StrEnum]] = {"formula": Formula, "direction": Direction, "status": Status}
_KEYS = {*_TEXTS, *_CHOICES, "decimals", "next_review", "population", "parts"}


def parse(entry: Mapping[str, Any], where: str) -> tuple[Definition | None, tuple[Finding, ...]]:
    """A definition from a file's content, or None and what must be mended; `where` names the file in findings."""
    found = [
        *_unknown(entry, where),
        *_texts(entry, where),
        *_choices(entry, where),
        *_numbers(entry, where),
        *_rates(entry, where),
        *_shares(entry, where),
    ]
    if found:
        return None, tuple(found)
    population = entry.get("population")
    return Definition(
        **{name: entry[name].strip() for name in _TEXTS},
        formula=Formula(entry["formula"]),
        direction=Direction(entry["direction"]),
        status=Status(entry["status"]),
        decimals=entry["decimals"],
        next_review=entry["next_review"],
        population=PopulationRule(population["ages"], population.get("year")) if population else None,
        parts=tuple((part["id"], part["name"]) for part in entry.get("parts", ())),
    ), ()


def _unknown(entry: Mapping[str, Any], where: str) -> list[Finding]:
    return [
        error("measure-unknown-key", f"{where}: {key}", f"{key!r} is not a key of a measure.", "Remove or rename it.")
        for key in entry
        if key not in _KEYS
    ]


def _texts(entry: Mapping[str, Any], where: str) -> list[Finding]:
    return [
        error("measure-text-missing", f"{where}: {key}", f"{key} is missing or empty.", f'Write {key} = "…".')
        for key in _TEXTS
        if not isinstance(entry.get(key), str) or not entry[key].strip()
    ]


def _choices(entry: Mapping[str, Any], where: str) -> list[Finding]:
    return [
        error(
            "measure-choice-unknown",
            f"{where}: {key}",
            f"{key} is {entry.get(key)!r}.",
            f"Write one of {', '.join(choice.value for choice in choices)}.",
        )
        for key, choices in _CHOICES.items()
        if entry.get(key) not in [choice.value for choice in choices]
    ]


def _numbers(entry: Mapping[str, Any], where: str) -> list[Finding]:
    found = []
    decimals, review = entry.get("decimals"), entry.get("next_review")
    if type(decimals) is not int or not 0 <= decimals <= 4:
        found.append(
            error(
                "measure-decimals", f"{where}: decimals", f"decimals is {decimals!r}.", "Write a whole number, 0 to 4."
            )
        )
    if type(review) is not date:
        message = f"next_review is {review!r}."
        found.append(error("measure-review", f"{where}: next_review", message, "Write a day, such as 2026-09-30."))
    return found


def _rates(entry: Mapping[str, Any], where: str) -> list[Finding]:
    is_rate, given = entry.get("formula") == Formula.PER_DAY_PER_100_000, entry.get("population")
    place = f"{where}: population"
    if given is None:
        told = 'Write population = { ages = "aged 18 and over", year = 2018 }.'
        return [error("measure-population-missing", place, "A rate needs its population.", told)] if is_rate else []
    if not is_rate:
        return [error("measure-population-unused", place, "Only a rate has a population.", "Remove it.")]
    ages, year = (given.get("ages"), given.get("year")) if isinstance(given, Mapping) else (None, None)
    if not isinstance(ages, str) or not ages.strip() or not (year is None or type(year) is int):
        told = "Write ages as text and year as a whole number (or leave the year out)."
        return [error("measure-population", place, "The population is not ages and a year.", told)]
    return []


def _shares(entry: Mapping[str, Any], where: str) -> list[Finding]:
    is_share, parts = entry.get("formula") == Formula.SHARE, entry.get("parts")
    place = f"{where}: parts"
    if parts is None:
        told = 'Write [[parts]] with id = "nhs" and name = "NHS" for each.'
        return [error("measure-parts-missing", place, "A share needs its parts.", told)] if is_share else []
    if not is_share:
        return [error("measure-parts-unused", place, "Only a share has parts.", "Remove them.")]
    ids = [part.get("id") for part in parts if _is_part(part)] if isinstance(parts, list) else []
    if len(ids) < 2 or len(ids) != len(parts) or len(set(ids)) != len(ids):
        told = "Give two parts or more, each with an id of its own and a name."
        return [error("measure-parts", place, "The parts are not two or more different ones.", told)]
    return []


def _is_part(part: object) -> bool:
    return isinstance(part, Mapping) and all(isinstance(part.get(key), str) and part[key] for key in ("id", "name"))
