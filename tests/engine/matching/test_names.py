"""Names of councils by rules alone: never the wrong one, and a doubt is a doubt."""

from __future__ import annotations

import csv
from collections import Counter
from datetime import date

import pytest

from commonweal.engine.matching.names import Bearer, Certainty, Names, bare, plain
from commonweal.places import reference
from tests.shared import shared_data

DAY = date(2018, 3, 1)  # the list of messy names is of the councils of before April 2019


@pytest.fixture(scope="module")
def keys() -> list[str]:
    return [row[0] for row in reference.read().organisations]


@pytest.fixture(scope="module")
def names(keys) -> Names:
    tables = reference.read()
    kinds = {row[0]: row[1] for row in tables.organisations}
    return Names(
        Bearer(keys.index(key), name, official)
        for key, name, official, start, end, _ in tables.tables["identities"]
        if kinds[key] in {"council", "district"} and start <= DAY and (end is None or end > DAY)
    )


@pytest.mark.parametrize(
    ("text", "bare_name"),
    [
        ("Bristol, City of", "bristol"),
        ("Bristol City Council", "bristol"),
        ("Kingston upon Hull, City of", "kingston upon hull"),
        ("County Durham", "durham"),
        ("Royal Borough of Kingston upon Thames", "kingston upon thames"),
        ("Borough Council of King's Lynn & West Norfolk", "kings lynn and west norfolk"),
        ("Telford and the Wrekin UA", "telford and wrekin"),
        ("ST. HELENS  M.B.C.", "st helens"),
        ("Saint Albans City and District Council", "st albans"),
        ("Stockton-On-Tees UA", "stockton on tees"),
    ],
)
def test_a_bare_name_has_no_words_of_kind(text, bare_name):
    assert bare(text) == bare_name


def test_a_plain_name_has_neither_accents_nor_punctuation():
    assert plain("  Saint-Hélène & the O’Example ") == "st helene and oexample"


@pytest.mark.parametrize(
    ("text", "certainty", "meant"),
    [
        ("Newcastle City Council", Certainty.OWN, {"E08000021"}),
        ("Newcastle", Certainty.UNSURE, {"E08000021", "E07000195"}),  # upon Tyne or under Lyme
        ("Kingston", Certainty.UNSURE, {"E06000010", "E09000021"}),  # upon Hull or upon Thames
        ("Southend UA", Certainty.UNSURE, {"E06000033"}),
        ("Medway Towns UA", Certainty.UNSURE, {"E06000035"}),
        ("Hampshire CC", Certainty.BARE, {"E10000014"}),
        ("Northumberland County Council", Certainty.OWN, {"E06000057"}),  # a unitary council called county council
        (
            "Wiltshire County Council",
            Certainty.UNSURE,
            {"E06000054"},
        ),  # was so until 2009, and is Wiltshire Council since
        ("Cheshire", Certainty.UNSURE, {"E06000049", "E06000050"}),
        ("Atlantis", Certainty.UNKNOWN, set()),
        ("", Certainty.UNKNOWN, set()),
    ],
)
def test_how_a_name_is_matched(names, keys, text, certainty, meant):
    match = names.match(text)
    assert (match.certainty, {keys[id] for id in match.candidates}) == (certainty, meant)
    assert (match.id is not None) == (certainty in {Certainty.OWN, Certainty.BARE})


NAMED = {"council", "district", "region", "nation"}


def names_on(day):
    """Everybody whom the places room would ask on a day, as keys."""
    tables = reference.read()
    kinds = {row[0]: row[1] for row in tables.organisations}
    keys = [row[0] for row in tables.organisations]
    rows = tables.tables["identities"]
    living = [row for row in rows if kinds[row[0]] in NAMED and row[3] <= day and (row[4] is None or row[4] > day)]
    return keys, Names(Bearer(keys.index(row[0]), row[1], row[2]) for row in living)


def test_a_name_with_words_of_kind_is_no_region():
    """East Midlands CC is the combined county authority's, of which nothing is known here."""
    keys, found = names_on(date(2024, 3, 1))
    assert keys[found.match("East Midlands").id] == "E12000004"
    assert found.match("East Midlands CC").certainty is Certainty.UNSURE
    assert found.match("London boro").id is None


@pytest.mark.shared_data
def test_the_register_s_1393_english_names_are_right_or_in_doubt():
    """Each on a day on which the register says that its council lived: before April 2019, or from its first day on."""
    folder = shared_data() / "reference/council-codes/uk_la_past_current"
    register = csv.DictReader((folder / "uk_local_authorities_current.csv").open(encoding="utf-8"))
    councils = {row["local-authority-code"]: row for row in register if row["nation"] == "England"}
    asked = [
        (row["la-name"], councils[row["local-authority-code"]])
        for row in csv.DictReader((folder / "lookup_name_to_registry.csv").open(encoding="utf-8"))
        if row["local-authority-code"] in councils
    ]
    known, counted, in_doubt = {}, Counter(), Counter()
    for text, council in asked:
        day = max(date.fromisoformat(council["start-date"] or "2009-04-01"), DAY)
        if day not in known:
            known[day] = names_on(day)
        keys, found = known[day]
        match = found.match(text)
        outcome = "finding" if match.id is None else "right" if keys[match.id] == council["gss-code"] else "wrong"
        counted[outcome] += 1
        in_doubt[council["local-authority-type"]] += outcome == "finding"
    assert len(asked) == 1_393
    assert counted == {"right": 1_337, "finding": 56}
    assert in_doubt["COMB"] + in_doubt["SRA"] == 36


@pytest.mark.shared_data
def test_all_messy_names_are_right_or_in_doubt(names, keys):
    folder = shared_data() / "reference/council-codes"
    register = csv.DictReader((folder / "uk_la_past_current/uk_local_authorities_current.csv").open(encoding="utf-8"))
    ons = {row["local-authority-code"]: row["gss-code"] for row in register}
    counted, doubted = Counter(), []
    for row in csv.DictReader((folder / "messy-names.csv").open(encoding="utf-8")):
        match = names.match(row["la name"])
        if match.id is None:
            doubted.append(row["la name"])
        counted[
            "doubt" if match.id is None else "right" if keys[match.id] == ons[row["local-authority-eng"]] else "wrong"
        ] += 1
    assert counted == {"right": 782, "doubt": 5}
    assert doubted == [
        "Greater London Authority",
        "Greater London",
        "Southend UA",
        "The Medway Towns UA",
        "Medway Towns UA",
    ]
