"""What pages read from an address: a quarter, and how much of it has passed."""

from __future__ import annotations

from datetime import date, timedelta

from django.http import HttpRequest

from commonweal.engine.periods import Month, Period, quarter_of

EARLIEST, LATEST = Month(2000, 1), Month(2100, 1)


def asked_quarter(request: HttpRequest, on: date) -> Period:
    """The quarter of the month asked for, or that of yesterday."""
    try:
        month = Month.parse(request.GET.get("quarter", ""))
    except ValueError:
        month = Month.of(on - timedelta(days=1))
    return quarter_of(min(max(month, EARLIEST), LATEST))


def passed(quarter: Period, on: date) -> Period:
    """The part of a quarter that has passed by a day, which itself is not counted; all of it where none has."""
    if quarter.end is None or on <= quarter.start:
        return quarter
    return Period(quarter.start, min(quarter.end, on))
