"""Schemathesis asks the API what its own description allows, and what it does not: no 5xx, no surprise, no leak."""

from __future__ import annotations

import os
from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.db import close_old_connections
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode

from commonweal.config.api import description
from commonweal.config.wsgi import application
from commonweal.core import scope
from tests.apps.observations.makers import small_publication, take
from tests.factories import world

ADDRESSES = sorted(description()["paths"])
EXAMPLES = int(os.environ.get("COMMONWEAL_API_EXAMPLES", "8"))  # to an address, a mode and a visitor


@pytest.fixture(autouse=True)
def _one_connection():
    """The web entry closes its connection after each request; here that is the test's own (Django's client does so)."""
    for signal in (request_started, request_finished):
        signal.disconnect(close_old_connections)
    yield
    for signal in (request_started, request_finished):
        signal.connect(close_old_connections)


@pytest.fixture
def places(db):
    """Two places with people, funds, jobs and draft plans; a publication."""
    take(small_publication())
    return world.two_places()


def secrets(places) -> list[bytes]:
    """What must never be seen: people, their addresses, funds, work, files of books."""
    found = []
    for place in (places.ours, places.theirs):
        person = place["person"]
        found += [person.name, person.email, f"Fund of {place['name']}", place["job_title"]]
    return [text.encode() for text in found]


def check(places, address: str, mode: GenerationMode, headers: dict[str, str], examples: int, derandomize: bool) -> int:
    """Ask one address many times, each answer held against the description; how many times."""
    schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
    operation = schema[address]["GET"]
    hidden, asked = secrets(places), Counter()

    @settings(
        max_examples=examples,
        derandomize=derandomize,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def ask(case) -> None:
        asked[mode] += 1
        answer = case.call(headers=headers)
        case.validate_response(answer)
        assert answer.status_code < 500
        assert [text for text in hidden if text in answer.content] == []

    ask()
    return asked[mode]


@pytest.mark.parametrize("who", ["nobody", "signed in"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_keeps_to_its_description(client, places, address, who):
    check_both(client, places, address, who, EXAMPLES)


@pytest.mark.drill
@pytest.mark.parametrize("who", ["nobody", "signed in"])
@pytest.mark.parametrize("address", ADDRESSES)
def test_an_address_keeps_to_its_description_whatever_is_asked(client, places, address, who, record_testsuite_property):
    asked = check_both(client, places, address, who, 300)
    record_testsuite_property(f"requests to {address} by {who}", asked)


def check_both(client, places, address: str, who: str, examples: int) -> int:
    headers = {}
    if who == "signed in":
        world.sign_in(client, places, "council-finance")
        headers["Cookie"] = f"sessionid={client.cookies['sessionid'].value}"
    takes = description()["paths"][address]["get"].get("parameters", ())
    derandomize = examples == EXAMPLES  # the same questions at every change; new ones in the drill
    asked = check(places, address, GenerationMode.POSITIVE, headers, examples, derandomize)
    if any(one["in"] == "query" for one in takes):  # any text is a key: what is not as described needs a query
        asked += check(places, address, GenerationMode.NEGATIVE, headers, examples, derandomize)
    return asked


def test_a_draft_is_nowhere_and_the_check_would_see_it(client, places):
    """The line of a draft plan that its own council sees on its page is in no answer of the API."""
    assert client.get("/api/v1/rounds/2025-26/plans").json()["items"] == []
    assert world.sign_in(client, places, "council-finance")
    assert places.ours["name"].encode() in client.get("/plans/").content
    assert client.get("/api/v1/rounds/2025-26/plans").json()["items"] == []
    with scope.within(scope.SYSTEM_SCOPE):
        assert f"Fund of {places.ours['name']}".encode() in client.get(f"/pool/{places.ours['fund']}/").content


def test_every_field_is_described_and_money_and_days_have_units():
    described = description()
    schemas = described["components"]["schemas"]
    for name, schema in schemas.items():
        for field, said in schema.get("properties", {}).items():
            if field.endswith("_pence"):
                assert said.get("unit") == "pence", f"{name}.{field}"
    for address in ADDRESSES:
        operation = described["paths"][address]["get"]
        assert operation["description"], address
        for parameter in operation.get("parameters", ()):
            assert parameter.get("description") or parameter["schema"].get("description"), (address, parameter["name"])
    assert {"404", "422"} <= set(map(str, described["paths"]["/api/v1/places"]["get"]["responses"]))
