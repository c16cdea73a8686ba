"""Letting, asking, placing, ending and recording weeks on the pages, as those who do it tomorrow meet them."""

from datetime import date, timedelta

import pytest
from django.urls import reverse

from commonweal.commissioning import queries
from commonweal.core import scope
from commonweal.core.clock import today
from tests.factories.line import YEAR, invented_line
from tests.factories.pages import day, said_at, typed
from tests.factories.world import add_person, give

MONDAY = date(2017, 4, 3)


@pytest.fixture
def line(db):
    return invented_line()


@pytest.fixture
def as_a(client, line):
    def sign_in(kind):
        person = add_person(f"{kind}-{line.fund.pk}@example.org")
        give(person, line.pool.council, kind)
        client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def lots(line):
    with scope.within(scope.SYSTEM_SCOPE):
        return line.lots


def page(route, line, *more):
    return reverse(f"commissioning:{route}", args=[line.fund.pk, *more])


def contract(line, **more):
    scheme, sources = line.pool.parts["homecare"].pk, line.pool.parts
    told = {
        "reference": "HC-02", "title": "Homecare, coast", "buyer": line.pool.council.pk, "provider": line.provider.pk,
        "service": "homecare", "value": "1,000,000", "rate": "28.45", "procure_months": "9",
        **day("starts", date(2018, 4, 1)), **day("ends", date(2020, 4, 1)),
        "area-1": "Coast", "least-1": "10", "most-1": "1,200",
        "line-1": f"{scheme}-{sources['nhs-minimum'].pk}", "share-1": "3",
        "line-2": f"{scheme}-{sources['ibcf'].pk}", "share-2": "2",
    }  # fmt: skip
    return told | more


def asked(line, **more):
    told = {"reference": "P-7", "area": "North", "service": "homecare", "hours": "10.5", "time_bands": "morning, tea"}
    return told | day("asked_on", date(2017, 5, 1)) | day("ready_on", date(2017, 5, 3)) | more


def test_a_commissioner_lets_a_contract_with_its_lots_and_payers(as_a, line):
    client = as_a("commissioner")
    assert page("let", line) in client.get(reverse("commissioning:contracts")).content.decode()
    assert client.post(page("let", line), contract(line)).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        found = queries.contracts(line.fund).get(reference="HC-02")
        assert (found.value_pence, found.rate_pence, found.end) == (100_000_000, 2_845, date(2020, 4, 1))
        areas = [(lot.area, lot.least_hours_a_week, lot.most_hours_a_week) for lot in found.lots.all()]
        assert areas == [("Coast", 10, 1_200)]
        payers = [(one.scheme.code, one.source.code, one.share) for one in found.payers.all()]
        assert payers == [("homecare", "nhs-minimum", 3), ("homecare", "ibcf", 2)]


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"reference": "HC-01"}, "reference", "A contract of this reference stands in the register."),
        (day("ends", date(2018, 3, 31)), "ends", "The contract ends before it starts."),
        ({"rate": "0"}, "value", "Value and rate are above nothing."),
        ({"most-1": "9"}, "most-1", "most hours a week are below its least"),
        ({"area-1": "", "least-1": "", "most-1": ""}, "area-1", "Each lot has an area of its own."),
        ({"area-2": "Coast", "least-2": "1", "most-2": "2"}, "area-1", "Each lot has an area of its own."),
        ({"area-1": ""}, "area-1", "Enter the name of area 1"),
        ({"most-1": ""}, "most-1", "Enter the hours a week of area 1"),
        ({"most-1": "99999999999"}, "most-1", "enter a whole number"),
        ({"most-1": "²"}, "most-1", "enter a whole number"),
        ({"line-1": "", "line-2": ""}, "line-1", "Each payer is a scheme and a source"),
        ({"line-1": "0-0"}, "line-1", "select one of the list"),
        ({"share-1": "0"}, "line-1", "with a share above nothing"),
        ({"procure_months": "61"}, "procure_months", "takes from 0 to 60 months"),
        ({"starts_year": "1"}, "starts", "must be a date from 2000 to 2099"),
        ({"provider": "1"}, "provider", "select one of the list"),
        ({"title": "a\0b"}, "title", "Null characters"),
    ],
)
def test_what_is_wrong_with_a_contract_stands_beside_its_field(as_a, line, wrong, field, said):
    answer = as_a("commissioner").post(page("let", line), contract(line, **wrong))
    assert answer.status_code == 200
    assert said in said_at(answer, field)
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.contracts(line.fund).count() == 1


