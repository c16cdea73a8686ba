"""Packages: the list, asking for one, one with what became of it, placing it, giving it up, ending it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.commissioning import actions, forms, queries
from commonweal.commissioning.forms.packages import hours_typed
from commonweal.commissioning.presenters import packages as pages
from commonweal.commissioning.presenters import working
from commonweal.commissioning.views.common import ASK, LET, fund_in_sight, fund_to_work_on, may
from commonweal.core.clock import now, today
from commonweal.core.doing import done
from commonweal.engine.packages.service import Service

if TYPE_CHECKING:
    from collections.abc import Callable

    from commonweal.commissioning.models import PackageRequest
    from commonweal.core.pages import Page
    from commonweal.nhsuk_forms.told import ToldForm
    from commonweal.pool.models import Fund

FORM = "core/form.jinja"


@require_GET
def requests(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Every package that waits, and the latest that were placed or given up."""
    fund = fund_in_sight(fund_id)
    facts = pages.ListFacts(fund, list(queries.requests(fund)), today(), may(request, fund, ASK))
    return render(request, "core/answer.jinja", {"page": pages.listed_requests(facts)})


@require_http_methods(["GET", "POST"])
def ask(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Ask for hours; the lot that should serve them is found by area, service and day."""
    fund = fund_to_work_on(request, fund_id, ASK)
    goes_on = {str(row.pk): row for row in queries.to_take_over_from(fund, today())}
    choices = {
        "area": [(area, area) for area in queries.areas(fund)],
        "follows": [(key, f"{row.reference}, {row.area}, {row.service}") for key, row in goes_on.items()],
    }
    initial = {"asked_on": today(), "ready_on": today()}
    form = forms.AskForm(request.POST or None, choices=choices, initial=initial)
    made: list[PackageRequest] = []

    def put(told: dict[str, Any]) -> None:
        follows = goes_on.get(told.pop("follows"))
        told["service"], told["minutes_a_week"] = Service(told["service"]), told.pop("hours")
        made.append(actions.request_package(by=request.user.actor, at=now(), fund=fund, follows=follows, **told))

    if request.method == "POST" and done(form, put):
        return redirect("commissioning:request", fund_id=fund.pk, request_id=made[0].pk)
    return render(request, FORM, {"page": working.ask(fund), "form": form, "button_text": "Ask for the package"})


@require_GET
def request(request: HttpRequest, fund_id: int, request_id: int) -> HttpResponse:
    """One package: what was asked for, and what became of it."""
    fund = fund_in_sight(fund_id)
    facts = pages.Facts(fund, _package(fund, request_id), today(), may(request, fund, LET), may(request, fund, ASK))
    return render(request, "core/answer.jinja", {"page": pages.present(facts)})


@require_http_methods(["GET", "POST"])
def place(request: HttpRequest, fund_id: int, request_id: int) -> HttpResponse:
    """Place a package with an area of a contract."""
    fund = fund_to_work_on(request, fund_id, LET)
    package = _package(fund, request_id)
    lots = {str(row.pk): row for row in queries.lots_giving(fund, package.service, package.area)}
    free = queries.weekly_free(fund, today())
    choices = {"lot": [(key, working.lot_name(row, free.get(row.pk))) for key, row in lots.items()]}
    starts = max(package.ready_on, package.asked_on, today())
    initial = {"lot": package.lot_id, "hours": hours_typed(package.minutes_a_week), "starts": starts}
    form = forms.PlaceForm(request.POST or None, choices=choices, initial=initial)

    def put(told: dict[str, Any]) -> None:
        lot, minutes = lots[told["lot"]], told["hours"]
        actions.place(
            by=request.user.actor, at=now(), request=package, lot=lot, minutes_a_week=minutes, starts=told["starts"]
        )

    return _worked(request, fund, package, form, put, working.place(fund, package), "Place the package")


@require_http_methods(["GET", "POST"])
def give_up(request: HttpRequest, fund_id: int, request_id: int) -> HttpResponse:
    """Say that a package is no longer wanted."""
    fund = fund_to_work_on(request, fund_id, ASK)
    package = _package(fund, request_id)
    form = forms.GiveUpForm(request.POST or None, initial={"day": today()})

    def put(told: dict[str, Any]) -> None:
        actions.end_request(by=request.user.actor, at=now(), request=package, **told)

    return _worked(request, fund, package, form, put, working.give_up(fund, package), "Give it up")


@require_http_methods(["GET", "POST"])
def end_placement(request: HttpRequest, fund_id: int, request_id: int) -> HttpResponse:
    """Say before which day a placement ends."""
    fund = fund_to_work_on(request, fund_id, LET)
    package = _package(fund, request_id)
    if not hasattr(package, "placement"):
        raise Http404
    form = forms.EndPlacementForm(request.POST or None, initial={"ends": today()})

    def put(told: dict[str, Any]) -> None:
        actions.end_placement(by=request.user.actor, at=now(), placement=package.placement, **told)

    return _worked(request, fund, package, form, put, working.end_placement(fund, package), "End the placement")


def _worked(
    request: HttpRequest,
    fund: Fund,
    package: PackageRequest,
    form: ToldForm,
    put: Callable[[dict[str, Any]], None],
    page: Page,
    button_text: str,
) -> HttpResponse:
    if request.method == "POST" and done(form, put):
        return redirect("commissioning:request", fund_id=fund.pk, request_id=package.pk)
    return render(request, FORM, {"page": page, "form": form, "button_text": button_text})


def _package(fund: Fund, request_id: int) -> PackageRequest:
    found = queries.request(fund, request_id)
    if found is None:
        raise Http404
    return found
