"""When a contract ends, and when its successor must be thought of."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta

from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class Expiry:
    """Days left, and the day by which procurement should have begun."""

    days_left: int
    procure_by: date
    is_late: bool


def months_before(day: date, months: int) -> date:
    """The same day some months earlier, or the month's last day where it has no such day."""
    month = Month.of(day) + -months
    return date(month.year, month.number, min(day.day, month.days))


def expiry(end: date, procure_months: int, on: date, *, is_followed: bool = False) -> Expiry:
    """How a contract that ends before `end` stands on a day; one that has a successor is never late."""
    procure_by = months_before(end, procure_months)
    return Expiry(max(0, (end - on) // timedelta(days=1)), procure_by, on > procure_by and not is_followed)
