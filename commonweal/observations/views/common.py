"""What the pages of delays and publications share: the month, the area, pages that are kept, tables as files."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from commonweal.core import kept
from commonweal.core.clock import today
from commonweal.engine.periods import Month
from commonweal.observations import atlas, queries
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.presenters.words import address
from commonweal.spreadsheets import writing

MAY_IMPORT = "observations.import"
SEE_OWN = "flow.see"
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def kept_page(
    request: HttpRequest,
    name: str,
    key: Hashable,
    make: Callable[[], tuple[str, object]],
    crumbs: Sequence[tuple[str, str]] = (),
    own: str = "",
) -> HttpResponse:
    """A page that reads the same for everybody until a publication is read; `own` leads to the visitor's own months."""
    made = kept.content(f"observations/_{name}.jinja", (queries.version(), key), make)
    context = {
        "title": made.title,
        "content": made.content,
        "crumbs": [{"href": address(route), "text": text} for route, text in crumbs],
        "own": own,
    }
    return render(request, "observations/kept.jinja", context)


def own_months(request: HttpRequest, organisation_id: int) -> str:
    """Where the months of a place's own record are read, for those of the place."""
    is_own = request.user.is_authenticated and request.user.has_perm(SEE_OWN, organisation_id)
    return address("own", organisation_id) if is_own else ""


def may_import(request: HttpRequest) -> bool:
    """Whether somebody may read more publications."""
    return request.user.is_authenticated and request.user.has_perm(MAY_IMPORT)


def asked_month(request: HttpRequest, months: tuple[Month, ...]) -> Month:
    """The month asked for, by default the latest; 404 where nothing was published for it."""
    asked = request.GET.get("month", "")
    if not months:
        raise Http404
    if not asked:
        return months[-1]
    try:
        month = Month.parse(asked)
    except ValueError:
        raise Http404 from None
    if month not in months:
        raise Http404
    return month


def area_of(code: str) -> area_pages.ListedArea:
    """The area of a code, 404 where it never had one."""
    for found in atlas.every_area(today()):
        if found.code == code:
            return found
    raise Http404


def download(table: writing.Table, name: str, kind: str) -> HttpResponse:
    """A table as a file of the kind asked for."""
    content = writing.csv_bytes(table) if kind == "csv" else writing.xlsx_bytes([table])
    return HttpResponse(
        content, content_type=FILE_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )
