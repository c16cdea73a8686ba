"""Spending before approval, and money that ends."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.tracks import Track
from commonweal.plans import queries as plans
from commonweal.pool import actions, forms, queries
from commonweal.pool.models import Fund
from commonweal.pool.presenters import exposure as exposures
from commonweal.pool.presenters import timelimited
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight


@require_http_methods(["GET", "POST"])
def exposure(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What was spent before approval, by scheme and month; record an approval, or who let a scheme spend."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    schemes = list(queries.schemes(found))
    named = [(scheme.pk, scheme.name) for scheme in schemes]
    what = request.POST.get("what", "")
    approval = forms.ApprovalForm(request.POST if what == "approval" else None)
    authority = forms.AuthorityForm(request.POST if what == "authority" else None, schemes=named)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        acting_for(request, found)
        form = approval if what == "approval" else authority
        try:
            if form.is_bound and form.is_valid():
                _record(request, found, year, what, form.cleaned_data)
                return redirect(f"{request.path}?year={year}")
        except actions.Refused as refused:
            findings = refused.findings
    page = exposures.present(_exposure_facts(found, year))
    context = {
        "page": page,
        "approval": approval,
        "authority": authority,
        "form": authority if what == "authority" else approval,
        "findings": findings,
    }
    return render(request, "pool/exposure.jinja", {**context, **frame(request, found, year)})


def _record(request: HttpRequest, found: Fund, year: int, what: str, data: dict[str, Any]) -> None:
    made: dict[str, Any] = {"by": request.user.actor, "at": now(), "year": year}
    if what == "approval":
        told = {name: data[name] for name in ("approved_on", "decided_by", "note")}
        actions.record_approval(**made, fund=found, track=Track(data["track"]), **told)
        return
    scheme = queries.schemes(found).get(pk=int(data["scheme"]))
    told = {name: data[name] for name in ("authorised_by", "authorised_on", "reason")}
    actions.authorise_spending(**made, scheme=scheme, exit_cost_pence=data["exit_cost"], **told)


def _exposure_facts(found: Fund, year: int) -> exposures.ExposureFacts:
    approvals = queries.approvals(found, year)
    return exposures.ExposureFacts(
        year,
        today(),
        queries.daily_spending(found, year),
        {track: row.approved_on for track, row in approvals.items()},
        {track: row.decided_by for track, row in approvals.items()},
        queries.scheme_names(found),
        {
            scheme: exposures.Authority(row.authorised_by, row.authorised_on, row.exit_cost_pence, row.reason)
            for scheme, row in queries.spend_authorities(found, year).items()
        },
        plans.areas_exposure({found.host_id, *(row.organisation_id for row in queries.partners(found))}, year),
    )


@require_http_methods(["GET", "POST"])
def time_limited(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Money that ends and what depends on it; record either."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    moneys = queries.time_limited(found)
    what = request.POST.get("what", "")
    sources = [(source.pk, source.name) for source in queries.sources_of(found)]
    named = [(scheme.pk, scheme.name) for scheme in queries.schemes(found)]
    money_form = forms.TimeLimitedForm(request.POST if what == "money" else None, sources=sources)
    need_form = forms.DependenceForm(
        request.POST if what == "need" else None,
        moneys=[(each.row.pk, each.row.name) for each in moneys],
        schemes=named,
    )
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        acting_for(request, found)
        form = money_form if what == "money" else need_form
        try:
            if form.is_bound and form.is_valid():
                _record_money(request, found, what, form.cleaned_data)
                return redirect(f"{request.path}?year={year}")
        except actions.Refused as refused:
            findings = refused.findings
    facts = [money_facts(each) for each in moneys]
    context = {
        "moneys": timelimited.present(facts, queries.scheme_names(found), today()),
        "lead": timelimited.lead(facts),
        "money_form": money_form,
        "need_form": need_form,
        "form": need_form if what == "need" else money_form,
        "findings": findings,
    }
    return render(request, "pool/time_limited.jinja", {**context, **frame(request, found, year)})


def _record_money(request: HttpRequest, found: Fund, what: str, data: dict[str, Any]) -> None:
    made: dict[str, Any] = {"by": request.user.actor, "at": now()}
    if what == "money":
        actions.add_time_limited_money(
            **made,
            source=queries.sources_of(found).get(pk=int(data["source"])),
            name=data["name"],
            total_pence=data["total"],
            first_year=data["first_year"],
            year_count=int(data["year_count"]),
            note=data["note"],
        )
        return
    actions.set_dependence(
        **made,
        money=next(each.row for each in queries.time_limited(found) if each.row.pk == int(data["money"])),
        scheme=queries.schemes(found).get(pk=int(data["needed_by"])),
        year=data["cost_year"],
        cost_pence=data["cost"],
        is_recurrent=data["is_recurrent"] == "yes",
    )


def money_facts(each: queries.TimeLimited) -> timelimited.MoneyFacts:
    """Time-limited money as its presenter takes it."""
    row = each.row
    return timelimited.MoneyFacts(
        row.pk, row.name, row.source.name, row.total_pence, each.phases_pence, each.needs, row.ends, row.note
    )
