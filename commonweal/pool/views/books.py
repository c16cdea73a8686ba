"""The books: statements down to the entry, the months, the journal for other programs."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.ledger import export
from commonweal.engine.ledger.balances import Dimension
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries
from commonweal.pool.presenters import books, ringfences
from commonweal.pool.views.common import EARLIEST, LATEST, asked_year, frame, fund_in_sight

LEGS_ON_A_PAGE = 100


@require_GET
def statement(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The fund's statement for any months, by scheme, source or partner."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    first, last, by = _asked_months(request, year)
    lines = queries.statement(found, books.months_between(first, last), by=by)
    page = books.present_statement(found.pk, lines, queries.names_by(found, by, today()), first, last, by)
    context = {"page": page, "dimensions": books.DIMENSIONS, **frame(request, found, year)}
    return render(request, "pool/statement.jinja", context)


@require_GET
def legs(request: HttpRequest, fund_id: int) -> HttpResponse:
    """What a line of a statement is made of."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    first, last, by = _asked_months(request, year)
    key = request.GET.get("key", "")[:200].replace("\0", "")
    rows = queries.entries_of(found, books.months_between(first, last), by=by, key=key)
    page = Paginator(rows, LEGS_ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    named = queries.names_by(found, by, today()).get(key, key) or books.NO_KEY
    context = {"page": page, "key": named, "first": first, "last": last, "query": f"&{asked.urlencode()}"}
    return render(request, "pool/legs.jinja", {**context, **frame(request, found, year)})


@require_GET
def entry(request: HttpRequest, fund_id: int, number: int) -> HttpResponse:
    """One entry of the books with its legs and its link in the chain."""
    found = fund_in_sight(fund_id)
    linked = queries.linked(found, number)
    if linked is None:
        raise Http404
    context = {"entry": linked.entry, "link": linked.link.hex(), "reversed_by": queries.reversed_by(found, number)}
    walk = ringfences.of_entry(
        queries.schemes_of_entry(found, number), queries.sources(found), queries.scheme_names(found)
    )
    year = Month.of(linked.entry.day).financial_year
    return render(request, "pool/entry.jinja", {**context, "walk": walk, **frame(request, found, year)})


@require_GET
def journal(request: HttpRequest, fund_id: int, kind: str) -> HttpResponse:
    """The whole journal for another program."""
    found = fund_in_sight(fund_id)
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


@require_http_methods(["GET", "POST"])
def periods(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The months of the books: open, close and open again, the last two by two people."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST":
        try:
            month, step = Month.parse(request.POST.get("month", "")), PeriodStep(request.POST.get("step", ""))
            actions.step_period(by=request.user.actor, at=now(), fund=found, month=month, step=step)
            return redirect(f"{request.path}?year={month.financial_year}")
        except ValueError as unknown:
            raise Http404 from unknown
        except actions.Refused as refused:
            findings = refused.findings
    standings = queries.period_standings(found)
    open_months = [month for month, standing in standings.items() if books.is_to_close(standing, month, today())]
    context = {
        "months": books.present_months(standings, year),
        "findings": findings,
        "warnings": queries.closing_warnings(found, open_months),
    }
    return render(request, "pool/periods.jinja", {**context, **frame(request, found, year)})


def _asked_months(request: HttpRequest, year: int) -> tuple[Month, Month, Dimension]:
    first, last = _month(request, "first", Month(year, 4)), _month(request, "last", Month(year + 1, 3))
    return min(first, last), max(first, last), books.dimension(request.GET.get("by", ""))


def _month(request: HttpRequest, name: str, otherwise: Month) -> Month:
    try:
        return min(max(Month.parse(request.GET.get(name, "")), EARLIEST), LATEST)
    except ValueError:
        return otherwise
