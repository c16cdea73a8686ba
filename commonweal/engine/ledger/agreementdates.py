"""The days of an agreement: what is due next, what is overdue."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.agreement import Agreement

NOTICE_DAYS = 365  # an agreement that ends within a year needs a decision about what follows
REVIEW_DAYS = 90


class Event(StrEnum):
    """What happens on a day of the agreement."""

    START = "start"
    REVIEW = "review"
    END = "end"


@dataclass(frozen=True, slots=True)
class Due:
    """A day of the agreement and how far off it is; below nothing, it has passed."""

    event: Event
    day: date
    days_left: int


def due_days(agreement: Agreement, today: date) -> tuple[Due, ...]:
    """The agreement's days in order of date."""
    named = ((Event.START, agreement.starts), (Event.REVIEW, agreement.review), (Event.END, agreement.ends))
    dues = [Due(event, day, (day - today).days) for event, day in named if day is not None]
    return tuple(sorted(dues, key=lambda due: due.day))


def next_due(agreement: Agreement, today: date) -> Due | None:
    """The next day that is still to come, today's among them."""
    return next((due for due in due_days(agreement, today) if due.days_left >= 0), None)


def check_days(agreement: Agreement, today: date) -> list[Finding]:
    """Findings: it has ended, it ends within a year, its review is overdue or near."""
    found = []
    for due in due_days(agreement, today):
        if due.event is Event.END:
            found += _check_end(due)
        elif due.event is Event.REVIEW:
            found += _check_review(due)
    return found


def _check_end(due: Due) -> list[Finding]:
    if due.days_left <= 0:
        message = f"The agreement ended on {_spoken(due.day)}: the pool has no written agreement."
        return [
            error("agreement-ended", "duration", message, "Agree and sign its renewal, or carry out the exit plan.")
        ]
    if due.days_left <= NOTICE_DAYS:
        message = f"The agreement ends on {_spoken(due.day)}, in {_days(due.days_left)}."
        what_to_do = "Decide whether it is renewed before notice must be given."
        return [warning("agreement-ends-soon", "duration", message, what_to_do)]
    return []


def _check_review(due: Due) -> list[Finding]:
    if due.days_left < 0:
        message = f"The review was due on {_spoken(due.day)}, {_days(-due.days_left)} ago."
        return [error("review-overdue", "review", message, "Hold the review, then enter the day of the next one.")]
    if due.days_left <= REVIEW_DAYS:
        message = f"The review is due on {_spoken(due.day)}, in {_days(due.days_left)}."
        return [warning("review-near", "review", message, "Put it on the partners' agenda.")]
    return []


def _spoken(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _days(count: int) -> str:
    return f"{count:,} {'day' if count == 1 else 'days'}"
