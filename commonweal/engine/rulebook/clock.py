"""The assurance clock: days of the financial year without agreed funding, each owned by the body that held it up.

From 1 April until guidance is out a day is the national bodies'; then the partners' until they submit, the region's
until it has assured, the national team's until the decision. Guidance that came out before the year, or a plan
submitted before it, costs no day of it. A timetable that is not finished is counted up to a day that the caller names.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Owner, Rulebook
from commonweal.engine.rulebook.procedure import State
from commonweal.engine.rulebook.record import Record

GUIDANCE, SUBMISSION, ASSURANCE, DECISION = "guidance", "submission", "regional-assurance", "decision"


@dataclass(frozen=True, slots=True)
class Reached:
    """When an area's plan passed the milestones of its round; None where it has not, or nobody knows the day.

    With a decision but no day of regional assurance, the days after submission cannot be told apart: they are one
    stretch of the region and the national team.
    """

    guidance: date | None = None
    submission: date | None = None
    regional_assurance: date | None = None
    decision: date | None = None


@dataclass(frozen=True, slots=True)
class Stretch:
    """Days in a row that the same bodies own; `end` is the first day after them."""

    owners: tuple[Owner, ...]
    start: date
    end: date

    @property
    def days(self) -> int:
        """How many."""
        return (self.end - self.start).days


@dataclass(frozen=True, slots=True)
class Clock:
    """What a year lost, stretch by stretch; `is_running` while there is no decision."""

    year: int
    stretches: tuple[Stretch, ...]
    is_running: bool

    @property
    def days_lost(self) -> int:
        """Days of the financial year without agreed funding."""
        return sum(stretch.days for stretch in self.stretches)

    @property
    def end(self) -> date:
        """The first day with agreed funding, or the day up to which was counted."""
        return self.stretches[-1].end if self.stretches else date(self.year, 4, 1)

    @property
    def months_lost(self) -> int:
        """Whole calendar months that passed without agreed funding: `at least` so many."""
        start, end = date(self.year, 4, 1), self.end
        return (end.year - start.year) * 12 + end.month - start.month

    @property
    def days_by_owner(self) -> dict[tuple[Owner, ...], int]:
        """Days by the bodies that own them."""
        days: dict[tuple[Owner, ...], int] = {}
        for stretch in self.stretches:
            days[stretch.owners] = days.get(stretch.owners, 0) + stretch.days
        return days

    @property
    def share_of_year(self) -> Fraction:
        """The part of the year that was lost."""
        return Fraction(self.days_lost, (date(self.year + 1, 4, 1) - date(self.year, 4, 1)).days)


def clock(year: int, reached: Reached, until: date) -> Clock:
    """The clock of a financial year, counted up to `until` where there is no decision, never past the year's end.

    A milestone that lies before one that must precede it (a plan submitted ahead of the guidance) leaves the earlier
    body without days from then on: whoever is waited for owns the day.
    """
    starts, ends = date(year, 4, 1), date(year + 1, 4, 1)
    stop = min(max(reached.decision or until, starts), ends)
    stretches, day = [], starts
    for owners, passed in _turns(reached):
        end = stop if passed is None else min(passed, stop)
        if end > day:
            stretches.append(Stretch(owners, day, end))
            day = end
        if passed is None:
            break
    return Clock(year, tuple(stretches), reached.decision is None and until < ends)


def _turns(reached: Reached) -> list[tuple[tuple[Owner, ...], date | None]]:
    turns: list[tuple[tuple[Owner, ...], date | None]] = [
        ((Owner.NATIONAL_BODIES,), reached.guidance),
        ((Owner.PARTNERS,), reached.submission),
    ]
    if reached.regional_assurance is None and reached.decision is not None:
        return [*turns, ((Owner.REGION, Owner.NATIONAL_TEAM), reached.decision)]
    if reached.regional_assurance is None:
        return [*turns, ((Owner.REGION,), None)]
    return [*turns, ((Owner.REGION,), reached.regional_assurance), ((Owner.NATIONAL_TEAM,), reached.decision)]


def of_round(rulebook: Rulebook) -> Reached:
    """The national timetable of a round as if an area had kept to it."""
    days = {one.id: one.day for one in rulebook.milestone}
    return Reached(days.get(GUIDANCE), days.get(SUBMISSION), days.get(ASSURANCE), days.get(DECISION))


def of_record(record: Record, rulebook: Rulebook) -> Reached:
    """An area's own days from its plan's history; guidance is the round's. Refused or escalated is not agreed."""
    guidance = next((one.day for one in rulebook.milestone if one.id == GUIDANCE), None)
    passed = record.when(State.SUBMITTED), record.when(State.REGIONALLY_ASSURED), record.approved_at
    return Reached(guidance, *(at.date() if at else None for at in passed))


@dataclass(frozen=True, slots=True)
class Forecast:
    """When a decision may be expected: soonest, middle and latest, from how long earlier ones took after submission."""

    soonest: date
    middle: date
    latest: date
    after: int


def forecast(reached: Reached, days_taken: Iterable[int], today: date) -> Forecast | None:
    """The decision's day from the days that earlier decisions took after submission; None without any, or submission.

    No forecast lies in the past: what has not happened by today cannot happen before today.
    """
    taken = sorted(days_taken)
    if not taken or reached.submission is None or reached.decision is not None:
        return None
    start = reached.submission
    soonest, middle, latest = (
        max(start + timedelta(days=number), today) for number in (taken[0], taken[len(taken) // 2], taken[-1])
    )
    return Forecast(soonest, middle, latest, len(taken))


def days_from_submission(reached: Iterable[Reached]) -> list[int]:
    """How many days decisions took, where both days are known."""
    return [(one.decision - one.submission).days for one in reached if one.decision and one.submission]


def compare(clocks: Mapping[str, Clock]) -> list[tuple[str, int, int]]:
    """Rounds or areas by days lost, most first: name, days, whole months; ties by name."""
    rows = [(name, one.days_lost, one.months_lost) for name, one in clocks.items()]
    return sorted(rows, key=lambda row: (-row[1], row[0]))


@dataclass(frozen=True, slots=True)
class SisterPlan:
    """Another plan of the area (corporate plan, health and wellbeing strategy, NHS operational plan) and its days."""

    name: str
    owner: str
    agreed: date
    starts: date


@dataclass(frozen=True, slots=True)
class Mismatch:
    """Two timetables that do not meet: how many days a plan is settled before, or in force without, this one."""

    plan: SisterPlan
    days: int
    words: str


def calendar(sisters: Iterable[SisterPlan], decision: date | None, until: date) -> list[Mismatch]:
    """Sister plans settled before this plan's money was agreed, longest wait first."""
    agreed = decision or until
    found = [
        Mismatch(
            one,
            (agreed - one.agreed).days,
            f"{one.name} ({one.owner}) was settled on {one.agreed.day} {one.agreed:%B %Y}, "
            f"{(agreed - one.agreed).days} days before the money "
            f"{'was' if decision else 'is'} agreed{'' if decision else '; it is not agreed yet'}.",
        )
        for one in sisters
        if one.agreed < agreed
    ]
    return sorted(found, key=lambda one: (-one.days, one.plan.name))


def months_before(year: int, end: date) -> list[tuple[Month, int]]:
    """Each month of the financial year and how many of its days lie before `end`."""
    first = Month(year, 4)
    months = [first + count for count in range(12)]
    return [(month, min(max((end - month.first).days, 0), month.days)) for month in months]
