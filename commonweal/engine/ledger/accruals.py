"""Accruals: care delivered and not yet invoiced, charged to the month it was delivered in and taken back in the next.

The reversal is dated the first day of the next open month, so that the invoice, when it comes, is charged once.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class Accrual:
    """An accrual that stands: the number of its entry, its day, what it is for, how much."""

    number: int
    day: date
    what: str
    amount_pence: int

    @property
    def month(self) -> Month:
        """The month that it was charged to."""
        return Month.of(self.day)


def accrual_day(month: Month) -> date:
    """The day of a month's accruals: its last."""
    return month.end - timedelta(days=1)


def accrual_legs(spending: str, accrual: str, amount_pence: int) -> tuple[Leg, Leg]:
    """Spent on the line, and owed without an invoice."""
    return Leg(spending, amount_pence), Leg(accrual, -amount_pence)


def check_accrual(amount_pence: int, reason: str) -> list[Finding]:
    """What keeps an accrual from being made."""
    found = []
    if amount_pence <= 0:
        message = f"{pounds(amount_pence)} cannot be accrued."
        found.append(error("accrual-amount", "accrual", message, "Give an amount above nothing."))
    if not reason.strip():
        message = "Nothing says what was delivered."
        found.append(error("reason-missing", "accrual", message, "Say what was delivered and not invoiced."))
    return found


def reversal_day(accrued: date, open_months: Collection[Month]) -> date | None:
    """The first day of the first open month after the accrual's; None while there is none."""
    later = [month for month in open_months if month > Month.of(accrued)]
    return min(later).first if later else None


def to_reverse(accruals: Iterable[Accrual], open_months: Collection[Month], *, on: date) -> list[tuple[Accrual, date]]:
    """Each accrual that can be taken back by now, with the day of its reversal."""
    days = ((one, reversal_day(one.day, open_months)) for one in accruals)
    return [(one, day) for one, day in days if day is not None and day <= on]


def check_close(month: Month, accruals: Iterable[Accrual]) -> list[Finding]:
    """Warnings before a month is closed: accruals of earlier months that were not taken back."""
    return [
        warning(
            "accrual-not-reversed",
            f"entry {one.number}",
            f"{pounds(one.amount_pence)} accrued for {one.month} ({one.what}) was not taken back by {month}.",
            "Reverse the accruals that are due, or the invoice is charged twice.",
        )
        for one in accruals
        if one.month < month
    ]
