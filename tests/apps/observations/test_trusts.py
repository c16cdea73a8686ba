"""Trusts' pages, from the tables of facts that ship: who could leave, day by day; a dash is never a zero."""

import csv
import io
import re
from datetime import date
from html import unescape

import pytest

from commonweal.core import scope
from commonweal.demo import facts
from commonweal.engine.periods import Month
from commonweal.observations import actions, queries
from commonweal.places import queries as places
from tests.apps.observations.makers import AMAL, AT, take_real
from tests.engine.workbook.discharges import acute, of_data, reading, terms

JANUARY = Month(2024, 1)


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


def load(*months, table=facts.DISCHARGES):
    for file in facts.read(name=table):
        if not months or file.period in months:
            actions.import_facts(by=AMAL, at=AT, facts=file)


def trust_id(code):
    return next(one.id for one in places.trusts() if one.code == code)


def page(client, path):
    answer = client.get(path)
    assert answer.status_code == 200
    text = unescape(answer.content.decode())
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", re.sub(r"<svg.*?</svg>", "", text, flags=re.S)))


def rows(client, path):
    return list(csv.DictReader(io.StringIO(client.get(path).content.decode("utf-8-sig"))))


def test_a_day_of_a_trust_is_what_the_workbook_prints(client):
    """360, 105 and 255 stand in Table 2 of January 2024, in the row of University Hospitals Bristol and Weston."""
    load(JANUARY)
    day = next(one for one in queries.days_of(trust_id("RA7")) if one.day == date(2024, 1, 3))
    bristol = next(one for one in queries.days_of(trust_id("RVJ")) if one.day == date(2024, 1, 3))
    assert [bristol.outcomes[outcome].value for outcome in ("all", "discharged", "remaining")] == [360, 105, 255]
    assert day.outcomes["all"].value != 360
    (row,) = [row for row in rows(client, "/delays/trusts/RVJ/days.csv") if row["Day"] == "2024-01-03"]
    assert (row["Could leave"], row["Discharged"], row["Stayed on"]) == ("360.0", "105.0", "255.0")


def test_the_trusts_come_to_england_as_published_but_for_hospices(client):
    """Everybody who could leave agrees on all days; 424 is what Table 4 prints of hospices in the month."""
    load(JANUARY)
    totals = queries.totals_in(JANUARY)
    could = [one for one in totals if one.outcome == "all"]
    assert len(could) == 31
    assert all(one.england == one.trusts for one in could)
    hospices = 424
    gone = [one for one in totals if one.outcome == "discharged"]
    assert sum(one.england for one in gone) - sum(one.trusts for one in gone) == hospices
    text = page(client, "/delays/trusts/?month=2024-01")
    assert "Could leave 748,008 748,008 0 31 of 31" in text
    assert "Discharged 323,034 322,610 -424 0 of 31" in text
    assert "Stayed on 424,974 425,398 +424 0 of 31" in text


@pytest.mark.shared_data
def test_england_s_row_is_that_of_the_national_series(client):
    """Another publication, the one workbook of national series, prints the same number for each day of the month."""
    load(JANUARY)
    path = next(path for path in acute()[0].parent.glob("*series*"))
    series = {
        terms(reading(path), figure)["day"]: figure.value
        for figure in reading(path).figures
        if figure.slot.measure == "patients" and "outcome" not in terms(reading(path), figure)
    }
    ours = {one.day.isoformat(): one.england for one in queries.totals_in(JANUARY) if one.outcome == "all"}
    shared = ours.keys() & series.keys()
    assert len(shared) == 31
    assert {day: ours[day] for day in shared} == {day: series[day] for day in shared}


def test_a_dash_is_never_a_zero(client):
    """The Walsall trust sent nothing for the last two weeks of January 2024, the Dudley group nothing in July 2023."""
    load(JANUARY, Month(2023, 7))
    means = next(one for one in queries.trusts_in(JANUARY) if one.code == "RBK").outcomes["all"]
    assert (means.days_sent, means.days) == (17, 31)
    text = page(client, "/delays/trusts/RBK/?month=2024-01")
    assert "Figures were sent for 17 of 31 days" in text
    assert "No figures for 14 of 31 days" in client.get("/delays/trusts/RBK/?month=2024-01").content.decode()
    silent = [row for row in rows(client, "/delays/trusts/RBK/days.csv") if row["Day"].startswith("2024-01")]
    silent = [row for row in silent if row["Where there is no number"]]
    assert len(silent) == 14
    assert {(row["Could leave"], row["Where there is no number"]) for row in silent} == {("", "not-submitted")}
    nothing = page(client, "/delays/trusts/RXR/?month=2023-07")
    assert "Nothing was sent for July 2023" in nothing
    assert " 0 people" not in nothing


def test_a_day_on_which_nobody_sent_anything_is_no_day_of_england(client):
    """On 19 June 2022 the publication prints 0 for England and a dash for each trust."""
    load(Month(2022, 6))
    totals = queries.totals_in(Month(2022, 6))
    (day,) = {one.day for one in totals if not one.sent}
    assert day == date(2022, 6, 19)
    assert {one.england for one in totals if one.day == day} == {0}
    text = page(client, "/delays/trusts/?month=2022-06")
    assert "No trust sent figures for 19 June 2022" in text
    assert "29 of 29" in text


