"""A day taken for today: everywhere at once, said on the page, and not in production."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from commonweal.config.day import taken_for_today
from commonweal.core import clock

DAYS = [date(2028, 2, 29), date(2026, 3, 31), date(2026, 4, 1), date(2026, 3, 29), date(2026, 10, 25), date(2009, 4, 1)]


def test_without_it_the_calendar_holds(settings):
    settings.TODAY = None
    before = timezone.now()
    assert before <= clock.now() <= timezone.now()
    assert clock.today() == timezone.localdate()


@pytest.mark.parametrize("day", DAYS)
@pytest.mark.parametrize("hour", range(0, 24))
def test_the_moment_is_on_the_day_at_every_hour(settings, monkeypatch, day, hour):
    """The days on which London's clocks change among them, the hour that is left out too."""
    settings.TODAY = day
    real = datetime(2026, 7, 15, 0, 30, tzinfo=UTC) + timedelta(hours=hour)
    monkeypatch.setattr(timezone, "now", lambda: real)
    assert clock.today() == day
    assert timezone.localdate(clock.now()) == day
    assert clock.now().tzinfo is UTC


def test_a_day_is_read_from_the_environment(monkeypatch):
    for given, day in [("", None), ("2028-02-29", date(2028, 2, 29)), ("2009-04-01", date(2009, 4, 1))]:
        monkeypatch.setenv("COMMONWEAL_TODAY", given)
        assert taken_for_today("demonstration") == taken_for_today("test") == day
    monkeypatch.delenv("COMMONWEAL_TODAY")
    assert taken_for_today("production") is None


@pytest.mark.parametrize("given", ["2027-02-29", "29 February 2028", "today", "2009-03-31", "2109-01-01", "0001-01-01"])
def test_what_is_no_day_is_refused(monkeypatch, given):
    monkeypatch.setenv("COMMONWEAL_TODAY", given)
    with pytest.raises(ImproperlyConfigured, match="COMMONWEAL_TODAY"):
        taken_for_today("demonstration")


def test_production_refuses_any(monkeypatch):
    monkeypatch.setenv("COMMONWEAL_TODAY", "2028-02-29")
    with pytest.raises(ImproperlyConfigured, match="unset it in production"):
        taken_for_today("production")


@pytest.mark.django_db
def test_every_page_says_so(client, settings):
    said = "This demonstration takes 29 February 2028 for today."
    settings.TODAY = None
    assert said not in client.get("/account/sign-in").content.decode()
    settings.TODAY = date(2028, 2, 29)
    assert said in client.get("/account/sign-in").content.decode()