def test_a_package_is_asked_for_placed_delivered_and_ended(as_a, line):
    client = as_a("commissioner")
    package_page = client.post(page("ask", line), asked(line)).url
    assert "P-7 waits to be placed" in client.get(package_page).content.decode()
    assert "1 package waits to be placed" in client.get(page("requests", line)).content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        row = queries.requests(line.fund).get()
        assert (row.minutes_a_week, row.lot, row.time_bands) == (630, lots(line)[0], ["morning", "tea"])
    placed = {"lot": lots(line)[0].pk, "hours": "9", **day("starts", date(2017, 5, 3))}
    assert client.post(page("place", line, row.pk), placed).url == package_page
    told = client.get(package_page).content.decode()
    assert "P-7 is placed" in told and "9.0 hours a week" in told
    # the week of Monday 1 May 2017 has five days of it: 540 x 5 / 7 = 385.7 minutes, 6.42 hours of them typed first
    week = f"{page('week', line, lots(line)[0].pk)}?week=2017-05-03"
    with scope.within(scope.SYSTEM_SCOPE):
        key = queries.placements(line.fund).get().pk
    assert typed(client.get(week), f"planned-{key}") == "6.42"
    assert client.post(week, {f"planned-{key}": "6.42", f"delivered-{key}": "6"}).status_code == 302
    assert "6.0 hours recorded for the week from 1 May 2017" in client.get(week).content.decode()
    client.post(week, {f"planned-{key}": "6.42", f"delivered-{key}": "5.25"})
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.delivered_minutes(line.contract) == 315
        assert [row.version for row in queries.week_of(lots(line)[0], date(2017, 5, 1))] == [2]
    ends = {"reason": "Moved", **day("ends", date(2017, 5, 2))}
    refused = client.post(page("end-placement", line, row.pk), ends)
    assert "would end before it starts" in said_at(refused, "ends")
    client.post(page("end-placement", line, row.pk), ends | day("ends", date(2017, 6, 1)))
    assert "was placed and has ended" in client.get(package_page).content.decode()


def test_a_social_worker_asks_and_gives_up_and_does_not_place(as_a, line):
    client = as_a("social-worker")
    package_page = client.post(page("ask", line), asked(line)).url
    told = client.get(package_page).content.decode()
    assert "Give it up" in told and "Place it" not in told
    key = int(package_page.rstrip("/").rsplit("/", 1)[1])
    assert client.get(page("place", line, key)).status_code == 403
    answer = client.post(page("give-up", line, key), day("day", today()) | {"reason": " "})
    assert "Say in a few words why" in said_at(answer, "reason")
    client.post(page("give-up", line, key), day("day", today()) | {"reason": "Chose a care home"})
    assert "P-7 was given up" in client.get(package_page).content.decode()


@pytest.mark.parametrize(
    ("wrong", "field", "said"),
    [
        ({"hours": "0"}, "hours", "0 minutes a week cannot be given."),
        ({"hours": "168.5"}, "hours", "Give from 1 to 10,080 minutes."),
        ({"hours": "-3"}, "hours", "enter hours, like 10.5"),
        ({"hours": "１０"}, "hours", "enter hours, like 10.5"),
        ({"area": "Elsewhere"}, "area", "select one of the list"),
        ({"follows": "99"}, "follows", "select one of the list"),
        ({"needs": "for 943 476 5919"}, "needs", "An NHS number stands in the words."),
        ({"needs": "x" * 301}, "needs", "at most 300 characters"),
        ({"ready_on_year": "3017"}, "ready_on", "must be a date from 2000 to 2099"),
    ],
)
def test_what_is_wrong_with_a_request_stands_beside_its_field(as_a, line, wrong, field, said):
    answer = as_a("commissioner").post(page("ask", line), asked(line, **wrong))
    assert said in said_at(answer, field)


