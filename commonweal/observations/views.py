"""The pages of England's delays and of the publications."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core import jobs, kept
from commonweal.core.clock import now, today
from commonweal.engine.periods import Month
from commonweal.observations import actions, alerting, atlas, forms, gathering, gathering_trusts, queries
from commonweal.observations.jobs import IMPORT
from commonweal.observations.presenters import alerts as alert_pages
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.presenters import area_trusts as area_trusts_pages
from commonweal.observations.presenters import councils, trust_list
from commonweal.observations.presenters import publications as publication_pages
from commonweal.observations.presenters import trust as trust_pages
from commonweal.observations.presenters.words import address
from commonweal.places import queries as places
from commonweal.spreadsheets import writing

MAY_IMPORT = "observations.import"
FEED_MONTHS = 3
FILE_TYPES = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


@require_GET
def england(request: HttpRequest) -> HttpResponse:
    """England in one month."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": _may_import(request)})
    month, asked = _month(request, months), _asked(request)

    def make() -> tuple[str, object]:
        page = gathering.england(month, asked)
        return page.heading, page

    return _kept(request, "england", (month, asked), make)


@require_GET
def england_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The overview's table as a file: the same rows in the same order."""
    month = _month(request, queries.months())
    return _download(councils.download(gathering.areas(month), _asked(request), month), f"delays-{month.iso}", kind)


@require_GET
def areas(request: HttpRequest) -> HttpResponse:
    """Every area that ever had figures, or those asked for."""
    asked = request.GET.get("name", "").strip()[:100]
    listed = atlas.every_area(today())
    return _kept(request, "areas", (asked, today()), lambda: ("Areas", area_pages.present_list(listed, asked)))


@require_GET
def area(request: HttpRequest, code: str) -> HttpResponse:
    """One area."""
    listed = _listed(code)
    months = queries.months_of(listed.id, until=listed.last_day)
    if not months:
        page = {"name": listed.name, "lasted": gathering.lasted(listed), "changes": gathering.changes(listed)}
        return render(request, "observations/no_figures.jinja", {"page": page})
    month = _month(request, months)

    def make() -> tuple[str, object]:
        page = area_pages.present(gathering.area_facts(listed, month))
        return f"{page.name}: {page.heading}", page

    return _kept(request, "area", (listed, month), make, crumbs=[("england", "England"), ("areas", "Areas")])


@require_GET
def area_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Everything that was printed of an area, as a file."""
    listed = _listed(code)
    table = area_pages.download(listed.name, gathering.own_history(listed, reasons=True))
    return _download(table, f"delays-{listed.code}", kind)


@require_GET
def area_trusts(request: HttpRequest, code: str) -> HttpResponse:
    """The trusts that an area's residents use."""
    listed = _listed(code)
    months = queries.discharge_months()
    month = _month(request, months) if months else None

    def make() -> tuple[str, object]:
        page = gathering_trusts.area_trusts(listed, months, month)
        return f"{listed.name}: {page.heading}", page

    crumbs = [("england", "England"), ("areas", "Areas")]
    return _kept(request, "area_trusts", (listed, month, today()), make, crumbs=crumbs)


@require_GET
def area_trusts_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """The trusts that an area's residents use, as a file."""
    listed = _listed(code)
    months = queries.discharge_months()
    month = _month(request, months) if months else None
    table = area_trusts_pages.download(listed.name, gathering_trusts.used(listed, month), month)
    return _download(table, f"trusts-{listed.code}", kind)


@require_GET
def trusts(request: HttpRequest) -> HttpResponse:
    """Every trust of one month."""
    months = queries.discharge_months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": _may_import(request)})
    month, asked = _month(request, months), _trusts_asked(request)

    def make() -> tuple[str, object]:
        page = gathering_trusts.trusts(months, month, asked)
        return page.heading, page

    return _kept(request, "trusts", (month, asked), make, crumbs=[("england", "England")])


