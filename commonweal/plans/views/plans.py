"""The list of plans, and each plan's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.engine.rulebook.admission import missing_signatures
from commonweal.engine.rulebook.sections import sections_of
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import home, listing, money, sections
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
    facts = facts_of(found)
    glance = money.present(facts.content, facts.rulebook, queries.allocations(found))
    page = home.present(facts)

    def href(where: str) -> str:
        section = home.home_of(where)
        is_there = section in sections_of(facts.rulebook)
        return reverse("plans:section", args=[found.pk, section]) if is_there else ""

    context = {"page": page, "glance": glance, "problems": sections.problems(page.findings, href)}
    return render(request, "plans/plan.jinja", {**context, **frame(request, found)})


def facts_of(found: AreaPlan) -> home.Facts:
    """What the plan's page and its summary are made from."""
    record, around = queries.record(found), queries.circumstances(found)
    return home.Facts(
        area=area_name(found),
        rulebook=around.rulebook,
        content=queries.content(found),
        record=record,
        findings=[fault for fault in around.faults if fault.code not in record.waived],
        edits=queries.latest_edits(found),
        missing=missing_signatures(record, around, before_submission=False),
    )
