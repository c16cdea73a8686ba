"""A line that was reckoned by hand, walked there and back by those who may, and by those who may not."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.urls import reverse

from commonweal.care.models import AccessEvent
from commonweal.core import scope
from commonweal.home import queries
from commonweal.home.presenters.line import KEYS
from tests.apps.home.test_conservation import account
from tests.factories.accounted import YEAR, accounted
from tests.factories.walked import QUARTER, TODAY, Walked


@pytest.fixture
def told(line) -> Walked:
    """With its return and its paper."""
    with scope.within(scope.SYSTEM_SCOPE):
        account(line)
    return line


def address(line: Walked, step: str, source: str = "nhs-minimum") -> str:
    return reverse("home:step", args=[line.place.plan.pk, YEAR, QUARTER, "homecare", source, step])


def page(client, line: Walked, kind: str, step: str) -> str:
    client.force_login(line.place.people[kind], backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get(address(line, step))
    assert answer.status_code == 200, (kind, step)
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_the_sums_are_those_reckoned_by_hand(told):
    scope.enter(told.place.seen_by("social-worker"))
    walk = queries.walk(told.place.plan, YEAR, QUARTER, "homecare", "nhs-minimum", TODAY)
    # 840 + 600 minutes in the first week at £27.31 an hour: £655.44, two thirds £436.96
    assert (walk.line.planned_pence, walk.budget) == (60_000_00, 60_000_00)
    assert [part.amount_pence for part in walk.parts] == [436_96]
    assert sum(one.amount_pence for one in walk.entries) == 1_436_96 == walk.paid_in_year
    assert sum(row.delivered_minutes for row in walk.deliveries) == 840 + 825 + 600
    assert sorted(walk.people.values()) == [5, 9]
    assert walk.elsewhere == 0
    assert walk.evidence.cell("delays/care/days").value == 14
    assert walk.evidence.cell("delays/all/days").value == 17
    assert walk.evidence.cell("outputs/homecare/hours").shown == "37.8"
    # 9 days by the one who left in July, 3 in August, 5 in September
    actual = {
        month: walk.evidence.cell(f"metric/discharge-delay/2025-{month}/actual").value for month in ("07", "08", "09")
    }
    assert actual == {"07": "9.00", "08": "3.00", "09": "5.00"}
    assert [check for check in queries.checks(walk) if not check.holds] == []


@pytest.mark.parametrize("kind", ["council-finance", "nhs-finance", "commissioner", "councillor"])
def test_those_who_may_not_see_people_get_a_plain_word(told, client, kind):
    said = page(client, told, kind, "people")
    area = told.place.council
    assert "may see people. 2 people stand behind these 14 days." in said
    assert "Only social workers of " in said and str(area.pk)
    for name in ("Ann Invented", "Ben Invented"):
        assert name not in said
    for step in KEYS:
        assert "Ann Invented" not in page(client, told, kind, step)
    with scope.within(scope.SYSTEM_SCOPE):
        assert not AccessEvent.objects.exists()


def test_a_social_worker_sees_people_and_that_is_kept(told, client):
    said = page(client, told, "social-worker", "people")
    assert "Ann Invented 9" in said and "Ben Invented 5" in said and "Together 14" in said
    assert "Cal Invented" not in said  # waited for transport, which no contract of this line provides
    with scope.within(scope.SYSTEM_SCOPE):
        assert AccessEvent.objects.count() == 2
    for step in ("plan-line", "ring-fence", "pounds"):
        refused = page(client, told, "social-worker", step)
        assert "not for you to see" in refused and "Council finance" in refused
        assert "£" not in refused


def test_every_step_leads_to_the_next_and_back(told, client):
    client.force_login(told.place.people["commissioner"], backend="django.contrib.auth.backends.ModelBackend")
    for step in KEYS:
        links = set(re.findall(r'href="([^"]+)"', client.get(address(told, step)).content.decode()))
        assert {address(told, other) for other in KEYS if other != step} <= links, step


def test_each_step_shows_that_its_sum_holds(told, client):
    shown = {step: page(client, told, "commissioner", step) for step in KEYS}
    assert not [step for step, text in shown.items() if "✗" in text]
    assert {step for step, text in shown.items() if "✓" in text} == set(KEYS) - {"plan-line", "people"}
    assert "£1,436.96 was spent in the quarter" in shown["pounds"]
    assert "People waited 14 days for hours of these contracts" in shown["days"]
    assert "Days waited for homecare in North: 9." in shown["sentence"]


def test_what_comes_later_is_shown_beside_what_was_frozen(told, client):
    with scope.within(scope.SYSTEM_SCOPE):
        told.spend(date(YEAR, 9, 2), "homecare", "nhs-minimum", 4)
    said = page(client, told, "council-finance", "cell")
    assert "£1,655.44 £1,655.48" in said


@pytest.mark.parametrize("step", ["nonsense", "PEOPLE"])
def test_a_step_that_there_is_not(told, client, step):
    client.force_login(told.place.people["commissioner"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(address(told, step)).status_code == 404
    assert client.get(address(told, "days", "no-such-source")).status_code == 404
    for wrong in ([told.place.plan.pk, 1999, 2], [told.place.plan.pk, YEAR, 5], [999_999, YEAR, 2]):
        assert client.get(reverse("home:lines", args=wrong)).status_code == 404


def test_another_place_walks_nowhere(told, client):
    other = accounted("social-worker")
    client.force_login(other.people["social-worker"], backend="django.contrib.auth.backends.ModelBackend")
    assert {client.get(address(told, step)).status_code for step in KEYS} == {404}


def test_the_lines_of_a_plan_are_where_walks_begin(told, client):
    client.force_login(told.place.people["councillor"], backend="django.contrib.auth.backends.ModelBackend")
    lines = client.get(reverse("home:lines", args=[told.place.plan.pk, YEAR, QUARTER])).content.decode()
    assert address(told, "plan-line") in lines and "£115,000.01" in lines
