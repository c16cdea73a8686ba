"""Invitations: a link that serves once, for a week, for the one address; the role and nothing more."""

from __future__ import annotations

import re
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.accounts import actions, queries
from commonweal.accounts.models import Invitation, Person
from commonweal.core import scope
from tests.apps.accounts import walking
from tests.factories import world

pytestmark = pytest.mark.django_db
GOOD = {"name": "Ivy Invited", "password": "three unusual words"}
EMAIL = "ivy@example.org"


@pytest.fixture
def place():
    return world.add_organisation("Upper Example Council")


def link(token: str) -> str:
    return reverse("accounts:invitation", args=[token])


def roles_of(email: str) -> list[tuple[str, str]]:
    with scope.within(scope.SYSTEM_SCOPE):
        return [(role.kind, str(role.start)) for role in queries.person_by_email(email).roles.all()]


def test_an_administrator_invites_and_the_link_makes_account_and_role(client, place):
    boss = world.add_person("boss@example.org")
    world.give(boss, place, "administrator")
    client.force_login(boss)
    form = {
        "email": "Ivy@Example.org",
        "kind": "councillor",
        "start_day": "1",
        "start_month": "2",
        "start_year": "2026",
    }
    page = client.post(reverse("accounts:invite", args=[place.pk]), form).content.decode()
    address = re.search(r"<code data-link>http://testserver(\S+)</code>", page)[1]
    assert EMAIL in client.get(reverse("accounts:people")).content.decode()
    guest = Client()
    assert "Councillor or Board member" in guest.get(address).content.decode()
    assert guest.post(address, GOOD)["Location"] == reverse("accounts:you")
    assert walking.is_in(guest)
    assert roles_of(EMAIL) == [("councillor", "2026-02-01")]
    with scope.within(scope.SYSTEM_SCOPE):
        assert address.rsplit("/", 1)[1] not in str(list(Invitation.objects.values()))
    assert "token" not in str(walking.audited("accounts.invite"))


def test_a_role_that_asks_for_a_second_step_has_it_set_up_first(client, place):
    address = link(walking.offer(EMAIL, place, "administrator"))
    assert client.post(address, GOOD)["Location"] == reverse("accounts:security")
    assert not walking.is_in(client)
    walking.set_up_app(client)
    assert client.get(reverse("accounts:people")).status_code == 200


def test_a_link_serves_once(client, place):
    address = link(walking.offer(EMAIL, place))
    client.post(address, GOOD)
    guest = Client()
    assert guest.get(address).status_code == 404
    assert guest.post(address, {**GOOD, "name": "Mallory"}).status_code == 404
    assert roles_of(EMAIL) == [("councillor", "2026-01-01")]


def test_looking_at_a_link_does_not_use_it(client, place):
    address = link(walking.offer(EMAIL, place))
    for _ in range(3):
        assert client.get(address).status_code == 200
    assert client.post(address, GOOD).status_code == 302


def test_a_link_runs_out_after_a_week(client, place):
    ages = {7 * 24 * 60 - 1: 200, 7 * 24 * 60: 404}
    for minutes, status in ages.items():
        token = walking.offer(EMAIL, place, at=timezone.now() - timedelta(minutes=minutes))
        assert client.get(link(token)).status_code == status


def test_a_withdrawn_link_opens_nothing_and_another_places_cannot_be_withdrawn(client, place):
    token = walking.offer(EMAIL, place)
    with scope.within(scope.SYSTEM_SCOPE):
        row = Invitation.objects.get().pk
    stranger, _ = walking.somebody("stranger@example.org")
    client.force_login(stranger)
    address = reverse("accounts:withdraw-invitation", args=[row])
    assert client.post(address).status_code == 404
    boss = world.add_person("boss@example.org")
    world.give(boss, place, "administrator")
    client.force_login(boss)
    assert client.post(address).status_code == 302
    assert Client().get(link(token)).status_code == 404


