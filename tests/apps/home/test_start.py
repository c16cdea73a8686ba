"""Where each user starts: what they may see of the year, and what waits for them, the moment it waits."""

from __future__ import annotations

import re
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.accounts import actions as accounts
from commonweal.core import scope
from commonweal.home import queries
from commonweal.home.presenters import start as pages
from commonweal.home.queries import year
from commonweal.home.views import start as start_views
from commonweal.plans import actions as plans
from commonweal.plans import queries as planned
from commonweal.returns import actions as returns
from tests.factories.accounted import LATER, YEAR
from tests.factories.walked import QUARTER, TODAY, walked
from tests.factories.world import add_person

ON = date(2026, 2, 2)  # in the place's year, after the people's roles began


def start(client, person) -> str:
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    answer = client.get("/")
    assert answer.status_code == 200
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def test_a_visitor_reads_of_england(client, db):
    assert client.get("/")["Location"] == "/delays/"


def test_the_year_is_what_was_reckoned_by_hand(line):
    scope.enter(line.place.seen_by("commissioner"))
    person = line.place.people["commissioner"]
    place = queries.place_of(person, ON)
    assert (place.year, place.plan.pk, place.fund.pk) == (YEAR, line.place.plan.pk, line.place.fund.pk)
    found = queries.year_of(place, person, ON)
    assert found.planned_pence == 115_000_01
    # the contract's £655.44 of 14 July, £1,000 of 4 August; of the people 9, 3 and 5 days
    assert {month.iso: pence for month, pence in found.paid_by_month.items()} == {"2025-07": 65544, "2025-08": 100000}
    days = {month.iso: count for month, count in found.days.by_month.items()}
    assert days == {"2025-07": 9, "2025-08": 3, "2025-09": 5}
    assert found.days.waiting_now == 0
    assert found.states == (("Draft", date(2025, 4, 1), date(2026, 2, 3)),)
    assert found.at_risk_pence == 1_655_44  # nobody has approved anything
    page = pages.present(place, found, [], person, ON)
    assert page.hidden == ""
    assert page.lead.startswith(
        "The plan: draft since 1 April 2025. Of £115,000.01 in the pool’s budgets, £1,655.44 is paid."
    )


def test_what_a_role_does_not_show_is_said(line, client):
    scope.enter(line.place.seen_by("social-worker"))
    person = line.place.people["social-worker"]
    place = queries.place_of(person, ON)
    page = pages.present(place, queries.year_of(place, person, ON), [], person, ON)
    assert page.hidden == "Your role does not show you the plan or the pool’s money."
    assert "£" not in page.lead and "£" not in "".join(fact.value for fact in page.facts)
    assert "Nothing waits for you." in start(client, add_person("no-role@example.org"))


def test_a_return_waits_for_its_certifier_and_not_for_its_preparer(line):
    manager, finance = (line.place.people[kind] for kind in ("programme-manager", "council-finance"))
    scope.enter(line.place.seen_by("programme-manager"))
    of = returns.start_return(by=manager.actor, at=LATER, plan=line.place.plan, year=YEAR, quarter=QUARTER)
    returned = [one.words for one in queries.waiting_for(manager, TODAY) if one.route.startswith("returns:")]
    assert returned == ["Submit: the return of July to September 2025"]
    returns.submit(by=manager.actor, at=LATER, of=of)
    assert not [one for one in queries.waiting_for(manager, TODAY) if one.route.startswith("returns:")]
    scope.enter(line.place.seen_by("council-finance"))
    (waiting,) = [one for one in queries.waiting_for(finance, TODAY) if one.route.startswith("returns:")]
    assert (waiting.words, waiting.arguments) == ("Certify: the return of July to September 2025", (of.pk, "certify"))


def test_a_kept_worklist_is_read_anew_when_a_plan_or_a_role_changes(line):
    manager = line.place.people["programme-manager"]
    scope.enter(line.place.seen_by("programme-manager"))
    first = queries.waiting_for(manager, TODAY)
    assert [one.words.split(":")[0] for one in first] == ["Edit"]
    with CaptureQueriesContext(connection) as asked:
        assert queries.waiting_for(manager, TODAY) == first
    assert not any("plans_allocation" in one["sql"] and "DISTINCT" in one["sql"] for one in asked.captured_queries)
    assert len(year._kept) == 1
    income = planned.content(line.place.plan).income
    made = {"by": manager.actor, "at": LATER, "plan": line.place.plan}
    plans.save_section(**made, section="income", value=income, after=0)
    queries.waiting_for(manager, TODAY)
    assert len(year._kept) == 2
    with scope.within(scope.SYSTEM_SCOPE):
        for role in manager.roles.all():
            accounts.end_role(by=manager.actor, at=LATER, role=role, end=TODAY)
    del manager._roles_held
    scope.enter(scope.Scope(person_id=manager.pk))
    assert queries.waiting_for(manager, TODAY) == []


