"""What is new in a month: pages, plain text and feeds, of every area or of one."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core import kept
from commonweal.engine.periods import Month
from commonweal.observations import alerting, gathering, queries
from commonweal.observations.presenters import alerts as alert_pages
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.views.common import area_of, asked_month, kept_page, may_import

FEED_MONTHS = 3


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """What is new in a month, in every area."""
    months = queries.months()
    if not months:
        return render(request, "observations/nothing.jinja", {"may_import": may_import(request)})
    month = asked_month(request, months)

    def make() -> tuple[str, object]:
        page = alert_pages.present(alerting.watched(month), months)
        return page.heading, page

    return kept_page(request, "alerts", month, make, crumbs=[("england", "England")])


@require_GET
def area_alerts(request: HttpRequest, code: str) -> HttpResponse:
    """What is new in a month, and what goes on, in one area."""
    listed, months, month = _area_month(request, code)

    def make() -> tuple[str, object]:
        page = alert_pages.present_area(listed, alerting.watched(month, listed), months)
        return page.heading, page

    return kept_page(request, "alerts", (listed, month), make, crumbs=[("england", "England"), ("alerts", "Alerts")])


@require_GET
def alerts_text(request: HttpRequest) -> HttpResponse:
    """The digest of a month."""
    month = asked_month(request, queries.months())
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
    listed = area_of(code)
    months = queries.months_of(listed.id, until=listed.last_day)
    return listed, months, asked_month(request, months)


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _text(month: Month, listed: area_pages.ListedArea | None, root: str) -> HttpResponse:
    def make() -> tuple[str, object]:
        return "", alert_pages.digest(alerting.watched(month, listed), listed.name if listed else "", root)

    made = kept.content("observations/alerts_digest.jinja", (queries.version(), month, listed, root), make)
    return HttpResponse(made.content, content_type="text/plain; charset=utf-8")
