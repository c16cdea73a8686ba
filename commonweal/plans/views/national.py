"""The national view: a round's plans together, rounds side by side, the published planned spending of 2022-23."""

from __future__ import annotations

from datetime import date

from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.accounts import queries as accounts
from commonweal.core import kept
from commonweal.core.clock import today
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.procedure import State
from commonweal.places import queries as places
from commonweal.plans import known, planned_spend, queries
from commonweal.plans.presenters import national, open_data, planned
from commonweal.plans.presenters import rounds as side_by_side
from commonweal.spreadsheets import writing

FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def rounds(request: HttpRequest) -> HttpResponse:
    """Every round and area where plans are in sight."""
    books = queries.rounds()
    found = queries.figures(list(books), is_national=_is_national(request))
    names = _names(found)
    by_round = {id: _areas([one for one in found if one.round == id], book, names) for id, book in books.items()}
    return render(request, "plans/rounds.jinja", {"page": side_by_side.present(by_round, books)})


@require_GET
def round_(request: HttpRequest, round_id: str) -> HttpResponse:
    """A round's plans together."""
    book, is_national = _round(round_id), _is_national(request)
    found = queries.figures([book.id], is_national=is_national)
    rows = _areas(found, book, _names(found))
    page = national.present(rows, book, _asked(request), is_national=is_national)
    return render(request, "plans/round.jinja", {"page": page})


@require_GET
def round_table(request: HttpRequest, round_id: str, kind: str) -> HttpResponse:
    """The round's table of areas as a file: the same rows in the same order."""
    book = _round(round_id)
    found = queries.figures([book.id], is_national=_is_national(request))
    rows = _areas(found, book, _names(found))
    return _download(national.download(rows, book, _asked(request), today()), f"plans-{book.id}", kind)


@require_GET
def round_open_data(request: HttpRequest, round_id: str) -> HttpResponse:
    """The approved plans' lines; the same for everybody."""
    book = _round(round_id)
    plans = queries.public_plans(book.id)
    data = open_data.open_data(plans, places.names([area_id for area_id, _ in plans], today()), book, today())
    headers = {"Content-Disposition": f'attachment; filename="plans-{book.id}.json"'}
    return JsonResponse(data, headers=headers, json_dumps_params={"ensure_ascii": False})


@require_GET
def planned_spending(request: HttpRequest) -> HttpResponse:
    """What areas planned for intermediate care in 2022-23, as published."""
    asked = _asked_planned(request)

    def make() -> tuple[str, object]:
        spend = queries.planned_spend_of_2022()
        page = planned.present(spend, asked, known.outlines(date(planned_spend.about().year, 4, 1)))
        return page.heading, page

    made = kept.content("plans/_planned.jinja", (asked, today()), make)
    return render(request, "plans/planned.jinja", {"title": made.title, "content": made.content})


@require_GET
def planned_spending_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The same rows in the same order as a file."""
    return _download(
        planned.download(queries.planned_spend_of_2022(), _asked_planned(request)), planned_spend.NAME, kind
    )


def _is_national(request: HttpRequest) -> bool:
    """Whether every plan is in the person's sight, as the database has it."""
    return request.user.is_authenticated and accounts.scope_of(request.user, today()).is_national


def _round(round_id: str) -> Rulebook:
    book = queries.rounds().get(round_id)
    if book is None:
        raise Http404
    return book


def _names(found: list[queries.AreaFigures]) -> dict[int, str]:
    return places.names({one.area_id for one in found}, today())


def _areas(found: list[queries.AreaFigures], book: Rulebook, names: dict[int, str]) -> tuple[national.Area, ...]:
    return national.areas(found, book, known.areas(names, book.years[0], today()), today())


def _asked(request: HttpRequest) -> national.Asked:
    """What is asked for; what is nonsense is not asked."""
    state, by, sort = (request.GET.get(name, "") for name in ("state", "by", "sort"))
    return national.Asked(
        state=state if state in set(State) else "",
        region=request.GET.get("region", "")[:100],
        by=by if by in national.BY else "type",
        sort=sort if sort.removeprefix("-") in national.COLUMNS else "name",
    )


def _asked_planned(request: HttpRequest) -> planned.Asked:
    what, sort = request.GET.get("what", ""), request.GET.get("sort", "")
    regions = {area.region for area in planned_spend.published().areas} | {planned.NOT_KNOWN}
    region = request.GET.get("region", "")
    return planned.Asked(
        what=what if what in planned.WHAT else "bed_based",
        region=region if region in regions else "",
        sort=sort if sort.removeprefix("-") in planned.COLUMNS else "-old",
    )


def _download(tables: list[writing.Table], name: str, kind: str) -> HttpResponse:
    """The first table alone as text; a workbook has the others too."""
    content = writing.csv_bytes(tables[0]) if kind == "csv" else writing.xlsx_bytes(tables)
    return HttpResponse(
        content, content_type=FILE_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )
