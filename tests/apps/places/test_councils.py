"""Which councils had the duty on which day, against the orders that reorganised them."""

from __future__ import annotations

from datetime import date

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.places import queries

pytestmark = pytest.mark.django_db

# The councils of 2009: 27 counties, 36 metropolitan districts, 32 London boroughs, the City, 55 unitary councils and
# Scilly: 152. The structural changes orders: Bournemouth, Dorset and Poole 2018 (three became two), Buckinghamshire
# 2019 (one, one), Northamptonshire 2020 (one, two), Cumbria, North Yorkshire and Somerset 2022 (three, four).
DAYS = [
    (date(2010, 1, 1), 152),
    (date(2019, 3, 31), 152),
    (date(2019, 4, 1), 151),
    (date(2020, 3, 31), 151),
    (date(2020, 4, 1), 151),
    (date(2021, 3, 31), 151),
    (date(2021, 4, 1), 152),
    (date(2023, 3, 31), 152),
    (date(2023, 4, 1), 153),
    (date(2026, 4, 1), 153),
]
REORGANISED = {
    date(2019, 4, 1): ({"E06000028", "E06000029", "E10000009"}, {"E06000058", "E06000059"}),
    date(2020, 4, 1): ({"E10000002"}, {"E06000060"}),
    date(2021, 4, 1): ({"E10000021"}, {"E06000061", "E06000062"}),
    date(2023, 4, 1): ({"E10000006", "E10000023", "E10000027"}, {"E06000063", "E06000064", "E06000065", "E06000066"}),
}


def codes(day: date) -> set[str]:
    return {council.ons_code for council in queries.adult_social_care_councils(day)}


@pytest.mark.parametrize(("day", "count"), DAYS)
def test_how_many_councils_have_the_duty(day, count):
    assert len(queries.adult_social_care_councils(day)) == len(codes(day)) == count


@pytest.mark.parametrize("day", REORGANISED)
def test_what_each_reorganisation_ended_and_began(day):
    before, after = codes(day.replace(month=3, day=31)), codes(day)
    assert (before - after, after - before) == REORGANISED[day]


def test_the_city_and_scilly_have_the_duty():
    assert {"E09000001", "E06000053"} <= codes(date(2015, 1, 1))


def test_a_council_is_told_with_its_codes_and_region():
    by_name = {council.name: council for council in queries.adult_social_care_councils(date(2019, 4, 1))}
    bcp, dorset = by_name["Bournemouth, Christchurch and Poole"], by_name["Dorset"]
    assert (bcp.ons_code, bcp.cassr_code, bcp.region) == ("E06000058", "738", "South West")
    assert (dorset.ons_code, dorset.cassr_code, dorset.official_name) == ("E06000059", "809", "Dorset Council")
    assert all(council.region for council in by_name.values())


def test_gateshead_kept_its_place_when_its_code_changed(id_of):
    # The Gateshead and Northumberland (Boundary Change) Order 2013
    for day, code in [(date(2013, 3, 31), "E08000020"), (date(2013, 4, 1), "E08000037")]:
        (gateshead,) = [c for c in queries.adult_social_care_councils(day) if c.name == "Gateshead"]
        assert (gateshead.ons_code, gateshead.id) == (code, id_of["E08000037"])


def test_asking_takes_one_statement():
    with CaptureQueriesContext(connection) as statements:
        queries.adult_social_care_councils(date(2018, 1, 1))
    assert len(statements) == 1


def test_a_name_is_the_nearest_that_an_organisation_had(id_of):
    shepway, bournemouth = id_of["E07000112"], id_of["E06000028"]
    assert queries.names([shepway], date(2018, 3, 31)) == {shepway: "Shepway"}
    assert queries.names([shepway], date(2018, 4, 1)) == {shepway: "Folkestone and Hythe"}
    assert queries.names([bournemouth], date(2026, 1, 1)) == {bournemouth: "Bournemouth"}
