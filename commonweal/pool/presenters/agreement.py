"""The agreement as a task list: what the regulations ask for, and what is there."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.ledger.agreement import Agreement
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.ledger.agreementrules import Rules


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
class AgreementPage:
    """The list with its sentence; `others` are findings that are no requirement of the list."""

    lead: str
    tasks: tuple[Task, ...]
    others: tuple[Finding, ...]


def present(agreement: Agreement, rules: Rules, version: int | None) -> AgreementPage:
    """Every requirement that applies to this agreement, the missing ones with what to do."""
    findings = check_agreement(agreement, rules)
    codes = {requirement.code for requirement in rules.requirements}
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
        tasks.append(
            Task(
                requirement.field.replace("_", " ").capitalize().replace("Vat", "VAT"),
                requirement.regulation,
                status,
                colour,
                what_to_do,
                note,
            )
        )
    others = tuple(finding for finding in findings if finding.code not in codes)
    return AgreementPage(_lead(findings, version), tuple(tasks), others)


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
