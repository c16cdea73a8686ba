"""The list of returns, a return, one of its cells, its bytes, and a page for each of its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.periods import Month, quarter_name
from commonweal.engine.reporting.cells import Evidence, differences
from commonweal.engine.reporting.procedure import RETURN, Event, Role
from commonweal.engine.reporting.quarters import QUARTERS, period_of
from commonweal.places import queries as places
from commonweal.plans import queries as plans
from commonweal.returns import actions, queries
from commonweal.returns.forms import StartForm, StepForm
from commonweal.returns.models import Return
from commonweal.returns.presenters import listing
from commonweal.returns.presenters import returns as pages
from commonweal.returns.presenters.words import EVENTS, EXPLAINED

if TYPE_CHECKING:
    from commonweal.plans.models import AreaPlan

MAY_EDIT = "returns.edit"


@require_GET
def returns(request: HttpRequest) -> HttpResponse:
    """The returns that one may see."""
    rows = list(queries.returns())
    states, names = queries.standings(rows), places.names([row.plan.area_id for row in rows], today())
    items = listing.present(rows, states, names)
    context = {"items": items, "lead": listing.lead(items, states), "may_start": request.user.has_perm(MAY_EDIT)}
    return render(request, "returns/returns.jinja", context)


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Begin a return, or one that takes another's place."""
    known = _own_plans(request)
    form = StartForm(request.POST or None, choices=_quarters(known))
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        plan_id, year, quarter = form.chosen()
        made: dict[str, Any] = {"by": request.user.actor, "at": now()}
        try:
            row = actions.start_return(**made, plan=known[plan_id], year=year, quarter=quarter)
            return redirect("returns:return", return_id=row.pk)
        except actions.Refused as refused:
            findings = refused.findings
    return render(request, "returns/start.jinja", {"form": form, "findings": findings})


@require_GET
def return_page(request: HttpRequest, return_id: int) -> HttpResponse:
    """A return: from what was frozen, or from the record while it is a draft."""
    found = _in_sight(return_id)
    made, kept, current = _made(found)
    changed = differences(kept, current) if kept and current else ()
    faults = queries.findings(found, made, today()) if kept is None else []
    page = pages.present(found, made, queries.standing(found), queries.steps(found), changed, faults)
    context = {
        "page": page,
        "found": found,
        "frozen": queries.frozen(found),
        "options": _options(request, found),
        "sees_record": current is not None,
        "is_rebuilt": current is not None and queries.is_rebuilt(found),
    }
    return render(request, "returns/return.jinja", context)


@require_GET
def cell(request: HttpRequest, return_id: int, address: str) -> HttpResponse:
    """One figure and everything behind it."""
    found = _in_sight(return_id)
    made, kept, current = _made(found)
    chosen = made.cell(address)
    if chosen is None:
        raise Http404
    sees = frozenset(power for power in (pages.SEES_POOL, pages.SEES_PLANS) if current and request.user.has_perm(power))
    page = pages.present_cell(
        found, chosen, current.cell(address) if current else None, is_frozen=bool(kept and current), sees=sees
    )
    quarter = quarter_name(period_of(found.year, found.quarter))
    return render(request, "returns/cell.jinja", {"page": page, "found": found, "quarter": quarter, "area": made.area})


@require_GET
def frozen_bytes(request: HttpRequest, return_id: int) -> HttpResponse:
    """The bytes that were kept, for anybody to compute their digest."""
    kept = queries.frozen(_in_sight(return_id))
    if kept is None:
        raise Http404
    answer = HttpResponse(bytes(kept.content), content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="return-{return_id}.json"'
    return answer


@require_http_methods(["GET", "POST"])
def step(request: HttpRequest, return_id: int, event: str) -> HttpResponse:
    """One event: what it does, what keeps one from it, and, posted, the event itself."""
    found = _in_sight(return_id)
    if event not in EXPLAINED:
        raise Http404
    asked, role = Event(event), _role(request, found, Event(event))
    form = StepForm(request.POST or None, event=asked)
    findings = queries.would_refuse(found, asked, role, request.user.pk)
    if request.method == "POST" and form.is_valid() | (not form.fields):
        try:
            _happens(request, found, asked, form)
            return redirect("returns:return", return_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    made, _, _ = _made(found)
    page = pages.present(found, made, queries.standing(found), queries.steps(found), (), ())
    frozen = queries.frozen(found)
    words = {"name": EVENTS[asked], "explained": EXPLAINED[asked], "digest": frozen.digest if frozen else ""}
    told = {"findings": findings, "is_refused": request.method == "POST", "form": form}
    return render(request, "returns/step.jinja", {"page": page, "found": found, **words, **told})


def _in_sight(return_id: int) -> Return:
    found = queries.return_(return_id)
    if found is None or found.plan.round not in plans.rounds():
        raise Http404
    return found


def _made(found: Return) -> tuple[Evidence, Evidence | None, Evidence | None]:
    """What to show; what was frozen; what the record says now, for those who see its rows."""
    kept = queries.evidence(found)
    sees = queries.sees_record(found)
    current = queries.build(found, queries.basis_now(found, now())) if sees else None
    shown = kept or current
    if shown is None:
        raise Http404
    return shown, kept, current


def _options(request: HttpRequest, found: Return) -> list[tuple[str, str]]:
    """What the visitor could do now, by the table and by four eyes."""
    state, roles = queries.standing(found), queries.powers_of(request.user, found)
    return [
        (event, EVENTS[Event(event)])
        for role in roles
        for event in RETURN.open_to(state, role)
        if event in EXPLAINED and not queries.would_refuse(found, Event(event), role, request.user.pk)
    ]


def _role(request: HttpRequest, found: Return, event: Event) -> Role:
    """In which role a visitor would do it: their own where it fits, else the first, so that the refusal says why."""
    wanted = Role.PREPARER if event is Event.SUBMIT else Role.CERTIFIER
    roles = queries.powers_of(request.user, found)
    return wanted if wanted in roles else roles[0] if roles else Role.AUTHOR


def _happens(request: HttpRequest, found: Return, event: Event, form: StepForm) -> None:
    """The event, if the visitor's role is one that may."""
    made: dict[str, Any] = {"by": request.user.actor, "at": now(), "of": found}
    refusal = queries.would_refuse(found, event, _role(request, found, event), request.user.pk)
    if refusal:
        raise actions.Refused(refusal)
    if event is Event.SUBMIT:
        actions.submit(**made)
    elif event is Event.CERTIFY:
        actions.certify(**made, digest=form.cleaned_data["digest"])
    else:
        actions.send_back(**made, reason=form.cleaned_data["reason"])


def _own_plans(request: HttpRequest) -> dict[int, AreaPlan]:
    """The plans whose area lets the visitor prepare returns."""
    known = plans.rounds()
    found = [plan for plan in plans.plans() if plan.round in known and request.user.has_perm(MAY_EDIT, plan.area_id)]
    return {plan.pk: plan for plan in found}


def _quarters(known: dict[int, AreaPlan]) -> list[tuple[str, str]]:
    """Every quarter of the plans' years that has begun, the latest first."""
    rounds, latest = plans.rounds(), Month.of(today()).financial_year
    return [
        (f"{plan.pk}-{year}-{quarter}", f"{quarter_name(period_of(year, quarter))}, {rounds[plan.round].name}")
        for plan in known.values()
        for year in reversed(rounds[plan.round].years)
        for quarter in reversed(QUARTERS)
        if year <= latest and period_of(year, quarter).start <= today()
    ]
