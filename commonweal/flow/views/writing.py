"""Recording a departure, saying otherwise what is waited for, and that somebody left."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commonweal.care import actions as care
from commonweal.commissioning import queries as commissioning
from commonweal.core.clock import now, today
from commonweal.core.doing import done
from commonweal.engine.delays.days import Side
from commonweal.engine.findings import error
from commonweal.flow import actions, queries
from commonweal.flow.actions import Refused, Said
from commonweal.flow.forms import CauseForm, DepartureForm, LeaveForm
from commonweal.flow.presenters import writing as pages
from commonweal.flow.views.common import departure_in_sight, fund_in_sight, may_write, sees_people
from commonweal.places import queries as places

if TYPE_CHECKING:
    from commonweal.care.models import Person
    from commonweal.commissioning.models import PackageRequest
    from commonweal.flow.models import Departure
    from commonweal.pool.models import Fund

FORM = "core/form.jinja"
WHY = "To record that they are ready to leave hospital"


@require_http_methods(["GET", "POST"])
def record(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Somebody of the hospital's list is ready to leave, and this is what they wait for."""
    fund = fund_in_sight(fund_id)
    if not may_write(request, fund):
        raise Http404
    if not sees_people(request, fund):
        page = pages.not_for_you(fund, places.names([fund.host_id], today())[fund.host_id])
        return render(request, "core/answer.jinja", {"page": page})
    packages = _packages(fund)
    form = DepartureForm(
        request.POST or None,
        packages=_named(packages),
        hospitals=places.living([str(places.Kind.TRUST)], today()),
        areas=[(area, area) for area in commissioning.areas(fund)],
        initial={"ready_on": today()},
    )
    made: list[Departure] = []
    if request.method == "POST" and done(form, lambda told: made.append(_recorded(request, fund, told, packages))):
        return redirect("flow:departure", fund_id=fund.pk, departure_id=made[0].pk)
    return render(request, FORM, {"page": pages.record(fund), "form": form, "button_text": "Record the departure"})


def _recorded(request: HttpRequest, fund: Fund, told: dict[str, Any], packages: dict[str, PackageRequest]) -> Departure:
    return actions.record_departure(
        by=request.user.actor,
        at=now(),
        fund=fund,
        reference=told["reference"],
        person=_person(request, told["nhs_number"]),
        hospital=places.organisations([int(told["hospital"])]).get(),
        area=told["area"],
        ready_on=told["ready_on"],
        pathway=int(told["pathway"]),
        cause=_said(told, packages),
    )


def _person(request: HttpRequest, nhs_number: str) -> Person:
    read = {"what": "Found by NHS number", "why": WHY}
    found = care.find_person(by=request.user.actor, at=now(), nhs_number_text=nhs_number, **read)
    if found is None:
        message = "Nobody with this NHS number is known to your team."
        raise Refused([error("departure-elsewhere", "NHS number", message, "Take up the case first, under People.")])
    return found


@require_http_methods(["GET", "POST"])
def propose(request: HttpRequest, fund_id: int, departure_id: int) -> HttpResponse:
    """Say that from a day on something else is waited for; of one day, the latest word counts."""
    fund, found = _writing(request, fund_id, departure_id)
    packages = _packages(fund, found)
    form = CauseForm(request.POST or None, packages=_named(packages), initial=_latest(found))

    def put(told: dict[str, Any]) -> None:
        cause, from_day = _said(told, packages), told["from_day"]
        actions.propose_cause(by=request.user.actor, at=now(), departure=found, from_day=from_day, cause=cause)

    if request.method == "POST" and done(form, put):
        return redirect("flow:departure", fund_id=fund.pk, departure_id=found.pk)
    return render(request, FORM, {"page": pages.propose(fund, found), "form": form, "button_text": "Propose it"})


@require_http_methods(["GET", "POST"])
def leave(request: HttpRequest, fund_id: int, departure_id: int) -> HttpResponse:
    """Say on which day they left."""
    fund, found = _writing(request, fund_id, departure_id)
    form = LeaveForm(request.POST or None, initial={"left_on": today()})

    def put(told: dict[str, Any]) -> None:
        actions.leave(by=request.user.actor, at=now(), departure=found, left_on=told["left_on"])

    if request.method == "POST" and done(form, put):
        return redirect("flow:departure", fund_id=fund.pk, departure_id=found.pk)
    return render(request, FORM, {"page": pages.leave(fund, found), "form": form, "button_text": "They left"})


def _writing(request: HttpRequest, fund_id: int, departure_id: int) -> tuple[Fund, Departure]:
    fund, found = departure_in_sight(fund_id, departure_id)
    if not may_write(request, fund):
        raise Http404
    return fund, found


def _packages(fund: Fund, departure: Departure | None = None) -> dict[str, PackageRequest]:
    """The packages that may be waited for: those not placed yet, and those that a departure's causes name."""
    rows = commissioning.requests(fund)
    named = {cause.request_id for cause in queries.causes(departure)} if departure else set()
    waits = [row for row in rows if row.pk in named or not (hasattr(row, "placement") or hasattr(row, "ending"))]
    return {str(row.pk): row for row in waits}


def _named(packages: dict[str, PackageRequest]) -> list[tuple[str, str]]:
    return [(key, f"{row.reference}: {row.service} in {row.area}") for key, row in packages.items()]


def _latest(departure: Departure) -> dict[str, Any]:
    """What is said of the departure now: a counter-proposal begins from there."""
    cause = queries.causes(departure)[-1]
    return {"from_day": cause.from_day, "reason": cause.reason, "side": cause.side, "request": cause.request_id or ""}


def _said(told: dict[str, Any], packages: dict[str, PackageRequest]) -> Said:
    return Said(told["reason"], Side(told["side"]), packages.get(told["request"]))
