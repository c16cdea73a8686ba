"""A workbook that was sent in, in words: what it would change, what is wrong with it, whether it can be taken over."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.rulebook.comparing import Change
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.tables import read_address
from commonweal.plans.models import SentWorkbook
from commonweal.plans.presenters.changes import row_name
from commonweal.plans.presenters.words import count, section_name
from commonweal.plans.queries.workbooks import Proposal

SHOWN_MOST = 500


@dataclass(frozen=True, slots=True)
class SentPage:
    """The page's parts in their order."""

    heading: str
    lead: str
    by: str
    at: datetime
    digest: str
    changes: tuple[tuple[str, tuple[str, ...]], ...]  # by section, as the workbook calls it
    more_changes: int
    faults: tuple[Finding, ...]
    broken: tuple[Finding, ...]
    may_be_taken_over: bool
    seen: str


def present(workbook: SentWorkbook, proposal: Proposal, rulebook: Rulebook) -> SentPage:
    """What a workbook would make of its plan; where it cannot be read, what it seems to change would mislead."""
    shown = () if _errors(proposal.faults) else proposal.changes
    return SentPage(
        heading=_heading(proposal),
        lead=_lead(proposal),
        by=workbook.person_name,
        at=workbook.at,
        digest=workbook.digest,
        changes=_changes(shown[:SHOWN_MOST], rulebook),
        more_changes=max(0, len(shown) - SHOWN_MOST),
        faults=proposal.faults[:SHOWN_MOST],
        broken=_errors(proposal.broken)[:SHOWN_MOST],
        may_be_taken_over=proposal.may_be_taken_over,
        seen=proposal.seen,
    )


def _changes(changes: Sequence[Change], rulebook: Rulebook) -> tuple[tuple[str, tuple[str, ...]], ...]:
    """The sentences under the name of their section, which they begin with otherwise, rows by their names."""
    by_section: dict[str, list[str]] = {}
    for change in changes:
        section, key, _ = read_address(change.where)
        told = change.words.removeprefix(f"{section}: ").removeprefix(key)
        by_section.setdefault(section, []).append(f"{row_name(rulebook, section, key)}{told}")
    return tuple((section_name(rulebook, section), tuple(words)) for section, words in by_section.items())


def _errors(findings: Sequence[Finding]) -> tuple[Finding, ...]:
    return tuple(one for one in findings if one.severity is Severity.ERROR)


def _heading(proposal: Proposal) -> str:
    if _errors(proposal.faults) or proposal.plan is None:
        return f"{count(len(_errors(proposal.faults)), 'cell or sheet', 'cells or sheets')} cannot be read".capitalize()
    if not proposal.changes:
        return "The workbook says what the plan says"
    return f"The workbook changes {count(len(proposal.changes), 'thing')} in the plan"


def _lead(proposal: Proposal) -> str:
    broken = len(_errors(proposal.broken))
    rules = f"{count(broken, 'thing')} to put right under the round's rules" if broken else "no rule broken"
    if _errors(proposal.faults) or proposal.plan is None:
        return "Put right what is listed in the workbook, and send it again. Nothing of it was taken over."
    if not proposal.changes:
        return f"There is nothing to take over, and {rules}."
    return f"Taken over, the plan would have {rules}. Until then nothing changes."
