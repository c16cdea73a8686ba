"""A measure month by month under its definition, with what stands where there is no number."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonweal.engine.measures.definition import Definition, Formula
from commonweal.engine.measures.rates import Population, shares, value_of
from commonweal.engine.periods import Month
from commonweal.observations.definitions import BY_CARE, BY_REASON, BY_SIDE, definitions
from commonweal.observations.queries.delays import Delays, Number, england_series, history
from commonweal.places import queries as places

NOT_PRINTED = "not-printed"
NOT_ALL_PRINTED = "a-part-is-missing"
NO_POPULATION = "population-not-known"


@dataclass(frozen=True, slots=True)
class Value:
    """One value, or the marker in its place; `part` is that of a share, empty otherwise.

    `numerator` is the printed number of days, `figure_id` its cell; population and its year belong to rates.
    """

    month: Month
    part: str
    value: float | None
    marker: str
    numerator: int | None
    population: int | None
    population_year: int | None
    figure_id: int | None


def values(measure: str, organisation_id: int | None, *, first: Month, last: Month) -> tuple[Value, ...]:
    """Every month printed of an organisation, of England where it is None, between two months, these included."""
    definition = definitions()[measure]
    is_share = definition.formula is Formula.SHARE
    reasons = measure == BY_REASON
    found = england_series(reasons=reasons) if organisation_id is None else history([organisation_id], reasons=reasons)
    people = None if organisation_id is None else population_of(organisation_id, definition)
    return tuple(
        value
        for one in found
        if first <= one.month <= last
        for value in (_shares(one, definition) if is_share else [_value(one, definition, people)])
    )


def adults_of(organisation_id: int, measure: str) -> Population | None:
    """The adults of an area that a rate is per, and of which year; None where they are not known."""
    return population_of(organisation_id, definitions()[measure])


def population_of(organisation_id: int, definition: Definition) -> Population | None:
    """Whom a rate is per; None for what is no rate, and where the adults are not known."""
    rule = definition.population
    if rule is None or rule.year is None:
        return None
    known = places.populations(rule.year).get(organisation_id)
    return Population(known.adults, known.year) if known and known.adults else None


def _value(one: Delays, definition: Definition, people: Population | None) -> Value:
    value = value_of(definition, one.days, one.month, people)
    is_rate = definition.population is not None
    marker = "" if value is not None else _marker(one.total) or NO_POPULATION
    return Value(
        one.month,
        "",
        value,
        marker,
        one.days,
        people.people if is_rate and people else None,
        people.year if is_rate and people else None,
        one.total.figure_id if one.total else None,
    )


def _marker(printed: Number | None) -> str:
    """What stands in place of a number; empty where a number is."""
    if printed is None:
        return NOT_PRINTED
    return printed.marker if printed.days is None else ""


def _shares(one: Delays, definition: Definition) -> list[Value]:
    """Each part of the month in per cent of all; none is known where one of them is missing."""
    printed: Mapping[str, Number] = {BY_SIDE: one.sides, BY_REASON: one.reasons, BY_CARE: one.care}[definition.id]
    asked = [part for part, _ in definition.parts if part in printed or definition.id != BY_REASON]
    days = {part: printed[part].days if part in printed else None for part in asked}
    known = shares(days) if days else None
    return [
        Value(
            one.month,
            part,
            None if known is None else 100 * known[part],
            "" if known is not None else _marker(printed.get(part)) or NOT_ALL_PRINTED,
            days[part],
            None,
            None,
            printed[part].figure_id if part in printed else None,
        )
        for part in asked
    ]
