"""The plan on one page for a Board."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.plans.presenters import summary as presenter
from commonweal.plans.views.common import frame, plan_in_sight
from commonweal.plans.views.plans import facts_of


@require_GET
def summary(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What is promised, what it costs, for whom, how it is measured, who signed."""
    plan = plan_in_sight(plan_id)
    return render(request, "plans/summary.jinja", {"page": presenter.present(facts_of(plan)), **frame(request, plan)})
