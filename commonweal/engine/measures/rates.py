"""Figures per day, rates per 100,000 and shares. What is missing stays missing: None in, None out, never zero."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal.engine.measures.definition import Definition, Formula
from commonweal.engine.periods import Month

PER = 100_000


@dataclass(frozen=True, slots=True)
class Population:
    """People (of the measure's ages) at mid `year`."""

    people: int
    year: int

    def __post_init__(self) -> None:
        if self.people <= 0:
            raise ValueError(f"a population has people in it, not {self.people}")


@dataclass(frozen=True, slots=True)
class Rate:
    """A rate per 100,000 with what it was made of; `population_year` is said wherever the rate is shown."""

    value: float
    numerator: float
    population: int
    population_year: int


def per_day(total: float | None, month: Month) -> float | None:
    """A month's total by the days in the month: delayed days become the average number of people delayed per day.

    The definition of NHS England's delayed transfers publications from April 2017.
    """
    return None if total is None else total / month.days


def per_100_000(numerator: float | None, population: Population | None) -> Rate | None:
    """A rate per 100,000 people; None without a numerator or a population."""
    if numerator is None or population is None:
        return None
    return Rate(numerator * PER / population.people, numerator, population.people, population.year)


def value_of(
    definition: Definition, total: float | None, month: Month, population: Population | None = None
) -> float | None:
    """A measure's value for a month from its total; ValueError for shares, which have a value for each part."""
    match definition.formula:
        case Formula.TOTAL:
            return total
        case Formula.PER_DAY:
            return per_day(total, month)
        case Formula.PER_DAY_PER_100_000:
            rate = per_100_000(per_day(total, month), population)
            return rate.value if rate else None
        case Formula.SHARE:
            raise ValueError(f"{definition.id} is a share: it has a value for each part")


def shares(parts: Mapping[str, float | None]) -> dict[str, float] | None:
    """Each part as a fraction of their sum. None if a part is missing or all are zero: the whole is not known."""
    known = {name: value for name, value in parts.items() if value is not None}
    whole = sum(known.values())
    if len(known) < len(parts) or whole == 0:
        return None
    if min(known.values()) < 0:
        raise ValueError(f"a share is of parts that are not negative: {known}")
    return {name: value / whole for name, value in known.items()}


def percentages(parts: Sequence[float], decimals: int = 0) -> tuple[float, ...]:
    """Percentages for people's eyes, which add up to 100 exactly (largest remainder; ties go to the earlier part).

    All zero if the parts are. ValueError if a part is negative.
    """
    exact = [Fraction(part) for part in parts]
    if any(part < 0 for part in exact):
        raise ValueError(f"percentages are of parts that are not negative: {list(parts)}")
    whole = sum(exact)
    if whole == 0:
        return (0.0,) * len(exact)
    units = 100 * 10**decimals
    quotas = [part * units / whole for part in exact]
    floors = [int(quota) for quota in quotas]
    by_remainder = sorted(range(len(exact)), key=lambda i: floors[i] - quotas[i])
    for i in by_remainder[: units - sum(floors)]:
        floors[i] += 1
    return tuple(floor / 10**decimals for floor in floors)
