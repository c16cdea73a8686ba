"""The list of returns."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.periods import quarter_name
from commonweal.engine.reporting.procedure import State
from commonweal.engine.reporting.quarters import period_of
from commonweal.returns.models import Return
from commonweal.returns.presenters.words import STATES


@dataclass(frozen=True, slots=True)
class Item:
    """A return in the list."""

    id: int
    area: str
    quarter: str
    number: int
    state: str
    colour: str


def present(rows: Sequence[Return], states: Mapping[int, State], names: Mapping[int, str]) -> tuple[Item, ...]:
    """Every return in sight."""
    return tuple(
        Item(
            row.pk,
            names.get(row.plan.area_id, ""),
            quarter_name(period_of(row.year, row.quarter)),
            row.number,
            *STATES[states[row.pk]],
        )
        for row in rows
    )


def lead(items: Sequence[Item], states: Mapping[int, State]) -> str:
    """How many there are, and how many wait."""
    if not items:
        return "No return has been begun yet."
    waiting = sum(state is State.SUBMITTED for state in states.values())
    certified = sum(state in (State.CERTIFIED, State.PUBLISHED) for state in states.values())
    return f"{certified:,} of {len(items):,} certified; {waiting or 'none'} waiting for certification."
