"""Hours of a period: so many a week for some of its days. Whole fractions until somebody reads them."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from commonweal.engine.periods import Period

MINUTES_AN_HOUR = 60
DAYS_A_WEEK = 7


@dataclass(frozen=True, slots=True)
class Weekly:
    """So many minutes a week from a day up to, not including, another; `end` None goes on."""

    minutes_a_week: int
    start: date
    end: date | None = None


@dataclass(frozen=True, slots=True)
class Wanted:
    """A request: asked for on one day, needed from another, until it is placed or given up (None: it still waits)."""

    minutes_a_week: int
    asked_on: date
    ready_on: date
    over_on: date | None = None

    def missing(self) -> Weekly | None:
        """What is missing: from the day on which it was both asked for and needed; None where it came in time."""
        start = max(self.asked_on, self.ready_on)
        if self.over_on is not None and self.over_on <= start:
            return None
        return Weekly(self.minutes_a_week, start, self.over_on)


def days_within(start: date, end: date | None, period: Period) -> int:
    """How many days from `start` up to, not including, `end` lie in a period that ends."""
    if period.end is None:
        raise ValueError("only the days of a period that ends can be counted")
    last = period.end if end is None else min(end, period.end)
    return max(0, (last - max(start, period.start)).days)


def hours(minutes_a_week: int, days: int) -> Fraction:
    """The hours of some days at so many minutes a week."""
    return Fraction(minutes_a_week * days, DAYS_A_WEEK * MINUTES_AN_HOUR)


def hours_within(runs: Iterable[Weekly], period: Period) -> Fraction:
    """The hours of several runs in a period."""
    counted = (hours(run.minutes_a_week, days_within(run.start, run.end, period)) for run in runs)
    return sum(counted, Fraction(0))


def missing_hours(wanted: Iterable[Wanted], period: Period) -> Fraction:
    """The hours that were asked for and needed in a period and not placed."""
    return hours_within(filter(None, (one.missing() for one in wanted)), period)


def whole_hours(minutes: int) -> Fraction:
    """Minutes as hours."""
    return Fraction(minutes, MINUTES_AN_HOUR)
