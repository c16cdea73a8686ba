"""The pages of England's delays: the country, its areas, one area, areas beside each other."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.observations import atlas, gathering, queries
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.presenters import councils
from commonweal.observations.views.common import area_of, asked_month, download, kept_page, may_import, own_months


@require_GET
def england(request: HttpRequest) -> HttpResponse:
    """England in one month."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": may_import(request)})
    month, asked = asked_month(request, months), _asked(request)

    def make() -> tuple[str, object]:
        page = gathering.england(month, asked)
        return page.heading, page

    return kept_page(request, "england", (month, asked), make)


@require_GET
def england_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The overview's table as a file: the same rows in the same order."""
    month = asked_month(request, queries.months())
    return download(councils.download(gathering.areas(month), _asked(request), month), f"delays-{month.iso}", kind)


@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """Every area that ever had figures, or those asked for."""
    asked = request.GET.get("name", "").strip()[:100]
    listed = atlas.every_area(today())
    return kept_page(request, "areas", (asked, today()), lambda: ("Areas", area_pages.present_list(listed, asked)))


@require_GET
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area."""
    listed = area_of(code)
    months = queries.months_of(listed.id, until=listed.last_day)
    if not months:
        page = {"name": listed.name, "lasted": gathering.lasted(listed), "changes": gathering.changes(listed)}
        return render(request, "observations/no_figures.jinja", {"page": page})
    month = asked_month(request, months)

    def make() -> tuple[str, object]:
        page = area_pages.present(gathering.area_facts(listed, month))
        return f"{page.name}: {page.heading}", page

    crumbs, own = [("england", "England"), ("areas", "Areas")], own_months(request, listed.id)
    return kept_page(request, "area", (listed, month), make, crumbs=crumbs, own=own)


@require_GET
def area_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Everything that was printed of an area, as a file."""
    listed = area_of(code)
    table = area_pages.download(listed.name, gathering.own_history(listed, reasons=True))
    return download(table, f"delays-{listed.code}", kind)


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to six areas."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": may_import(request)})
    month = asked_month(request, months)
    asked = tuple(dict.fromkeys(code[:20] for code in request.GET.getlist("area")[:50] if code))

    def make() -> tuple[str, object]:
        page = gathering.comparison(asked, months, month)
        return f"{'Error: ' if page.errors else ''}{page.heading}", page

    return kept_page(request, "compare", (asked, month), make)


def _asked(request: HttpRequest) -> councils.Asked:
    sort = request.GET.get("sort", "-rate")
    return councils.Asked(
        region=request.GET.get("region", ""),
        name=request.GET.get("name", "")[:100],
        sort=sort if sort.removeprefix("-") in councils.COLUMNS else "-rate",
    )
