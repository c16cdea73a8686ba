"""The contract register, a contract, and paying for its hours."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.commissioning import actions, queries
from commonweal.commissioning.forms import PayForm
from commonweal.commissioning.models import Contract
from commonweal.commissioning.presenters import contracts as presenters
from commonweal.commissioning.presenters import paying
from commonweal.commissioning.views.common import KEEP_BOOKS, LET, fund_in_sight, may
from commonweal.core.asking import asked_quarter, passed
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.pool.models import Fund


@require_GET
def contracts(request: HttpRequest) -> HttpResponse:
    """Every contract in sight, by fund."""
    funds = list(pool.funds())
    lets = [fund for fund in funds if may(request, fund, LET)]
    page = presenters.register([(fund, _listed(fund)) for fund in funds], lets)
    return render(request, "core/answer.jinja", {"page": page})


@require_GET
def contract(request: HttpRequest, fund_id: int, contract_id: int) -> HttpResponse:
    """One contract from its hours to its pounds."""
    fund, found = _found(fund_id, contract_id)
    quarter = asked_quarter(request, today())
    rows = queries.lot_hours(fund, passed(quarter, today()))
    facts = presenters.Facts(
        fund,
        found,
        queries.providers(fund, today()).get(found.provider_id, ""),
        pool.organisation_name(found.buyer_id, today()),
        queries.expiry_of(found, today()),
        queries.contract_sums(found),
        list(queries.payments(found)),
        quarter,
        {row.lot_id: row for row in rows},
        today(),
        may(request, fund, KEEP_BOOKS),
    )
    return render(request, "core/answer.jinja", {"page": presenters.present(facts)})


@require_http_methods(["GET", "POST"])
def pay(request: HttpRequest, fund_id: int, contract_id: int) -> HttpResponse:
    """Pay for what was delivered: posted into the pool's books, on the schemes that pay."""
    fund, found = _found(fund_id, contract_id)
    if not may(request, fund, KEEP_BOOKS):
        raise Http404
    form = PayForm(request.POST or None, initial=paying.suggested(today()))
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        try:
            actions.pay(by=request.user.actor, at=now(), contract=found, **form.cleaned_data)
            return redirect("commissioning:contract", fund_id=fund.pk, contract_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    page = paying.present(fund, found, queries.contract_sums(found), findings)
    return render(request, "commissioning/pay.jinja", {"page": page, "form": form})


def _found(fund_id: int, contract_id: int) -> tuple[Fund, Contract]:
    fund = fund_in_sight(fund_id)
    found = queries.contract(fund, contract_id)
    if found is None:
        raise Http404
    return fund, found


def _listed(fund: Fund) -> list[presenters.Listed]:
    names = queries.providers(fund, today())
    return [
        presenters.Listed(
            row,
            names.get(row.provider_id, ""),
            queries.expiry_of(row, today()),
            queries.contract_sums(row).paid_pence,
        )
        for row in queries.contracts(fund)
    ]
