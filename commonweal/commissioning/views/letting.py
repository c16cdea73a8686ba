"""Letting a contract."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commonweal.commissioning import actions
from commonweal.commissioning.actions import Lot, Payer
from commonweal.commissioning.forms import LetForm
from commonweal.commissioning.presenters import working
from commonweal.commissioning.views.common import LET, fund_to_work_on
from commonweal.core.clock import now, today
from commonweal.core.doing import done
from commonweal.engine.packages.service import Service
from commonweal.places import queries as places
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@require_http_methods(["GET", "POST"])
def let(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Put a contract into the register with its areas and the lines that pay."""
    fund = fund_to_work_on(request, fund_id, LET)
    year = max(pool.budget_years(fund), default=0)
    lines = {f"{row.scheme_id}-{row.source_id}": row for row in pool.budget_lines(fund, year)}
    partners = [row.organisation_id for row in pool.partners(fund)]
    choices = {
        "buyer": list(places.names(partners, today()).items()),
        "provider": places.living([str(places.Kind.PROVIDER)], today()),
    }
    named = [(key, f"{row.scheme.name}, {row.source.name}") for key, row in lines.items()]
    form = LetForm(request.POST or None, choices=choices, lines=named)

    def put(told: dict[str, Any]) -> None:
        payers = [Payer(lines[key].scheme, lines[key].source, share) for key, share in form.payers()]
        _let(request, fund, told, [Lot(*one) for one in form.lots()], payers)

    if request.method == "POST" and done(form, put):
        return redirect("commissioning:contracts")
    page = working.let(fund)
    return render(request, "core/form.jinja", {"page": page, "form": form, "button_text": "Let the contract"})


def _let(request: HttpRequest, fund: Fund, told: dict[str, Any], lots: list[Lot], payers: list[Payer]) -> None:
    buyer, provider = (places.organisations([int(told[name])]).get() for name in ("buyer", "provider"))
    actions.let_contract(
        by=request.user.actor,
        at=now(),
        fund=fund,
        reference=told["reference"],
        title=told["title"],
        buyer=buyer,
        provider=provider,
        service=Service(told["service"]),
        start=told["starts"],
        end=told["ends"],
        value_pence=told["value"],
        rate_pence=told["rate"],
        procure_months=told["procure_months"],
        lots=lots,
        payers=payers,
    )
