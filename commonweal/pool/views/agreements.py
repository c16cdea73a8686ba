"""The agreement: its task list, writing it part by part, its versions, its document, its signatures."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger.agreement import Agreement, Schedule
from commonweal.engine.ledger.agreementversions import SECTIONS, compare
from commonweal.pool import actions, forms, queries
from commonweal.pool.models import Fund
from commonweal.pool.presenters import agreement as agreement_pages
from commonweal.pool.presenters import document as documents
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight

MAY_WRITE = "pool.write-agreement"
VERSIONS_SHOWN = 200


@require_GET
def agreement(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The agreement as a task list."""
    found = fund_in_sight(fund_id)
    latest, record = queries.agreement(found)
    facts = agreement_pages.AgreementFacts(
        found.pk,
        record,
        queries.section_75(),
        latest.version if latest else None,
        queries.section_writers(found),
        today(),
    )
    signed = queries.last_signed_by_all(found)
    context = {
        "page": agreement_pages.present(facts),
        "version": latest.version if latest else None,
        "signatures": _signature_lines(found, latest.version) if latest else (),
        "signed_version": signed,
        "may_write": _may_write(request, found),
    }
    return render(request, "pool/agreement.jinja", {**context, **_frame(request, found)})


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, fund_id: int, code: str) -> HttpResponse:
    """Write one section; each save is a version."""
    found = _writable(request, fund_id)
    chosen = next((each for each in SECTIONS if each.code == code), None)
    if chosen is None:
        raise Http404
    latest, record = queries.agreement(found)
    form: Any
    if code == "parties":
        parties = record.parties
        form = forms.PartiesForm(request.POST or None, parties=parties)
    else:
        form = forms.SectionForm(
            request.POST or None,
            section=chosen,
            hints=_hints(),
            parties=_party_names(record),
            initial=forms.section_initial(chosen, record),
        )
    if request.method == "POST" and form.is_valid():
        values = {"parties": form.parties()} if code == "parties" else form.values()
        try:
            actions.write_agreement_section(
                by=request.user.actor, at=now(), fund=found, based_on=_based_on(request), section=code,
                values=values,
            )  # fmt: skip
            return redirect("pool:agreement", fund_id=found.pk)
        except actions.Refused as refused:
            _tell(form, refused.findings)
    context = {"form": form, "title": chosen.title, "based_on": _shown_version(request, latest)}
    return render(request, "pool/agreement_section.jinja", {**context, **_frame(request, found)})


@require_http_methods(["GET", "POST"])
def schedule(request: HttpRequest, fund_id: int, place: int) -> HttpResponse:
    """Write the schedule at a place of the list, or a new one (place 0), or take one out."""
    found = _writable(request, fund_id)
    latest, record = queries.agreement(found)
    name, before = _asked_schedule(request, record, place)
    how: dict[str, Any] = {"hints": _hints(), "parties": _party_names(record)}
    initial = forms.schedule_initial(before) if before else {"arrangement": "pooled-fund"}
    form = forms.ScheduleForm(request.POST if "save" in request.POST else None, initial=initial, **how)
    findings: tuple[Finding, ...] = ()
    made = {"by": request.user.actor, "at": now(), "fund": found, "based_on": _based_on(request)}
    try:
        if "remove" in request.POST and name:
            actions.remove_agreement_schedule(**made, name=name)
            return redirect("pool:agreement", fund_id=found.pk)
        if form.is_bound and form.is_valid():
            actions.write_agreement_schedule(**made, name=name, schedule=form.schedule(before))
            return redirect("pool:agreement", fund_id=found.pk)
    except actions.Refused as refused:
        findings = refused.findings
        if form.is_bound:
            form.tell(findings)
    context = {
        "form": form,
        "name": name,
        "findings": () if form.is_bound else findings,
        "based_on": _shown_version(request, latest),
    }
    return render(request, "pool/agreement_schedule.jinja", {**context, **_frame(request, found)})


