"""The alerts of a month on real publications: those that a plain second reading finds, on page, feed and digest."""

from __future__ import annotations

import csv
from statistics import fmean
from xml.etree import ElementTree

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.engine.measures.spc import xmr_reference
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Cause, Direction, class_of
from commonweal.engine.periods import Month
from commonweal.observations import actions, alerting
from commonweal.observations.models import Figure, KeptSeries
from commonweal.observations.queries import watching
from tests.shared import shared_data

FEBRUARY = Month(2017, 2)
ATOM = "{http://www.w3.org/2005/Atom}"


def plainly(values: list[float], direction: Direction) -> tuple[Cause, object]:
    """The newest point's cause and meaning by the reference implementation, point by point."""
    limits = xmr_reference.limits(values, NHSR_0_2_2)
    cause = xmr_reference.causes(values, limits, direction, NHSR_0_2_2)[-1]
    return cause, class_of(cause, direction)


def printed(side: str) -> dict[str, dict[Month, float | None]]:
    """People a day of every council by month, by a query of this test's own: areas whose territory never changed."""
    rows = Figure.objects.filter(
        slot__measure="delayed-days",
        slot__care="all",
        slot__side=side,
        slot__reason="all",
        place__is_total=False,
        place__file__state="current",
        place__file__publication__period__lte=FEBRUARY.first,
        place__organisation__kind="council",
        place__organisation__followed_by=None,
        place__organisation__follows=None,
    ).values_list("place__organisation__key", "place__file__publication__period", "value")
    found: dict[str, dict[Month, float | None]] = {}
    for key, period, value in rows:
        month = Month.of(period)
        found.setdefault(key, {})[month] = None if value is None else value / month.days
    return found


def test_a_month_alerts_where_a_plain_reading_does(published):
    found = alerting.watched(FEBRUARY)
    told = {(one.area.code, one.measure.id): one.new for one in found.series}
    counted = 0
    for measure in alerting.MEASURES[:4]:
        for code, by_month in printed(measure.side or "all").items():
            values = [value for _, value in sorted(by_month.items()) if value is not None]
            now = plainly(values, measure.direction)
            before = plainly(values[:-1], measure.direction)
            is_new = by_month[FEBRUARY] is not None and now[0] is not Cause.COMMON
            is_new &= not (before[1] is now[1] and before[0].is_high == now[0].is_high)
            alert = told[code, measure.id]
            assert (alert.cause if alert else None) == (now[0] if is_new else None), (code, measure.id)
            counted += is_new
    assert counted > 30
    assert found.expected == pytest.approx(0.0135 * len(found.read), rel=0.05)


def test_page_feed_and_digest_tell_the_same(client, published):
    found = alerting.watched(FEBRUARY)
    page = client.get("/delays/alerts/?month=2017-02").content.decode()
    text = client.get("/delays/alerts/digest.txt?month=2017-02").content.decode()
    assert f"{len(found.new)} new alerts in February 2017" in text
    assert text.count("New this month.") == len(found.new)
    for one in found.new:
        assert f"- {one.area.name}. " in text
        assert f"/delays/areas/{one.area.code}/alerts/?month=2017-02" in page
    assert "concerns" in text and f"{found.expected:.1f} alerts would be expected by chance alone" in page
    feed = ElementTree.fromstring(client.get("/delays/alerts/feed.atom").content)
    latest = alerting.watched(Month(2019, 5)).new
    titles = [entry.findtext(f"{ATOM}title") for entry in feed.iter(f"{ATOM}entry")]
    assert [title for title in titles if title.endswith("May 2019")] == [
        f"{one.area.name}: {KINDS[one.new.point_class.value]} in May 2019" for one in latest
    ]
    ids = [entry.findtext(f"{ATOM}id") for entry in feed.iter(f"{ATOM}entry")]
    assert len(ids) == len(set(ids)) > 0


KINDS = {"concern": "concern", "improvement": "improvement", "neutral-high": "rise", "neutral-low": "fall"}


def test_new_councils_are_not_read_and_say_why(client, published):
    """Dorset's council of April 2019 is another organisation than the county: no series goes across."""
    found = alerting.watched(Month(2019, 5))
    assert {one.area.name for one in found.unread} == {"Bournemouth, Christchurch and Poole", "Dorset"}
    assert all(one.breaks for one in found.unread)
    page = client.get("/delays/areas/E06000058/alerts/").content.decode()
    assert "the series has 2 months and at least 13 are needed" in page
    assert "formed from Bournemouth, Poole and Christchurch (part of Dorset)" in page
    assert "nothing new in May 2019" in page
    for address in ("alerts/?month=2040-01", "areas/nowhere/alerts/", "alerts/digest.txt?month=x"):
        assert client.get(f"/delays/{address}").status_code == 404


JANUARY = Month(2024, 1)
REMAINING, DISCHARGED = alerting.asked("remaining") + alerting.asked("discharged")


def means_of_days(outcome: str) -> dict[str, dict[Month, float | None]]:
    """The mean of the days that each trust sent, where they are 21 and more, from plain rows."""
    rows = Figure.objects.filter(
        slot__measure="patients",
        slot__terms={"outcome": outcome},
        slot__day__isnull=False,
        place__level="trust",
        place__file__state="current",
        place__organisation__isnull=False,
    ).values_list("place__organisation__key", "slot__day", "value")
    days: dict[str, dict[Month, list[float]]] = {}
    for key, day, value in rows:
        of_month = days.setdefault(key, {}).setdefault(Month.of(day), [])
        if value is not None:
            of_month.append(value)
    return {
        key: {month: fmean(found) if len(found) >= 21 else None for month, found in sorted(by_month.items())}
        for key, by_month in days.items()
    }


