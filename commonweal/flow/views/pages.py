"""Who waits now, one departure, the days of a quarter, and the question."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_POST

from commonweal.care import actions as care
from commonweal.care import queries as people
from commonweal.commissioning import queries as commissioning
from commonweal.core.asking import asked_quarter, passed
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Period
from commonweal.flow import actions, queries
from commonweal.flow.models import Departure
from commonweal.flow.presenters import days as days_page
from commonweal.flow.presenters import question as question_page
from commonweal.flow.presenters import waiting as waiting_page
from commonweal.flow.views.common import SEE, WRITE_FLOW, departure_in_sight, fund_in_sight, may_write, sees_people
from commonweal.places import queries as places
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """Who waits now, in every place in sight."""
    funds = list(pool.funds())
    records = [fund for fund in funds if may_write(request, fund) and sees_people(request, fund)]
    page = waiting_page.present([_place(request, fund) for fund in funds], records)
    return render(request, "core/answer.jinja", {"page": page})


def _place(request: HttpRequest, fund: Fund) -> waiting_page.Place:
    rows = queries.waiting(fund, today())
    return waiting_page.Place(
        fund,
        pool.organisation_name(fund.host_id, today()),
        rows,
        _names(request, fund, {row.departure.who_id for row in rows}, "The list of who waits"),
        places.names({row.departure.hospital_id for row in rows}, today()),
        sees_people(request, fund),
    )


@require_GET
def departure(request: HttpRequest, fund_id: int, departure_id: int) -> HttpResponse:
    """One departure with its causes."""
    return _departure(request, *departure_in_sight(fund_id, departure_id))


@require_POST
def agree(request: HttpRequest, fund_id: int, departure_id: int) -> HttpResponse:
    """Agree to a cause that somebody else proposed, and to its side."""
    fund, found = departure_in_sight(fund_id, departure_id)
    wanted = request.POST.get("cause", "")
    cause = next((one for one in queries.causes(found) if str(one.pk) == wanted), None)
    if cause is None or not may_write(request, fund):
        raise Http404
    try:
        actions.agree_cause(by=request.user.actor, at=now(), cause=cause)
    except actions.Refused as refused:
        return _departure(request, fund, found, refused.findings)
    return redirect("flow:departure", fund_id=fund.pk, departure_id=found.pk)


def _departure(request: HttpRequest, fund: Fund, found: Departure, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    facts = waiting_page.DepartureFacts(
        fund,
        pool.organisation_name(fund.host_id, today()),
        found,
        queries.causes(found),
        places.names([found.hospital_id], today()).get(found.hospital_id, ""),
        today(),
        sees_people(request, fund),
        may_write(request, fund),
        findings,
    )
    offered = waiting_page.offered(facts.causes, request.user.pk) if facts.may_write else ()
    context = {"page": waiting_page.present_departure(facts), "offered": offered, "fund": fund, "departure": found}
    return render(request, "flow/departure.jinja", context)


@require_POST
def keep_actuals(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Write the place's own months into observations, and go to where they are read."""
    fund = fund_in_sight(fund_id)
    if not request.user.has_perm(WRITE_FLOW, fund.host_id):
        raise Http404
    try:
        actions.keep_actuals(by=request.user.actor, at=now(), fund=fund, on=today())
    except actions.Refused as refused:
        return _days(request, fund, refused.findings)
    return redirect("observations:own", organisation_id=fund.host_id)


@require_GET
def days(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The delayed days of a quarter."""
    return _days(request, fund_in_sight(fund_id))


def _days(request: HttpRequest, fund: Fund, findings: tuple[Finding, ...] = ()) -> HttpResponse:
    quarter = asked_quarter(request, today())
    lots = {row.pk: f"{row.area}, {row.contract.reference}" for row in commissioning.lots(fund)}
    facts = days_page.Facts(
        fund,
        quarter,
        passed(quarter, today()),
        queries.delayed_days(fund, quarter, today()),
        lots,
        {(area, str(service)): n for (area, service), n in queries.areas_asked(fund, quarter, today()).items()},
        queries.discharges(fund, quarter, today()),
        today(),
        reverse("observations:own", args=[fund.host_id]) if request.user.has_perm(SEE, fund.host_id) else "",
        findings,
    )
    keeps = request.user.has_perm(WRITE_FLOW, fund.host_id)
    return render(request, "flow/days.jinja", {"page": days_page.present(facts), "keeps": keeps, "fund": fund})


@require_GET
def question(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Why people waited for care in an area: the most waited for, unless another is asked for."""
    fund, quarter = fund_in_sight(fund_id), asked_quarter(request, today())
    asked = {(area, str(service)): n for (area, service), n in queries.areas_asked(fund, quarter, today()).items()}
    wanted = (request.GET.get("area", ""), request.GET.get("service", ""))
    if wanted not in asked:
        if not asked:
            page = question_page.empty(fund, quarter, today())
            return render(request, "core/answer.jinja", {"page": page})
        wanted = next(iter(asked))
    facts = _question(request, fund, quarter, wanted, asked)
    return render(request, "core/answer.jinja", {"page": question_page.present(facts)})


def _question(
    request: HttpRequest, fund: Fund, quarter: Period, wanted: tuple[str, str], asked: dict[tuple[str, str], int]
) -> question_page.Facts:
    answer = queries.answer(fund, wanted[0], Service(wanted[1]), quarter, today())
    person_ids = {group.person_id for group in answer.groups}
    return question_page.Facts(
        fund,
        pool.organisation_name(fund.host_id, today()),
        answer,
        asked,
        passed(quarter, today()),
        commissioning.providers(fund, today()),
        {row.pk: commissioning.expiry_of(row, today()) for row in answer.contracts},
        pool.scheme_names(fund),
        {code: source.name for code, source in pool.sources(fund).items()},
        people.people_count({group.request_id for group in answer.groups if group.request_id is not None}),
        _names(request, fund, person_ids, "Why people waited"),
        sees_people(request, fund),
        today(),
    )


def _names(request: HttpRequest, fund: Fund, person_ids: set[int], what: str) -> dict[int, str]:
    """Names, for those who may see them; it is written down that they did."""
    if not sees_people(request, fund) or not person_ids:
        return {}
    by, at = request.user.actor, now()
    rows = care.read_people(by=by, at=at, person_ids=person_ids, what=what, why="Opened the page")
    return {row.pk: row.name for row in rows}
