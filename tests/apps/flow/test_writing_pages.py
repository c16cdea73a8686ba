"""From the hospital's list to an agreed cause on the pages: who may do which, four eyes, findings at their fields."""

from datetime import timedelta

import pytest
from django.urls import reverse

from commonweal.care import queries as care
from commonweal.core import scope
from commonweal.core.clock import today
from commonweal.engine.nhs_number import spaced
from commonweal.engine.periods import Period
from commonweal.flow import queries
from tests.factories.line import HOMECARE_WAIT, REABLEMENT_WAIT, TRANSPORT, invented_line, number
from tests.factories.pages import day, said_at
from tests.factories.world import add_person, give

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def line(db):
    return invented_line()


@pytest.fixture
def first():
    return today() - timedelta(days=10)


@pytest.fixture
def as_a(client, line):
    def sign_in(kind):
        person = line.worker if kind == "social-worker" else add_person(f"{kind}-{line.fund.pk}@example.org", kind)
        if kind != "social-worker":
            give(person, line.pool.icb if kind == "discharge-lead" else line.pool.council, kind)
        client.force_login(person, backend=BACKEND)
        return client

    return sign_in


def page(route, line, *more):
    return reverse(f"flow:{route}", args=[line.fund.pk, *more])


def somebody(line, first, **more):
    told = {"nhs_number_text": spaced(number(77)), "name": "Zoë Findable (invented)", "lead": line.worker.pk}
    return told | day("born", first.replace(year=1941, day=1)) | day("since", first) | more


def departure(line, first, **more):
    told = {"reference": "D-7", "nhs_number": spaced(number(77)), "hospital": line.hospital.pk, "area": "North"}
    told |= {"pathway": "1", "reason": TRANSPORT, "side": "nhs", "request": ""}
    return told | day("ready_on", first) | more


@pytest.fixture
def package(line, first):
    with scope.within(scope.SYSTEM_SCOPE):
        return line.request(first, 420)


@pytest.fixture
def taken_up(as_a, line, first):
    """A case that a social worker took up, who is signed in still."""
    client = as_a("social-worker")
    return client.post(reverse("care:take-up"), somebody(line, first)).url


@pytest.fixture
def recorded(as_a, line, first, taken_up):
    """Their departure, recorded on the page."""
    made = as_a("social-worker").post(page("record", line), departure(line, first))
    with scope.within(scope.SYSTEM_SCOPE):
        found = queries.departures(line.fund).get()
    assert made.url == page("departure", line, found.pk)
    return found


def test_a_new_delay_goes_from_the_hospital_s_list_to_an_agreed_cause(client, as_a, line, first, package, taken_up):
    # a social worker takes the case up, says whose package it is, and records the departure
    record = client.get(taken_up).content.decode()
    assert "Zoë Findable (invented)" in record and "Wren Worker leads since" in record
    assert client.post(f"{taken_up}arrange", {"request": package.pk}).url == taken_up
    told = {"reason": HOMECARE_WAIT, "side": "social-care", "request": package.pk}
    own = client.post(page("record", line), departure(line, first, **told)).url
    assert "10 delayed days" in client.get(own).content.decode()
    assert "Agree: " not in client.get(own).content.decode()  # nobody agrees to their own proposal
    with scope.within(scope.SYSTEM_SCOPE):
        key, cause = queries.departures(line.fund).get().pk, queries.causes(queries.departures(line.fund).get())[0]
    refused = client.post(page("agree", line, key), {"cause": cause.pk}).content.decode()
    assert "Nobody agrees to their own proposal." in refused
    # the NHS says otherwise from the same day: the latest word counts, and is not agreed
    client = as_a("discharge-lead")
    counter = told | {"side": "both"} | day("from_day", first)
    assert client.post(page("propose", line, key), counter).url == own
    stale = client.post(page("agree", line, key), {"cause": cause.pk})
    assert stale.status_code == 404  # what was answered otherwise cannot be agreed any more
    # the social worker agrees to that, and the days have a side that both said
    client = as_a("social-worker")
    with scope.within(scope.SYSTEM_SCOPE):
        countered = queries.causes(queries.departures(line.fund).get())[0]
    assert client.post(page("agree", line, key), {"cause": countered.pk}).url == own
    assert "Agreed by Wren Worker" in client.get(own).content.decode()
    # they leave today: ten days, all of them both sides' and agreed
    assert client.post(page("leave", line, key), day("left_on", today())).url == own
    with scope.within(scope.SYSTEM_SCOPE):
        groups = queries.delayed_days(
            line.fund, Period(first, first + timedelta(days=40)), today() + timedelta(days=30)
        )
    assert {(one.side, one.is_agreed, one.request_id) for one in groups} == {("both", True, package.pk)}
    assert queries.total(groups) == 10


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"nhs_number": "999 000 0000"}, "nhs_number", "Nobody with this NHS number is known to your team."),
        ({"nhs_number": "' or 1=1 --"}, "nhs_number", "Take up the case first"),
        ({"reason": HOMECARE_WAIT}, "request", "A wait for homecare names the package"),
        ({"reason": "because"}, "reason", "select one of the list"),
        ({"pathway": "4"}, "pathway", "4 is not one of the available choices"),
        ({"side": ""}, "side", "Select whose step is next"),
        ({"hospital": "1"}, "hospital", "select one of the list"),
        ({"area": "Elsewhere"}, "area", "select one of the list"),
        ({"ready_on_month": "13"}, "ready_on", "must be a real date"),
        ({"ready_on_year": "0099"}, "ready_on", "from 2000 to 2099"),
        ({"request": "999999"}, "request", "select one of the list"),
    ],
)
def test_what_is_wrong_with_a_departure_stands_beside_its_field(as_a, line, first, taken_up, wrong, field, said):
    answer = as_a("social-worker").post(page("record", line), departure(line, first, **wrong))
    assert said in said_at(answer, field)
    with scope.within(scope.SYSTEM_SCOPE):
        assert not queries.departures(line.fund).exists()


