"""Hours by area, and a lot."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.commissioning import queries
from commonweal.commissioning.presenters import hours as presenters
from commonweal.commissioning.views.common import LET, fund_in_sight, may
from commonweal.core.asking import asked_quarter, passed
from commonweal.core.clock import today


@require_GET
def missing(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Which hours were missing where, in a quarter."""
    fund, quarter = fund_in_sight(fund_id), asked_quarter(request, today())
    counted = passed(quarter, today())
    facts = presenters.Facts(
        fund,
        quarter,
        counted,
        queries.lot_hours(fund, counted),
        queries.missing(fund, counted),
        queries.blocked(fund, today()),
        {row.pk: row.reference for row in queries.contracts(fund)},
        today(),
    )
    return render(request, "core/answer.jinja", {"page": presenters.present(facts)})


@require_GET
def lot(request: HttpRequest, fund_id: int, lot_id: int) -> HttpResponse:
    """A lot with its placements."""
    fund, quarter = fund_in_sight(fund_id), asked_quarter(request, today())
    found = queries.lot(fund, lot_id)
    if found is None:
        raise Http404
    counted = passed(quarter, today())
    facts = presenters.LotFacts(
        fund,
        found,
        queries.providers(fund, today()).get(found.contract.provider_id, ""),
        quarter,
        counted,
        next((row for row in queries.lot_hours(fund, counted) if row.lot_id == found.pk), None),
        list(queries.placements(fund, found.pk)),
        [one for one in queries.missing(fund, counted) if one.lot_id == found.pk],
        today(),
        may(request, fund, LET),
    )
    return render(request, "core/answer.jinja", {"page": presenters.present_lot(facts)})
