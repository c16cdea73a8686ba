"""Dorset 2019-20 on its real dates: how much of the year was lost, to whom; held against the calendar and our page."""

from __future__ import annotations

import re
import tomllib
from calendar import monthrange
from datetime import date, timedelta

from commonweal.demo import plans
from commonweal.engine.rulebook.clock import DECISION, GUIDANCE, SUBMISSION, Reached, clock, of_round
from commonweal.plans.presenters import clock as pages
from commonweal.plans.presenters.words import OWNERS
from tests.factories.rounds import rounds
from tests.shared import TOP

# Bournemouth Echo 18005889, Darlington mgAi 3405, title page of the planning requirements (domain reference 1.5, 1.8).
OUT, IN, AGREED = date(2019, 7, 18), date(2019, 9, 27), date(2019, 11, 15)
DORSET = Reached(OUT, IN, None, AGREED)
UNTIL = date(2020, 3, 31)
PAGE = TOP / "docs" / "explanation" / "dorset-2019-20.md"


def counted(start, end):
    """Days from one up to another, one by one on the calendar."""
    day, days = start, 0
    while day < end:
        day, days = day + timedelta(days=1), days + 1
    return days


def test_at_least_seven_months_and_whose_days():
    told = clock(2019, DORSET, UNTIL)
    by_hand = [counted(date(2019, 4, 1), OUT), counted(OUT, IN), counted(IN, AGREED)]
    assert by_hand == [30 + 31 + 30 + 17, 14 + 31 + 26, 4 + 31 + 14] == [108, 71, 49]
    assert list(told.days_by_owner.values()) == by_hand
    assert (told.days_lost, told.months_lost) == (228, 7)  # the press: "minimum loss of seven months"
    assert sum(monthrange(2019, month)[1] for month in range(4, 11)) == 214 <= told.days_lost


def test_any_later_decision_loses_more():
    for late in range(1, 60):
        told = clock(2019, Reached(OUT, IN, None, AGREED + timedelta(days=late)), UNTIL)
        assert told.days_lost == 228 + late and told.months_lost >= 7


def test_the_rounds_file_has_the_published_days():
    days = {one.id: one.day for one in rounds()["2019-20"].milestone}
    assert (days[GUIDANCE], days[SUBMISSION]) == (OUT, IN)
    assert days[DECISION] == date(2019, 12, 1)
    told = clock(2019, of_round(rounds()["2019-20"]), UNTIL)
    assert (told.days_lost, told.months_lost) == (244, 8)


def test_the_sentence_says_it():
    assert pages.sentence("Dorset", clock(2019, DORSET, UNTIL)) == (
        "Dorset: at least 7 months of 2019 to 2020 without agreed funding: 228 days, of which 108 with the national "
        "bodies, 71 with the area's partners, 49 with the region and the national team."
    )


def test_guidance_by_april_would_have_saved_the_national_bodies_days():
    taken = [IN - OUT, AGREED - IN]
    told = clock(
        2019,
        Reached(date(2019, 4, 1), date(2019, 4, 1) + taken[0], None, date(2019, 4, 1) + sum(taken, timedelta())),
        UNTIL,
    )
    assert told.days_lost == 228 - 108 == 120
    assert [one.end for one in told.stretches] == [date(2019, 6, 11), date(2019, 7, 30)]


def test_the_page_says_what_the_clock_says():
    page = PAGE.read_text(encoding="utf-8")
    rows = re.findall(r"^\| (\d[^|]*) \| ([^|]*) \| ([^|]*) \| (\d+) \|$", page, re.MULTILINE)
    told = clock(2019, DORSET, UNTIL)
    said = [
        (
            day(one.start),
            day(one.end - timedelta(days=1)),
            " and ".join(OWNERS[owner] for owner in one.owners),
            str(one.days),
        )
        for one in told.stretches
    ]
    assert rows == said
    assert "228 days of 366" in page and "120 days instead of 228" in page and "244 days, 8 whole months" in page


def day(one):
    return f"{one.day} {one:%B %Y}"


def test_the_demonstrations_plan_passes_on_dorsets_days():
    told = tomllib.loads(plans.FILE.read_text(encoding="utf-8"))
    plan = next(one for one in told["plan"] if one["round"] == "2019-20")
    days = {one["event"]: one["at"].date() for one in plan["event"]}
    assert (days["submit"], days["approve"]) == (IN, AGREED)
    assert {one["since"] for one in plan["running"]} == {date(2019, 4, 1)}
