"""The pages of the pool."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.core.clock import today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger import export
from commonweal.engine.ledger.balances import Dimension
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month
from commonweal.pool import actions, forms, queries
from commonweal.pool.models import Fund, Partner
from commonweal.pool.presenters import agreement as agreement_pages
from commonweal.pool.presenters import books, glance, league, risk
from commonweal.pool.presenters.words import year_name

MAY_KEEP_BOOKS = "pool.keep-books"
LEGS_ON_A_PAGE = 100
EARLIEST, LATEST = Month(1990, 4), Month(2100, 3)


@require_GET
def pools(request: HttpRequest) -> HttpResponse:
    """Published pools by size, and the funds that one may see."""
    page = league.present(queries.published_pools())
    return render(request, "pool/pools.jinja", {"page": page, "funds": list(queries.funds())})


@require_GET
def fund(request: HttpRequest, fund_id: int) -> HttpResponse:
    """A fund at a glance."""
    found, year = _fund(fund_id), _year(request, fund_id)
    facts = glance.Facts(
        found.name,
        year,
        queries.scheme_lines(found, year),
        queries.sources(found),
        queries.brought(found, year),
        queries.minimums(found, year),
        queries.scheme_names(found),
        queries.partner_names(found, today()),
    )
    return render(request, "pool/fund.jinja", {"page": glance.present(facts), **_frame(request, found, year)})


@require_GET
def statement(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The fund's statement for any months, by scheme, source or partner."""
    found, year = _fund(fund_id), _year(request, fund_id)
    first, last, by = _asked_months(request, year)
    lines = queries.statement(found, books.months_between(first, last), by=by)
    page = books.present_statement(found.pk, lines, first, last, by)
    context = {"page": page, "dimensions": books.DIMENSIONS, **_frame(request, found, year)}
    return render(request, "pool/statement.jinja", context)


