"""The list of plans, and each plan's own page."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils.safestring import SafeString
from django.views.decorators.http import require_GET

from commonweal.accounts import queries as accounts
from commonweal.core.clock import today
from commonweal.core.kept import Shelf
from commonweal.core.marks import marks
from commonweal.engine.rulebook.admission import missing_signatures
from commonweal.engine.rulebook.sections import sections_of
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import home, listing, money, sections
from commonweal.plans.views.common import area_name, frame, plan_in_sight

READ_FROM = (*queries.MARKED, *places.NAMES_MARKED)  # what a plan's page is made of
_kept: Shelf[dict[str, object]] = Shelf(500)


@require_GET
def plans(request: HttpRequest) -> HttpResponse:
    """The plans that one may see, round by round."""
    found = list(queries.plans())
    names = places.names([plan.area_id for plan in found], today())
    groups = listing.present(found, queries.rounds(), queries.records(found), names)
    return render(request, "plans/plans.jinja", {"groups": groups, "lead": listing.lead(groups)})


@require_GET
def plan(request: HttpRequest, plan_id: int) -> HttpResponse:
    """A plan's own page; what stands in it is kept for whoever looks until a row that it is made of is added."""
    found = plan_in_sight(plan_id)
    key = (found.pk, accounts.who_looks(request.user, today()), today(), marks(*READ_FROM))
    return render(request, "plans/plan.jinja", _kept.get(key, lambda: _made(request, found)))


def _made(request: HttpRequest, found: AreaPlan) -> dict[str, object]:
    """All that the page says, nothing of it from the request but in which roles its visitor may act."""
    facts = facts_of(found)
    glance = money.present(facts.content, facts.rulebook, queries.allocations(found))
    page = home.present(facts)

    def href(where: str) -> str:
        section = home.home_of(where)
        is_there = section in sections_of(facts.rulebook)
        return reverse("plans:section", args=[found.pk, section]) if is_there else ""

    problems = sections.problems(page.findings, href)
    below = render_to_string("plans/_plan.jinja", {"plan": found, "page": page, "glance": glance, "problems": problems})
    return {"page": page, "below": SafeString(below), **frame(request, found)}


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
