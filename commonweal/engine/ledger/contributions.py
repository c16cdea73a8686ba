"""What partners pay in, and when: the year's sum, its instalments, and what a change in the year does to them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonweal.engine.ledger.allocation import allocate

BASIS_POINTS = 10_000


@dataclass(frozen=True, slots=True)
class Instalment:
    """A payment due from a partner."""

    due: date
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Changes:
    """How a contribution moves from one year to the next, as agreements write it; amounts signed, in pence.

    `recurrent_pence` is the full-year effect of last year's changes; inflation applies to the base after it.
    """

    recurrent_pence: int = 0
    inflation_basis_points: int = 0
    planned_pence: int = 0
    efficiency_pence: int = 0


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a computed contribution: what it is and what it adds."""

    name: str
    amount_pence: int


def roll_forward(base_pence: int, changes: Changes) -> tuple[Step, ...]:
    """Next year's contribution as steps that sum to it; inflation to the nearest penny, half up."""
    uplifted = Fraction((base_pence + changes.recurrent_pence) * changes.inflation_basis_points, BASIS_POINTS)
    return (
        Step("last year's contribution", base_pence),
        Step("recurrent changes made in the year", changes.recurrent_pence),
        Step("inflation", (uplifted + Fraction(1, 2)).__floor__()),
        Step("planned changes", changes.planned_pence),
        Step("efficiency", -changes.efficiency_pence),
    )


def instalments(amount_pence: int, due: Sequence[date]) -> tuple[Instalment, ...]:
    """A sum in equal instalments to the penny; where it does not divide, the earlier ones are a penny larger."""
    parts = allocate(amount_pence, {day.isoformat(): 1 for day in due})
    return tuple(Instalment(day, part.pence) for day, part in zip(due, parts, strict=True))


def vary(schedule: Sequence[Instalment], new_amount_pence: int, *, from_day: date) -> tuple[Instalment, ...]:
    """The schedule varied: instalments due before `from_day` stand, the rest share what remains of the new sum.

    ValueError if nothing is due from that day on: the difference would have no instalment to go to.
    """
    kept = tuple(instalment for instalment in schedule if instalment.due < from_day)
    open_days = [instalment.due for instalment in schedule if instalment.due >= from_day]
    if not open_days:
        raise ValueError(f"no instalment is due on or after {from_day}")
    return kept + instalments(new_amount_pence - sum(instalment.amount_pence for instalment in kept), open_days)


def due_by(schedule: Sequence[Instalment], day: date) -> int:
    """Pence due up to and on a day."""
    return sum(instalment.amount_pence for instalment in schedule if instalment.due <= day)
