"""Whoever means ill at the door: sessions set beforehand, one code used at once, ways to elsewhere, forged forms."""

from __future__ import annotations

from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from commonweal.accounts.models import Session
from tests.apps.accounts import walking

EMAIL = "adam@example.org"
ELSEWHERE = [
    "https://elsewhere.example.com/",
    "//elsewhere.example.com/",
    "///elsewhere.example.com",
    "/\\elsewhere.example.com",
    "\\\\elsewhere.example.com",
    "/\t/elsewhere.example.com",
    "https:elsewhere.example.com",
    "http:///elsewhere.example.com",
    "https://testserver@elsewhere.example.com/",
    "https://testserver.elsewhere.example.com/",
    "javascript:alert(1)",
    "data:text/html,x",
    " //elsewhere.example.com",
    "\x00//elsewhere.example.com",
    "ftp://testserver/",
    "http://[elsewhere",
]


def session_of(client) -> str:
    return client.cookies["sessionid"].value


def test_a_session_that_was_set_beforehand_is_never_signed_in(db):
    """Fixation: the cookie that an attacker knows is another one after every step, and the old ones are nobody's."""
    walking.somebody(EMAIL)
    victim, known = Client(), []
    victim.get(reverse("accounts:passkey-sign-in"))
    known.append(session_of(victim))
    walking.password(victim, EMAIL)
    known.append(session_of(victim))
    seed, _ = walking.set_up_app(victim)
    assert walking.is_in(victim)
    assert len({*known, session_of(victim)}) == 3
    for key in known:
        attacker = Client()
        attacker.cookies["sessionid"] = key
        assert not walking.is_in(attacker)
        assert walking.second_step(attacker, walking.code(seed, 1))["Location"] == reverse("accounts:sign-in")


def test_a_made_up_session_is_not_taken_on(db):
    walking.somebody(EMAIL, "councillor")
    client = Client()
    client.cookies["sessionid"] = made_up = "a" * 32
    walking.password(client, EMAIL)
    assert walking.is_in(client) and session_of(client) != made_up
    assert not Session.objects.filter(session_key=made_up).exists()


def test_signing_out_ends_the_session_not_the_cookie_alone(db):
    walking.somebody(EMAIL, "councillor")
    client, thief = Client(), Client()
    walking.password(client, EMAIL)
    thief.cookies["sessionid"] = session_of(client)
    assert walking.is_in(thief)
    client.post(reverse("accounts:sign-out"))
    assert not walking.is_in(thief)


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_no_way_onward_leads_off_this_site(db, onward):
    walking.somebody(EMAIL, "councillor")
    for how in ("posted", "asked"):
        client, door = Client(), reverse("accounts:sign-in")
        given = {"username": EMAIL, "password": "a long enough password"}
        if how == "posted":
            answer = client.post(door, {**given, "next": onward})
        else:
            answer = client.post(door, given, query_params={"next": onward})
        assert (answer.status_code, answer["Location"]) == (302, "/")
    page = client.get(door, {"next": onward}).content.decode()
    assert 'name="next" value="/"' in page


@pytest.mark.parametrize("onward", ELSEWHERE)
def test_nor_does_one_that_waited_for_the_second_step(db, onward):
    walking.somebody(EMAIL)
    client = Client()
    walking.password(client, EMAIL)
    seed, _ = walking.set_up_app(client)
    client.post(reverse("accounts:sign-out"))
    walking.password(client, EMAIL, next=onward)
    assert walking.second_step(client, walking.code(seed, 1))["Location"] == "/"


@pytest.mark.parametrize("route", ["sign-in", "second-step", "forgotten", "add-app", "change-password", "sign-out"])
def test_another_sites_form_is_refused(db, route):
    walking.somebody(EMAIL, "councillor")
    client = Client(enforce_csrf_checks=True)
    given = {"username": EMAIL, "password": "a long enough password", "email": EMAIL, "code": "1"}
    assert client.post(reverse(f"accounts:{route}"), given).status_code == 403
    assert not walking.is_in(client)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("which", ["app", "recovery code"])
def test_one_code_in_six_browsers_at_once_lets_one_in(which):
    """Each thread has a connection of its own, as each web process has."""
    walking.somebody(EMAIL)
    first = Client()
    walking.password(first, EMAIL)
    seed, codes = walking.set_up_app(first)
    browsers, typed = [Client() for _ in range(6)], walking.code(seed, 1) if which == "app" else codes[0]
    for browser in browsers:
        walking.password(browser, EMAIL)

    def answer(browser) -> None:
        walking.second_step(browser, typed)
        connection.close()

    threads = [Thread(target=answer, args=[browser]) for browser in browsers]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sum(walking.is_in(browser) for browser in browsers) == 1
    assert [event["data"]["how"] for event in walking.audited("accounts.sign-in")][1:] == [f"password, {which}"]
