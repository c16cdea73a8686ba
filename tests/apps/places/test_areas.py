"""Populations with their year and label, what makes areas alike, outlines of a day."""

from __future__ import annotations

import csv
from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.places import queries
from commonweal.places.models import Population
from tests.shared import shared_data

pytestmark = pytest.mark.django_db
ENGLAND_MID_2019 = 56_286_961  # ONS, mid-2019 population estimates
ENGLAND_MID_2020 = 56_550_138  # ONS, mid-2020 population estimates
ENGLAND_CENSUS_2021 = 56_490_048  # ONS, Census 2021


SIX_DISTRICTS = (
    "the sum of 6 parts: Christchurch, East Dorset, North Dorset, Purbeck, West Dorset, Weymouth and Portland"
)


def total_of_councils(year: int, day: date) -> int:
    councils = [council.id for council in queries.adult_social_care_councils(day)]
    rows = Population.objects.filter(organisation_id__in=councils, year=year)
    assert rows.count() == len(councils)
    return sum(sum(row.persons) for row in rows)


def test_england_is_what_the_office_for_national_statistics_says():
    assert total_of_councils(2019, date(2019, 6, 30)) == ENGLAND_MID_2019
    assert total_of_councils(2020, date(2020, 6, 30)) == ENGLAND_MID_2020
    # Census tables are rounded and swapped cell by cell, so sums differ by a few people.
    assert abs(total_of_councils(2021, date(2021, 4, 1)) - ENGLAND_CENSUS_2021) < 50


@pytest.mark.shared_data
def test_adults_are_what_the_file_says(id_of):
    people = queries.populations(2019)
    rows = csv.DictReader((shared_data() / "reference/population/population19_utla19.csv").open(encoding="utf-8"))
    compared = 0
    for row in rows:
        if row["utla19_code"].startswith("E"):
            ages = {
                int(title.rstrip("+")): int(float(value)) for title, value in row.items() if title.rstrip("+").isdigit()
            }
            ours = people[id_of[row["utla19_code"]]]
            assert (ours.year, ours.label, ours.total) == (2019, "", int(float(row["total_population"])))
            assert ours.adults == sum(n for age, n in ages.items() if age >= 18)
            assert ours.aged_65_over == sum(n for age, n in ages.items() if age >= 65)
            assert ours.aged_85_over == sum(n for age, n in ages.items() if age >= 85)
            compared += 1
    assert compared == 151


@pytest.mark.parametrize(
    ("key", "asked", "year", "adults_known", "label"),
    [
        ("E10000014", 2017, 2019, True, ""),
        ("E10000014", 2019, 2019, True, ""),
        ("E10000014", 2025, 2020, True, ""),
        ("E10000021", 2020, 2019, True, ""),  # Northamptonshire: mid-2020 is known for all ages only
        ("E06000066", 2024, 2020, True, "that of Somerset (E10000027), the same territory"),
        ("E10000002", 2020, 2020, True, "that of Buckinghamshire (E06000060), the same territory"),
        ("E06000028", 2017, 2011, False, ""),  # Bournemouth: only Census 2011, all ages
        ("E10000009", 2017, 2011, False, SIX_DISTRICTS),
        ("E06000063", 2023, 2021, False, "the sum of 3 parts: Allerdale, Carlisle, Copeland"),
        ("E06000061", 2021, 2021, False, ""),
    ],
)
def test_the_nearest_year_with_ages_is_taken_and_told(id_of, key, asked, year, adults_known, label):
    people = queries.populations(asked)[id_of[key]]
    assert (people.year, people.asked_year, people.adults is not None, people.label) == (
        year,
        asked,
        adults_known,
        label,
    )


def test_sums_of_districts_are_those_of_the_census(id_of):
    assert queries.populations(date(2011, 3, 27))[id_of["E10000009"]].total == 412_905  # Census 2011, Dorset county
    bcp = Population.objects.get(organisation_id=id_of["E06000058"], year=2011)
    assert (bcp.persons, bcp.label.split(":")[0]) == ([183_491 + 147_645 + 47_752], "the sum of 3 parts")


def test_populations_take_one_statement():
    with CaptureQueriesContext(connection) as statements:
        queries.populations(2019)
    assert len(statements) == 1


def test_what_makes_areas_alike(id_of):
    alike = queries.characteristics(2019)
    dorset, newham = alike[id_of["E06000059"]], alike[id_of["E09000025"]]
    assert 0.33 < dorset.share_65_over < 0.36  # 28.6% of everybody by the council's own page, mid-2018
    assert newham.share_65_over < 0.11
    assert dorset.share_85_over < dorset.share_65_over
    assert id_of["E06000063"] not in alike  # Cumberland: ages are not known


def test_the_map_of_today_has_every_council():
    outlines = queries.boundaries(date(2024, 1, 1))
    assert (len(outlines.councils), outlines.stand_ins, outlines.not_known) == (153, (), ())


def test_the_map_of_2018_says_what_it_does_not_know(id_of):
    outlines = queries.boundaries(date(2018, 1, 1))
    assert len(outlines.councils) == 149
    assert outlines.not_known == tuple(sorted(id_of[key] for key in ("E06000028", "E06000029", "E10000009")))
    stands = {outline.organisation_id: set(outline.stands_for) for outline in outlines.stand_ins}
    assert stands == {id_of["E06000058"]: set(outlines.not_known), id_of["E06000059"]: {id_of["E10000009"]}}
    assert {outline.name for outline in outlines.councils} >= {"Cumbria", "Northamptonshire"}


def test_outlines_are_geojson_within_england():
    content = queries.boundaries(date(2018, 1, 1)).as_geojson()
    assert len(content["features"]) == 151
    for feature in content["features"]:
        assert feature["geometry"]["type"] == "MultiPolygon"
        for polygon in feature["geometry"]["coordinates"]:
            assert all(-6.5 < x < 1.8 and 49.8 < y < 55.9 for ring in polygon for x, y in ring)
