"""Payees' names: worked cases, and names a letter apart against trying every pair of letters."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.payees import PayeeName, PayeeReader
from commonweal.engine.matching.rules import parse_rules
from commonweal.spreadsheets.payments import matching_rules

READER = PayeeReader(matching_rules().payees)


@pytest.mark.parametrize(
    ("printed", "key"),
    [
        ("ADVANCED HEALTH & CARE LTD", "advanced health and care"),
        ("Advanced Health and Care Limited", "advanced health and care"),
        ("BOOTS OPTICIANS PROFESSIONAL SERVICES LTD (3)", "boots opticians professional services"),
        ("ALNEY PRACTICE (THE)", "alney practice"),
        ("ASPEN MEDICAL PRACTICE (L84026)", "aspen medical practice"),
        ("ANDILE HOMECARE LTD TA MY HOMECARE GLOUCESTER", "andile homecare"),
        ("BENJAMIN PARTNERSHIP T/A BLUEBIRD CARE", "benjamin partnership"),
        ("Dr T A Smith", "dr ta smith"),
        ("A J H  Pump Supply & Repair Ltd", "ajh pump supply and repair"),
        ("GLOUCESTERSHIRE CNTY CNCL", "gloucestershire county council"),
        ("NHS Gloucestershire ICB", "nhs gloucestershire integrated care board"),
        ("Barnardo's Ltd.", "barnardos"),
        ("Café Limited Liability Partnership", "cafe"),
        ("Ltd", "ltd"),
        ("PAYEE NAME MASKED", ""),
        ("Redacted Personal Information", ""),
        ("  ", ""),
    ],
)
def test_printed_names_come_to_one_key(printed, key):
    assert READER.read(printed).key == key


def test_loose_names_leave_out_what_may_be_said_or_not():
    assert READER.read("Vision Express (UK) Ltd") == PayeeName("vision express uk", "vision express")
    assert READER.read("Gloucester City Council").near != READER.read("Gloucestershire County Council").near


def near(*names):
    return READER.near_forms(Counter(names))


def test_a_letter_apart_is_alike_unless_it_tells_people_or_branches_apart():
    assert near("fulwood park", "fulwood park", "fullwood park")["fullwood park"] == "fulwood park"
    assert near("home care", "homecare", "homecare")["home care"] == "homecare"
    for apart in [("dr a smith", "dr b smith"), ("school 1", "school 2"), ("ash", "ask"), ("elm house", "oak house")]:
        assert near(*apart) == {name: name for name in apart}


def test_the_commoner_name_stands_and_there_are_no_chains():
    forms = near("maple", "maple", "maples", "mapless")
    assert forms == {"maple": "maple", "maples": "maple", "mapless": "mapless"}


words = st.text(alphabet="abc", min_size=5, max_size=7)


@given(words, words)
def test_outlines_meet_where_leaving_out_one_letter_of_each_makes_them_equal(one, other):
    def without(word):
        return {word} | {word[:place] + word[place + 1 :] for place in range(len(word))}

    assert (near(one, one, other)[other] == one) == bool(without(one) & without(other))


def test_rules_that_are_wrong_are_findings():
    rules, findings = parse_rules(
        {"payees": {"masked": "x"}, "days": {}, "splits": {"parts_most": -1, "lines_most": 2}, "extra": 1}, "m.toml"
    )
    assert rules is None
    codes = Counter((finding.code, finding.where) for finding in findings)
    assert codes["entry-names", "m.toml"] == 2  # points missing, extra unknown
    assert codes["wrong-kind", "m.toml: payees"] == 1 and codes["wrong-kind", "m.toml: splits"] == 1
    assert codes["entry-names", "m.toml: days"] == 4
