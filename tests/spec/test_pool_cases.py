"""Accounts by control, money that ends, spending before approval: cases by hand, and laws that hold for any case."""

from __future__ import annotations

import tomllib
from collections import Counter
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger.control import Control, PooledLine, accounts_by_control, memorandum
from commonweal.engine.ledger.exposure import CONDITIONAL, Spend, spent_before_approval, standings
from commonweal.engine.ledger.ringfence import phased
from commonweal.engine.ledger.timelimited import Need, check_time_limited, edge, edge_years
from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track

CASES = tomllib.loads((Path(__file__).parent / "pool_cases.toml").read_text())
PARTNERS = ("council", "nhs")


def titled(kind):
    return pytest.mark.parametrize("case", CASES[kind], ids=[case["title"] for case in CASES[kind]])


def line_of(case):
    return PooledLine(
        "line",
        Control(case["control"]),
        case["holder"],
        case["contributions"],
        case["outside_income_pence"],
        case["expenditure_pence"],
        case["weights"],
    )


@titled("control")
def test_accounts_by_control(case):
    shown = {
        row.partner: [
            row.expenditure_pence,
            row.outside_income_pence,
            row.from_partners_pence,
            row.net_cost_pence,
        ]
        for row in accounts_by_control(line_of(case))
    }
    assert shown == case["expected"]


def test_a_ties_penny_goes_by_the_agreements_order_and_not_by_the_findings():
    """A database gives a finding's shares back in an order of its own; the penny must not move with it."""
    for order in ("council nhs", "nhs council"):
        weights = dict.fromkeys(order.split(), 1)
        line = PooledLine("line", Control.JOINT, "", {"council": 1, "nhs": 0}, 0, 1, weights)
        assert [row.expenditure_pence for row in accounts_by_control(line)] == [1, 0]


def test_every_finding_has_a_worked_case():
    assert {case["control"] for case in CASES["control"]} == set(Control)


shares = st.fixed_dictionaries({partner: st.integers(0, 100) for partner in PARTNERS}).filter(
    lambda weights: sum(weights.values()) > 0
)


@given(
    st.sampled_from(Control),
    st.sampled_from(PARTNERS),
    st.integers(0, 10**12),
    st.integers(0, 10**12),
    st.integers(0, 10**11),
    shares,
)
def test_partners_together_show_the_cost_once(control, holder, council_pence, nhs_pence, charges_pence, weights):
    """Contributions are what paid for the line, as the books' own lines have them."""
    spent_pence = council_pence + nhs_pence + charges_pence
    money = {"council": council_pence, "nhs": nhs_pence}
    line = PooledLine("line", control, holder, money, charges_pence, spent_pence, weights)
    shown = accounts_by_control(line)
    assert sum(row.net_cost_pence for row in shown) == spent_pence - charges_pence
    assert memorandum(line).surplus_pence == 0


def needs_of(case):
    return [Need(*need) for need in case["needs"]]


@titled("ending")
def test_money_that_ends(case):
    years = range(case["first_year"], case["first_year"] + case["year_count"])
    phases, needs = phased(case["total_pence"], years), needs_of(case)
    assert {str(year): pence for year, pence in phases.items()} == case["phases"]
    assert {str(year.year): year.uncovered_pence for year in edge_years(phases, needs)} == case["uncovered"]
    assert edge("money", phases, needs).uncovered_pence == case["over_the_edge"]
    found = check_time_limited("money", phases, needs, case["ends"], case["today"])
    assert [finding.code for finding in found] == case["findings"]


needs = st.lists(
    st.builds(Need, st.sampled_from("abc"), st.integers(2015, 2022), st.integers(0, 10**9), st.booleans()), max_size=12
)


@given(st.integers(1, 10**12), st.integers(2015, 2020), st.integers(1, 6), needs)
def test_the_years_conserve_money_and_costs(total_pence, first_year, count, some):
    years = edge_years(phased(total_pence, range(first_year, first_year + count)), some)
    assert sum(year.money_pence for year in years) == total_pence
    assert sum(year.needed_pence for year in years) == sum(need.cost_pence for need in some)
    for year in years:
        assert year.money_pence + year.uncovered_pence == year.needed_pence + year.unused_pence


def spends_of(case):
    months = [Month(case["year"], 4) + count for count in range(case["months"])]
    rows = [
        Spend(scheme, Track(track), date(month.year, month.number, 28), pence)
        for month in months
        for scheme, track, pence in case["monthly"]
    ]
    return months, rows


@titled("exposure")
def test_spending_before_approval(case):
    months, spends = spends_of(case)
    approved = {Track(track): day for track, day in case["approved"].items()}
    stands = standings(spends, approved, months)
    assert [row.by_track_pence[Track.NHS_ENGLAND] for row in stands] == case["nhs_at_risk"]
    assert [row.by_track_pence[Track.COUNCIL_GRANT] for row in stands] == case["grants_at_risk"]
    before = Counter()
    for (scheme, _), pence in spent_before_approval(spends, approved).items():
        before[scheme] += pence
    assert before == case["before"]


days = st.integers(0, 364).map(lambda count: date(2019, 4, 1) + timedelta(days=count))
spending = st.lists(
    st.builds(Spend, st.sampled_from("abc"), st.sampled_from(Track), days, st.integers(-(10**6), 10**9)), max_size=30
)
approvals = st.fixed_dictionaries({track: st.none() | days for track in CONDITIONAL})


@given(spending, approvals)
def test_exposure_is_the_same_by_track_and_by_scheme_and_falls_to_nothing(spends, approved):
    months = [Month(2019, 4) + count for count in range(12)]
    for row in standings(spends, approved, months):
        assert sum(row.by_scheme_pence.values()) == row.total_pence
        for track, day in approved.items():
            so_far = sum(each.amount_pence for each in spends if each.track is track and each.day < row.month.end)
            is_over = day is not None and day < row.month.end
            assert row.by_track_pence[track] == (0 if is_over else so_far)


@given(spending, approvals)
def test_before_and_after_approval_are_the_whole(spends, approved):
    before = sum(spent_before_approval(spends, approved).values())
    after = sum(
        each.amount_pence
        for each in spends
        if each.track in CONDITIONAL and approved[each.track] is not None and each.day >= approved[each.track]
    )
    assert before + after == sum(each.amount_pence for each in spends if each.track in CONDITIONAL)
