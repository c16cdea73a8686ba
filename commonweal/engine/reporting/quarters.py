"""Quarters of a financial year: 1 is April to June."""

from __future__ import annotations

from datetime import date

from commonweal.engine.periods import Month, Period

QUARTERS = (1, 2, 3, 4)


def months_of(year: int, quarter: int) -> tuple[Month, Month, Month]:
    """The quarter's three months; ValueError for a quarter that there is not."""
    if quarter not in QUARTERS:
        raise ValueError(f"{quarter} is not a quarter: 1 to 4")
    first = Month(year, 4) + 3 * (quarter - 1)
    return first, first + 1, first + 2


def period_of(year: int, quarter: int) -> Period:
    """The quarter's days."""
    months = months_of(year, quarter)
    return Period(months[0].first, months[-1].end)


def year_to_date(year: int, quarter: int) -> Period:
    """The days from 1 April to the quarter's end."""
    return Period(Month(year, 4).first, period_of(year, quarter).end)


def latest_ended(year: int, today: date) -> int:
    """The last quarter of a financial year that has ended by a day; 0 where none has."""
    return max((quarter for quarter in QUARTERS if months_of(year, quarter)[-1].end <= today), default=0)
