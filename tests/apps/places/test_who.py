"""Who was this on that date: codes that are used again, names that two bore, bodies that merged."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.places import queries

pytestmark = pytest.mark.django_db
BEFORE, AFTER = date(2019, 3, 31), date(2019, 4, 1)


def only(asked: str, day: date) -> queries.OrganisationThen:
    (organisation,) = queries.who_was(asked, day).then
    return organisation


@pytest.mark.parametrize(
    ("asked", "day", "key", "official_name"),
    [
        ("809", BEFORE, "E10000009", "Dorset County Council"),  # delayed transfers, March 2019: E10000009 / 809
        ("809", AFTER, "E06000059", "Dorset Council"),  # delayed transfers, May 2019: E06000059 / 809
        ("Dorset", BEFORE, "E10000009", "Dorset County Council"),
        ("Dorset", AFTER, "E06000059", "Dorset Council"),
        ("dorset county council", BEFORE, "E10000009", "Dorset County Council"),
        ("e06000028", BEFORE, "E06000028", "Bournemouth Borough Council"),
        ("E06000058", AFTER, "E06000058", "Bournemouth, Christchurch and Poole Council"),
        ("00HN", BEFORE, "E06000028", "Bournemouth Borough Council"),
        ("00KB", BEFORE, "E06000055", "Bedford Borough Council"),
        ("E08000020", date(2013, 3, 31), "E08000037", "Gateshead Metropolitan Borough Council"),
        ("yorkshire & the humber", AFTER, "E12000003", "Yorkshire and The Humber"),
        ("RD3", date(2020, 9, 30), "RD3", "Poole Hospital NHS Foundation Trust"),
        ("11J", date(2022, 6, 30), "ccg-11J", "NHS Dorset CCG"),
        ("11J", date(2022, 7, 1), "sub-icb-11J", "NHS Dorset ICB - 11J"),
        ("QVV", date(2022, 7, 1), "QVV", "NHS Dorset Integrated Care Board"),
        ("9901", BEFORE, "pseudo-9901", "Resident in Scotland"),
    ],
)
def test_who_it_was(asked, day, key, official_name):
    organisation = only(asked, day)
    assert (organisation.key, organisation.official_name) == (key, official_name)


@pytest.mark.parametrize(
    ("asked", "day", "when_and_who"),
    [
        ("E06000028", AFTER, [("Bournemouth", date(2009, 4, 1), AFTER)]),
        ("E06000058", BEFORE, [("Bournemouth, Christchurch and Poole", AFTER, None)]),
        ("738", BEFORE, [("Bournemouth, Christchurch and Poole", AFTER, None)]),
        ("QVV", date(2022, 6, 30), [("NHS Dorset Integrated Care Board", date(2022, 7, 1), None)]),
        ("Shepway", date(2018, 4, 1), [("Shepway", date(2009, 4, 1), date(2018, 4, 1))]),
        ("Q", AFTER, []),
        ("", AFTER, []),
    ],
)
def test_where_it_denoted_nobody_then_it_is_told_when_and_whom(asked, day, when_and_who):
    answer = queries.who_was(asked, day)
    assert answer.then == ()
    assert [(found.name, found.start, found.end) for found in answer.at_other_times] == when_and_who


def test_a_code_used_again_tells_of_the_other():
    (other,) = queries.who_was("809", AFTER).at_other_times
    assert (other.name, other.start, other.end) == ("Dorset", date(2009, 4, 1), AFTER)


def test_a_name_that_two_bore_has_two_answers():
    assert [item.kind for item in queries.who_was("London", AFTER).then] == ["region", "nhs-region"]


def test_what_surrounds_an_organisation():
    christchurch = only("E07000048", BEFORE)
    assert [(within.kind, within.name) for within in christchurch.within] == [
        ("council", "Dorset"),
        ("region", "South West"),
    ]
    assert [(link.name, link.share, link.day) for link in christchurch.successors] == [
        ("Bournemouth, Christchurch and Poole", 1, AFTER)
    ]
    assert [(code.scheme, code.code) for code in christchurch.codes] == [("old-ons", "19UC"), ("ons", "E07000048")]
    trust = only("RBD", date(2024, 1, 1))
    assert [(within.kind, within.name) for within in trust.within] == [
        ("icb", "NHS Dorset Integrated Care Board"),
        ("nhs-region", "South West"),
    ]
    assert [within.kind for within in only("RBD", date(2022, 6, 30)).within] == ["nhs-region"]


def test_successors_of_the_old_dorset_and_their_shares():
    links = only("809", BEFORE).successors
    assert sum(link.share for link in links) == 1
    to_bcp = {link.name: link for link in links}["Bournemouth, Christchurch and Poole"]
    assert to_bcp.share == round(Decimal(47_752) / 412_905, 8)  # Christchurch of Dorset county, Census 2011
    assert to_bcp.basis == "Census 2011, usual residents"


@pytest.mark.parametrize(
    ("merged", "into", "day"),
    [
        ("RD3", {"R0D"}, date(2020, 10, 1)),  # Poole Hospital and Royal Bournemouth and Christchurch Hospitals
        ("RDZ", {"R0D"}, date(2020, 10, 1)),
        ("RM2", {"R0A"}, date(2017, 10, 1)),  # South Manchester, and Central Manchester
        ("RW3", {"R0A"}, date(2017, 10, 1)),
        ("RBZ", {"RH8"}, date(2022, 4, 1)),  # Northern Devon, into Royal Devon
        ("ccg-11J", {"QVV"}, date(2022, 7, 1)),
        ("ccg-00C", {"ccg-16C"}, date(2020, 4, 1)),  # Darlington, into Tees Valley
    ],
)
def test_merged_bodies_of_the_nhs(id_of, key_of, merged, into, day):
    links = queries.successors([id_of[merged]])[id_of[merged]]
    assert ({key_of[link.organisation_id] for link in links}, {link.day for link in links}) == (into, {day})
    assert [link.share for link in links] == [1]


def test_a_trust_that_was_divided_has_no_made_up_share(id_of, key_of):
    links = queries.successors([id_of["RW6"]])[id_of["RW6"]]  # Pennine Acute, October 2021
    assert {key_of[link.organisation_id]: (link.share, link.basis) for link in links} == {
        "RM3": (None, "not known"),
        "R0A": (None, "not known"),
    }


def test_predecessors_are_the_same_links_the_other_way(id_of, key_of):
    links = queries.predecessors([id_of["E06000058"]])[id_of["E06000058"]]
    assert {key_of[link.organisation_id] for link in links} == {"E06000028", "E06000029", "E10000009", "E07000048"}


BCP = (
    "1 April 2019: Bournemouth, Christchurch and Poole formed from Bournemouth, Poole and Christchurch (part of Dorset)"
)
LABELS = {
    "E06000058": BCP,
    "E06000029": BCP,
    "E06000063": "1 April 2023: Cumberland formed from Allerdale, Carlisle and Copeland (part of Cumbria)",
    "RH8": "1 April 2022: Royal Devon University Healthcare NHS Foundation Trust took over "
    "Northern Devon Healthcare NHS Trust",
    "R0D": "1 October 2020: University Hospitals Dorset NHS Foundation Trust formed from "
    "Poole Hospital NHS Foundation Trust and The Royal Bournemouth and Christchurch Hospitals NHS Foundation Trust",
}


@pytest.mark.parametrize("key", LABELS)
def test_where_a_series_breaks(id_of, key):
    assert [change.label for change in queries.territory_changes(id_of[key])] == [LABELS[key]]


UNCHANGED = ["E10000027", "E06000066", "E06000065", "E06000060", "E10000002", "E10000014", "E08000037"]


@pytest.mark.parametrize("key", UNCHANGED)
def test_where_a_series_goes_on(id_of, key):
    # Somerset, North Yorkshire and Buckinghamshire became unitary on the territory of their county.
    assert queries.territory_changes(id_of[key]) == ()


def test_all_councils_reorganised_on_a_day_have_shares_that_sum_to_one(key_of):
    for day, predecessors in [(AFTER, 3), (date(2020, 4, 1), 1), (date(2021, 4, 1), 1), (date(2023, 4, 1), 3)]:
        shares = queries.shares_on(day)
        assert len({share.predecessor for share in shares}) == predecessors
        assert sum(share.share for share in shares) == predecessors


def test_search_finds_names_and_codes_of_any_time():
    assert [found.name for found in queries.search("bournem")][:2] == [
        "Bournemouth",
        "Bournemouth, Christchurch and Poole",
    ]
    assert {(found.name, found.asked) for found in queries.search("809")} == {("Dorset", "809")}
    assert queries.search("100%") == queries.search("  ") == ()
    assert len(queries.search("NHS", limit=10)) == 10


def test_statements_do_not_grow_with_the_answer():
    counts = []
    for asked in ("RBD", "NHS North East London CCG", "London"):
        with CaptureQueriesContext(connection) as statements:
            queries.who_was(asked, date(2021, 5, 1))
        counts.append(len(statements))
    assert max(counts) <= 11