def test_a_package_goes_only_where_it_fits(as_a, line):
    with scope.within(scope.SYSTEM_SCOPE):
        request = line.request(date(2017, 5, 3))
    client, where = as_a("commissioner"), page("place", line, request.pk)
    late = {"lot": lots(line)[0].pk, "hours": "9", **day("starts", date(2019, 4, 1))}
    assert "is not in force on" in said_at(client.post(where, late), "starts")
    early = late | day("starts", date(2017, 5, 2))
    assert "before it was asked for" in said_at(client.post(where, early), "starts")
    assert client.post(page("end-placement", line, request.pk), day("ends", today())).status_code == 404
    fits = late | day("starts", date(2017, 5, 4))
    assert client.post(where, fits).status_code == 302
    assert "placed already" in client.post(where, fits).content.decode()


@pytest.mark.parametrize(
    ("week", "shown"),
    [("", None), ("2017-04-09", MONDAY), ("rubbish", None), ("9999-99-99", None), ("0001-01-01", date(2000, 1, 3)),
     ("9999-12-31", "this")],
)  # fmt: skip
def test_any_week_that_has_begun_may_be_asked_for(as_a, line, week, shown):
    with scope.within(scope.SYSTEM_SCOPE):
        line.placed(MONDAY)
    told = as_a("commissioner").get(f"{page('week', line, lots(line)[0].pk)}?week={week}").content.decode()
    this = today() - timedelta(days=today().weekday())
    shown = this if shown == "this" else shown or this - timedelta(days=7)
    assert f"for the week from {shown.day} {shown:%B %Y}" in told


def test_nothing_typed_records_nothing(as_a, line):
    with scope.within(scope.SYSTEM_SCOPE):
        placement = line.placed(MONDAY)
    where = f"{page('week', line, lots(line)[0].pk)}?week=2017-04-03"
    client = as_a("commissioner")
    assert "for at least one placement" in client.post(where, {f"planned-{placement.pk}": "5"}).content.decode()
    lacking = client.post(where, {f"delivered-{placement.pk}": "5"})
    assert "enter the hours planned" in said_at(lacking, f"planned-{placement.pk}")
    much = client.post(where, {f"planned-{placement.pk}": "169", f"delivered-{placement.pk}": "5"})
    assert "from nothing to 10,080 minutes" in said_at(much, f"delivered-{placement.pk}")


def test_what_may_still_be_called_for(line):
    with scope.within(scope.SYSTEM_SCOPE):
        line.placed(MONDAY, 600)
        line.placed(MONDAY, 1_200)
        free = queries.weekly_free(line.fund, date(2017, 5, 1))
        assert free == {lots(line)[0].pk: 140 * 60 - 1_800, lots(line)[1].pk: 70 * 60}
        assert queries.weekly_free(line.fund, date(2019, 4, 1)) == {}  # the contract ran until the day before
        assert queries.areas(line.fund) == ["North", "South"]


def test_a_councillor_reads_packages_and_is_offered_nothing(as_a, line):
    with scope.within(scope.SYSTEM_SCOPE):
        request = line.request(date(2017, 5, 3))
    client = as_a("councillor")
    told = client.get(page("request", line, request.pk)).content.decode()
    assert "waits to be placed" in told and "Place it" not in told and "Give it up" not in told
    assert "Let a contract" not in client.get(reverse("commissioning:contracts")).content.decode()
    for route, more in [("let", []), ("ask", []), ("place", [request.pk]), ("week", [lots(line)[0].pk])]:
        assert client.get(page(route, line, *more)).status_code == 403, route


def test_another_place_s_packages_are_not_there(as_a, line):
    other, client = invented_line(), as_a("commissioner")
    with scope.within(scope.SYSTEM_SCOPE):
        request = other.request(date(YEAR, 5, 3))
    for route in ("request", "place", "give-up", "end-placement"):
        assert client.get(page(route, other, request.pk)).status_code == 404
        assert client.get(page(route, line, request.pk)).status_code == 404
    assert client.get(page("let", other)).status_code == 404
