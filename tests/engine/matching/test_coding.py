"""Rules to accounts, lines to states: a table at once and, beside it, line by line."""

from __future__ import annotations

from datetime import date

import polars as pl
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.asking import patterns_that_read, question
from commonweal.engine.matching.coding import CodingRule, code_lines, rules_that_fit
from commonweal.engine.matching.column_map import as_content, parse_column_map
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.proposal import STATES, fingerprints, posting_total, propose
from commonweal.spreadsheets.payments import column_maps

TEXTS = st.sampled_from(["", "100", "0100", "99", "A10", "a12", "B1", "Ash CARE", "beech", "100 "])
RULES = st.lists(
    st.one_of(
        st.builds(
            CodingRule, st.just(1), st.sampled_from(["payee", "code"]), st.sampled_from("XYZ"), TEXTS.filter(str.strip)
        ),
        st.builds(
            lambda account, ends: CodingRule(1, "code", account, "", *sorted(ends)),
            st.sampled_from("XYZ"),
            st.tuples(st.sampled_from(["099", "100", "150", "200"]), st.sampled_from(["100", "200", "300"])),
        ),
        st.builds(CodingRule, st.just(1), st.just("code"), st.just("Z"), st.just(""), st.just("A1"), st.just("B0")),
        st.builds(CodingRule, st.just(1), st.just("journal"), st.just("Z"), st.just("anything")),
    ),
    max_size=5,
)
LINES = st.lists(st.tuples(TEXTS, TEXTS, st.integers(-5, 5)), min_size=1, max_size=20)


def frame(lines):
    return pl.DataFrame(
        {
            "row": pl.Series(range(2, len(lines) + 2), dtype=pl.UInt32),
            "paid_on": [date(2017, 4, 6)] * len(lines),
            "amount_pence": pl.Series([pence for _, _, pence in lines], dtype=pl.Int64),
            "payee": [payee for payee, _, _ in lines],
            "code": [code for _, code, _ in lines],
            "expense": [""] * len(lines),
            "reference": [code for _, code, _ in lines],
        }
    )


@given(LINES, RULES)
def test_rules_at_once_are_rules_one_by_one(lines, rules):
    for line in code_lines(frame(lines), rules).iter_rows(named=True):
        accounts = {rule.account for rule in rules_that_fit(line, rules)}
        expected = accounts.pop() if len(accounts) == 1 else None
        assert line["account_code"] == expected
        assert line["why"] == ("" if expected else "two-rules" if accounts else "no-rule")


ROWS = st.frozensets(st.integers(2, 21), max_size=8)


@given(LINES, RULES, ROWS, ROWS, ROWS, st.dictionaries(st.integers(2, 21), st.sampled_from(["X", None]), max_size=5))
def test_every_line_stands_once_and_no_penny_is_lost(lines, rules, posted, before, known, by_hand):
    proposed = propose(
        frame(lines), rules, by_hand=by_hand, posted=posted, before=before - posted, known=known - before - posted
    )
    total = posting_total(proposed)
    assert total.agrees and total.to_post == Total(len(lines), sum(pence for _, _, pence in lines))
    for line in proposed.iter_rows(named=True):
        row, pence = line["row"], line["amount_pence"]
        by_rule = (
            {rule.account for rule in rules_that_fit(line, rules)} if row not in known - before - posted else set()
        )
        account = by_hand[row] if row in by_hand else next(iter(by_rule)) if len(by_rule) == 1 else None
        expected = (
            "posted" if row in posted
            else "before" if row in before
            else "nothing" if pence == 0
            else "coded" if account
            else "aside" if row in by_hand
            else "waiting"
        )  # fmt: skip
        assert (line["state"], expected in STATES) == (expected, True)
        assert line["state"] != "coded" or line["account_code"] == account


@given(LINES)
def test_fingerprints_differ_in_a_file_and_are_the_same_in_any_order(lines):
    prints = fingerprints(frame(lines), "a")
    assert len(set(prints)) == len(lines)
    assert set(fingerprints(frame(lines[::-1]), "a")) == set(prints)
    assert not set(fingerprints(frame(lines), "b")) & set(prints)


def test_every_shipped_map_is_the_map_of_its_own_content():
    for column_map in column_maps()[0]:
        assert parse_column_map(as_content(column_map), "x") == (column_map, ())


def test_a_date_that_could_be_either_is_asked_about():
    patterns = ["%d/%m/%Y", "%m/%d/%Y"]
    assert patterns_that_read(["06/04/2017"], patterns) == tuple(patterns)
    assert patterns_that_read(["06/04/2017", "13/04/2017"], patterns) == ("%d/%m/%Y",)
    assert patterns_that_read([], patterns) == ()


def test_a_title_above_the_headings_is_no_heading():
    rows = [(1, ["Payments of a town"]), (2, ["When", "How much", "Who"]), (3, ["06/04/2017", "1", "Ash"])]
    asked = question(rows, column_maps()[0])
    assert [heading.text for heading in asked.headings] == ["When", "How much", "Who"] and asked.base is None
    assert asked.headings[0].samples == ("06/04/2017",)


def test_only_what_is_new_in_a_known_layout_is_asked():
    headings = ["ICB", "Payment Date", "Vendor", "Amount"]
    asked = question([(1, headings), (2, ["X", "2017-04-30", "Ash", "5"])], column_maps()[0])
    assert (asked.base.id, asked.missing) == ("nhs-gloucestershire", {"payee"})
    assert [heading.text for heading in asked.headings] == ["Vendor"]