@require_GET
def legs(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What a line of a statement is made of."""
    found, year = _fund(fund_id), _year(request, fund_id)
    first, last, by = _asked_months(request, year)
    key = request.GET.get("key", "")[:200].replace("\0", "")
    rows = queries.entries_of(found, books.months_between(first, last), by=by, key=key)
    page = Paginator(rows, LEGS_ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    context = {"page": page, "key": key or books.NO_KEY, "first": first, "last": last, "query": f"&{asked.urlencode()}"}
    return render(request, "pool/legs.jinja", {**context, **_frame(request, found, year)})


@require_GET
def entry(request: HttpRequest, fund_id: int, number: int) -> HttpResponse:
    """One entry of the books with its legs and its link in the chain."""
    found = _fund(fund_id)
    linked = queries.linked(found, number)
    if linked is None:
        raise Http404
    context = {"entry": linked.entry, "link": linked.link.hex(), "reversed_by": queries.reversed_by(found, number)}
    return render(request, "pool/entry.jinja", {**context, **_frame(request, found, _year(request, fund_id))})


@require_GET
def journal(request: HttpRequest, fund_id: int, kind: str) -> HttpResponse:
    """The whole journal for another program."""
    found = _fund(fund_id)
    by_code, rows = queries.accounts(found), list(queries.journal(found))
    entries = [row.entry for row in rows]
    make = {
        "csv": lambda: export.to_csv(by_code, rows),
        "beancount": lambda: export.to_beancount(list(by_code.values()), entries),
        "journal": lambda: export.to_hledger(list(by_code.values()), entries),
    }
    media_type = "text/csv" if kind == "csv" else "text/plain"
    response = HttpResponse(make[kind](), content_type=f"{media_type}; charset=utf-8")
    response["Content-Disposition"] = f'attachment; filename="{found.code.lower()}.{kind}"'
    return response


@require_GET
def agreement(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The agreement as a task list."""
    found = _fund(fund_id)
    latest, record = queries.agreement(found)
    page = agreement_pages.present(record, queries.section_75(), latest.version if latest else None)
    return render(request, "pool/agreement.jinja", {"page": page, **_frame(request, found, _year(request, fund_id))})


@require_GET
def risk_share(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Who bears what by the rules in force, and what if."""
    found, year = _fund(fund_id), _year(request, fund_id)
    on = "paid_pence" if request.GET.get("on") == "outturn" else "forecast_pence"
    answers = risk.present(queries.risk_share(found, year, on=on), queries.scheme_names(found))
    partners = [partner.code for partner in queries.partners(found)]
    form = forms.WhatIfForm(request.GET if "rule" in request.GET else None, partners=partners)
    what_if = form.answer() if form.is_bound and form.is_valid() else None
    context = {
        "answers": answers,
        "on": on,
        "form": form,
        "what_if": risk.present_answer(what_if, "What if") if what_if else None,
    }
    return render(request, "pool/risk.jinja", {**context, **_frame(request, found, year)})


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The months of the books: open, close and open again, the last two by two people."""
    found, year = _fund(fund_id), _year(request, fund_id)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            month, step = Month.parse(request.POST.get("month", "")), PeriodStep(request.POST.get("step", ""))
            actions.step_period(by=request.user.actor, at=timezone.now(), fund=found, month=month, step=step)
            return redirect(f"{request.path}?year={month.financial_year}")
        except ValueError as unknown:
            raise Http404 from unknown
        except actions.Refused as refused:
            findings = refused.findings
    months = books.present_months(queries.period_standings(found), year)
    return render(
        request, "pool/periods.jinja", {"months": months, "findings": findings, **_frame(request, found, year)}
    )


@require_http_methods(["GET", "POST"])
def virements(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Budget moved between lines; propose another."""
    found, year = _fund(fund_id), _year(request, fund_id)
    findings: tuple[Finding, ...] = ()
    partner = _acting_for(request, found)
    lines = {line.pk: line for line in queries.budget_lines(found, year)}
    named = [(pk, f"{line.scheme.name}, from {line.source.name}") for pk, line in lines.items()]
    form = forms.VirementForm(request.POST or None, lines=named)
    if request.method == "POST" and form.is_valid():
        try:
            actions.propose_virement(
                by=request.user.actor,
                at=timezone.now(),
                partner=partner,
                from_line=lines[int(form.cleaned_data["from_line"])],
                to_line=lines[int(form.cleaned_data["to_line"])],
                amount_pence=form.cleaned_data["amount"],
                reason=form.cleaned_data["reason"],
            )
            return redirect(f"{request.path}?year={year}")
        except actions.Refused as refused:
            findings = refused.findings
    return _virements(request, found, year, form, findings)


@require_POST
def decide_virement(request: HttpRequest, fund_id: int, virement_id: int) -> HttpResponse:
    """Another partner's yes or no."""
    found = _fund(fund_id)
    virement = queries.virement(found, virement_id)
    if virement is None:
        raise Http404
    year, partner = virement.from_line.year, _acting_for(request, found)
    try:
        actions.decide_virement(
            by=request.user.actor,
            at=timezone.now(),
            virement=virement,
            partner=partner,
            is_approved=request.POST.get("decision") == "approve",
            reason=request.POST.get("reason", "")[:500],
        )
    except actions.Refused as refused:
        return _virements(request, found, year, forms.VirementForm(lines=[]), refused.findings)
    return redirect(f"{reverse('pool:virements', args=[found.pk])}?year={year}")


def _virements(
    request: HttpRequest, found: Fund, year: int, form: forms.VirementForm, findings: tuple[Finding, ...]
) -> HttpResponse:
    context = {"virements": list(queries.virements(found, year)), "form": form, "findings": findings}
    return render(request, "pool/virements.jinja", {**context, **_frame(request, found, year)})


def _frame(request: HttpRequest, found: Fund, year: int) -> dict[str, object]:
    """What the head of every page of a fund needs."""
    years = books.years(queries.budget_years(found), today(), year)
    return {
        "fund": found,
        "year": year,
        "year_name": year_name(year),
        "years": [(value, year_name(value), chosen) for value, chosen in years],
        "keeps_books": request.user.has_perm(MAY_KEEP_BOOKS),
    }


def _fund(fund_id: int) -> Fund:
    found = queries.funds().filter(pk=fund_id).first()
    if found is None:
        raise Http404
    return found


def _acting_for(request: HttpRequest, found: Fund) -> Partner:
    """The partner in whose name somebody keeps the books: the first where their role allows it."""
    for partner in queries.partners(found):
        if request.user.has_perm(MAY_KEEP_BOOKS, partner.organisation_id):
            return partner
    raise Http404


def _year(request: HttpRequest, fund_id: int) -> int:
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and EARLIEST.year <= int(asked) < LATEST.year:
        return int(asked)
    return max(queries.budget_years(_fund(fund_id)), default=Month.of(today()).financial_year)


def _asked_months(request: HttpRequest, year: int) -> tuple[Month, Month, Dimension]:
    first, last = _month(request, "first", Month(year, 4)), _month(request, "last", Month(year + 1, 3))
    return min(first, last), max(first, last), books.dimension(request.GET.get("by", ""))


def _month(request: HttpRequest, name: str, otherwise: Month) -> Month:
    try:
        return min(max(Month.parse(request.GET.get(name, "")), EARLIEST), LATEST)
    except ValueError:
        return otherwise
