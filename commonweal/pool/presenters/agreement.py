"""The agreement as a task list: its parts, what the regulations still ask for, its days, its signatures."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.urls import reverse

from commonweal.core.templating import day, moment
from commonweal.engine.findings import Finding, Severity
from commonweal.engine.ledger.agreement import Agreement
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.ledger.agreementdates import Event, check_days, due_days, next_due
from commonweal.engine.ledger.agreementrules import Rules
from commonweal.engine.ledger.agreementversions import SECTIONS
from commonweal.engine.ledger.agreementwords import ARRANGEMENTS, EVENTS

SECTION_OF_PLACE = {
    "parties": "parties",
    "host": "host",
    "pool manager": "host",
    "duration": "duration",
    "review": "duration",
}
Writers = Mapping[str, tuple[str, datetime, int]]


@dataclass(frozen=True, slots=True)
class AgreementFacts:
    """What the page is made from."""

    fund_id: int
    agreement: Agreement
    rules: Rules
    version: int | None
    writers: Writers
    today: date


@dataclass(frozen=True, slots=True)
class Task:
    """A requirement: where it comes from, whether it is met, and what to do if not."""

    title: str
    regulation: str
    status: str
    colour: str
    what_to_do: str
    source_note: str


@dataclass(frozen=True, slots=True)
class Part:
    """A part of the agreement that can be written: its status, and who wrote it last."""

    title: str
    link: str
    status: str
    colour: str
    written: str


@dataclass(frozen=True, slots=True)
class AgreementPage:
    """The list with its sentence; `others` are findings that are no requirement of the list."""

    lead: str
    days: tuple[str, ...]
    parts: tuple[Part, ...]
    tasks: tuple[Task, ...]
    others: tuple[Finding, ...]


def present(facts: AgreementFacts) -> AgreementPage:
    """The parts with their status, and every requirement that applies to this agreement."""
    agreement, rules = facts.agreement, facts.rules
    findings = check_agreement(agreement, rules)
    codes = {requirement.code for requirement in rules.requirements}
    late = check_days(agreement, facts.today)
    return AgreementPage(
        _lead(findings, facts.version) + "".join(f" {finding.message}" for finding in late),
        _days(agreement, facts.today),
        _parts(facts, [*findings, *late]),
        tuple(_tasks(agreement, rules, findings)),
        tuple(finding for finding in [*findings, *late] if finding.code not in codes),
    )


def _tasks(agreement: Agreement, rules: Rules, findings: Sequence[Finding]) -> list[Task]:
    used = {schedule.arrangement for schedule in agreement.schedules}
    tasks = []
    for requirement in rules.requirements:
        if used and not used & requirement.arrangements:
            continue
        missing = [finding for finding in findings if finding.code == requirement.code]
        status, colour = _status(missing, is_written=bool(used))
        places = ", ".join(finding.where for finding in missing if finding.where != "agreement")
        what_to_do = f"{requirement.what_to_do}{f' Missing in: {places}.' if places else ''}"
        note = "" if requirement.status == "verified" else f"Not verified: {requirement.source}"
        title = requirement.field.replace("_", " ").capitalize().replace("Vat", "VAT")
        tasks.append(Task(title, requirement.regulation, status, colour, what_to_do, note))
    return tasks


def _parts(facts: AgreementFacts, findings: Sequence[Finding]) -> tuple[Part, ...]:
    fields = {requirement.code: requirement for requirement in facts.rules.requirements}
    agreement, parts = facts.agreement, []
    for section in SECTIONS:
        about = [
            finding
            for finding in findings
            if SECTION_OF_PLACE.get(finding.where) == section.code
            or (finding.where == "agreement" and fields[finding.code].field in section.fields)
        ]
        is_written = any(getattr(agreement, name) for name in section.fields)
        link = reverse("pool:agreement-section", args=[facts.fund_id, section.code])
        parts.append(_part(section.title, link, about, _written(facts.writers, section.code), is_written=is_written))
    for place, schedule in enumerate(agreement.schedules, 1):
        about = [finding for finding in findings if finding.where == f"schedule {schedule.name}"]
        title = f"Schedule: {schedule.name}, {ARRANGEMENTS[schedule.arrangement].partition(' (')[0].lower()}"
        link = reverse("pool:agreement-schedule", args=[facts.fund_id, place])
        written = _written(facts.writers, f"schedule {schedule.name}")
        parts.append(_part(title, link, about, written, is_written=True))
    return tuple(parts)


def _part(title: str, link: str, about: list[Finding], written: str, *, is_written: bool) -> Part:
    if not is_written:
        return Part(title, link, "Not started", "grey", written)
    errors = sum(finding.severity is Severity.ERROR for finding in about)
    if errors:
        return Part(title, link, f"{errors} {'thing' if errors == 1 else 'things'} to mend", "red", written)
    return Part(title, link, *(("Look again", "yellow") if about else ("Done", "green")), written)


def _written(writers: Writers, section: str) -> str:
    known = [writers[code] for code in (section, "") if code in writers]
    if not known:
        return "Nobody has written here"
    name, at, version = max(known, key=lambda row: row[2])
    return f"{name}, {moment(at)}, version {version}"


def _days(agreement: Agreement, today: date) -> tuple[str, ...]:
    upcoming = next_due(agreement, today)
    sentences = []
    for due in due_days(agreement, today):
        count = abs(due.days_left)
        far = "today" if not count else f"{count:,} {'day' if count == 1 else 'days'}"
        when = far if not count else f"in {far}" if due.days_left > 0 else f"{far} ago"
        first = "Next: " if due == upcoming else ""
        overdue = "overdue, " if due.event is Event.REVIEW and due.days_left < 0 else ""
        name = EVENTS[due.event].lower() if first else EVENTS[due.event]
        sentences.append(f"{first}{name}, {day(due.day)}, {overdue}{when}")
    return tuple(sentences)


def _status(missing: list[Finding], *, is_written: bool) -> tuple[str, str]:
    if not is_written:
        return "Not started", "grey"
    if not missing:
        return "Done", "green"
    return ("Missing", "red") if missing[0].severity is Severity.ERROR else ("Advised", "yellow")


def _lead(findings: list[Finding], version: int | None) -> str:
    if version is None:
        return "No agreement has been written down yet. The regulations ask for the following."
    required = sum(finding.severity is Severity.ERROR for finding in findings)
    if not required:
        return f"Version {version} says something on everything that regulations 4 to 10 ask for."
    return f"Version {version} lacks {required} {'thing' if required == 1 else 'things'} that the regulations ask for."
