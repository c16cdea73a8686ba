"""The public API gives what was published: paged, filtered, kept by the state of the data, its faults as findings."""

from __future__ import annotations

import csv
import hashlib
import io
import json
import re
from collections import Counter
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from fnmatch import fnmatch

import pytest
from django.utils import timezone
from django.utils.http import http_date

from commonweal.config.api import description
from commonweal.core.kept import Shelf
from commonweal.observations.models import Figure
from tests.apps.observations.makers import small_publication, take
from tests.factories import world


def ask(client, address: str):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == 200, answer.content
    return answer.json()


def every(client, address: str) -> list:
    """All pages of a list."""
    rows, next_ = [], f"/api/v1/{address}"
    while next_:
        page = client.get(next_).json()
        rows += page["items"]
        next_ = page["next"]
    return rows


def findings(answer) -> list[tuple[str, str]]:
    return [(one["code"], one["where"]) for one in answer.json()["findings"]]


def taken(client, name: str) -> bytes:
    return b"".join(client.get(f"/api/v1/downloads/{name}.csv").streaming_content)


def test_who_809_was_on_both_sides_of_april_2019(client, db):
    before = ask(client, "who-was?asked=809&on=2019-03-31")
    assert [(one["key"], one["official_name"]) for one in before["then"]] == [("E10000009", "Dorset County Council")]
    assert [one["key"] for one in before["at_other_times"]] == ["E06000059"]
    assert [one["key"] for one in ask(client, "who-was?asked=809&on=2019-04-01")["then"]] == ["E06000059"]


def test_dorsets_people_went_two_ways(client, db):
    """Christchurch, 47,752 of the county's 412,905 people in Census 2011, went to Bournemouth's new council."""
    passed = {
        one["key"]: one["share"] for one in ask(client, "places/E10000009")["successors"] if one["kind"] == "council"
    }
    assert passed == {"E06000058": pytest.approx(47_752 / 412_905), "E06000059": pytest.approx(1 - 47_752 / 412_905)}


@pytest.mark.parametrize(
    ("day", "count"), [("2019-03-31", 152), ("2019-04-01", 151), ("2021-04-01", 152), ("2023-04-01", 153)]
)
def test_councils_of_a_day_are_as_many_as_there_were(client, db, day, count):
    keys = [one["key"] for one in every(client, f"places?kind=council&on={day}&limit=60")]
    assert len(keys) == len(set(keys)) == count
    assert keys == sorted(keys)


def test_published_figures_as_published(client, published):
    """England and Dorset as NHS England printed them (the domain reference has the same)."""
    england = ask(client, "measures/people-delayed-per-day/values?first=2017-02&last=2017-02")["items"]
    assert [(one["numerator"], round(one["value"], 1)) for one in england] == [(186_490, 6_660.4)]
    assert [
        one["numerator"] for one in ask(client, "measures/delayed-days/values?area=E10000009&first=2019-03")["items"]
    ] == [1_704]
    bcp = ask(client, "measures/delayed-days/values?area=E06000058&first=2019-04&last=2019-05")["items"]
    assert [one["value"] for one in bcp] == [1_180, 1_143]
    whole = list(csv.DictReader(io.StringIO(taken(client, "observations-delayed-transfers-of-care").decode())))
    of_delays = Figure.objects.filter(place__file__publication__collection="delayed-transfers-of-care")
    assert len(whole) == of_delays.count() == 312_180
    markers = Counter(row["marker"] for row in whole if row["marker"])
    assert markers == {"none-reported": 813, "barred": 1_134}
    assert {row["value"] for row in whole if row["marker"]} == {""}
    total = [
        row
        for row in whole
        if row["is_total"] == "true" and row["month"] == "2017-02" and row["measure"] == "delayed-days"
    ]
    of_all = {float(row["value"]) for row in total if row["care"] == row["side"] == row["reason"] == "all"}
    assert of_all == {186_490}


def test_pages_together_are_the_whole_and_no_marker_is_a_number(client, db):
    take(small_publication())
    rows = every(client, "observations?limit=7")
    assert len(rows) == Figure.objects.count()
    assert [row["id"] for row in rows] == sorted({row["id"] for row in rows})
    assert all((row["value"] is None) == (row["marker"] != "") for row in rows)
    assert any(row["marker"] for row in rows)


HERTFORDSHIRE = {"E2": "E10000015", "2": "606", "Beeton": "Hertfordshire"}


def named(names: dict[str, str]):
    """A change to the small publication's sheets: other texts in place of those."""

    def change(sheets) -> None:
        for rows in sheets.values():
            for row in rows:
                row[:] = [names.get(cell, cell) for cell in row]

    return change


