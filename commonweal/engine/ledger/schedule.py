"""Where a source's instalments stand: due, received so far, overdue.

What came in from a source is set against its instalments in the order in which they fall due, whoever booked it and
however it was split. Client charges of a council's source count as received: they net the council's contribution.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.contributions import Instalment, due_by
from commonweal.engine.ledger.journal import Leg
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class InstalmentStanding:
    """An instalment with what of it was received; overdue where its day has passed and something is missing."""

    due: date
    amount_pence: int
    received_pence: int
    is_overdue: bool

    @property
    def missing_pence(self) -> int:
        """What has not come in."""
        return self.amount_pence - self.received_pence


def standings(schedule: Sequence[Instalment], received_pence: int, *, on: date) -> tuple[InstalmentStanding, ...]:
    """Each instalment as it stands on a day; what was received beyond the schedule is left over."""
    left_pence = max(received_pence, 0)
    rows = []
    for instalment in sorted(schedule, key=lambda one: one.due):
        taken_pence = min(left_pence, instalment.amount_pence)
        left_pence -= taken_pence
        is_overdue = instalment.due < on and taken_pence < instalment.amount_pence
        rows.append(InstalmentStanding(instalment.due, instalment.amount_pence, taken_pence, is_overdue))
    return tuple(rows)


def next_missing(rows: Sequence[InstalmentStanding]) -> InstalmentStanding | None:
    """The first instalment of which something is missing."""
    return next((row for row in rows if row.missing_pence > 0), None)


def overdue_pence(rows: Sequence[InstalmentStanding]) -> int:
    """What should have come in by now and has not."""
    return sum(row.missing_pence for row in rows if row.is_overdue)


@dataclass(frozen=True, slots=True)
class Netting:
    """A council's contribution net of what people pay: the council owes the gross sum less the charges collected."""

    gross_pence: int
    charges_pence: int
    paid_pence: int

    @property
    def net_pence(self) -> int:
        """What the council itself pays; below nothing where charges exceed its contribution."""
        return self.gross_pence - self.charges_pence

    @property
    def left_pence(self) -> int:
        """What the council still owes; below nothing where it paid too much, because charges came in above estimate."""
        return self.net_pence - self.paid_pence


def check_variation(
    schedule: Sequence[Instalment], new_amount_pence: int, from_day: date | None, reason: str
) -> list[Finding]:
    """What keeps a contribution from being varied: no reason, no instalment left, less than what was due before."""
    if not reason.strip():
        message = "A contribution is varied for a reason."
        return [error("reason-missing", "contribution", message, "Say in a few words what was agreed.")]
    if from_day is None or not any(one.due >= from_day for one in schedule):
        message = "No instalment is left to carry the variation."
        return [error("variation-too-late", "contribution", message, "Vary from a day before the last instalment.")]
    before_pence = due_by([one for one in schedule if one.due < from_day], from_day)
    if new_amount_pence < before_pence:
        message = f"{pounds(before_pence)} was due before that day, more than the new {pounds(new_amount_pence)}."
        what_to_do = "Vary from an earlier day, or give a sum of at least what was due."
        return [error("variation-below-due", "contribution", message, what_to_do)]
    return []


def due_days(year: int, first: date, count: int) -> tuple[date, ...]:
    """Days of equal instalments over a financial year: the first, then every 12 / count months on the same day.

    A month without that day takes its last. ValueError where they do not divide the year or do not lie in it.
    """
    if count < 1 or 12 % count:
        raise ValueError(f"{count} instalments do not divide a year")
    months = [Month.of(first) + place * (12 // count) for place in range(count)]
    if any(month.financial_year != year for month in months):
        raise ValueError(f"{count} instalments from {first} do not lie in the year {year}")
    return tuple(month.first.replace(day=min(first.day, month.days)) for month in months)


def receipt_legs(bank: str, income: str, amount_pence: int) -> tuple[Leg, Leg]:
    """Money arrives: into the bank, from the income account that names its source."""
    return Leg(bank, amount_pence), Leg(income, -amount_pence)
