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