@require_GET
def trusts_table(request: HttpRequest, kind: str) -> HttpResponse:
    """The table of trusts as a file: the same rows in the same order."""
    month = _month(request, queries.discharge_months())
    table = trust_list.download(gathering_trusts.listed(month), _trusts_asked(request), month)
    return _download(table, f"trusts-{month.iso}", kind)


@require_GET
def trust(request: HttpRequest, code: str) -> HttpResponse:
    """One trust."""
    found = _trust(code)
    days = queries.days_of(found.id)
    months = tuple(trust_pages.by_month(days))
    month = _month(request, months) if months else None

    def make() -> tuple[str, object]:
        page = trust_pages.present(gathering_trusts.trust_facts(found, days, month))
        return f"{page.name}: {page.heading}", page

    return _kept(request, "trust", (found, month, today()), make, crumbs=[("england", "England"), ("trusts", "Trusts")])


@require_GET
def trust_table(request: HttpRequest, code: str, kind: str) -> HttpResponse:
    """Every day of a trust, as a file."""
    found = _trust(code)
    return _download(
        trust_pages.download(found.name, found.code, queries.days_of(found.id)), f"trust-{found.code}", kind
    )


@require_GET
def compare(request: HttpRequest) -> HttpResponse:
    """Two to six areas."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": _may_import(request)})
    month = _month(request, months)
    asked = tuple(dict.fromkeys(code[:20] for code in request.GET.getlist("area")[:50] if code))

    def make() -> tuple[str, object]:
        page = gathering.comparison(asked, months, month)
        return f"{'Error: ' if page.errors else ''}{page.heading}", page

    return _kept(request, "compare", (asked, month), make)


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """What is new in a month, in every area."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": _may_import(request)})
    month = _month(request, months)

    def make() -> tuple[str, object]:
        page = alert_pages.present(alerting.watched(month), months)
        return page.heading, page

    return _kept(request, "alerts", month, make, crumbs=[("england", "England")])


@require_GET
def area_alerts(request: HttpRequest, code: str) -> HttpResponse:
    """What is new in a month, and what goes on, in one area."""
    listed, months, month = _area_month(request, code)

    def make() -> tuple[str, object]:
        page = alert_pages.present_area(listed, alerting.watched(month, listed), months)
        return page.heading, page

    return _kept(request, "alerts", (listed, month), make, crumbs=[("england", "England"), ("alerts", "Alerts")])


@require_GET
def alerts_text(request: HttpRequest) -> HttpResponse:
    """The digest of a month."""
    month = _month(request, queries.months())
    return _text(month, None, _root(request))


@require_GET
def area_alerts_text(request: HttpRequest, code: str) -> HttpResponse:
    """The digest of an area's month."""
    listed, _, month = _area_month(request, code)
    return _text(month, listed, _root(request))


@require_GET
def alerts_feed(request: HttpRequest) -> HttpResponse:
    """New alerts of the latest months as an Atom feed."""
    return _feed(request, None, queries.months())


@require_GET
def area_alerts_feed(request: HttpRequest, code: str) -> HttpResponse:
    """New alerts of an area's latest months as an Atom feed."""
    listed, months, _ = _area_month(request, code)
    return _feed(request, listed, months)


def _feed(request: HttpRequest, listed: area_pages.ListedArea | None, months: tuple[Month, ...]) -> HttpResponse:
    """The latest months' new alerts, newest first; kept until a publication is read."""
    if not months:
        raise Http404
    root = _root(request)

    def make() -> tuple[str, object]:
        found = [alerting.watched(month, listed) for month in reversed(months[-FEED_MONTHS:])]
        return "", alert_pages.feed(
            found, listed, root, {month: gathering.file_of(month) for month in months[-FEED_MONTHS:]}
        )

    made = kept.content("observations/alerts_feed.jinja", (queries.version(), listed, root), make)
    return HttpResponse(made.content, content_type="application/atom+xml; charset=utf-8")


