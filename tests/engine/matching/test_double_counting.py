"""Two books held against each other: worked cases, the plain reference, and what must hold whatever they contain."""

from datetime import date, timedelta

import numpy as np
import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.sparse.csgraph import maximum_bipartite_matching

from commonweal.engine.matching.books import COLUMNS, Book
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.double_counting import match_books
from commonweal.engine.matching.double_counting_reference import Reference
from commonweal.engine.matching.found import Money
from commonweal.engine.matching.pairing import pair_lines
from commonweal.spreadsheets.payments import matching_rules

RULES = matching_rules()
NHS, COUNCIL = "NHS Ashshire Integrated Care Board", "Ashshire County Council"
SCHEMA = {**COLUMNS, "service": pl.String}


def book(owner, *lines):
    """A book of lines (day of April 2025, pounds, payee, optional reference), numbered from row 2."""
    rows = [
        (
            number,
            date(2025, 4, 1) + timedelta(days=line[0] - 1),
            round(line[1] * 100),
            line[2],
            *(line[3:] or ("",)),
            "Adults",
        )
        for number, line in enumerate(lines, start=2)
    ]
    return Book((owner,), pl.DataFrame(rows, schema=SCHEMA, orient="row"))


def matched(nhs, council):
    books = book(NHS, *nhs), book(COUNCIL, *council)
    matching = match_books(*books, RULES)
    assert matching.conserves(books)
    kinds = [
        (kind, tuple(left), tuple(right))
        for kind, left, right in matching.matches.select("kind", "left_rows", "right_rows").rows()
    ]
    return kinds, [frame["money"].to_list() for frame in matching.books]


def test_transfer_is_seen_from_both_sides_and_neither_is_new():
    found = matched([(1, 500, COUNCIL), (2, 90, "Elm Homecare")], [(4, -500, "NHS Ashshire ICB")])
    assert found == ([("transfer", (2,), (2,))], [["transferred", "new"], ["transferred"]])


def test_transfer_received_in_parts():
    found = matched([(1, 500, COUNCIL)], [(4, -200, NHS), (5, -300, NHS), (5, -7, NHS)])
    assert found == ([("transfer", (2,), (2, 3))], [["transferred"], ["transferred", "transferred", "new"]])


def test_income_printed_without_its_sign_is_taken_with_doubt():
    books = book(NHS, (1, 500, COUNCIL)), book(COUNCIL, (1, 500, NHS))
    match = match_books(*books, RULES).matches.row(0, named=True)
    assert (match["kind"], match["sign_unexpected"], match["score"]) == ("transfer", True, 80)


def test_same_spend_in_both_books_is_counted_once():
    found = matched([(1, 700, "Elm Homecare Ltd")], [(9, 700, "ELM HOMECARE LIMITED")])
    assert found == ([("same-spend", (2,), (2,))], [["new"], ["re-labelled"]])


def test_money_kept_by_one_and_shown_as_income_by_the_other():
    found = matched([(1, 812.34, "Elm Homecare")], [(9, -812.34, NHS)])
    assert found == ([("retained", (2,), (2,))], [["new"], ["re-labelled"]])


def test_kept_money_is_not_guessed_where_there_is_a_choice():
    kinds, _ = matched([(1, 812.34, "Elm Homecare"), (3, 812.34, "Oak Nursing")], [(9, -812.34, NHS)])
    assert kinds == []


def test_credit_takes_back_the_payment_and_what_is_left_stands():
    found = matched([(1, 60, "Elm"), (2, 60, "Elm"), (20, -60, "Elm")], [])
    assert found == ([("reversal", (2,), (4,))], [["reversed", "new", "reversed"], []])


def test_credit_in_parts_and_credit_before_its_payment():
    found = matched([(1, -50, "Elm"), (2, 60, "Oak"), (4, -20, "Oak"), (5, -40, "Oak"), (6, 50, "Elm")], [])
    assert found == ([("reversal", (3,), (4, 5))], [["new", "reversed", "reversed", "reversed", "new"], []])


def test_repeat_and_near_repeat_point_at_the_line_before():
    """Of one reference: the same to the letter, then a few days later; another reference is another invoice."""
    lines = [(1, "P1"), (1, "P1"), (3, "P1"), (20, "P1"), (1, "P2")]
    found = matched([], [(day, 60, "Elm", reference) for day, reference in lines])
    assert found[0] == [("repeat", (2,), (3,)), ("near-repeat", (2,), (4,))]
    assert found[1][1] == ["new", "repeated", "repeated", "new", "new"]


