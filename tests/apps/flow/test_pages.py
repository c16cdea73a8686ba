"""The pages of delays: who sees what, a plain word where one may not, figures that are the queries', stupid inputs."""

from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.http import urlencode

from commonweal.care import actions as people
from commonweal.care import queries as care
from commonweal.core import scope
from commonweal.core.clock import today
from commonweal.engine.delays.days import Side
from commonweal.engine.periods import Month, quarter_of
from commonweal.flow import actions, queries
from commonweal.flow.actions import Said
from tests.factories.line import HOMECARE_WAIT, MADE, invented_line
from tests.factories.world import add_person, give


@pytest.fixture
def lived(db):
    """Somebody waited ten days for hours that are missing still, in the quarter of ten days ago; one waits now."""
    line = invented_line()
    first = today() - timedelta(days=10)
    with scope.within(scope.SYSTEM_SCOPE):
        request = line.request(first, 420)
        line.person_now = line.person("Zoë Findable (invented)", since=first)
        people.arrange(**MADE, person=line.person_now, request=request)
        line.departed = line.departure(first, Said(HOMECARE_WAIT, Side.SOCIAL_CARE, request), person=line.person_now)
        line.quarter = Month.of(quarter_of(Month.of(first)).start).iso
    return line


@pytest.fixture
def as_a(client, lived):
    def sign_in(kind):
        person = lived.worker if kind == "social-worker" else add_person(f"{kind}-{lived.fund.pk}@example.org")
        if kind != "social-worker":
            give(person, lived.pool.icb if kind == "nhs-finance" else lived.pool.council, kind)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def pages(line):
    asked = urlencode({"quarter": line.quarter, "area": "North", "service": "homecare"})
    return [
        reverse("flow:waiting"),
        f"{reverse('flow:days', args=[line.fund.pk])}?quarter={line.quarter}",
        f"{reverse('flow:question', args=[line.fund.pk])}?{asked}",
        reverse("flow:departure", args=[line.fund.pk, line.departed.pk]),
    ]


@pytest.mark.parametrize("kind", ["councillor", "council-finance", "nhs-finance", "commissioner"])
def test_nobody_but_social_workers_reads_a_name(as_a, lived, kind):
    client = as_a(kind)
    for path in pages(lived):
        told = client.get(path).content.decode()
        assert "Findable" not in told and "999" not in told, path
    question = client.get(pages(lived)[2]).content.decode()
    assert "Only social workers of Upper Example Council" in question
    assert "1 person stands behind these" in question
    with scope.within(scope.SYSTEM_SCOPE):
        assert not care.accesses(lived.person_now).exists()


def test_a_social_worker_reads_names_and_it_is_written_down(as_a, lived):
    client = as_a("social-worker")
    waiting, _, question, departure = pages(lived)
    assert "Findable" in client.get(waiting).content.decode()
    assert "Findable" in client.get(question).content.decode()
    record = client.get(f"{reverse('care:person', args=[lived.person_now.pk])}?from=A walk").content.decode()
    assert "Zoë Findable (invented)" in record and "Wren Worker leads since" in record
    assert "A walk" in record
    assert "Open the person" in client.get(departure).content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        told = [(one.what, one.why, one.person_name) for one in care.accesses(lived.person_now)]
    assert told == [
        ("The record", "A walk", "Wren Worker"),
        ("Why people waited", "Opened the page", "Wren Worker"),
        ("The list of who waits", "Opened the page", "Wren Worker"),
    ]


def test_the_question_says_what_the_queries_say(as_a, lived):
    told = as_a("commissioner").get(pages(lived)[2]).content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        period = quarter_of(Month.parse(lived.quarter))
        days = queries.areas_asked(lived.fund, period, today())["North", "homecare"]
    assert f"People waited {days} days for homecare in North" in told
    assert days <= 10
    # an hour a day is missing on each day that was waited in the quarter
    assert f"for want of {days}.0 hours of care" in told
    assert "No plan of the year is in sight." in told
    assert "No contract gives this care there" in told  # the invented contract ended in 2019


def test_without_javascript_each_step_is_a_link(as_a, lived):
    told = as_a("commissioner").get(pages(lived)[1]).content.decode()
    assert "Elsewhere: no contract’s hours" in told
    assert f"{reverse('flow:question', args=[lived.fund.pk])}?area=North&amp;service=homecare" in told


@pytest.mark.parametrize(
    "query",
    ["quarter=", "quarter=abc", "quarter=9999-12", "quarter=0001-01", "quarter=2026-13", "area=%00&service=x",
     "area=North&service=rockets", "area=" + "x" * 5000, "quarter=２０２６-10",
     "area=<script>alert(1)</script>&service=homecare"],
)  # fmt: skip
@pytest.mark.parametrize("route", ["flow:days", "flow:question", "commissioning:missing"])
def test_stupid_questions_are_answered(as_a, lived, route, query):
    answer = as_a("commissioner").get(f"{reverse(route, args=[lived.fund.pk])}?{query}")
    assert answer.status_code == 200
    assert b"<script>alert" not in answer.content


def test_a_reason_of_opening_a_record_is_cut_and_never_markup(as_a, lived):
    client = as_a("social-worker")
    path = reverse("care:person", args=[lived.person_now.pk])
    told = client.get(f"{path}?{urlencode({'from': '<b>' + 'y' * 3000})}").content.decode()
    assert "<b>y" not in told and "y" * 201 not in told


def test_nobody_waits(as_a, lived):
    with scope.within(scope.SYSTEM_SCOPE):
        actions.leave(by=MADE["by"], at=timezone.now(), departure=lived.departed, left_on=today())
    told = as_a("councillor").get(reverse("flow:waiting")).content.decode()
    assert "Nobody who is ready to leave hospital waits today." in told


def test_a_commissioner_agrees_to_what_another_proposed(as_a, lived):
    client, page = as_a("commissioner"), reverse("flow:departure", args=[lived.fund.pk, lived.departed.pk])
    with scope.within(scope.SYSTEM_SCOPE):
        cause = lived.departed.causes.get()
    agree = reverse("flow:agree", args=[lived.fund.pk, lived.departed.pk])
    assert "Agree: Capacity" in client.get(page).content.decode()
    assert client.post(agree, {"cause": cause.pk}).status_code == 302
    told = client.get(page).content.decode()
    assert "Agree: Capacity" not in told and "Agreed by Sam Invented" in told
    assert "It is agreed already." in client.post(agree, {"cause": cause.pk}).content.decode()
    for wanted in ["", "0", "x", "99999999"]:
        assert client.post(agree, {"cause": wanted}).status_code == 404


def test_who_may_not_agree_is_not_offered_it(as_a, lived):
    client = as_a("councillor")
    page = reverse("flow:departure", args=[lived.fund.pk, lived.departed.pk])
    assert "Agree: Capacity" not in client.get(page).content.decode()
    assert client.post(reverse("flow:agree", args=[lived.fund.pk, lived.departed.pk]), {"cause": 1}).status_code == 403
