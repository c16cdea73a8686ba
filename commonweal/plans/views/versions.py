"""The versions of a plan, any two of them compared; and two rounds compared."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.engine.rulebook import comparing
from commonweal.engine.rulebook.plan import Plan
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import versions as presenter
from commonweal.plans.views.common import frame, plan_in_sight


@require_GET
def versions(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What was done to the plan, the latest first; with two versions asked for, what changed between them."""
    plan = plan_in_sight(plan_id)
    rulebook = queries.rulebook(plan)
    moments = queries.history(plan)
    known = queries.edit_ids(plan)
    old, new = _asked(request, "old", known, 0), _asked(request, "new", known, max(known))
    is_asked = "old" in request.GET or "new" in request.GET
    compared = presenter.compare(_at(plan, old), _at(plan, new), rulebook) if is_asked else None
    context = {"steps": presenter.steps(moments, rulebook), "old": old, "new": new, "compared": compared}
    return render(request, "plans/versions.jinja", {**context, **frame(request, plan)})


def _asked(request: HttpRequest, name: str, known: set[int], otherwise: int) -> int:
    text = request.GET.get(name, "")
    is_number = text.isascii() and text.isdigit() and len(text) < 18
    return int(text) if is_number and int(text) in known else otherwise


def _at(plan: AreaPlan, edit_id: int) -> Plan:
    return queries.content_at(plan, edit_id)


@require_GET
def compare_rounds(request: HttpRequest) -> HttpResponse:
    """What one round has otherwise than another."""
    known = queries.rounds()
    ids = list(known)
    new = known.get(request.GET.get("new", ""), known[ids[-1]])
    old = known.get(request.GET.get("old", ""), known[new.inherits or ids[0]])
    lists = presenter.by_list(comparing.compare_rounds(old, new))
    context = {"old": old, "new": new, "lists": lists, "choices": [(one.id, one.name) for one in known.values()]}
    return render(request, "plans/compare_rounds.jinja", context)
