"""What the record holds of a metric is offered with its source, and never filled in by itself."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from types import SimpleNamespace

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.periods import Month
from commonweal.engine.rulebook.model import Interval
from commonweal.observations import queries as observations
from commonweal.observations.definitions import definitions
from commonweal.places import queries as places
from commonweal.plans import actions
from commonweal.plans.presenters.observed import observed
from tests.apps.plans.drafting import drafter, fields, text
from tests.factories.plan import START
from tests.factories.rounds import rounds
from tests.factories.world import MAKER

RATE = "delayed-days-per-day-rate"
METRIC = rounds()["2017-19"].find("metric", "delayed-transfers")
HERTFORDSHIRE = "E10000015"


def measured(first: Month, count: int) -> observations.Measured:
    return observations.Measured(definitions()[RATE], tuple((first + i, 10.04 + i) for i in range(count)))


def test_the_latest_complete_financial_year_is_offered_rounded_as_the_metric_is_planned():
    found = observed(METRIC, measured(Month(2017, 4), 14), years=2)
    assert found.suggestion[:3] == (Fraction(10), Fraction(11), Fraction(12))
    assert len(found.suggestion) == 24
    assert "14 months observed, April 2017 to May 2018" in found.words
    assert "April 2017 to March 2018, it was 15.5 on average" in found.words


@pytest.mark.parametrize("first", [Month(2017, 3), Month(2017, 5)])
def test_a_year_with_a_gap_is_not_offered(first):
    assert observed(METRIC, measured(first, 12), years=2).suggestion == ()


def test_nothing_held_is_said_plainly():
    found = observed(METRIC, None, years=2)
    assert (found.suggestion, found.source) == ((), "")
    assert found.words == f"No series of this metric is held for the area (measure: {RATE})."


def test_why_a_metric_planned_by_the_quarter_is_not_drafted_is_said():
    """Days add up to a quarter and rates do not: which of them a measure is, no definition says yet."""
    found = observed(replace(METRIC, interval=Interval.QUARTER), measured(Month(2017, 4), 14), years=2)
    assert found.suggestion == ()
    assert "It is planned by the quarter and observed by the month" in found.words


def test_a_councils_published_delays_stand_beside_its_trajectory(published):
    """Hertfordshire: days of each month from the publications, by its days, per 100,000 adults of 2019."""
    with scope.within(scope.SYSTEM_SCOPE):
        council = next(
            one for one in places.adult_social_care_councils(Month(2019, 1).first) if one.ons_code == HERTFORDSHIRE
        )
        adults = places.populations(2019)[council.id].adults
        days = {one.month: one.days for one in observations.history([council.id])}
        (area,) = places.organisations([council.id])
        plan = actions.start_plan(by=MAKER, at=START, round="2017-19", area=area, partners=[])
    client = drafter(SimpleNamespace(council=area))
    address = reverse("plans:section", args=[plan.pk, "trajectories"])
    page = client.get(address).content.decode()
    assert "This metric is not observed here: no published series of it is read." in text(page)
    assert "NHS England, delayed transfers of care" in text(page)
    assert fields(page)["delayed-transfers-values-0"] == ""
    filled = fields(client.get(address, {"suggest": "delayed-transfers"}).content.decode())
    april = Month(2018, 4)
    for i in range(12):
        month = april + i
        expected = round(days[month] * 100_000 / month.days / adults, 1)
        assert float(filled[f"delayed-transfers-values-{i}"]) == pytest.approx(expected, abs=1e-9)
    assert fields(client.get(address).content.decode())["delayed-transfers-values-0"] == ""
