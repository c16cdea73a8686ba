"""Signing in: one message for every mistake, a pause after five."""

from __future__ import annotations

import pytest
from django.urls import reverse

from tests.factories import world

WRONG = "The e-mail address or password is not right"


@pytest.fixture
def person(db):
    return world.add_person("signs.in@example.org")


def attempt(client, email: str, password: str, **more):
    return client.post(reverse("accounts:sign-in"), {"username": email, "password": password, **more})


def test_the_right_pair_signs_in_whatever_the_case(client, person):
    assert attempt(client, "Signs.In@Example.org", world.PASSWORD).status_code == 302
    assert client.get(reverse("accounts:you")).status_code == 200


@pytest.mark.parametrize(
    ("email", "password"), [("signs.in@example.org", "wrong"), ("nobody@example.org", world.PASSWORD)]
)
def test_a_wrong_pair_says_the_same_whoever_exists(client, person, email, password):
    page = attempt(client, email, password)
    assert WRONG in page.content.decode()


def test_five_wrong_attempts_make_one_wait_even_with_the_right_password(client, person):
    for spelling in ["signs.in@example.org", "Signs.In@example.org", "SIGNS.IN@example.org"] * 2:
        last = attempt(client, spelling, "wrong")
    assert last.status_code == 429
    assert attempt(client, "signs.in@example.org", world.PASSWORD).status_code == 429


def test_going_on_to_another_site_is_refused(client, person):
    page = attempt(client, "signs.in@example.org", world.PASSWORD, next="https://elsewhere.example.com/")
    assert page["Location"] == "/"


def test_signing_out(client, person):
    attempt(client, "signs.in@example.org", world.PASSWORD)
    client.post(reverse("accounts:sign-out"))
    assert client.get(reverse("accounts:you")).status_code == 302
