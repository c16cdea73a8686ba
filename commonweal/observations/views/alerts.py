"""What is new in a month: pages, plain text and feeds, of every area or of one."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core import kept
from commonweal.engine.measures.watched import WatchedMeasure
from commonweal.engine.periods import Month
from commonweal.observations import alerting, queries
from commonweal.observations.presenters import alerts as alert_pages
from commonweal.observations.presenters import area as area_pages
from commonweal.observations.views.common import area_of, asked_month, kept_page, may_import

FEED_MONTHS = 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What is asked for: an area or every one, a measure or every one, and a month of theirs."""

    listed: area_pages.ListedArea | None
    measure: str
    months: tuple[Month, ...]
    month: Month
    note: str = ""

    @property
    def measures(self) -> tuple[WatchedMeasure, ...]:
        """The measures that are looked at."""
        return alerting.asked(self.measure, of_area=self.listed is not None)

    def watched(self) -> alerting.MonthWatched:
        """The series of the month."""
        return alerting.watched(self.month, self.listed, self.measure)


def _asked(request: HttpRequest, listed: area_pages.ListedArea | None = None) -> Asked:
    """What is asked for; 404 where there is no such measure or nothing to show.

    A month in which nothing of the measure was published gives its latest, with a note: the two are chosen in one form.
    """
    measure = request.GET.get("measure", "")
    measures = alerting.asked(measure, of_area=listed is not None)
    months = alerting.months(measures, listed)
    if not months:
        raise Http404
    wanted = request.GET.get("month", "")
    every = alerting.months(alerting.asked("", of_area=listed is not None), listed) if measure and wanted else months
    month = asked_month(request, every)
    if month in months:
        return Asked(listed, measure, months, month)
    note = f"Nothing was published of this measure for {month}: this is its latest month."
    return Asked(listed, measure, months, months[-1], note)


@require_GET
def alerts(request: HttpRequest) -> HttpResponse:
    """What is new in a month, in every area and trust."""
    if not alerting.months(alerting.MEASURES):
        return render(request, "observations/nothing.jinja", {"may_import": may_import(request)})
    asked = _asked(request)

    def make() -> tuple[str, object]:
        page = alert_pages.present(asked.watched(), asked.months, asked.measure, asked.note)
        return page.heading, page

    return kept_page(request, "alerts", asked, make, crumbs=[("england", "England")])


@require_GET
def area_alerts(request: HttpRequest, code: str) -> HttpResponse:
    """What is new in a month, and what goes on, in one area."""
    listed = area_of(code)
    asked = _asked(request, listed)

    def make() -> tuple[str, object]:
        page = alert_pages.present_area(listed, asked.watched(), asked.months, asked.measure, asked.note)
        return page.heading, page

    return kept_page(request, "alerts", asked, make, crumbs=[("england", "England"), ("alerts", "Alerts")])


@require_GET
def alerts_text(request: HttpRequest) -> HttpResponse:
    """The digest of a month."""
    return _text(request, _asked(request))


@require_GET
def area_alerts_text(request: HttpRequest, code: str) -> HttpResponse:
    """The digest of an area's month."""
    return _text(request, _asked(request, area_of(code)))


@require_GET
def alerts_feed(request: HttpRequest) -> HttpResponse:
    """New alerts of the latest months as an Atom feed."""
    return _feed(request, _asked(request))


@require_GET
def area_alerts_feed(request: HttpRequest, code: str) -> HttpResponse:
    """New alerts of an area's latest months as an Atom feed."""
    return _feed(request, _asked(request, area_of(code)))


def _feed(request: HttpRequest, asked: Asked) -> HttpResponse:
    """The latest months' new alerts, newest first; kept until a publication is read."""
    root = _root(request)

    def make() -> tuple[str, object]:
        months = alerting.latest_months(asked.measures, asked.listed, FEED_MONTHS)
        found = alerting.watched_in(list(reversed(months)), asked.listed, asked.measure)
        read = queries.read_at(months, asked.measures)
        return "", alert_pages.feed(found, asked.listed, root, read, asked.measure)

    made = kept.content("observations/alerts_feed.jinja", (queries.version(), asked, root), make)
    return HttpResponse(made.content, content_type="application/atom+xml; charset=utf-8")


def _root(request: HttpRequest) -> str:
    return request.build_absolute_uri("/").removesuffix("/")


def _text(request: HttpRequest, asked: Asked) -> HttpResponse:
    root = _root(request)

    def make() -> tuple[str, object]:
        return "", alert_pages.digest(asked.watched(), asked.listed.name if asked.listed else "", root)

    made = kept.content("observations/alerts_digest.jinja", (queries.version(), asked, root), make)
    return HttpResponse(made.content, content_type="text/plain; charset=utf-8")