@pytest.mark.parametrize(
    ("form", "says"),
    [
        ({"name": "", "password": "three unusual words"}, "Enter your name"),
        ({"name": "Ivy", "password": ""}, "Choose a password"),
        ({"name": "Ivy", "password": "short"}, "too short"),
        ({"name": "Ivy", "password": "1qaz2wsx3edc"}, "too common"),
        ({"name": "Ivy", "password": "ivy@example.org"}, "too similar"),
        ({"name": "I" * 5000, "password": "three unusual words"}, "200 letters"),
    ],
)
def test_a_mistake_is_said_at_its_field_and_the_link_stays(client, place, form, says):
    address = link(walking.offer(EMAIL, place))
    assert says in client.post(address, form).content.decode()
    assert queries.person_by_email(EMAIL) is None
    assert client.post(address, GOOD).status_code == 302


def test_who_has_an_account_signs_in_to_it_first_and_nobody_else_can_take_the_role(client, place):
    person, _ = walking.somebody(EMAIL, "analyst")
    mallory, _ = walking.somebody("mallory@example.org", "councillor")
    address = link(walking.offer(EMAIL, place))
    for visitor in (None, mallory):
        if visitor:
            walking.password(client, visitor.email)
        assert "Sign in to it" in client.get(address).content.decode()
        assert client.post(address, GOOD).status_code == 200
    assert len(roles_of(EMAIL)) == 1
    walking.password(client, EMAIL)
    assert client.post(address)["Location"] == reverse("accounts:you")
    assert roles_of(EMAIL) == [("analyst", "2026-01-01"), ("councillor", "2026-01-01")]
    assert person.check_password(world.PASSWORD)


def test_a_closed_account_is_not_opened_again_by_an_invitation(client, place):
    person, _ = walking.somebody(EMAIL, "analyst")
    with scope.within(scope.SYSTEM_SCOPE):
        actions.close_account(by=world.MAKER, at=timezone.now(), person=person)
    client.post(link(walking.offer(EMAIL, place)), GOOD)
    assert not Person.objects.get(email=EMAIL).is_active
    assert len(roles_of(EMAIL)) == 1


def test_a_role_held_already_is_said_and_changes_nothing(client, place):
    person = world.add_person(EMAIL)
    world.give(person, place, "councillor")
    walking.password(client, EMAIL)
    page = client.post(link(walking.offer(EMAIL, place))).content.decode()
    assert "You hold this role already" in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert Invitation.objects.get().accepted_at is None


def test_national_roles_and_other_places_cannot_be_offered_on_the_page(client, place):
    boss, own = walking.somebody("boss@example.org")
    client.force_login(boss)
    form = {"email": EMAIL, "kind": "national-team", "start_day": "1", "start_month": "2", "start_year": "2026"}
    assert client.post(reverse("accounts:invite", args=[own.pk]), form).status_code == 200
    form["kind"] = "councillor"
    assert client.post(reverse("accounts:invite", args=[place.pk]), form).status_code == 404
    with scope.within(scope.SYSTEM_SCOPE):
        assert not Invitation.objects.exists()


def test_a_role_can_be_offered_until_a_day(client, place):
    client.post(link(walking.offer(EMAIL, place, end=date(2099, 1, 1))), GOOD)
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.person_by_email(EMAIL).roles.get().end == date(2099, 1, 1)


def test_who_is_invited_by_the_demonstration_is_of_the_demonstration(place):
    boss = world.add_person("boss@example.org")
    boss.is_demonstration = True
    boss.save()
    for by, email in ((boss.actor, "play@example.org"), (world.MAKER, "real@example.org")):
        Client().post(link(walking.offer(email, place, by=by)), GOOD)
    assert [queries.person_by_email(f"{who}@example.org").is_demonstration for who in ("play", "real")] == [True, False]
    assert queries.real_people_exist()


@pytest.mark.django_db(transaction=True)
def test_the_same_link_six_times_at_once_makes_one_account(place):
    import threading

    from django.db import connection

    address, answers = link(walking.offer(EMAIL, place)), []

    def take(number: int) -> None:
        answers.append(Client().post(address, {**GOOD, "name": f"Number {number}"}).status_code)
        connection.close()

    threads = [threading.Thread(target=take, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(answers)[-1] in {302, 404} and answers.count(302) == 1
    assert Person.objects.filter(email=EMAIL).count() == 1
    assert len(roles_of(EMAIL)) == 1
