"""The list of plans, and each plan's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.engine.rulebook.admission import missing_signatures
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.presenters import home, listing
from commonweal.plans.views.common import area_name, frame, plan_in_sight


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that one may see, round by round."""
    found = list(queries.plans())
    names = places.names([plan.area_id for plan in found], today())
    groups = listing.present(found, queries.rounds(), queries.records(found), names)
    return render(request, "plans/plans.jinja", {"groups": groups, "lead": listing.lead(groups)})


@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan's own page."""
    found = plan_in_sight(plan_id)
    record, around = queries.record(found), queries.circumstances(found)
    facts = home.Facts(
        area=area_name(found),
        rulebook=around.rulebook,
        content=queries.content(found),
        record=record,
        findings=[fault for fault in around.faults if fault.code not in record.waived],
        edits=queries.latest_edits(found),
        missing=missing_signatures(record, around, before_submission=False),
    )
    return render(request, "plans/plan.jinja", {"page": home.present(facts), **frame(request, found)})
