"""What the pages of a fund share: which fund, which year, in whose name."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from commonweal.core.clock import today
from commonweal.engine.periods import Month
from commonweal.pool import queries
from commonweal.pool.models import Fund, Partner
from commonweal.pool.presenters import books
from commonweal.pool.presenters.words import year_name

MAY_KEEP_BOOKS = "pool.keep-books"
EARLIEST, LATEST = Month(1990, 4), Month(2100, 3)


def frame(request: HttpRequest, found: Fund, year: int) -> dict[str, object]:
    """What the head of every page of a fund needs."""
    years = books.years(queries.budget_years(found), today(), year)
    return {
        "fund": found,
        "year": year,
        "year_name": year_name(year),
        "years": [(value, year_name(value), chosen) for value, chosen in years],
        "keeps_books": request.user.has_perm(MAY_KEEP_BOOKS),
    }


def fund_in_sight(fund_id: int) -> Fund:
    """The fund, if it is in sight; otherwise no such page."""
    found = queries.funds().filter(pk=fund_id).first()
    if found is None:
        raise Http404
    return found


def acting_for(request: HttpRequest, found: Fund) -> Partner:
    """The partner in whose name somebody keeps the books: the first where their role allows it."""
    for partner in queries.partners(found):
        if request.user.has_perm(MAY_KEEP_BOOKS, partner.organisation_id):
            return partner
    raise Http404


def asked_year(request: HttpRequest, fund_id: int) -> int:
    """The financial year asked for, or the latest with a budget."""
    asked = request.GET.get("year", "")
    if asked.isascii() and asked.isdigit() and EARLIEST.year <= int(asked) < LATEST.year:
        return int(asked)
    return max(queries.budget_years(fund_in_sight(fund_id)), default=Month.of(today()).financial_year)
