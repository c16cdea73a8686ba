"""The agreement as a document to read and to print, what it lacks among it; and what changed between two versions."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from commonweal.core.templating import moment
from commonweal.engine.findings import Finding, Severity
from commonweal.engine.ledger.agreement import Agreement, Schedule
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.ledger.agreementrules import Rules
from commonweal.engine.ledger.agreementversions import SCHEDULE_FIELDS, SECTIONS, Change, as_text
from commonweal.engine.ledger.agreementwords import ARRANGEMENTS, PARTY_KINDS, field_name

NOTHING = "Not agreed yet."


@dataclass(frozen=True, slots=True)
class Clause:
    """A numbered clause: its heading and its paragraphs."""

    number: str
    heading: str
    paragraphs: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class DocumentPart:
    """A part of the document with its clauses."""

    number: str
    title: str
    clauses: tuple[Clause, ...]


@dataclass(frozen=True, slots=True)
class SignatureLine:
    """A partner's place to sign: who did, in which role, when; empty where nobody has."""

    partner: str
    signed: str


@dataclass(frozen=True, slots=True)
class Document:
    """The whole document."""

    fund_name: str
    version: int
    written: str
    parties: tuple[str, ...]
    parts: tuple[DocumentPart, ...]
    missing: tuple[Finding, ...]
    signatures: tuple[SignatureLine, ...]
    digest: str


@dataclass(frozen=True, slots=True)
class Written:
    """A version's number, who wrote it and when, its digest."""

    version: int
    person_name: str
    at: datetime
    digest: str


def present(
    fund_name: str, agreement: Agreement, rules: Rules, written: Written, signatures: Iterable[SignatureLine]
) -> Document:
    """The agreement compiled from its record."""
    parts = [
        _section(str(place), section.title, section.fields, agreement) for place, section in enumerate(SECTIONS, 1)
    ]
    first = len(SECTIONS) + 1
    parts += [_schedule(str(place), schedule) for place, schedule in enumerate(agreement.schedules, first)]
    return Document(
        fund_name,
        written.version,
        f"Version {written.version}, last written by {written.person_name}, {moment(written.at)}",
        tuple(_party(agreement)),
        tuple(parts),
        tuple(check_agreement(agreement, rules)),
        tuple(signatures),
        written.digest,
    )


def _party(agreement: Agreement) -> Iterable[str]:
    for party in agreement.parties:
        consent = f", with the consent of {party.commissioner_consent}" if party.commissioner_consent else ""
        yield f"{party.name} ({PARTY_KINDS[party.kind].replace('Local', 'local')}{consent})"


def _section(number: str, title: str, names: Sequence[str], agreement: Agreement) -> DocumentPart:
    if names == ("parties",):
        paragraphs = tuple(_party(agreement)) or (NOTHING,)
        return DocumentPart(number, title, (Clause(f"{number}.1", "The parties are", paragraphs),))
    clauses = (_clause(f"{number}.{place}", name, getattr(agreement, name)) for place, name in enumerate(names, 1))
    return DocumentPart(number, title, tuple(clauses))


def _schedule(number: str, schedule: Schedule) -> DocumentPart:
    clauses = []
    for place, name in enumerate(SCHEDULE_FIELDS, 1):
        value = getattr(schedule, name)
        clauses.append(_clause(f"{number}.{place}", name, ARRANGEMENTS[value] if name == "arrangement" else value))
    return DocumentPart(number, f"Schedule: {schedule.name}", tuple(clauses))


def _clause(number: str, name: str, value: object) -> Clause:
    if name == "functions":
        text = as_text(value).replace("; ", "\n")
    else:
        text = as_text(value)
    paragraphs = tuple(filter(None, (line.strip() for line in text.splitlines())))
    return Clause(number, field_name(name), paragraphs or (NOTHING,))


def signature_lines(
    names: Iterable[tuple[str, str]], signatures: Iterable[tuple[str, str, str, datetime]]
) -> tuple[SignatureLine, ...]:
    """A line for each partner (code, name); signatures are partner code, person, role, moment."""
    signed = {code: f"{person}, {role}, {moment(at)}" for code, person, role, at in signatures}
    return tuple(SignatureLine(name, signed.get(code, "")) for code, name in names)


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """A change as the comparison shows it."""

    where: str
    what: str
    before: str
    after: str


def present_changes(changes: Iterable[Change]) -> tuple[ChangeRow, ...]:
    """What changed, in words."""
    return tuple(
        ChangeRow(
            change.where[:1].upper() + change.where[1:],
            field_name(change.field) if change.field else ("Added" if change.after else "Taken out"),
            change.before or "Nothing",
            change.after or "Nothing",
        )
        for change in changes
    )


def missing_sentence(findings: Sequence[Finding]) -> str:
    """How many things the document lacks."""
    errors = sum(finding.severity is Severity.ERROR for finding in findings)
    advised = len(findings) - errors
    if not findings:
        return "Nothing that the regulations ask for is missing."
    if not errors:
        return f"Nothing that the regulations ask for is missing; {advised} of what practice advises is."
    needed = f"{errors} {'item' if errors == 1 else 'items'} that the regulations ask for"
    return f"This version lacks {needed}, and {advised} that practice advises."
