"""A month of a fund's books: opened by one person, closed and opened again by two.

The second person must be another than the first: whoever proposes does not confirm. While closing is proposed nothing
is posted, so that what is confirmed is what was proposed.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from commonweal.engine.findings import Finding, error
from commonweal.engine.periods import Month


class PeriodState(StrEnum):
    """Where a month stands; entries are posted only while it is open."""

    UNOPENED = "unopened"
    OPEN = "open"
    CLOSING = "closing"
    CLOSED = "closed"
    REOPENING = "reopening"


class PeriodStep(StrEnum):
    """What a person does to a month."""

    OPEN = "open"
    PROPOSE_CLOSE = "propose-close"
    PROPOSE_REOPEN = "propose-reopen"
    CONFIRM = "confirm"
    WITHDRAW = "withdraw"


TRANSITIONS = {
    (PeriodState.UNOPENED, PeriodStep.OPEN): PeriodState.OPEN,
    (PeriodState.OPEN, PeriodStep.PROPOSE_CLOSE): PeriodState.CLOSING,
    (PeriodState.CLOSING, PeriodStep.CONFIRM): PeriodState.CLOSED,
    (PeriodState.CLOSING, PeriodStep.WITHDRAW): PeriodState.OPEN,
    (PeriodState.CLOSED, PeriodStep.PROPOSE_REOPEN): PeriodState.REOPENING,
    (PeriodState.REOPENING, PeriodStep.CONFIRM): PeriodState.OPEN,
    (PeriodState.REOPENING, PeriodStep.WITHDRAW): PeriodState.CLOSED,
}


@dataclass(frozen=True, slots=True)
class PeriodStanding:
    """A month's state, and who brought it there (None before it is opened)."""

    state: PeriodState = PeriodState.UNOPENED
    person_id: int | None = None


def check_step(month: Month, standing: PeriodStanding, step: PeriodStep, person_id: int | None) -> list[Finding]:
    """What keeps a person from this step; empty if nothing does."""
    where = f"period {month.iso}"
    if (standing.state, step) not in TRANSITIONS:
        possible = [other.value for state, other in TRANSITIONS if state is standing.state]
        message = f"{month} is {standing.state}: {step} does not follow."
        return [error("period-step", where, message, f"Possible now: {', '.join(possible)}.")]
    if step is PeriodStep.CONFIRM and person_id == standing.person_id:
        message = "Whoever proposes does not confirm."
        return [error("same-person", where, message, "Ask a second person of the fund's partners to confirm.")]
    return []
