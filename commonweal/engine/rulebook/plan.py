"""A plan as a value: income, schemes with lines, trajectories, capacity and demand, answers, narrative, contacts.

A tuple per year or month has one place for each of the round's; None is a cell that nobody has filled.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

Pence = tuple[int | None, ...]


@dataclass(frozen=True, slots=True)
class Income:
    """What one contributor brings from one source, by year."""

    source: str
    contributor: str
    amounts_pence: Pence
    comment: str = ""


@dataclass(frozen=True, slots=True)
class HandedDown:
    """What a county hands on to one district from a source, by year; or the other use the district agreed to."""

    source: str
    district: str
    amounts_pence: Pence
    agreed_other_use: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """Part of a scheme paid from one source: area of spend, who commissions and provides it, amounts by year."""

    source: str
    area_of_spend: str
    commissioner: str
    provider: str
    amounts_pence: Pence
    nhs_percent: Fraction | None = None
    council_percent: Fraction | None = None
    other_area: str = ""


@dataclass(frozen=True, slots=True)
class Scheme:
    """What money is spent on; funded twice, it has two lines. `outputs` by year, in the unit of its type."""

    id: str
    name: str
    description: str
    type: str
    lines: tuple[Line, ...] = ()
    sub_type: str = ""
    other_type: str = ""
    objective: str = ""
    is_new: bool | None = None
    outputs: tuple[Fraction | None, ...] = ()


@dataclass(frozen=True, slots=True)
class Trajectory:
    """A metric's plan, one value for each interval of the round, with the reasons for it."""

    metric: str
    values: tuple[Fraction | None, ...]
    rationale: str = ""
    local_plan: str = ""


@dataclass(frozen=True, slots=True)
class Capacity:
    """One line of capacity, or of demand from one `referrer`, by month."""

    pathway: str
    is_demand: bool
    months: tuple[Fraction | None, ...]
    referrer: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """Whether a national condition is met; if not, what is in place and by when it will be."""

    condition: str
    is_met: bool | None
    evidence: str = ""
    action: str = ""
    by: date | None = None


@dataclass(frozen=True, slots=True)
class Told:
    """One part of the narrative."""

    part: str
    text: str


@dataclass(frozen=True, slots=True)
class Contact:
    """A person whom the plan names."""

    role: str
    name: str
    email: str = ""
    phone: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """One version of an area's plan for a round."""

    round: str
    area: str
    version: int = 1
    income: tuple[Income, ...] = ()
    handed_down: tuple[HandedDown, ...] = ()
    schemes: tuple[Scheme, ...] = ()
    trajectories: tuple[Trajectory, ...] = ()
    capacity: tuple[Capacity, ...] = ()
    answers: tuple[Answer, ...] = ()
    narrative: tuple[Told, ...] = ()
    contacts: tuple[Contact, ...] = ()


def in_year(amounts_pence: Pence, year: int) -> int:
    """The amount of a year by its place, nothing where none is filled in."""
    return (amounts_pence[year] or 0) if year < len(amounts_pence) else 0


def whole(amounts_pence: Pence) -> int:
    """All years together."""
    return sum(amount or 0 for amount in amounts_pence)
