"""A measure of the record for one organisation, month by month, under its definition."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.measures.definition import Definition, Formula
from commonweal.engine.measures.rates import value_of
from commonweal.engine.periods import Month
from commonweal.observations.definitions import definitions
from commonweal.observations.queries.delays import history
from commonweal.observations.queries.valued import population_of


@dataclass(frozen=True, slots=True)
class Measured:
    """The values that are known, earliest first, and the definition that they follow."""

    definition: Definition
    values: tuple[tuple[Month, float], ...]


def measured(organisation_id: int, measure: str) -> Measured | None:
    """The organisation's values of a measure; None where nothing is held of that measure for it."""
    definition = definitions().get(measure)
    if definition is None or definition.formula is Formula.SHARE:
        return None
    people = population_of(organisation_id, definition)
    found = [(one.month, value_of(definition, one.days, one.month, people)) for one in history([organisation_id])]
    values = tuple((month, value) for month, value in found if value is not None)
    return Measured(definition, values) if values else None
