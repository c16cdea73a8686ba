"""A provider's token counts only if it is its own: signed by its key, for us, this sign-in and now, about somebody."""

from __future__ import annotations

import time
from collections.abc import Iterator
from urllib.parse import parse_qs, urlsplit

import pytest
from django.test import Client
from django.urls import reverse
from joserfc import jwk

from commonweal.accounts import queries
from commonweal.accounts.models import Identity
from commonweal.accounts.trusted import Provider
from commonweal.core import scope
from tests.apps.accounts import forger, walking
from tests.factories import world

SECRET = "a client's secret of some length"


@pytest.fixture(scope="module")
def house() -> Iterator[forger.Forger]:
    with forger.running() as found:
        yield found


@pytest.fixture(autouse=True)
def _known(db, settings, house):
    settings.SIGN_IN_PROVIDER = Provider(house.issuer, "commonweal", SECRET, "Wessmoor")
    walking.offer("invited@example.org", world.add_organisation("Upper Example Council"))


def asked(client) -> tuple[str, str]:
    """State and nonce of a sign-in that was begun."""
    query = parse_qs(urlsplit(client.get(reverse("accounts:provider"))["Location"]).query)
    return query["state"][0], query["nonce"][0]


def comes_in(client, house, token: dict[str, str], state: str) -> bool:
    house.token = token
    answer = client.get(reverse("accounts:provider-back"), {"code": "x", "state": state})
    assert answer.status_code in {302, 403}
    return walking.is_in(client)


def test_a_sound_token_comes_in(client, house):
    """Without this none of the others says anything."""
    state, nonce = asked(client)
    assert comes_in(client, house, {"id_token": house.signed(house.claims(nonce))}, state)


WRONG = {
    "another issuer": {"iss": "https://elsewhere.example.com"},
    "no issuer": {"iss": None},
    "for another service": {"aud": "another"},
    "for nobody": {"aud": None},
    "for several, meant for another": {"aud": ["commonweal", "another"], "azp": "another"},
    "of another sign-in": {"nonce": "another"},
    "of no sign-in": {"nonce": None},
    "run out": {"iat": int(time.time()) - 7200, "exp": int(time.time()) - 3600},
    "never to run out": {"exp": None},
    "about nobody": {"sub": None},
    "about somebody without a name": {"sub": ""},
    "about a number": {"sub": 7},
    "about a list": {"sub": ["invited"]},
}


@pytest.mark.parametrize("what", WRONG)
def test_a_token_that_says_something_wrong_opens_nothing(client, house, what):
    state, nonce = asked(client)
    assert not comes_in(client, house, {"id_token": house.signed(house.claims(nonce, **WRONG[what]))}, state)
    assert_nothing_was_made()


def forged(house, claims: dict[str, object]) -> dict[str, str]:
    """The same claims, not signed by the provider's key."""
    return {
        "unsigned": house.unsigned(claims),
        "unsigned, in capitals": house.unsigned(claims, "NONE"),
        "unsigned, said to be signed": house.unsigned(claims, "RS256"),
        "signed by another key": house.signed(claims, key=jwk.RSAKey.generate_key(2048, {"kid": "one"})),
        "signed by our own secret": house.sealed(claims, SECRET.encode()),
        "signed by the public key's letters": house.sealed(claims, house.key.as_pem(private=False)),
        "cut off": house.signed(claims)[:-10],
        "nonsense": "a.b.c",
        "empty": "",
    }


KINDS = [
    *("unsigned", "unsigned, in capitals", "unsigned, said to be signed", "signed by another key"),
    *("signed by our own secret", "signed by the public key's letters", "cut off", "nonsense", "empty"),
]


@pytest.mark.parametrize("kind", KINDS)
def test_a_token_that_is_not_the_providers_opens_nothing(client, house, kind):
    state, nonce = asked(client)
    assert not comes_in(client, house, {"id_token": forged(house, house.claims(nonce))[kind]}, state)
    assert_nothing_was_made()


def test_no_token_at_all_opens_nothing(client, house):
    state, _ = asked(client)
    assert not comes_in(client, house, {}, state)
    assert_nothing_was_made()


def test_a_token_of_my_sign_in_does_not_serve_in_yours(client, house):
    """A sound token, its answer sent to another browser that began a sign-in of its own."""
    state, nonce = asked(client)
    other = Client()
    their_state, _ = asked(other)
    token = {"id_token": house.signed(house.claims(nonce))}
    assert not comes_in(other, house, token, their_state)
    assert not comes_in(other, house, token, state)


@pytest.mark.parametrize("said", [False, None, "true", 1, ["true"], {"yes": True}])
def test_an_account_is_not_linked_by_an_address_that_is_not_verified(client, house, said):
    """Whoever can write any address into their profile there must not come into its account here."""
    walking.somebody("owner@example.org", "councillor")
    state, nonce = asked(client)
    claims = house.claims(nonce, sub="mallory", email="owner@example.org", email_verified=said)
    assert not comes_in(client, house, {"id_token": house.signed(claims)}, state)
    assert_nothing_was_made()


def assert_nothing_was_made() -> None:
    with scope.within(scope.SYSTEM_SCOPE):
        assert not Identity.objects.exists()
        assert queries.person_by_email("invited@example.org") is None
