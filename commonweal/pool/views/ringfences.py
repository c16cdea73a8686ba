"""Grants to schemes to entries, and back."""

from __future__ import annotations

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.pool import queries
from commonweal.pool.presenters import ringfences
from commonweal.pool.views.common import asked_year, frame, fund_in_sight

LEGS_ON_A_PAGE = 100


@require_GET
def ring_fences(request: HttpRequest, fund_id: int) -> HttpResponse:
    """Which money pays for what, from either side."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    facts = ringfences.WalkFacts(
        found.pk,
        year,
        queries.scheme_lines(found, year),
        queries.sources(found),
        queries.scheme_names(found),
        queries.brought(found, year),
        queries.received(found, year),
        queries.minimums(found, year),
        queries.sum_of(queries.spending_legs(found, year)),
    )
    source, scheme = _asked(request, "source"), _asked(request, "scheme")
    page = ringfences.present(facts, source, scheme)
    context = {"page": page, "is_walk": len(page.walks) == 1, **frame(request, found, year)}
    return render(request, "pool/ring_fences.jinja", context)


@require_GET
def entries(request: HttpRequest, fund_id: int) -> HttpResponse:
    """The entries of one grant on one scheme, or those that one entry's grants paid for."""
    found, year = fund_in_sight(fund_id), asked_year(request, fund_id)
    source, scheme = _asked(request, "source"), _asked(request, "scheme")
    rows = queries.spending_legs(found, year, source=source, scheme=scheme)
    page = Paginator(rows, LEGS_ON_A_PAGE).get_page(request.GET.get("page"))
    asked = request.GET.copy()
    asked.pop("page", None)
    known, names = queries.sources(found), queries.scheme_names(found)
    context = {
        "page": page,
        "total_pence": queries.sum_of(rows),
        "source": source,
        "scheme": scheme,
        "source_name": known[source].name if source in known else source or "every source",
        "scheme_name": names.get(scheme, scheme) or "every scheme",
        "query": f"&{asked.urlencode()}",
    }
    return render(request, "pool/ring_fence_entries.jinja", {**context, **frame(request, found, year)})


def _asked(request: HttpRequest, name: str) -> str:
    return request.GET.get(name, "")[:200].replace("\0", "")
