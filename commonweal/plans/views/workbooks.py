"""A plan's workbook out and in: download it, send one, look at what it would change, take it over."""

from __future__ import annotations

from urllib.parse import quote

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now
from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.procedure import Role
from commonweal.plans import actions, queries
from commonweal.plans.forms.workbooks import SendForm
from commonweal.plans.models import AreaPlan, SentWorkbook
from commonweal.plans.presenters.workbooks import present
from commonweal.plans.views.common import area_name, frame, plan_in_sight, roles_on
from commonweal.spreadsheets.plans import planning_workbook_bytes

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


@require_GET
def workbook(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The plan's workbook as a file; where a text does not fit into a cell, that is said instead."""
    found = plan_in_sight(plan_id)
    described = queries.workbook(found, area_name(found))
    if described.findings:
        return _send_page(request, found, SendForm(), described.findings, status=409)
    return _file(planning_workbook_bytes(described), f"plan-{found.round}-{found.area.key}.xlsx")


@require_http_methods(["GET", "POST"])
def workbooks(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Workbooks sent in for the plan; send another."""
    found, findings = plan_in_sight(plan_id), tuple[Finding, ...]()
    form = SendForm(request.POST, request.FILES) if request.method == "POST" else SendForm()
    if request.method == "POST":
        _must_prepare(request, found)
    if request.method == "POST" and form.is_valid():
        file = form.cleaned_data["files"]
        try:
            kept, is_new = actions.keep_workbook(
                by=request.user.actor, at=now(), plan=found, name=file.name, content=file.read()
            )
            again = "" if is_new else "?again=yes"
            return redirect(f"{request.path}{kept.pk}/{again}")
        except actions.Refused as refused:
            findings = refused.findings
    return _send_page(request, found, form, findings)


@require_http_methods(["GET", "POST"])
def sent(request: HttpRequest, plan_id: int, workbook_id: int) -> HttpResponse:
    """What a workbook would change, and taking it over."""
    found = plan_in_sight(plan_id)
    row, findings = _row(found, workbook_id), tuple[Finding, ...]()
    if request.method == "POST":
        _must_prepare(request, found)
        seen = request.POST.get("seen", "")
        try:
            actions.take_over_workbook(by=request.user.actor, at=now(), workbook=row, seen=seen)
            return redirect("plans:plan", plan_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    page = present(row, queries.proposal(found, bytes(row.content), row.name), queries.rulebook(found))
    context = {"page": page, "workbook": row, "findings": findings, "is_again": request.GET.get("again") == "yes"}
    return render(request, "plans/sent_workbook.jinja", {**context, **frame(request, found)})


@require_GET
def original(request: HttpRequest, plan_id: int, workbook_id: int) -> HttpResponse:
    """The file as it came."""
    row = _row(plan_in_sight(plan_id), workbook_id)
    return _file(bytes(row.content), row.name if row.name.endswith(".xlsx") else f"{row.name}.xlsx")


def _row(plan: AreaPlan, workbook_id: int) -> SentWorkbook:
    row = queries.sent_workbook(plan, workbook_id)
    if row is None:
        raise Http404
    return row


def _must_prepare(request: HttpRequest, plan: AreaPlan) -> None:
    """Only who prepares this plan sends workbooks for it."""
    if Role.PREPARER not in roles_on(request, plan):
        raise PermissionDenied


def _send_page(
    request: HttpRequest, plan: AreaPlan, form: SendForm, findings: tuple[Finding, ...], status: int = 200
) -> HttpResponse:
    context = {"form": form, "findings": findings, "workbooks": queries.sent_workbooks(plan)}
    context["may_send"] = Role.PREPARER in roles_on(request, plan)
    return render(request, "plans/workbooks.jinja", {**context, **frame(request, plan)}, status=status)


def _file(content: bytes, name: str) -> HttpResponse:
    response = HttpResponse(content, content_type=XLSX)
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["X-Content-Type-Options"] = "nosniff"
    return response
