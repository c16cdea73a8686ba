"""The assurance clock of a plan and of all in sight; the register of what runs before approval."""

from __future__ import annotations

from datetime import date

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook import clock as engine
from commonweal.engine.rulebook.procedure import Role
from commonweal.places import queries as places
from commonweal.plans import actions, queries
from commonweal.plans.forms import RunningSchemeForm, SisterPlanForm
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import clock as clock_pages
from commonweal.plans.presenters import risk
from commonweal.plans.views.common import area_name, frame, plan_in_sight, roles_on

NOT_A_PREPARER = error(
    "not-a-preparer", "you", "This is for whoever prepares the area's plan.", "Ask the area's manager to enter it."
)


@require_http_methods(["GET", "POST"])
def clock(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan's clock, its forecast, and the other plans of the area's year; the area adds one of those."""
    found = plan_in_sight(plan_id)
    form = SisterPlanForm(request.POST if request.method == "POST" else None)
    is_preparer = Role.PREPARER in roles_on(request, found)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and not is_preparer:
        findings = (NOT_A_PREPARER,)
    elif request.method == "POST" and form.is_valid():
        actions.add_sister_plan(by=request.user.actor, at=now(), area=found.area, **form.cleaned_data)
        return redirect("plans:clock", plan_id=found.pk)
    reached, year = queries.reached(found), queries.rulebook(found).years[0]
    told = engine.clock(year, reached, today())
    page = clock_pages.present(
        f"{area_name(found)}, {queries.rulebook(found).name}",
        told,
        engine.forecast(reached, _days_taken(found), today()),
        _sisters(found),
        reached.decision,
        min(today(), told.end) if reached.decision is None else today(),
    )
    context = {"page": page, "form": form, "findings": findings, "is_preparer": is_preparer}
    return render(request, "plans/clock.jinja", {**context, **frame(request, found)})


def _sisters(found: AreaPlan) -> list[engine.SisterPlan]:
    """Plans that come into force in the years of the round."""
    years = queries.rulebook(found).years
    first, end = date(years[0], 4, 1), date(years[-1] + 1, 4, 1)
    return [one for one in queries.sister_plans(found.area_id) if first <= one.starts < end]


def _days_taken(found: AreaPlan) -> list[int]:
    """How long decisions took: of other plans in sight, and as the rounds' timetables had it."""
    others = [plan for plan in queries.plans() if plan.pk != found.pk and plan.round in queries.rounds()]
    records = queries.records(others)
    reached = [engine.of_record(records[plan.pk], queries.rulebook(plan)) for plan in others]
    return engine.days_from_submission([*reached, *map(engine.of_round, queries.rounds().values())])


@require_GET
def clocks(request: HttpRequest) -> HttpResponse:
    """All clocks in sight, with the rounds' own timetables beside them."""
    known = [plan for plan in queries.plans() if plan.round in queries.rounds()]
    names, records = places.names([plan.area_id for plan in known], today()), queries.records(known)
    told = {}
    for round_ in queries.rounds().values():
        if engine.of_round(round_).decision:
            told[f"{clock_pages.ENGLAND}, {round_.id}"] = engine.clock(
                round_.years[0], engine.of_round(round_), today()
            )
    for plan in known:
        round_ = queries.rulebook(plan)
        reached = engine.of_record(records[plan.pk], round_)
        name = names.get(plan.area_id, plan.area.key)
        told[f"{name}, {round_.id}"] = engine.clock(round_.years[0], reached, today())
    return render(request, "plans/clocks.jinja", {"page": clock_pages.present_many(told)})


@require_http_methods(["GET", "POST"])
def at_risk(request: HttpRequest, plan_id: int) -> HttpResponse:
    """The register of schemes that run before approval, and what is exposed; the area adds one."""
    found = plan_in_sight(plan_id)
    names = {one.id: one.name for one in queries.content(found).schemes}
    form = RunningSchemeForm(request.POST if request.method == "POST" else None, schemes=list(names.items()))
    is_preparer = Role.PREPARER in roles_on(request, found)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and not is_preparer:
        findings = (NOT_A_PREPARER,)
    elif request.method == "POST" and form.is_valid():
        entered = dict(form.cleaned_data)
        exit_pence = entered.pop("exit_cost")
        try:
            actions.add_running_scheme(
                by=request.user.actor, at=now(), plan=found, exit_cost_pence=exit_pence, **entered
            )
            return redirect("plans:at-risk", plan_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    context = {"page": risk.present(_facts(found, names)), "form": form, "findings": findings}
    return render(request, "plans/at_risk.jinja", {**context, "is_preparer": is_preparer, **frame(request, found)})


def _facts(found: AreaPlan, names: dict[str, str]) -> risk.Facts:
    round_ = queries.rulebook(found)
    return risk.Facts(
        area=f"{area_name(found)}, {round_.name}",
        running=queries.running(found),
        exposed=queries.planned_exposure(found),
        approval=queries.reached(found).decision,
        scheme_names=names,
        source_names={one.id: one.name for one in round_.funding_source},
        today=today(),
    )
