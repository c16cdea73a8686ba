"""The pool at a glance, its risk share, published pools."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger.agreementdates import check_days
from commonweal.pool import forms, queries
from commonweal.pool.models import Fund
from commonweal.pool.presenters import glance, league, risk, timelimited
from commonweal.pool.views.common import asked_year, frame, fund_in_sight
from commonweal.pool.views.conditions import money_facts


@require_GET
def pools(request: HttpRequest) -> HttpResponse:
    """Published pools by size, and the funds that one may see."""
    page = league.present(queries.published_pools(), request.GET.get("sort", ""))
    return render(request, "pool/pools.jinja", {"page": page, "funds": list(queries.funds())})


@require_GET
def fund(request: HttpRequest, fund_id: int) -> HttpResponse:
    """A fund at a glance."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    facts = glance.Facts(
        found.name,
        year,
        queries.scheme_lines(found, year),
        queries.sources(found),
        queries.brought(found, year),
        queries.minimums(found, year),
        queries.scheme_names(found),
        queries.partner_names(found, today()),
        queries.approved_on(found, year),
        today(),
        _alerts(found),
    )
    return render(request, "pool/fund.jinja", {"page": glance.present(facts), **frame(request, found, year)})


def _alerts(found: Fund) -> tuple[Finding, ...]:
    """Days of the agreement and of time-limited money that somebody should know of."""
    money = [money_facts(each) for each in queries.time_limited(found)]
    ending = timelimited.alerts(money, queries.scheme_names(found), today())
    return (*check_days(queries.agreement(found)[1], today()), *ending)


@require_GET
def risk_share(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Who bears what by the rules in force, and what if."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    on = "paid_pence" if request.GET.get("on") == "outturn" else "forecast_pence"
    names, partners = queries.scheme_names(found), queries.partner_names(found, today())
    reserve_codes, reserve_pence = queries.risk_reserve(found)
    answers = queries.risk_share(found, year, on=on, reserve_pence=reserve_pence)
    basis = "On the forecast" if on == "forecast_pence" else "On what is paid so far"
    tried = next((answer.line for answer in answers if answer.line.code == request.GET.get("line")), None)
    initial = forms.what_if_initial(tried, reserve_pence) if tried else {}
    asked = request.GET if "rule" in request.GET else None
    form = forms.WhatIfForm(asked, partners=partners, initial=initial)
    what_if = form.answer() if form.is_bound and form.is_valid() else None
    context = {
        "page": risk.present(answers, names, partners, basis),
        "reserve_codes": reserve_codes,
        "reserve_pence": reserve_pence,
        "tried": names.get(tried.code, tried.code) if tried else "",
        "on": on,
        "form": form,
        "what_if": risk.present_answer(what_if, "What if", partners) if what_if else None,
    }
    return render(request, "pool/risk.jinja", {**context, **frame(request, found, year)})
