"""Whoever means ill asks the API: no fault of ours, no word of what is not public, the same for every role."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from urllib.parse import quote

import pytest
from django.test import Client

from commonweal.config.api import description
from commonweal.core import scope
from commonweal.plans import queries
from tests.apps.observations.makers import small_publication, take
from tests.factories import world
from tests.factories.plan import invented_plan
from tests.factories.rounds import rounds, sound

WITHIN = {"places": "E10000015", "measures": "delayed-days", "rounds": "2025-26", "downloads": "organisations"}
ROLES = ("council-finance", "national-team", "administrator", "social-worker", "regional-assurer")
NUMBERS = ("0", "-1", "1001", "1000000000", "9" * 400, "1e3", "1.0", "１０", " 5 ", "", "true", "null", "0x10", "NaN")
TEXTS = (
    *("%00", "%ff%fe", "%ED%A0%80", "%E2%80%AE", "%F0%9F%92%A9", "'%20or%201=1--", "%25%25%25", "*"),
    *("../../secret-key", "x" * 201, "x" * 100_000, "%0d%0aSet-Cookie:a=b", "{{7*7}}", "<script>", "%5c", "_%25"),
)
HEADERS: tuple[dict[str, str], ...] = (
    {"Accept": "text/html"},
    {"Accept": "x" * 9_000},
    {"Accept": ";q=banana"},
    {"If-None-Match": '"' * 500},
    {"If-None-Match": "*"},
    {"If-Modified-Since": "yesterday"},
    {"If-Modified-Since": "Thu, 01 Jan 99999 00:00:00 GMT"},
    {"If-Match": '"none"'},
    {"If-Unmodified-Since": "Thu, 01 Jan 1970 00:00:00 GMT"},
    {"Range": "bytes=5-1"},
    {"Content-Type": "application/json; charset=nonsense"},
    {"X-HTTP-Method-Override": "DELETE"},
    {"X-Forwarded-Host": "elsewhere.example.com"},
    {"Cookie": "sessionid=" + "a" * 5_000},
    {"Authorization": "Basic ////"},
    {"Origin": "https://elsewhere.example.com"},
)


def addresses() -> list[tuple[str, list[str]]]:
    """Every address of the description, a real one for its place, with what it takes."""
    found = []
    for address, said in description()["paths"].items():
        section = address.split("/")[3]
        path = address.replace("{key}", WITHIN.get(section, "")).replace("{name}", WITHIN.get(section, ""))
        takes = [one["name"] for one in said["get"].get("parameters", ()) if one["in"] == "query"]
        found.append((path, takes))
    return found


@pytest.fixture
def places(db):
    """Two places with people, funds, work and drafts; a publication."""
    take(small_publication())
    return world.two_places()


def hidden(places) -> list[bytes]:
    found = [b"Traceback", b"commonweal/", b"psycopg"]
    for place in (places.ours, places.theirs):
        person = place["person"]
        words = (person.name, person.email, f"Fund of {place['name']}", place["job_title"], "Ann Invented")
        found += [word.encode() for word in words]
    return found


def content(answer) -> bytes:
    return b"".join(answer.streaming_content) if answer.streaming else answer.content


def is_sound(answer, secrets: list[bytes], asked: str) -> None:
    said = content(answer)
    assert answer.status_code < 500, asked[:200]
    assert not answer.cookies, asked[:200]
    assert [secret for secret in secrets if secret in said] == [], asked[:200]
    if answer.status_code >= 400:
        assert answer.headers["Content-Type"] == "application/json", asked[:200]
        assert all(one["message"] and one["what_to_do"] for one in answer.json()["findings"]), asked[:200]


def questions(takes: list[str]) -> list[str]:
    found = [f"{name}={value}" for name in takes for value in NUMBERS + TEXTS]
    found += [f"{name}=1&{name}=2&{name}=E10000015" for name in takes]
    return [*found, "=", "&&&", "%00=1", "limit[]=5", "limit", "a" * 60_000, "&".join(f"a{n}=1" for n in range(999))]


@pytest.mark.parametrize(("address", "takes"), addresses())
def test_whatever_is_asked_is_answered_in_findings(client, places, address, takes):
    secrets = hidden(places)
    for query in questions(takes):
        is_sound(client.get(f"{address}?{query}"), secrets, query)


@pytest.mark.parametrize(("address", "takes"), addresses())
def test_whatever_is_said_in_headers_is_answered(client, places, address, takes):
    secrets = hidden(places)
    for headers in HEADERS:
        is_sound(client.get(address, headers=headers), secrets, str(headers))


@pytest.mark.parametrize(("address", "takes"), addresses())
def test_whatever_method_is_used_changes_nothing(client, places, address, takes):
    secrets = hidden(places)
    methods = (client.post, client.put, client.patch, client.delete, client.options, partial(client.generic, "FROB"))
    for method in methods:
        answer = method(address, data=b"\xff\x00{", content_type="application/json")
        is_sound(answer, secrets, address)
        assert answer.status_code == 405
    asked = client.head(address)
    assert asked.status_code in {200, 422}


PATHS = (
    *("/api/v1/places/%00", "/api/v1/places/%ff", "/api/v1/places/" + "x" * 100_000, "/api/v1/places/%2e%2e%2f"),
    *("/api/v1/downloads/%00.csv", "/api/v1/downloads/..csv", "/api/v1/downloads/" + "%2f" * 999 + ".csv"),
    *(
        "/api/v1//places",
        "/api/v1/places/",
        "/api/v1/",
        "/api/v2/places",
        "/api/v1/../../pool/",
        "/api/v" + "1" * 5_000,
    ),
    *("/api/v1/rounds/2025-26/plans/1", "/api/v1/rounds/%E2%80%AE/plans", "/api/v1/openapi.json?x=1"),
)


@pytest.mark.parametrize("path", PATHS, ids=range(len(PATHS)))
def test_whatever_stands_in_the_path_is_answered(client, places, path):
    is_sound(client.get(path), hidden(places), path)


def test_beyond_the_last_page_is_an_empty_page(client, places):
    last = {"places": quote("\U0010ffff"), "measures": "zzz", "values": 2**63 - 1, "observations": 2**63 - 1}
    last |= {"publications": 2**63 - 1, "rounds": 2**63 - 1, "plans": 2**63 - 1, "pools": 2**63 - 1}
    asked = 0
    for address, takes in addresses():
        if "cursor" in takes:
            answer = client.get(f"{address}?cursor={last[address.rsplit('/', 1)[1]]}")
            assert (answer.status_code, answer.json()["items"], answer.json()["next"]) == (200, [], None), address
            asked += 1
    assert asked == len(last)


def test_five_roles_and_nobody_get_the_same_of_everything(places):
    """A draft with money in it, a fund, a person: in the database, seen by their owners, in no answer here."""
    draft = invented_plan()
    content_of, _ = sound(rounds()[draft.plan.round])
    schemes = (replace(content_of.schemes[0], name="Quincy's quiet beds"), *content_of.schemes[1:])
    draft.writes("manager", replace(content_of, schemes=schemes))
    with scope.within(draft.seen_by("manager")):
        assert queries.content(draft.plan).schemes[0].name == "Quincy's quiet beds"
    secrets = [*hidden(places), b"Quincy"]
    visitors = [Client() for _ in ROLES]
    for visitor, role in zip(visitors, ROLES, strict=True):
        world.sign_in(visitor, places, role)
    for address, takes in addresses():
        query = "?asked=809" if address.endswith("who-was") else "?limit=1000" if "limit" in takes else ""
        public = content(Client().get(address + query))
        assert [secret for secret in secrets if secret in public] == [], address
        for visitor, role in zip(visitors, ROLES, strict=True):
            assert content(visitor.get(address + query)) == public, (address, role)
