"""A plan's own page: where it stands, what is left to do section by section, what each visitor can do now."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.clock import SUBMISSION
from commonweal.engine.rulebook.model import Rulebook, SignOff
from commonweal.engine.rulebook.plan import Plan, whole
from commonweal.engine.rulebook.procedure import State
from commonweal.engine.rulebook.record import Record
from commonweal.engine.rulebook.tables import read_address
from commonweal.plans.presenters.words import STATES, count, section_name
from commonweal.plans.queries import Edited

# Where a finding about rows of one section is put right: lines are edited with their schemes.
EDITED_IN = {"lines": "schemes"}


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from."""

    area: str
    rulebook: Rulebook
    content: Plan
    record: Record
    findings: Sequence[Finding]
    edits: Mapping[str, Edited]
    missing: Sequence[tuple[SignOff, str]]


@dataclass(frozen=True, slots=True)
class Task:
    """A section: whether it is complete, how much is left, who changed it last."""

    section: str
    name: str
    status: str
    colour: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class Step:
    """A signature that is there or missing."""

    name: str
    partner: str
    by: str
    at: datetime | None


@dataclass(frozen=True, slots=True)
class PlanPage:
    """The page's parts in their order."""

    area: str
    round_name: str
    state: str
    colour: str
    lead: str
    totals: tuple[tuple[str, str], ...]
    tasks: tuple[Task, ...]
    steps: tuple[Step, ...]
    findings: tuple[Finding, ...]
    conditions: str


def present(facts: Facts) -> PlanPage:
    """The plan's page."""
    state, colour = STATES[facts.record.state]
    return PlanPage(
        area=facts.area,
        round_name=facts.rulebook.name,
        state=state,
        colour=colour,
        lead=_lead(facts),
        totals=_totals(facts),
        tasks=tuple(_tasks(facts)),
        steps=tuple(steps(facts)),
        findings=tuple(one for one in facts.findings if one.severity is Severity.ERROR),
        conditions=facts.record.conditions,
    )


def _lead(facts: Facts) -> str:
    errors = sum(one.severity is Severity.ERROR for one in facts.findings)
    if facts.record.state not in (State.DRAFT, State.LOCALLY_AGREED):
        return f"{facts.area}'s plan is {STATES[facts.record.state][0].lower()}."
    left = f"{count(errors, 'thing')} to put right" if errors else "nothing to put right"
    due = next((one.day for one in facts.rulebook.milestone if one.id == SUBMISSION and one.day), None)
    told = f"; it is due on {_day(due)}" if due else ""
    missing = f", and {count(len(facts.missing), 'signature')} missing" if not errors and facts.missing else ""
    return f"{facts.area}'s plan has {left}{missing}{told}."


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _totals(facts: Facts) -> tuple[tuple[str, str], ...]:
    income = sum(whole(one.amounts_pence) for one in facts.content.income)
    lines = [line for scheme in facts.content.schemes for line in scheme.lines]
    spend = sum(whole(line.amounts_pence) for line in lines)
    return (
        (pounds(income), "income"),
        (pounds(spend), "planned spending"),
        (f"{len(facts.content.schemes):,}", "schemes"),
        (f"{len(lines):,}", "lines"),
    )


def _tasks(facts: Facts) -> Iterable[Task]:
    errors = Counter(home_of(one.where) for one in facts.findings if one.severity is Severity.ERROR)
    sections = dict.fromkeys(EDITED_IN.get(s.section, s.section) for s in facts.rulebook.sheet if s.section)
    for section in sections:
        edit, left = facts.edits.get(section), errors[section]
        if edit is None:  # complete is said of what somebody wrote, even where no rule asks for anything
            status, colour = "Not started", "grey"
        elif left:
            status, colour = f"{left:,} to put right", "yellow"
        else:
            status, colour = "Complete", "green"
        by, at = (edit.by, edit.at) if edit else ("", None)
        yield Task(section, section_name(facts.rulebook, section), status, colour, by, at)


def home_of(where: str) -> str:
    """The section on whose page a finding is put right."""
    section = read_address(where)[0]
    return EDITED_IN.get(section, section)


def steps(facts: Facts) -> Iterable[Step]:
    """The signatures that are there, then those that are missing."""
    names = {one.id: one.name for one in facts.rulebook.sign_off}
    for signature in facts.record.signatures:
        if signature.digest == facts.record.digest:
            by = signature.by.rpartition(" (no. ")[0] or signature.by  # two of one name matter to the workflow only
            by = f"{by}, for {signature.delegated_by}" if signature.delegated_by else by
            yield Step(names.get(signature.sign_off, signature.sign_off), signature.partner, by, signature.at)
    for sign_off, partner in facts.missing:
        yield Step(sign_off.name, partner, "", None)
