"""A day that is taken for today, for demonstrations and tests; production has the calendar's."""

from __future__ import annotations

import os
from datetime import date

from django.core.exceptions import ImproperlyConfigured

EARLIEST = date(2009, 4, 1)  # what the demonstration invents begins here


def taken_for_today(mode: str) -> date | None:
    """`COMMONWEAL_TODAY`, a day such as 2028-02-29; None where the calendar holds."""
    given = os.environ.get("COMMONWEAL_TODAY", "")
    if not given:
        return None
    if mode == "production":
        raise ImproperlyConfigured("COMMONWEAL_TODAY is for demonstrations and tests: unset it in production.")
    try:
        day = date.fromisoformat(given)
    except ValueError:
        raise ImproperlyConfigured(f"COMMONWEAL_TODAY is {given!r}: write a day such as 2028-02-29.") from None
    if not EARLIEST <= day < date(EARLIEST.year + 100, 1, 1):
        raise ImproperlyConfigured(f"COMMONWEAL_TODAY is {given}: give a day from {EARLIEST} to the end of 2108.")
    return day