def test_a_month_of_trusts_alerts_where_a_plain_reading_does(published):
    for measure in (REMAINING, DISCHARGED):
        assert_trusts_alert_as_plainly(measure)


def assert_trusts_alert_as_plainly(measure):
    """Trusts that were no part of a merger in that time, by a reading of this test's own of the days."""
    found = alerting.watched(JANUARY, measure=measure.id)
    told = {one.area.code: one for one in found.series}
    merged = {key for key in told if told[key].breaks}
    counted, compared = 0, 0
    for key, by_month in means_of_days(measure.outcome).items():
        if JANUARY not in by_month or key in merged:
            continue
        compared += 1
        values = [value for value in by_month.values() if value is not None]
        before = [value for month, value in by_month.items() if value is not None and month != JANUARY]
        now, earlier = plainly(values, measure.direction), plainly(before, measure.direction)
        was_there = by_month.get(Month(2023, 12)) is not None and len(before) >= 13
        is_new = by_month[JANUARY] is not None and len(values) >= 13 and now[0] is not Cause.COMMON
        is_new &= not (was_there and earlier[1] is now[1] and earlier[0].is_high == now[0].is_high)
        alert = told[key].new
        assert (alert.cause if alert else None) == (now[0] if is_new else None), key
        counted += is_new
    assert compared > 100
    assert counted > 0


def test_what_is_kept_is_what_would_be_put_together(client, published):
    """Every series that was kept as the last file was read equals the one made from the figures now."""
    assert KeptSeries.objects.count() > 151 * 4 + 119 * 2
    for measure in alerting.MEASURES[:6]:
        made = watching.put_together(measure)
        assert watching.series_of([measure])[measure.id] == made
        KeptSeries.objects.filter(measure=measure.id).update(basis="of another state", values=[1.0])
        assert watching.series_of([measure])[measure.id] == made  # what is kept of another state is not believed
    with scope.within(scope.SYSTEM_SCOPE):
        assert actions.reckon(by=SYSTEM, at=timezone.now()) == 6

    assert_looking_reads_no_figures(client)


def assert_looking_reads_no_figures(client):
    for address in ("alerts/?month=2017-02", "alerts/", "alerts/feed.atom", "areas/E10000015/alerts/?month=2017-02"):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(f"/delays/{address}").status_code == 200
        assert not [one for one in asked.captured_queries if "observations_figure" in one["sql"]], address


def test_a_measure_is_chosen_on_page_feed_and_digest(client, published):
    page = client.get("/delays/alerts/?measure=remaining&month=2024-01").content.decode()
    found = alerting.watched(JANUARY, measure="remaining")
    assert "trusts changed by more than chance explains in January 2024" in page or "One trust changed" in page
    for one in found.new:
        assert f"/delays/trusts/{one.area.code}/?month=2024-01" in page
    assert '<option value="remaining" selected>' in page
    assert f"{found.expected:.1f} alerts would be expected by chance alone" in page
    text = client.get("/delays/alerts/digest.txt?measure=remaining&month=2024-01").content.decode()
    assert text.count("New this month.") == len(found.new) > 0
    # August to November 2023 were not read: a run across them says so.
    assert "9 months in a row above the average of 173 (January 2023 to January 2024, leaving out 4 without" in text
    assert "Fewer people who stay on is better." in text
    feed = client.get("/delays/alerts/feed.atom?measure=remaining").content.decode()
    assert "in January 2024</title>" in feed and "May 2019" not in feed
    both = client.get("/delays/alerts/feed.atom").content.decode()
    assert "in January 2024</title>" in both and "in May 2019</title>" in both

    assert_a_month_without_the_measure_gives_its_latest(client)


def assert_a_month_without_the_measure_gives_its_latest(client):
    page = client.get("/delays/alerts/?measure=remaining&month=2017-02").content.decode()
    assert "Nothing was published of this measure for February 2017: this is its latest month." in page
    assert "in January 2024</h1>" in page
    for asked in ("?measure=nothing", "?measure=remaining&month=1999-01", "?measure=delayed-percent", "?month=0000-00"):
        assert client.get(f"/delays/alerts/{asked}").status_code == 404
    assert client.get("/delays/areas/E10000015/alerts/?measure=remaining").status_code == 404


@pytest.mark.shared_data
def test_twelve_months_of_discharge_ready_date_are_not_read_and_say_so(client, published):
    with scope.within(scope.SYSTEM_SCOPE):
        path = shared_data() / "discharge-ready-date" / "utla-monthly-2024-25.csv"
        actions.import_publication(by=SYSTEM, at=timezone.now(), name=path.name, content=path.read_bytes())
        actions.reckon(by=SYSTEM, at=timezone.now())
    found = alerting.watched(Month(2025, 3), measure="days-of-delayed")
    assert (len(found.series), len(found.read)) == (153, 0)
    kept = KeptSeries.objects.get(measure="days-of-delayed", organisation__key="E10000015")
    printed = [row for row in csv.DictReader(path.open()) if row["utla_code"] == "E10000015"]
    assert kept.values == [float(row["average_days_after_drd_excluding_zero"]) for row in printed]
    page = client.get("/delays/alerts/?measure=days-of-delayed&month=2025-03").content.decode()
    assert "No series has points enough to be read in this month." in page
    assert "153 are not read: the series has 12 months and at least 13 are needed." in page
