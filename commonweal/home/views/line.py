"""Walking the record: the lines of a plan, and each step along one of them, there and back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from commonweal.care import actions as care
from commonweal.core.clock import now, today
from commonweal.engine.periods import quarter_name
from commonweal.engine.reporting.quarters import QUARTERS, period_of
from commonweal.home import queries
from commonweal.home.presenters import bridge as bridges
from commonweal.home.presenters import line as pages
from commonweal.places import queries as places
from commonweal.plans import queries as plans

if TYPE_CHECKING:
    from commonweal.plans.models import AreaPlan

WHY = "Walking the record from a plan to a day that was waited"


@require_GET
def lines(request: HttpRequest, plan_id: int, year: int, quarter: int) -> HttpResponse:
    """Every line of a plan: each the beginning of a walk."""
    plan = _plan(plan_id, year, quarter)
    if not request.user.has_perm(pages.SEE_PLANS):
        raise Http404
    table = pages.present_lines(queries.lines_of(plan, year), plan.pk, year, quarter)
    bridge = None
    fund = queries.fund_of(plan, year)
    if fund is not None and request.user.has_perm(pages.SEE_POOL):
        bridge = bridges.present(queries.bridge(plan, fund, year))
    context = {
        "table": table,
        "bridge": bridge,
        "area": _area(plan),
        "quarter": quarter_name(period_of(year, quarter)),
        "steps": pages.STEPS,
    }
    others = [
        (quarter_name(period_of(year, one)), reverse("home:lines", args=[plan.pk, year, one])) for one in QUARTERS
    ]
    return render(request, "home/lines.jinja", {**context, "others": others})


@require_GET
def step(
    request: HttpRequest, plan_id: int, year: int, quarter: int, scheme: str, source: str, step: str
) -> HttpResponse:
    """One step: what stands there for this visitor, and a plain word where they may not look."""
    plan = _plan(plan_id, year, quarter)
    if step not in pages.KEYS:
        raise Http404
    walk = queries.walk(plan, year, quarter, scheme, source, today())
    if walk.line is None and walk.budget is None:
        raise Http404
    held = frozenset(one.permission for one in pages.STEPS if request.user.has_perm(one.permission))
    names = _names(request, walk) if step == "people" and pages.SEE_PEOPLE in held else {}
    page = pages.present(walk, step, _area(plan), names, held)
    begin = (plan_id, year, quarter) if pages.SEE_PLANS in held else None
    return render(request, "home/step.jinja", {"page": page, "area": _area(plan), "begin": begin})


def _names(request: HttpRequest, walk: queries.Walk) -> dict[int, str]:
    """The names of the people behind the days: looking is written down."""
    made = {"by": request.user.actor, "at": now()}
    found = care.read_people(**made, person_ids=walk.people, what="name", why=WHY)
    return {one.pk: one.name for one in found}


def _plan(plan_id: int, year: int, quarter: int) -> AreaPlan:
    found = plans.plan(plan_id)
    known = plans.rounds()
    if found is None or found.round not in known or year not in known[found.round].years or quarter not in QUARTERS:
        raise Http404
    return found


def _area(plan: AreaPlan) -> str:
    return places.names([plan.area_id], today()).get(plan.area_id, plan.area.key)
