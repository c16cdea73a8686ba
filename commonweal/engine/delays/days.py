"""A delayed day for each day from being ready to leaving, with the cause in force on it: the plain reckoning.

The rooms count in the database; this is what that must equal.
"""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from commonweal.engine.periods import Period


class Side(StrEnum):
    """Who is to take the next step."""

    NHS = "nhs"
    SOCIAL_CARE = "social-care"
    BOTH = "both"


@dataclass(frozen=True, slots=True)
class Cause:
    """What is waited for from a day on, until a later cause; of several from one day the last in the list counts."""

    from_day: date
    key: Hashable


@dataclass(frozen=True, slots=True)
class Stay:
    """Somebody ready to leave hospital on a day; `left_on` None while they wait."""

    key: Hashable
    ready_on: date
    left_on: date | None
    causes: tuple[Cause, ...]


@dataclass(frozen=True, slots=True)
class DelayedDay:
    """One day that one person waited, and why."""

    stay: Hashable
    day: date
    cause: Hashable


def delayed_days(stays: Iterable[Stay], period: Period, on: date) -> list[DelayedDay]:
    """Every delayed day in a period: whole days before `on`, the day of being ready counted, that of leaving not."""
    found = []
    for stay in stays:
        end = min(day for day in (stay.left_on, period.end, on) if day is not None)
        day = max(stay.ready_on, period.start)
        while day < end:
            found.append(DelayedDay(stay.key, day, _cause_on(stay, day)))
            day += timedelta(days=1)
    return found


def _cause_on(stay: Stay, day: date) -> Hashable:
    begun = [(cause.from_day, place) for place, cause in enumerate(stay.causes) if cause.from_day <= day]
    return stay.causes[max(begun)[1]].key if begun else None