def test_repeat_of_a_reversed_line_stands():
    found = matched([(1, 60, "Elm"), (2, -60, "Elm"), (1, 60, "Elm")], [])
    assert found[1][0].count("new") == 1 and "repeated" not in found[1][0]


def test_masked_names_are_no_evidence():
    lines = [(1, 60, "PAYEE NAME MASKED"), (1, 60, "PAYEE NAME MASKED"), (2, -60, "PAYEE NAME MASKED")]
    assert matched(lines, [(1, 60, "Redacted Data")])[0] == []


def test_empty_books():
    assert matched([], []) == ([], [[], []])


PAYEES = [
    NHS,
    COUNCIL,
    "Ashshire Cnty Council",
    "Elm Homecare Ltd",
    "ELM HOMECARE",
    "Elm Homcare",
    "Homecare Elm",
    "Oak Hill Nursing",
    "Nurs Oak Hil",
    "Oak & Ash",
    "Oak and Ash PLC",
    "Redacted",
    "",
]
line = st.tuples(
    st.integers(1, 60),
    st.sampled_from([1, 2, 3, 5, -1, -2, -3, -5, 8, -8]),
    st.sampled_from(PAYEES),
    st.sampled_from(["", "", "P1", "P2"]),
)


@settings(max_examples=150, deadline=None)
@given(st.lists(line, max_size=14), st.lists(line, max_size=14))
def test_fast_matcher_is_the_plain_reference(nhs, council):
    books = book(NHS, *nhs), book(COUNCIL, *council)
    fast, plain = match_books(*books, RULES), Reference(*books, RULES)
    columns = ["kind", "score", "left_book", "left_rows", "right_book", "right_rows"]
    found = [
        tuple(tuple(value) if isinstance(value, list) else value for value in row)
        for row in fast.matches.select(columns).rows()
    ]
    assert sorted(found) == sorted(plain.matches)
    assert [frame["money"].to_list() for frame in fast.books] == [
        [line.money for line in lines] for lines in plain.books
    ]


@settings(max_examples=50, deadline=None)
@given(st.lists(line, max_size=25), st.lists(line, max_size=25))
def test_every_line_has_one_class_and_no_line_is_matched_twice(nhs, council):
    books = book(NHS, *nhs), book(COUNCIL, *council)
    matching = match_books(*books, RULES)
    assert matching.conserves(books)
    consumed = [
        (match[f"{side}_book"], row)
        for match in matching.matches.iter_rows(named=True)
        for side in (("left", "right") if "repeat" not in match["kind"] else ("right",))
        for row in match[f"{side}_rows"]
    ]
    assert len(consumed) == len(set(consumed))
    assert len(consumed) == sum(frame["match"].count() for frame in matching.books)
    for place in (0, 1):  # what was taken back nets to nothing
        assert matching.total(place, Money.REVERSED).pence == 0
    transferred = [matching.total(place, Money.TRANSFERRED) for place in (0, 1)]
    assert (transferred[0].count == 0) == (transferred[1].count == 0)


days = st.lists(st.integers(0, 40), max_size=12)


@given(days, days, st.integers(0, 12))
def test_as_many_pairs_as_there_can_be(left, right, width):
    """The judge is scipy's maximum matching of a bipartite graph."""

    def frame(values):
        return pl.DataFrame(
            {"name": [1] * len(values), "pence": [5] * len(values), "day": values, "line": range(len(values))},
            schema=dict.fromkeys(["name", "pence", "day", "line"], pl.Int64),
        )

    found, _ = pair_lines(frame(left), frame(right), [(-width, width)])
    graph = csr_array(
        np.array([[abs(a - b) <= width for b in right] for a in left], dtype=np.int8).reshape(len(left), len(right))
    )
    assert len(found) == (np.sum(maximum_bipartite_matching(graph) >= 0) if left and right else 0)


@pytest.mark.parametrize("money", list(Money))
def test_totals_are_of_the_books(money):
    matching = match_books(book(NHS), book(COUNCIL), RULES)
    assert matching.total(0, money) == Total(0, 0)
