"""The pages of trusts, and of the trusts that an area's residents use."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.observations import atlas, gathering_trusts, queries
from commonweal.observations.presenters import area_trusts as area_trusts_pages
from commonweal.observations.presenters import trust as trust_pages
from commonweal.observations.presenters import trust_list
from commonweal.observations.views.common import area_of, asked_month, download, kept_page, may_import
from commonweal.places import queries as places


@require_GET
def trusts(request: HttpRequest) -> HttpResponse:
    """Every trust of one month."""
    months = queries.discharge_months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": may_import(request)})
    month, asked = asked_month(request, months), _trusts_asked(request)

    def make() -> tuple[str, object]:
        page = gathering_trusts.trusts(months, month, asked)
        return page.heading, page

    return kept_page(request, "trusts", (month, asked), make, crumbs=[("england", "England")])


@require_GET
def trusts_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of trusts as a file: the same rows in the same order."""
    month = asked_month(request, queries.discharge_months())
    table = trust_list.download(gathering_trusts.listed(month), _trusts_asked(request), month)
    return download(table, f"trusts-{month.iso}", kind)


@require_GET
def trust(request: HttpRequest, code: str) -> HttpResponse:
    """One trust."""
    found = _trust(code)
    days = queries.days_of(found.id)
    months = tuple(trust_pages.by_month(days))
    month = asked_month(request, months) if months else None

    def make() -> tuple[str, object]:
        page = trust_pages.present(gathering_trusts.trust_facts(found, days, month))
        return f"{page.name}: {page.heading}", page

    return kept_page(
        request, "trust", (found, month, today()), make, crumbs=[("england", "England"), ("trusts", "Trusts")]
    )


@require_GET
def trust_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Every day of a trust, as a file."""
    found = _trust(code)
    return download(
        trust_pages.download(found.name, found.code, queries.days_of(found.id)), f"trust-{found.code}", kind
    )


@require_GET
def area_trusts(request: HttpRequest, code: str) -> HttpResponse:
    """The trusts that an area's residents use."""
    listed = area_of(code)
    months = queries.discharge_months()
    month = asked_month(request, months) if months else None

    def make() -> tuple[str, object]:
        page = gathering_trusts.area_trusts(listed, months, month)
        return f"{listed.name}: {page.heading}", page

    crumbs = [("england", "England"), ("areas", "Areas")]
    return kept_page(request, "area_trusts", (listed, month, today()), make, crumbs=crumbs)


@require_GET
def area_trusts_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The trusts that an area's residents use, as a file."""
    listed = area_of(code)
    months = queries.discharge_months()
    month = asked_month(request, months) if months else None
    table = area_trusts_pages.download(listed.name, gathering_trusts.used(listed, month), month)
    return download(table, f"trusts-{listed.code}", kind)


def _trust(code: str) -> places.Trust:
    """The trust of a code, 404 where there never was one."""
    for found in atlas.every_trust():
        if found.code == code:
            return found
    raise Http404


def _trusts_asked(request: HttpRequest) -> trust_list.TrustsAsked:
    sort = request.GET.get("sort", "-remaining")
    return trust_list.TrustsAsked(
        region=request.GET.get("region", "")[:100],
        name=request.GET.get("name", "")[:100],
        sort=sort if sort.removeprefix("-") in trust_list.COLUMNS else "-remaining",
    )
