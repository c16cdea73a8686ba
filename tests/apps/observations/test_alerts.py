"""The alerts of a month on real publications: those that a plain second reading finds, on page, feed and digest."""

from __future__ import annotations

from xml.etree import ElementTree

import pytest

from commonweal.engine.measures.spc import xmr_reference
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Cause, Direction, class_of
from commonweal.engine.periods import Month
from commonweal.observations import alerting
from commonweal.observations.models import Figure

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
    for measure in alerting.MEASURES:
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
