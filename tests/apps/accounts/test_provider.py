"""Sign-in by a provider: there and back against a real one, and whom its word lets in."""

from __future__ import annotations

from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from commonweal.accounts import actions, queries
from commonweal.accounts.models import Identity
from commonweal.accounts.trusted import Provider
from commonweal.core import scope
from tests.apps.accounts import provider, walking
from tests.factories import world

EMAIL = "invited@example.org"


@pytest.fixture(scope="module")
def issuer() -> Iterator[str]:
    with provider.running() as address:
        yield address


@pytest.fixture(autouse=True)
def _known(db, settings, issuer):
    settings.SIGN_IN_PROVIDER = Provider(issuer, "commonweal", "a client's secret", "Wessmoor")


def asked(client, to: str = "/account/") -> str:
    return client.get(reverse("accounts:provider"), {"next": to})["Location"]


def back(client, address: str):
    parts = urlsplit(address)
    assert (parts.netloc, parts.path) == ("testserver", reverse("accounts:provider-back"))
    return client.get(f"{parts.path}?{parts.query}")


def come(client, subject: str, to: str = "/account/"):
    return back(client, provider.consent(asked(client, to), subject))


def invited(kind: str = "councillor") -> None:
    walking.offer(EMAIL, world.add_organisation("Upper Example Council"), kind)


def test_what_is_asked_carries_state_nonce_and_a_challenge(client):
    query = parse_qs(urlsplit(asked(client)).query)
    assert query["response_type"] == ["code"]
    assert query["code_challenge_method"] == ["S256"]
    assert set(query["scope"][0].split()) == {"openid", "email", "profile"}
    assert min(len(query[key][0]) for key in ("state", "nonce", "code_challenge")) >= 20


def test_the_button_stands_on_the_sign_in_page_only_where_there_is_a_provider(client, settings):
    assert "Sign in with Wessmoor" in client.get(reverse("accounts:sign-in")).content.decode()
    settings.SIGN_IN_PROVIDER = None
    assert "Sign in with Wessmoor" not in client.get(reverse("accounts:sign-in")).content.decode()
    assert client.get(reverse("accounts:provider")).status_code == 404
    assert client.get(reverse("accounts:provider-back")).status_code == 404


def test_who_was_invited_comes_in_with_account_and_role_and_again_by_subject(client):
    invited()
    assert come(client, "invited", "/account/security")["Location"] == "/account/security"
    assert walking.is_in(client)
    person = queries.person_by_email(EMAIL)
    assert not person.has_usable_password()
    person.email = "renamed@example.org"
    person.save()
    again = Client()
    come(again, "invited")
    assert walking.is_in(again)
    assert "renamed@example.org" in again.get(reverse("accounts:you")).content.decode()


def test_who_has_an_account_comes_in_and_is_linked_once(client):
    person, _ = walking.somebody(EMAIL, "councillor")
    for browser in (client, Client()):
        come(browser, "invited")
        assert walking.is_in(browser)
    with scope.within(scope.SYSTEM_SCOPE):
        assert list(Identity.objects.values_list("person_id", "subject")) == [(person.pk, "invited")]
    assert [event["data"]["subject"] for event in walking.audited("accounts.link-identity")] == ["invited"]


@pytest.mark.parametrize("subject", ["unverified", "says-yes", "stranger", "nameless"])
def test_nobody_else_comes_in(client, subject):
    invited()
    answer = come(client, subject)
    assert answer.status_code == 403
    assert "You are not known here yet" in answer.content.decode()
    assert not walking.is_in(client)
    assert queries.person_by_email(EMAIL) is None


def test_an_address_that_was_given_to_somebody_new_does_not_open_the_old_account(client):
    walking.somebody(EMAIL, "councillor")
    come(client, "invited")
    other = Client()
    assert come(other, "newcomer").status_code == 403
    assert not walking.is_in(other)


def test_a_closed_account_stays_closed(client):
    person, _ = walking.somebody(EMAIL, "councillor")
    come(client, "invited")
    with scope.within(scope.SYSTEM_SCOPE):
        actions.close_account(by=world.MAKER, at=world.AT, person=person)
    assert not walking.is_in(client)
    assert come(client, "invited").status_code == 403
    assert not walking.is_in(client)


def test_a_role_that_asks_for_a_second_step_asks_for_ours(client):
    invited("administrator")
    assert come(client, "invited")["Location"] == reverse("accounts:security")
    assert not walking.is_in(client)


def test_unless_the_provider_says_that_it_asked_for_one(client):
    invited("administrator")
    assert come(client, "strong")["Location"] == "/account/"
    assert walking.is_in(client)
    assert [event["data"]["how"] for event in walking.audited("accounts.sign-in")] == ["provider"]


def test_a_stolen_answer_does_not_serve_in_another_browser(client):
    invited()
    address = provider.consent(asked(client), "invited")
    assert back(Client(), address).status_code == 403
    assert back(client, address).status_code == 302
    assert back(client, address).status_code == 403


@pytest.mark.parametrize("query", ["", "code=x", "code=x&state=y", "error=access_denied&state=y", "state=%00&code=%00"])
def test_a_made_up_answer_is_refused_in_words(client, query):
    asked(client)
    answer = client.get(f"{reverse('accounts:provider-back')}?{query}")
    assert answer.status_code == 403
    assert "was not completed" in answer.content.decode()


def test_who_says_no_there_is_told_here(client):
    state = parse_qs(urlsplit(asked(client)).query)["state"][0]
    answer = client.get(reverse("accounts:provider-back"), {"error": "access_denied", "state": state})
    assert answer.status_code == 403 and not walking.is_in(client)


def test_a_provider_that_does_not_answer_is_said(client, settings):
    settings.SIGN_IN_PROVIDER = Provider("http://localhost:9", "commonweal", "s", "Wessmoor")
    answer = client.get(reverse("accounts:provider"))
    assert answer.status_code == 502
    assert "does not answer" in answer.content.decode()


def test_a_provider_by_another_name_is_not_believed(client, settings, issuer):
    invited()
    address = provider.consent(asked(client), "invited")
    settings.SIGN_IN_PROVIDER = Provider(issuer.replace("localhost", "LOCALHOST"), "commonweal", "s", "Wessmoor")
    assert back(client, address).status_code == 403
    assert not walking.is_in(client)


def test_the_way_onward_stays_on_this_site(client):
    invited()
    assert come(client, "invited", "https://elsewhere.example.com/")["Location"] == "/"


def test_the_client_secret_is_never_shown():
    assert "a client's secret" not in repr(Provider("i", "c", "a client's secret", "n"))