def test_a_package_that_the_reason_does_not_wait_for_is_refused(as_a, line, first, package, recorded):
    client, where = as_a("discharge-lead"), page("propose", line, recorded.pk)
    told = {"reason": REABLEMENT_WAIT, "side": "both", "request": package.pk} | day("from_day", first)
    assert "not what the reason waits for" in said_at(client.post(where, told), "request")
    early = told | {"reason": TRANSPORT, "request": ""} | day("from_day", first - timedelta(days=1))
    assert "Nothing is waited for before somebody is ready to leave." in said_at(client.post(where, early), "from_day")


def test_nobody_leaves_before_they_are_ready_or_twice(as_a, line, first, recorded):
    client, where = as_a("discharge-lead"), page("leave", line, recorded.pk)
    early = client.post(where, day("left_on", first - timedelta(days=1)))
    assert "Nobody leaves before they are ready." in said_at(early, "left_on")
    assert client.post(where, day("left_on", first)).status_code == 302
    assert "They have left already." in said_at(client.post(where, day("left_on", today())), "left_on")


def test_nobody_has_left_tomorrow_and_no_wait_begins_then(as_a, line, first, recorded):
    client = as_a("social-worker")
    tomorrow = today() + timedelta(days=1)
    late = client.post(page("leave", line, recorded.pk), day("left_on", tomorrow))
    assert "Left on must be today or before" in said_at(late, "left_on")
    told = {"reason": TRANSPORT, "side": "both", "request": ""} | day("from_day", tomorrow)
    assert "must be today or before" in said_at(client.post(page("propose", line, recorded.pk), told), "from_day")


def test_the_same_departure_is_known_once(as_a, line, first, recorded):
    answer = as_a("social-worker").post(page("record", line), departure(line, first, reference="D-8"))
    assert "That departure, or one of the same person on that day, is known." in said_at(answer, "reference")


@pytest.mark.parametrize("kind", ["commissioner", "discharge-lead"])
def test_who_may_not_see_people_is_told_who_records(as_a, line, kind):
    client = as_a(kind)
    told = client.get(page("record", line)).content.decode()
    assert "Departures are recorded by social workers" in told and "<form" not in told.split("</header>")[1]
    assert "Record a departure" not in client.get(reverse("flow:waiting")).content.decode()


def test_who_writes_nothing_is_refused(as_a, line, recorded):
    client = as_a("councillor")
    told = client.get(page("departure", line, recorded.pk)).content.decode()
    assert "Say what else is waited for" not in told and "They left" not in told
    for route, more in [("record", []), ("propose", [recorded.pk]), ("leave", [recorded.pk])]:
        assert client.get(page(route, line, *more)).status_code == 403
    assert client.get(reverse("care:take-up")).status_code == 403


def test_that_one_looked_for_somebody_is_written_down(line, recorded):
    with scope.within(scope.SYSTEM_SCOPE):
        told = [(one.what, one.why) for one in care.accesses(care.people().get(nhs_number=number(77)))]
    assert ("Found by NHS number", "To record that they are ready to leave hospital") in told


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"nhs_number_text": "943 476 5918"}, "nhs_number_text", "That is no NHS number"),
        ({"nhs_number_text": "９９９ ０００ ００１７"}, "nhs_number_text", "That is no NHS number"),
        ({"name": "   "}, "name", "Enter the name that they are called by"),
        ({"born_year": "2090"}, "born", "The case begins before the birth."),
        ({"lead": "0"}, "lead", "select one of the list"),
    ],
)
def test_what_is_wrong_with_a_case_stands_beside_its_field(as_a, line, first, wrong, field, said):
    answer = as_a("social-worker").post(reverse("care:take-up"), somebody(line, first, **wrong))
    assert said in said_at(answer, field)


def test_a_person_is_known_once_and_handed_over_forwards(as_a, line, first, taken_up):
    client = as_a("social-worker")
    again = client.post(reverse("care:take-up"), somebody(line, first))
    assert "Somebody with this NHS number is known here." in said_at(again, "nhs_number_text")
    other = add_person(f"other-{line.fund.pk}@example.org", "Oda Other")
    give(other, line.pool.council, "social-worker")
    back = client.post(f"{taken_up}hand-over", {"worker": other.pk} | day("start", first - timedelta(days=3)))
    assert "A handover is later than the one before." in said_at(back, "start")
    assert client.post(f"{taken_up}hand-over", {"worker": other.pk} | day("start", today())).url == taken_up
    assert "Oda Other leads since" in client.get(taken_up).content.decode()


def test_a_package_is_one_person_s(as_a, line, first, package, taken_up):
    client = as_a("social-worker")
    client.post(f"{taken_up}arrange", {"request": package.pk})
    again = client.post(f"{taken_up}arrange", {"request": package.pk})
    assert "select one of the list" in said_at(again, "request")