def _area_month(request: HttpRequest, code: str) -> tuple[area_pages.ListedArea, tuple[Month, ...], Month]:
    listed = _listed(code)
    months = queries.months_of(listed.id, until=listed.last_day)
    return listed, months, _month(request, months)


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _text(month: Month, listed: area_pages.ListedArea | None, root: str) -> HttpResponse:
    def make() -> tuple[str, object]:
        return "", alert_pages.digest(alerting.watched(month, listed), listed.name if listed else "", root)

    made = kept.content("observations/alerts_digest.jinja", (queries.version(), month, listed, root), make)
    return HttpResponse(made.content, content_type="text/plain; charset=utf-8")


@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    """Every publication that was read."""
    may_import = _may_import(request)

    def make() -> tuple[str, object]:
        page = publication_pages.present_all(queries.publications(), may_import=may_import)
        return "Publications", page

    return _kept(request, "publications", may_import, make)


@require_GET
def publication(request: HttpRequest, file_id: int) -> HttpResponse:
    """What was read of one file."""
    reading = queries.publication_file(file_id)
    if reading is None:
        raise Http404
    return render(request, "observations/publication.jinja", {"page": publication_pages.present_file(reading)})


@require_GET
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """One figure in its sheet."""
    found = queries.figure(figure_id)
    if found is None:
        raise Http404
    page = publication_pages.present_figure(found, gathering.area_link(found))
    return render(request, "observations/figure.jinja", {"page": page})


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Take workbooks, then show the progress of reading them."""
    form = forms.ImportForm(request.POST, request.FILES) if request.method == "POST" else forms.ImportForm()
    if request.method == "POST" and form.is_valid():
        at = now()
        uploads = [
            actions.keep_upload(by=request.user.actor, at=at, name=file.name, content=file.read())
            for file in form.cleaned_data["files"]
        ]
        count = len(uploads)
        job = jobs.start(
            IMPORT,
            by=request.user.actor,
            at=at,
            title=f"Read {count} {'publication' if count == 1 else 'publications'}",
            arguments={"uploads": [upload.pk for upload in uploads]},
        )
        return redirect("core:job", job_id=job.pk)
    return render(request, "observations/import.jinja", {"form": form})


def _kept(
    request: HttpRequest,
    name: str,
    key: Hashable,
    make: Callable[[], tuple[str, object]],
    crumbs: Sequence[tuple[str, str]] = (),
) -> HttpResponse:
    """A page that reads the same for everybody until a publication is read."""
    made = kept.content(f"observations/_{name}.jinja", (queries.version(), key), make)
    context = {
        "title": made.title,
        "content": made.content,
        "crumbs": [{"href": address(route), "text": text} for route, text in crumbs],
    }
    return render(request, "observations/kept.jinja", context)


def _may_import(request: HttpRequest) -> bool:
    return request.user.is_authenticated and request.user.has_perm(MAY_IMPORT)


def _month(request: HttpRequest, months: tuple[Month, ...]) -> Month:
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


def _asked(request: HttpRequest) -> councils.Asked:
    sort = request.GET.get("sort", "-rate")
    return councils.Asked(
        region=request.GET.get("region", ""),
        name=request.GET.get("name", "")[:100],
        sort=sort if sort.removeprefix("-") in councils.COLUMNS else "-rate",
    )


def _listed(code: str) -> area_pages.ListedArea:
    """The area of a code, 404 where it never had one."""
    for found in atlas.every_area(today()):
        if found.code == code:
            return found
    raise Http404


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


def _download(table: writing.Table, name: str, kind: str) -> HttpResponse:
    content = writing.csv_bytes(table) if kind == "csv" else writing.xlsx_bytes([table])
    return HttpResponse(
        content, content_type=FILE_TYPES[kind], headers={"Content-Disposition": f'attachment; filename="{name}.{kind}"'}
    )