def test_a_filter_gives_what_it_says_and_no_more(client, db):
    take(small_publication(change=named(HERTFORDSHIRE)))
    everything = every(client, "observations?limit=1000")
    for name, value, key in [
        ("side", "nhs", "side"),
        ("reason", "all", "reason"),
        ("area", "E10000015", "organisation"),
        ("measure", "delayed-days", "measure"),
    ]:
        found = every(client, f"observations?{name}={value}&limit=1000")
        assert found == [row for row in everything if row[key] == value], name
        assert found


def test_a_superseded_file_speaks_only_when_it_is_asked(client, db):
    take(small_publication())
    first = ask(client, "publications")["items"]
    take(small_publication(revised="14/04/2017", change=lambda sheets: None), "revised.xlsx")
    now = ask(client, "publications")["items"]
    assert [one["name"] for one in now] == ["revised.xlsx"]
    assert len(ask(client, "publications?superseded=true")["items"]) == 2
    old = ask(client, f"observations?publication={first[0]['id']}")["items"]
    assert {row["publication"] for row in old} == {first[0]["id"]}
    assert {row["publication"] for row in every(client, "observations?limit=1000")} == {now[0]["id"]}


def test_the_answer_is_304_until_something_was_read(client, db):
    take(small_publication())
    first = client.get("/api/v1/observations?limit=3")
    tag = first.headers["ETag"]
    again = client.get("/api/v1/observations?limit=3", headers={"If-None-Match": tag})
    assert (again.status_code, again.content) == (304, b"")
    since = {"If-Modified-Since": first.headers["Last-Modified"]}
    assert client.get("/api/v1/observations?limit=3", headers=since).status_code == 304
    assert client.get("/api/v1/observations?limit=4", headers={"If-None-Match": tag}).status_code == 200
    take(small_publication(revised="14/04/2017"), "revised.xlsx")
    assert client.get("/api/v1/observations?limit=3", headers={"If-None-Match": tag}).status_code == 200


def test_a_new_organisation_makes_the_places_new(client, db):
    tag = client.get("/api/v1/places").headers["ETag"]
    assert client.get("/api/v1/places", headers={"If-None-Match": tag}).status_code == 304
    world.add_organisation("Newly Invented Council")
    assert client.get("/api/v1/places", headers={"If-None-Match": tag}).status_code == 200


EVERYTHING = [
    *("places", "places/E10000015", "who-was?asked=809", "rounds", "rounds/2025-26/plans", "pools", "openapi.json"),
    *("measures", "measures/delayed-days", "measures/delayed-days/values", "observations", "publications"),
    *("downloads/datapackage.json", "downloads/organisations.csv"),
]


def test_everything_that_is_described_stands_in_the_list():
    described = {re.sub("{.*?}", "*", address) for address in description()["paths"]}
    named = {f"/api/v1/{address.split('?')[0]}" for address in EVERYTHING}
    assert [one for one in described if not any(fnmatch(name, one) for name in named)] == []


@pytest.mark.parametrize("address", EVERYTHING)
def test_each_answer_says_what_it_is_of_and_comes_once(client, db, address):
    """RFC 9110: both validators on the answer and on 304; the tag goes before the date; a later date is not newer."""
    take(small_publication())
    first = client.get(f"/api/v1/{address}")
    tag, modified = first.headers["ETag"], first.headers["Last-Modified"]
    assert parsedate_to_datetime(modified) <= timezone.now()
    for kept in ({"If-None-Match": tag}, {"If-Modified-Since": modified}, {"If-None-Match": f'"other", W/{tag}'}):
        again = client.get(f"/api/v1/{address}", headers=kept)
        assert (again.status_code, again.content) == (304, b""), kept
        assert (again.headers["ETag"], again.headers["Last-Modified"]) == (tag, modified)
    for stale in ({"If-None-Match": '"other"'}, {"If-None-Match": '"other"', "If-Modified-Since": modified}):
        assert client.get(f"/api/v1/{address}", headers=stale).status_code == 200, stale
    before = http_date(parsedate_to_datetime(modified).timestamp() - 1)
    assert client.get(f"/api/v1/{address}", headers={"If-Modified-Since": before}).status_code == 200


def test_a_change_of_the_places_is_later_than_what_was_kept(client, db, monkeypatch):
    at = datetime(2026, 11, 1, 9, tzinfo=UTC)
    monkeypatch.setattr("commonweal.core.api._first_seen", Shelf(10))
    monkeypatch.setattr("commonweal.core.api.real_now", lambda: at)
    kept = {"If-Modified-Since": client.get("/api/v1/places").headers["Last-Modified"]}
    assert kept["If-Modified-Since"] == "Sun, 01 Nov 2026 09:00:00 GMT"
    at += timedelta(hours=1)
    assert client.get("/api/v1/places", headers=kept).status_code == 304
    world.add_organisation("Newly Invented Council")
    changed = client.get("/api/v1/places", headers=kept)
    assert (changed.status_code, changed.headers["Last-Modified"]) == (200, "Sun, 01 Nov 2026 10:00:00 GMT")