@pytest.mark.parametrize("kind", ["council-finance", "nhs-finance", "commissioner", "councillor", "board-chair"])
def test_everybody_of_the_place_starts_at_the_same_year(line, client, kind):
    said = start(client, line.place.people[kind])
    assert "year going?" in said
    assert "Your role does not show you" not in said


@pytest.fixture
def then(settings):
    """The pages stand on the day on which the hand reckoning does."""
    settings.TODAY = ON


QUESTIONS = (
    "SAVEPOINT",  # here; BEGIN where it is a whole transaction
    'select "session_key"',
    'SELECT "accounts_person"',
    "select set_config",  # who asks, before their roles can be read
    'select "id", "person_id", "organisation_id", "kind"',
    "select set_config",  # what these roles let them see
    "select 0, count(*)",  # the state of every table that the page is made of
    "RELEASE SAVEPOINT",
)


@pytest.mark.parametrize(
    "kind", ["programme-manager", "council-finance", "nhs-finance", "commissioner", "social-worker", "councillor"]
)
def test_a_kept_page_costs_the_same_few_questions_and_is_not_made_again(line, client, then, monkeypatch, kind):
    first = start(client, line.place.people[kind])
    assert "year going?" in first
    monkeypatch.setattr(start_views, "_made", None)  # whoever made it again would fail
    for _ in range(2):
        with CaptureQueriesContext(connection) as asked:
            answer = client.get("/")
        assert "year going?" in answer.content.decode()
        assert [one["sql"][: len(begin)] for one, begin in zip(asked, QUESTIONS, strict=True)] == list(QUESTIONS)


def test_a_posting_shows_at_once(line, client, then):
    person = line.place.people["commissioner"]
    assert "£1,655.44 is paid" in start(client, person)
    with scope.within(scope.SYSTEM_SCOPE):
        line.spend(date(YEAR, 8, 5), "homecare", "nhs-minimum", 1_000_00)
    assert "£2,655.44 is paid" in start(client, person)


def test_a_departure_shows_at_once(line, client, then):
    person = line.place.people["commissioner"]
    assert "people waited 0 days" in start(client, person)
    with scope.within(scope.SYSTEM_SCOPE):
        line.wait(date(YEAR + 1, 1, 10), 4, name="Dee Invented")
    assert "people waited 4 days" in start(client, person)


def test_an_edit_of_a_plan_shows_at_once(line, client, then):
    manager = line.place.people["programme-manager"]
    before = start(client, manager)
    assert "Edit: the plan" in before
    made = {"by": manager.actor, "at": LATER, "plan": line.place.plan}
    key = queries.state_for(manager, ON)
    scope.enter(line.place.seen_by("programme-manager"))
    plans.save_section(**made, section="income", value=planned.content(line.place.plan).income, after=0)
    assert queries.state_for(manager, ON) != key
    assert "Edit: the plan" in start(client, manager)


def test_a_return_shows_at_once_to_whoever_it_waits_for(line, client, then):
    manager, finance = (line.place.people[kind] for kind in ("programme-manager", "council-finance"))
    submitting, certifying = (f"{word}: the return of July to September 2025" for word in ("Submit", "Certify"))
    assert submitting not in start(client, manager) and certifying not in start(client, finance)
    scope.enter(line.place.seen_by("programme-manager"))
    of = returns.start_return(by=manager.actor, at=LATER, plan=line.place.plan, year=YEAR, quarter=QUARTER)
    assert submitting in start(client, manager)
    scope.enter(line.place.seen_by("programme-manager"))
    returns.submit(by=manager.actor, at=LATER, of=of)
    assert submitting not in start(client, manager)
    assert certifying in start(client, finance)


def test_nobody_is_served_anothers_page(line, client, then):
    people = line.place.people
    elsewhere = walked()
    both = [*people.values(), *elsewhere.place.people.values()]
    alone = {}
    for one in both:
        start_views._kept.clear()
        alone[one.pk] = start(client, one)
    start_views._kept.clear()
    for one in [*both, *reversed(both)]:  # made for the first, kept for the second
        assert start(client, one) == alone[one.pk]
    worker = start(client, people["social-worker"])
    assert "£" not in worker and "£1,655.44 is paid" in start(client, people["commissioner"])
    assert "£1,655.44" not in start(client, elsewhere.place.people["commissioner"])


def test_a_role_that_ends_takes_the_page_with_it(line, client, then):
    person = line.place.people["commissioner"]
    assert "£1,655.44 is paid" in start(client, person)
    with scope.within(scope.SYSTEM_SCOPE):
        for role in person.roles.all():
            accounts.end_role(by=person.actor, at=LATER, role=role, end=ON)
    assert "£" not in start(client, type(person).objects.get(pk=person.pk))