@require_GET
def versions(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Every version with who wrote it, and what changed between two of them."""
    found = fund_in_sight(fund_id)
    rows = list(queries.agreement_versions(found)[:VERSIONS_SHOWN])
    new = _asked_version(request, found, "new") or queries.agreement_version(found)
    old = _asked_version(request, found, "old")
    if old is None and new is not None:
        old = queries.agreement_version(found, new.row.version - 1)
    changes = documents.present_changes(compare(old.agreement if old else Agreement(), new.agreement)) if new else ()
    context = {"rows": rows, "old": old, "new": new, "changes": changes}
    return render(request, "pool/agreement_versions.jinja", {**context, **_frame(request, found)})


@require_GET
def document(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The agreement to read and to print; with `as=file` a document of its own to keep."""
    found = fund_in_sight(fund_id)
    version = _asked_version(request, found, "version") or queries.agreement_version(found)
    if version is None:
        raise Http404
    written = documents.Written(version.row.version, version.row.person_name, version.row.at, version.digest)
    lines = _signature_lines(found, version.row.version)
    made = documents.present(found.name, version.agreement, queries.section_75(), written, lines)
    context = {"document": made, "missing": documents.missing_sentence(made.missing)}
    if request.GET.get("as") == "file":
        response = render(request, "pool/agreement_file.jinja", context)
        name = f"{found.code.lower()}-agreement-version-{made.version}.html"
        response["Content-Disposition"] = f'attachment; filename="{name}"'
        return response
    return render(request, "pool/agreement_document.jinja", {**context, **_frame(request, found)})


@require_http_methods(["GET", "POST"])
def sign(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Sign the version that one has read, for one's partner."""
    found = fund_in_sight(fund_id)
    version, partner = queries.agreement_version(found), acting_for(request, found)
    if version is None:
        raise Http404
    form = forms.SignForm(request.POST or None)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        seen = queries.agreement_version(found, _based_on(request)) or version
        try:
            actions.sign_agreement(
                by=request.user.actor,
                at=now(),
                agreement=seen.row,
                partner=partner,
                role=form.cleaned_data["role"],
                digest=request.POST.get("digest", "")[:64].replace("\0", ""),
            )
            return redirect("pool:agreement", fund_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    context = {"form": form, "findings": findings, "version": version, "partner_name": _names(found)[partner.code]}
    return render(request, "pool/agreement_sign.jinja", {**context, **_frame(request, found)})


def _writable(request: HttpRequest, fund_id: int) -> Fund:
    found = fund_in_sight(fund_id)
    if not _may_write(request, found):
        raise Http404
    return found


def _may_write(request: HttpRequest, found: Fund) -> bool:
    """Whether somebody writes for one of the fund's own partners."""
    return any(request.user.has_perm(MAY_WRITE, partner.organisation_id) for partner in queries.partners(found))


def _frame(request: HttpRequest, found: Fund) -> dict[str, object]:
    return frame(request, found, asked_year(request, found.pk))


def _names(found: Fund) -> dict[str, str]:
    return queries.partner_names(found, today())


def _signature_lines(found: Fund, version: int) -> tuple[documents.SignatureLine, ...]:
    rows = queries.signatures(found, version)
    signed = ((row.partner.code, row.person_name, row.role, row.at) for row in rows)
    return documents.signature_lines(_names(found).items(), signed)


def _hints() -> dict[str, str]:
    """What the rules file says to do about a missing field is the hint of its form field."""
    return {rule.field: rule.what_to_do for rule in reversed(queries.section_75().requirements)}


def _party_names(record: Agreement) -> list[str]:
    return [party.name for party in record.parties]


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdigit() and len(text) < 8 else None


def _based_on(request: HttpRequest) -> int:
    return _number(request.POST.get("based_on", "")) or 0


def _shown_version(request: HttpRequest, latest: Any) -> int:
    """The version that the form's values started from: after a mistake, still the one before it."""
    return _based_on(request) if request.method == "POST" else (latest.version if latest else 0)


def _asked_version(request: HttpRequest, found: Fund, name: str) -> queries.Version | None:
    number = _number(request.GET.get(name, ""))
    return queries.agreement_version(found, number) if number else None


def _asked_schedule(request: HttpRequest, record: Agreement, place: int) -> tuple[str, Schedule | None]:
    """The schedule by the name that the form was opened with, or by its place."""
    if request.method == "POST":
        name = request.POST.get("opened", "")[:200]
        return name, next((each for each in record.schedules if each.name == name), None)
    if not 0 <= place <= len(record.schedules):
        raise Http404
    before = record.schedules[place - 1] if place else None
    return (before.name if before else ""), before


def _tell(form: Any, findings: tuple[Finding, ...]) -> None:
    for finding in findings:
        form.add_error(None, f"{finding.message} {finding.what_to_do}")