@pytest.mark.parametrize(
    ("address", "status", "said"),
    [
        ("places?knd=trust", 422, ("api-unknown-parameter", "query parameter knd")),
        ("places?kind=castle", 422, ("api-enum", "query parameter kind")),
        ("places?on=2019-02-30", 422, ("api-date-from-datetime-parsing", "query parameter on")),
        ("places?limit=0", 422, ("api-greater-than-equal", "query parameter limit")),
        ("places?text=%00", 422, ("api-string-pattern-mismatch", "query parameter text")),
        ("places/nobody", 404, ("api-not-there", "path parameter key")),
        ("observations?area=nobody", 404, ("api-not-there", "query parameter area")),
        ("observations?first=2019-05&last=2019-04", 404, ("api-not-there", "query parameters first, last")),
        ("observations?first=2019-13", 422, ("api-string-pattern-mismatch", "query parameter first")),
        ("measures/none", 404, ("api-not-there", "path parameter key")),
        ("rounds/1999/plans", 404, ("api-not-there", "path parameter key")),
        ("downloads/secrets.csv", 404, ("api-not-there", "path parameter name")),
        ("downloads/..%2f..%2fsecret-key.csv", 404, ("api-404", "/api/v1/downloads/../../secret-key.csv")),
        ("nowhere", 404, ("api-404", "/api/v1/nowhere")),
    ],
)
def test_a_fault_is_a_finding(client, db, address, status, said):
    answer = client.get(f"/api/v1/{address}")
    assert answer.status_code == status
    assert findings(answer) == [said]
    assert all(one["message"] and one["what_to_do"] for one in answer.json()["findings"])


def test_it_is_for_reading_alone(client, db):
    for method in (client.post, client.put, client.patch, client.delete):
        answer = method("/api/v1/places")
        assert (answer.status_code, answer.headers["Allow"]) == (405, "GET")
        assert findings(answer) == [("api-405", "/api/v1/places")]
    assert client.head("/api/v1/places").status_code == 200


def test_who_asks_makes_no_difference(client, db):
    """The same bytes for nobody and for a national role: no cookie is read, none is set."""
    places = world.two_places()
    take(small_publication())
    addresses = ["places?limit=1000", "observations", "rounds/2025-26/plans", "pools", "downloads/datapackage.json"]
    public = [client.get(f"/api/v1/{address}").content for address in addresses]
    world.sign_in(client, places, "national-team")
    assert client.get("/plans/").status_code == 200
    for address, expected in zip(addresses, public, strict=True):
        answer = client.get(f"/api/v1/{address}")
        assert answer.content == expected
        assert not answer.cookies and "Vary" not in answer.headers


def test_the_package_describes_the_files_as_they_are(client, db):
    take(small_publication())
    package = ask(client, "downloads/datapackage.json")
    assert {one["name"] for one in package["resources"]} >= {"organisations", "codes", "successions", "populations"}
    for resource in package["resources"]:
        content = taken(client, resource["name"])
        rows = list(csv.reader(io.StringIO(content.decode())))
        fields = resource["schema"]["fields"]
        assert resource["hash"] == f"sha256:{hashlib.sha256(content).hexdigest()}"
        assert (resource["bytes"], resource["rows"]) == (len(content), len(rows) - 1)
        assert rows[0] == [field["name"] for field in fields]
        assert resource["licenses"] and resource["sources"][0]["title"]
        for row in rows[1:]:
            for field, cell in zip(fields, row, strict=True):
                assert cell == "" or READ[field["type"]](cell) is not None
        keys = [rows[0].index(name) for name in resource["schema"]["primaryKey"]]
        assert len({tuple(row[key] for key in keys) for row in rows[1:]}) == len(rows) - 1


READ = {
    "string": str,
    "integer": int,
    "number": float,
    "boolean": {"true": True, "false": False}.__getitem__,
    "date": lambda cell: __import__("datetime").date.fromisoformat(cell),
    "datetime": lambda cell: __import__("datetime").datetime.fromisoformat(cell),
    "yearmonth": lambda cell: __import__("datetime").date.fromisoformat(f"{cell}-01"),
    "array": json.loads,
    "object": json.loads,
}


def test_text_of_a_file_cannot_wake_up_as_a_formula(client, db):
    take(small_publication(change=named({"Beeton": "@SUM(1+1)*cmd|' /C calc'!A0"})))
    content = taken(client, "observations-delayed-transfers-of-care").decode()
    cells = {cell for row in csv.reader(io.StringIO(content)) for cell in row}
    assert "'@SUM(1+1)*cmd|' /C calc'!A0" in cells
    assert not {cell for cell in cells if cell.startswith(("=", "@", "+"))}
