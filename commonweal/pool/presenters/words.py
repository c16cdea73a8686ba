"""Years, differences and kinds in words."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.closing import PeriodState, PeriodStep
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.engine.ledger.vat import Treatment
from commonweal.engine.ledger.yearend import CarryRule
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track

TRACKS = {
    Track.NHS_ENGLAND: "Payable once NHS England approves the plan",
    Track.COUNCIL_GRANT: "Paid to the council under its grant's own conditions",
    Track.NONE: "Added by the partners, without national conditions",
}
TRACK_NAMES = {
    Track.NHS_ENGLAND: "NHS minimum, NHS England's conditions",
    Track.COUNCIL_GRANT: "Council's grants, their own conditions",
    Track.NONE: "Without national conditions",
}
TRACK_POWERS = {
    Track.NHS_ENGLAND: "Payable once NHS England approves the plan. Where a condition is not met, NHS England may"
    " withhold what is unpaid, recover what was paid, or direct how it is used"
    " (National Health Service Act 2006, section 223GA).",
    Track.COUNCIL_GRANT: "Paid to the council under section 31 of the Local Government Act 2003, whatever NHS England"
    " decides on the plan; each grant's own determination and conditions apply.",
    Track.NONE: "Added by the partners: no national condition applies, only the agreement.",
}
STATES = {
    PeriodState.UNOPENED: ("Not opened", "grey"),
    PeriodState.OPEN: ("Open", "green"),
    PeriodState.CLOSING: ("Closing, waits for a second person", "yellow"),
    PeriodState.CLOSED: ("Closed", "blue"),
    PeriodState.REOPENING: ("Opening again, waits for a second person", "yellow"),
}
STEPS = {
    PeriodStep.OPEN: "Open",
    PeriodStep.PROPOSE_CLOSE: "Propose to close",
    PeriodStep.PROPOSE_REOPEN: "Propose to open again",
    PeriodStep.CONFIRM: "Confirm",
    PeriodStep.WITHDRAW: "Withdraw",
}
TREATMENTS = {
    Treatment.SECTION_33: "The host council recovers it (section 33)",
    Treatment.SECTION_41: "The host NHS body recovers it: a listed contracted-out service (section 41)",
    Treatment.NOT_RECOVERABLE: "Not recoverable: part of the cost",
}
CARRY_RULES = {
    CarryRule.FREE: "May be carried for anything that the partners agree",
    CarryRule.SAME_PURPOSE: "May be carried for the same schemes only",
    CarryRule.RETURN: "May not be carried: it goes back",
    CarryRule.UNKNOWN: "Nobody has said",
}
TRANSFER_KINDS = {
    TransferKind.SECTION_256: "Section 256: from the NHS to a council",
    TransferKind.SECTION_76: "Section 76: from a council to the NHS",
}


def year_name(year: int) -> str:
    """A financial year: 2017 to 2018."""
    return f"{year} to {year + 1}"


def short_pounds(amount_pence: int) -> str:
    """A sum at a glance: £62.8m, £508,000."""
    if abs(amount_pence) < 100_000_000:
        return pounds(round(amount_pence, -2))
    return f"{'-' if amount_pence < 0 else ''}£{abs(amount_pence) / 100_000_000:,.1f}m"


def over_or_under(variance_pence: int) -> str:
    """`£100 over`, `£20 under`, `as planned`."""
    if variance_pence == 0:
        return "as planned"
    return f"{pounds(abs(variance_pence))} {'over' if variance_pence > 0 else 'under'}"


def with_names(findings: Iterable[Finding], source_names: Mapping[str, str]) -> tuple[Finding, ...]:
    """Findings that say where by a source's name; the engine knows its code alone."""
    where = {f"source {code}": name for code, name in source_names.items()}
    return tuple(replace(finding, where=where.get(finding.where, finding.where)) for finding in findings)


def bears_or_keeps(pence: int) -> str:
    """A share of a variance."""
    if pence == 0:
        return "bears nothing"
    return f"{'bears' if pence > 0 else 'keeps'} {pounds(abs(pence))}"
