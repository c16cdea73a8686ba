"""The assurance clock and the planned exposure: Dorset 2019-20 on its real dates, and laws that hold for any dates."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.periods import Month
from commonweal.engine.rulebook.clock import (
    Reached,
    SisterPlan,
    calendar,
    clock,
    compare,
    days_from_submission,
    forecast,
    of_record,
    of_round,
)
from commonweal.engine.rulebook.exposure import AtRisk, Running, exposure, waiting
from commonweal.engine.rulebook.model import Owner
from commonweal.engine.rulebook.plan import Line, Plan, Scheme
from commonweal.engine.rulebook.procedure import Event, Role
from tests.engine.rulebook.history import BEFORE, BOARD, Story
from tests.factories.rounds import rounds

# Bournemouth Echo and the reference, 1.5 and 1.8: guidance 18 July, submitted 27 September, not before mid-November.
DORSET = Reached(date(2019, 7, 18), date(2019, 9, 27), None, date(2019, 11, 15))
NATIONAL, PARTNERS = (Owner.NATIONAL_BODIES,), (Owner.PARTNERS,)
REGION, TEAM, BOTH = (Owner.REGION,), (Owner.NATIONAL_TEAM,), (Owner.REGION, Owner.NATIONAL_TEAM)


def test_dorset_lost_at_least_seven_months_and_whose_days_they_were():
    told = clock(2019, DORSET, date(2020, 3, 31))
    # 30+31+30+17; 14+31+26; 4+31+14, counted on the calendar by hand
    assert told.days_by_owner == {NATIONAL: 108, PARTNERS: 71, BOTH: 49}
    assert (told.days_lost, told.months_lost, told.is_running) == (228, 7, False)
    assert told.share_of_year == Fraction(228, 366)  # April 2019 to March 2020 has a 29 February
    assert told.end == date(2019, 11, 15)


def test_dorset_told_from_the_events_of_its_plan():
    """The Board is asked in the meantime: it signs after submission, and the clock is that of the dates."""
    story = Story().edits().signs(*BEFORE, at=datetime(2019, 9, 20)).does(Event.AGREE, Role.PREPARER)
    assert of_record(story.record, rounds()["2019-20"]) == Reached(date(2019, 7, 18))
    story.does(Event.SUBMIT, Role.CERTIFIER, digest="a", at=datetime(2019, 9, 27, 16))
    story.signs(BOARD, at=datetime(2019, 10, 16))
    story.does(Event.ASSURE, Role.ASSURER, at=datetime(2019, 10, 25)).does(Event.MODERATE, Role.MODERATOR)
    assert of_record(story.record, rounds()["2019-20"]).decision is None
    story.does(Event.APPROVE, Role.NATIONAL, at=datetime(2019, 11, 15, 12))
    told = clock(2019, of_record(story.record, rounds()["2019-20"]), date(2020, 3, 31))
    # the day of regional assurance is invented; the others are Dorset's
    assert told.days_by_owner == {NATIONAL: 108, PARTNERS: 71, REGION: 28, TEAM: 21}
    assert told.months_lost == 7
    story.does(Event.UNAPPROVE, Role.NATIONAL, reason="A mistake in the letter")
    assert of_record(story.record, rounds()["2019-20"]).decision is None
    story.does(Event.APPROVE, Role.NATIONAL, at=datetime(2019, 12, 2)).does(Event.SIGN_SECTION_75, Role.SIGNATORY)
    story.does(Event.START_YEAR, Role.PREPARER).does(Event.AMEND, Role.PREPARER, reason="A scheme ended").edits("b")
    assert of_record(story.record, rounds()["2019-20"]).decision == date(2019, 12, 2)


def test_before_the_decision_the_days_are_the_regions_and_the_clock_runs():
    told = clock(2019, Reached(date(2019, 7, 18), date(2019, 9, 27)), date(2019, 10, 7))
    assert told.days_by_owner == {NATIONAL: 108, PARTNERS: 71, REGION: 10}
    assert told.is_running
    later = Reached(date(2019, 7, 18), date(2019, 9, 27), date(2019, 10, 4))
    assert clock(2019, later, date(2019, 10, 7)).days_by_owner == {NATIONAL: 108, PARTNERS: 71, REGION: 7, TEAM: 3}


@pytest.mark.parametrize(
    ("year", "reached", "until", "days"),
    [
        (2019, Reached(), date(2019, 4, 1), {}),
        (2019, Reached(), date(2019, 5, 1), {NATIONAL: 30}),
        (2019, Reached(), date(2021, 1, 1), {NATIONAL: 366}),
        (2019, Reached(), date(2018, 1, 1), {}),
        # guidance before the year costs it nothing; 30 January, 31 March 2025
        (2025, Reached(date(2025, 1, 30), date(2025, 3, 31)), date(2025, 5, 1), {REGION: 30}),
        # submitted ahead of guidance: the partners have no day
        (2019, Reached(date(2019, 6, 1), date(2019, 5, 1)), date(2019, 6, 11), {NATIONAL: 61, REGION: 10}),
        # decided before the year, and after it
        (2018, Reached(date(2017, 7, 4), date(2017, 9, 11), None, date(2017, 10, 6)), date(2019, 1, 1), {}),
        (2019, Reached(date(2019, 4, 1), date(2019, 4, 2), date(2019, 4, 3), date(2020, 6, 1)), date(2021, 1, 1),
         {PARTNERS: 1, REGION: 1, TEAM: 364}),
    ],
)  # fmt: skip
def test_other_timetables(year, reached, until, days):
    assert clock(year, reached, until).days_by_owner == days


days = st.dates(date(2018, 10, 1), date(2020, 9, 30))
maybe = st.none() | days


@given(st.builds(Reached, maybe, maybe, maybe, maybe), days)
def test_each_day_has_one_owner_and_none_is_lost_or_made(reached, until):
    told = clock(2019, reached, until)
    starts, ends = date(2019, 4, 1), date(2020, 4, 1)
    stop = min(max(reached.decision or until, starts), ends)
    one_by_one = [starts + timedelta(days=day) for day in range((stop - starts).days)]
    owned = [day for one in told.stretches for day in one_by_one if one.start <= day < one.end]
    if reached.decision is None or all((reached.guidance, reached.submission)):
        assert owned == one_by_one
    assert sorted(owned) == owned and len(set(owned)) == len(owned)
    assert told.days_lost == len(owned)
    assert 0 <= told.months_lost <= 12


def test_rounds_are_compared_on_their_own_timetables():
    clocks = {name: clock(one.years[0], of_round(one), date(2026, 4, 1)) for name, one in rounds().items()}
    rows = compare({name: clocks[name] for name in ("2017-19", "2019-20")})
    # 4 July to 6 October 2017: 188 days from 1 April; letters in December 2019, counted to the first
    assert rows == [("2019-20", 244, 8), ("2017-19", 188, 6)]
    assert clocks["2017-19"].days_by_owner == {NATIONAL: 94, PARTNERS: 69, REGION: 14, TEAM: 11}


def test_a_forecast_comes_from_how_long_others_took_and_never_from_the_past():
    reached = Reached(date(2025, 1, 30), date(2025, 3, 31))
    taken = days_from_submission([DORSET, of_round(rounds()["2017-19"]), of_round(rounds()["2025-26"])])
    assert taken == [49, 25]
    told = forecast(reached, [*taken, 66], date(2025, 4, 1))
    assert (told.soonest, told.middle, told.latest) == (date(2025, 4, 25), date(2025, 5, 19), date(2025, 6, 5))
    late = forecast(reached, taken, date(2025, 5, 10))
    assert (late.soonest, late.latest, late.after) == (date(2025, 5, 10), date(2025, 5, 19), 2)
    assert forecast(reached, [], date(2025, 4, 1)) is None
    assert forecast(Reached(), taken, date(2025, 4, 1)) is None
    assert forecast(DORSET, taken, date(2019, 10, 1)) is None


def test_the_calendar_shows_where_timetables_do_not_meet():
    sisters = [
        SisterPlan("Corporate plan", "Dorset Council", date(2019, 11, 30), date(2020, 4, 1)),
        SisterPlan("Operational plan", "NHS", date(2019, 4, 4), date(2019, 4, 1)),
        SisterPlan("Health and wellbeing strategy", "Board", date(2019, 6, 27), date(2019, 7, 1)),
    ]
    found = calendar(sisters, date(2019, 11, 15), date(2020, 1, 1))
    assert [(one.plan.owner, one.days) for one in found] == [("NHS", 225), ("Board", 141)]
    assert "225 days before the money was agreed" in found[0].words
    assert calendar(sisters, None, date(2019, 4, 14))[0].words.endswith("it is not agreed yet.")


NHS_LINE = Line("nhs-minimum", "social-care", "council", "local-authority", (366_000_00,))
GRANT = Line("ibcf", "social-care", "council", "local-authority", (100_000_00,))
PLAN = Plan(
    "2019-20",
    "Invented",
    schemes=(
        Scheme("S1", "Reablement", "x", "other", (NHS_LINE, GRANT)),
        Scheme("S2", "Grant only", "x", "other", (GRANT,)),
    ),
)


def test_exposure_grows_by_days_and_falls_to_nothing_at_approval():
    running = [Running("S1", date(2019, 4, 1), "Jo Invented", 5_000_00), Running("S2", date(2019, 4, 1), "Jo Invented")]
    rows = exposure(PLAN, rounds()["2019-20"], running, date(2019, 11, 15))
    assert waiting(PLAN, rounds()["2019-20"], 0) == {("S1", "nhs-minimum"): 366_000_00}
    # 366 days of £1,000: days run by the end of each month, April to October
    assert [row.spent_pence for row in rows] == [days * 1_000_00 for days in (30, 61, 91, 122, 153, 183, 214)] + [0] * 5
    assert [row.exit_pence for row in rows] == [5_000_00] * 7 + [0] * 5
    assert rows[1].money == (AtRisk("S1", "nhs-minimum", 61_000_00),)
    assert rows[7].money == ()
    assert (rows[0].month, rows[6].total_pence) == (Month(2019, 4), 219_000_00)


def test_exposure_begins_when_the_scheme_does_and_runs_to_the_years_end_without_approval():
    rows = exposure(PLAN, rounds()["2019-20"], [Running("S1", date(2019, 6, 16), "Jo")], None)
    assert [row.spent_pence for row in rows][:4] == [0, 0, 15 * 1_000_00, 46 * 1_000_00]
    assert rows[-1].spent_pence == (366 - 76) * 1_000_00
    assert exposure(PLAN, rounds()["2019-20"], [], None)[-1].total_pence == 0