@pytest.mark.shared_data
def test_the_shares_are_those_of_the_lookup(client):
    """Districts added up to their county by the plain file and the ONS lookup of districts to counties."""
    with of_data("reference/geography/lookup_ltla21_utla21.csv").open(encoding="utf-8-sig") as file:
        upper = {row["ltla21_code"]: row["utla21_code"] for row in csv.DictReader(file)}
    with of_data("reference/geography/lookup_nhs_trusts22_ltla21.csv").open(encoding="utf-8-sig") as file:
        plain = [
            (r["nhs_trust22_code"], r["ltla21_code"], float(r["proportion_trust_came_from_ltla"]))
            for r in csv.DictReader(file)
        ]
    expected = {}
    for trust, district, share in plain:
        expected[trust, upper[district]] = expected.get((trust, upper[district]), 0) + share
    trusts = {one.id: one.code for one in places.trusts()}
    councils = {one.id: one.ons_code for one in places.adult_social_care_councils(date(2021, 4, 1))}
    found = {(trusts[one.trust_id], councils[one.area_id]): one.share for one in places.catchments(date(2021, 4, 1))}
    assert found.keys() == expected.keys()
    assert all(abs(found[key] - expected[key]) < 1e-6 for key in expected)


def test_shares_follow_a_reorganisation_and_come_to_one():
    """Cumberland came from Allerdale, Carlisle and Copeland in April 2023; a trust's shares sum to one."""
    councils = {one.ons_code: one.id for one in places.adult_social_care_councils(date(2024, 1, 1))}
    shares, asked = places.catchments(date(2024, 1, 1)), trust_id("RNN")
    north_cumbria = {one.area_id: one.share for one in shares if one.trust_id == asked}
    assert sum(north_cumbria.values()) == pytest.approx(1, abs=1e-6)
    assert north_cumbria[councils["E06000063"]] > 0.8
    assert {one.area_id for one in shares} <= set(councils.values())


def test_an_area_s_trusts_and_the_reverse(client):
    load(JANUARY)
    text = page(client, "/delays/areas/E10000015/trusts/?month=2024-01")
    assert "93% of everybody whom West Hertfordshire Teaching Hospitals NHS Trust admitted lived here" in text
    assert "nothing is split by area here" in text
    listed = rows(client, "/delays/areas/E10000015/trusts.csv?month=2024-01")
    assert [row["Trust code"] for row in listed[:3]] == ["RWG", "RWH", "RQW"]
    assert (listed[0]["Days sent"], listed[0]["Days"]) == ("31", "31")
    back = page(client, "/delays/trusts/RWG/?month=2024-01")
    assert "Hertfordshire 93.2%" in back
    assert "/delays/areas/E10000015/trusts/" in client.get("/delays/trusts/RWG/").content.decode()


def test_the_last_month_of_delayed_transfers_by_provider(client):
    """855 and 609 stand in the table for Cambridge (RGT); days of both sides are not in it, and nothing is crossed."""
    load(table=facts.LAST_DELAYS)
    sides = queries.last_delays_of(trust_id("RGT"))
    assert {side: printed.value for side, printed in sides.items()} == {"nhs": 855, "social-care": 609}
    text = page(client, "/delays/trusts/RGT/")
    assert "No daily report prints this trust" in text
    assert "855 delayed days, NHS" in text and "609 delayed days, social care" in text
    assert "Days that were of the NHS and of social care both are not in the table" in text


@pytest.mark.shared_data
def test_councils_of_another_month_are_not_put_beside_it(client):
    load(table=facts.LAST_DELAYS)
    take_real("May_19.xls")
    assert "have not been read: the latest here are of May 2019" in page(client, "/delays/trusts/RGT/")


def test_a_merged_trust_says_who_followed(client):
    load(Month(2023, 3))
    text = page(client, "/delays/trusts/RA4/")
    assert "until 31 March 2023" in text
    assert "It went into Somerset NHS Foundation Trust on 1 April 2023" in text
    after = page(client, "/delays/trusts/RH5/")
    assert "Yeovil District Hospital NHS Foundation Trust went into it on 1 April 2023" in after
    assert "Figures of one are never added to those of another" in after


def test_reasons_of_the_month_and_of_the_present_list(client):
    load(JANUARY)
    load(table=facts.DELAY_REASONS)
    text = page(client, "/delays/trusts/RWG/?month=2024-01")
    assert "Most frequent reason: Pathway 1: awaiting availability of resource for assessment" in text
    assert "Reasons of May 2025" in text
    latest = queries.latest_reasons_of(trust_id("RWG"))
    assert (latest.month, len(latest.reasons)) == (Month(2025, 5), 37)


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/delays/trusts/ZZZ/", 404),
        ("/delays/trusts/RWG/?month=1999-01", 404),
        ("/delays/trusts/?month=%00", 404),
        ("/delays/trusts/?sort=%00&name=%3Cscript%3E", 200),
        ("/delays/areas/E10000015/trusts/?month=2030-01", 404),
        ("/delays/trusts.pdf", 404),
    ],
)
def test_senseless_addresses(client, path, status):
    load(JANUARY)
    assert client.get(path).status_code == status


def test_without_reports_the_pages_say_how_to_import(client):
    assert "commonweal import" in page(client, "/delays/trusts/")
    assert "No daily report prints this trust" in page(client, "/delays/trusts/RWG/")
    assert "lived here" in page(client, "/delays/areas/E10000015/trusts/")


def test_the_table_is_sorted_and_filtered_alike_on_the_page_and_in_its_file(client):
    load(JANUARY)
    listed = rows(client, "/delays/trusts.csv?month=2024-01&sort=name&region=London")
    assert listed
    assert {row["Region"] for row in listed} == {"London"}
    assert [row["Trust"] for row in listed] == sorted(row["Trust"] for row in listed)
    assert f"{len(listed)} of 119 trusts" in page(client, "/delays/trusts/?month=2024-01&sort=name&region=London")
