"""Risk share against cases reckoned by hand, and laws that hold for any case."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger.allocation import allocate
from commonweal.engine.ledger.riskrules import read_rule, write_rule
from commonweal.engine.ledger.riskshare import (
    RESERVE,
    Fixed,
    Lead,
    Line,
    Own,
    Position,
    Proportional,
    RiskPool,
    Tier,
    Tiered,
    check_line,
    recompute,
    share,
    share_all,
)

CASES = tomllib.loads((Path(__file__).parent / "riskshare.toml").read_text())["case"]
PARTNERS = ("council", "north", "south")

weights = st.fixed_dictionaries({partner: st.integers(0, 100) for partner in PARTNERS}).filter(
    lambda w: sum(w.values()) > 0
)
simple_rules = st.one_of(
    st.just(Own()), st.just(Proportional()), weights.map(Fixed), st.sampled_from(PARTNERS).map(Lead)
)
widths = st.integers(1, 10**7)
rules = st.recursive(
    simple_rules,
    lambda inner: st.one_of(
        st.builds(RiskPool, inner, st.booleans()),
        st.builds(
            lambda bands, last: Tiered((*(Tier(width, rule) for width, rule in bands), Tier(None, last))),
            st.lists(st.tuples(widths, inner), max_size=3),
            inner,
        ),
    ),
    max_leaves=5,
)
positions = st.tuples(
    *(
        st.builds(Position, st.just(partner), st.integers(1, 10**9), st.integers(-(10**6), 10**9))
        for partner in PARTNERS
    )
)
lines = st.builds(Line, st.just("homecare"), positions, rules)


@pytest.mark.parametrize("case", CASES, ids=[case["title"] for case in CASES])
def test_worked_case(case):
    partners = [row[0] for row in case["positions"]]
    rule, findings = read_rule(case["rule"], partners)
    assert findings == []
    line = Line("line", tuple(Position(*row) for row in case["positions"]), rule)
    assert check_line(line) == []
    answer = share(line, case.get("reserve_pence", 0))
    assert dict(answer.shares_pence) == case["expected"]
    assert answer.reserve_after_pence == case.get("reserve_after_pence", 0)


def test_ties_go_by_the_agreements_order_and_not_by_the_rules():
    """A database gives a rule's keys back in an order of its own; the penny must not move with it."""
    several = tuple(
        Position(partner, 100, 100 + pence) for partner, pence in [("south", 1), ("council", 0), ("icb", 0)]
    )
    for order in ("south council icb", "icb council south", "council icb south"):
        rule = Fixed(dict.fromkeys(order.split(), 1))
        assert dict(share(Line("line", several, rule)).shares_pence) == {"south": 1, "council": 0, "icb": 0}


def test_every_rule_has_a_worked_case():
    assert {case["rule"]["rule"] for case in CASES} == {
        "own",
        "fixed",
        "proportional",
        "lead",
        "capped",
        "tiered",
        "risk-pool",
    }


@given(lines, st.integers(0, 10**8))
def test_shares_come_to_the_variance_and_the_explanation_to_the_shares(line, reserve_pence):
    answer = share(line, reserve_pence)
    assert sum(answer.shares_pence.values()) == line.variance_pence
    assert recompute(answer.explanation) == dict(answer.shares_pence)
    assert answer.reserve_after_pence == reserve_pence - answer.shares_pence.get(RESERVE, 0)
    assert answer.reserve_after_pence >= 0


@given(lines, st.integers(0, 10**8))
def test_an_explanation_that_was_tampered_with_is_found(line, reserve_pence):
    explanation = share(line, reserve_pence).explanation
    party = next(iter(explanation.shares_pence))
    forged = replace(explanation, shares_pence={**explanation.shares_pence, party: explanation.shares_pence[party] + 1})
    with pytest.raises(ValueError, match="does not follow"):
        recompute(forged)


@given(st.lists(lines, min_size=1, max_size=5), st.integers(0, 10**8))
def test_several_lines_share_one_reserve(several, reserve_pence):
    answers = share_all(several, reserve_pence)
    assert [answer.reserve_before_pence for answer in answers[1:]] == [
        answer.reserve_after_pence for answer in answers[:-1]
    ]
    borne = sum(sum(answer.shares_pence.values()) for answer in answers)
    assert borne == sum(line.variance_pence for line in several)


@given(rules)
def test_a_rule_survives_being_written_as_data(rule):
    assert read_rule(write_rule(rule), PARTNERS) == (rule, [])


def largest_remainder(amount_pence, weights):
    """The method again, in fractions and penny by penny: the plain reference beside `allocate`."""
    total, sign = sum(weights.values()), -1 if amount_pence < 0 else 1
    exact = {party: Fraction(abs(amount_pence) * weight, total) for party, weight in weights.items()}
    given_out = {party: share.__floor__() for party, share in exact.items()}
    while sum(given_out.values()) < abs(amount_pence):
        neediest = max(given_out, key=lambda party: exact[party] - given_out[party])
        given_out[neediest] += 1
    return {party: sign * pence for party, pence in given_out.items()}


@given(st.integers(-(10**15), 10**15), weights)
def test_allocation_agrees_with_its_reference(amount_pence, weights):
    parts = allocate(amount_pence, weights)
    assert {part.party: part.pence for part in parts} == largest_remainder(amount_pence, weights)
    assert all(
        abs(part.pence * sum(weights.values()) - amount_pence * part.weight) < sum(weights.values()) for part in parts
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("fixed", "rule-unreadable"),
        ({"rule": "coin"}, "rule-unknown"),
        ({"rule": "fixed"}, "weights-unreadable"),
        ({"rule": "fixed", "weights": {"council": 0}}, "weights-empty"),
        ({"rule": "fixed", "weights": {"council": 0.6}}, "weight-unreadable"),
        ({"rule": "fixed", "weights": {"somebody": 1}}, "partner-unknown"),
        ({"rule": "lead"}, "partner-unknown"),
        ({"rule": "capped", "within": {"rule": "own"}}, "width-unreadable"),
        ({"rule": "capped", "cap_pence": 1}, "rule-unreadable"),
        ({"rule": "tiered", "tiers": []}, "tiers-unreadable"),
        ({"rule": "tiered", "tiers": [{"width_pence": 5, "rule": {"rule": "own"}}]}, "last-tier-bounded"),
        ({"rule": "risk-pool"}, "rule-unreadable"),
    ],
)
def test_a_faulty_rule_is_a_finding(data, code):
    rule, findings = read_rule(data, PARTNERS)
    assert (rule, [finding.code for finding in findings]) == (None, [code])


def test_a_line_that_cannot_be_shared_is_a_finding():
    nobody_pays = Line("line", (Position("council", 0, 5), Position("north", 0, 0)), RiskPool(Proportional()))
    assert [finding.code for finding in check_line(nobody_pays)] == ["contributions-missing"]
    twice = Line("line", (Position("council", 1, 5), Position("council", -1, 0)), Own())
    assert [finding.code for finding in check_line(twice)] == ["partner-twice", "contribution-negative"]
