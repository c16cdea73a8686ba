"""Contributions, ring-fences, control and sizes, against published figures and sums by hand."""

import tomllib
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger.contributions import Changes, due_by, instalments, roll_forward, vary
from commonweal.engine.ledger.control import Control, PooledLine, accounts_by_control, memorandum
from commonweal.engine.ledger.ringfence import (
    Amounts,
    Minimum,
    SchemeLine,
    Source,
    Track,
    by_scheme,
    by_source,
    check_ring_fences,
    cliff,
    exposure,
    headroom,
    money_of,
    phased,
    uses_of,
)
from commonweal.engine.ledger.sizes import PoolSize, league

MONTHS = [date(2024, month, 15) for month in range(4, 13)] + [date(2025, month, 15) for month in (1, 2, 3)]
QUARTERS = [date(2024, 4, 1), date(2024, 7, 1), date(2024, 10, 1), date(2025, 1, 1)]


def amounts_of(schedule):
    return [instalment.amount_pence for instalment in schedule]


def test_barnet_improved_better_care_fund_2024_25():
    """Grant determination 31/7245: £9,621,518 in monthly instalments."""
    schedule = instalments(9_621_518_00, MONTHS)
    assert amounts_of(schedule) == [801_793_17] * 8 + [801_793_16] * 4
    assert sum(amounts_of(schedule)) == 9_621_518_00


def test_birmingham_improved_better_care_fund_2024_25():
    """£67,918,344 is twelve times £5,659,862 exactly."""
    assert amounts_of(instalments(67_918_344_00, MONTHS)) == [5_659_862_00] * 12


def test_a_variation_in_the_year_leaves_what_was_due_and_spreads_the_rest():
    schedule = instalments(1_200_000_00, QUARTERS)
    varied = vary(schedule, 1_300_000_01, from_day=date(2024, 9, 1))
    assert amounts_of(varied) == [300_000_00, 300_000_00, 350_000_01, 350_000_00]
    assert due_by(varied, date(2024, 10, 1)) == 950_000_01
    with pytest.raises(ValueError, match="no instalment is due"):
        vary(schedule, 1, from_day=date(2025, 2, 1))


@given(st.integers(0, 10**13), st.integers(0, 10**13), st.dates(date(2024, 4, 1), date(2025, 1, 1)))
def test_variations_conserve_the_new_sum(first, second, day):
    assert sum(amounts_of(vary(instalments(first, QUARTERS), second, from_day=day))) == second


def test_next_years_contribution_step_by_step():
    """£10,000,000, the adult social care minimum's +3.9% of 2025-26, is £10,390,000."""
    steps = roll_forward(10_000_000_00, Changes(inflation_basis_points=390))
    assert sum(step.amount_pence for step in steps) == 10_390_000_00
    steps = roll_forward(1_000_000_00, Changes(50_000_00, 200, 30_000_00, 10_500_00))
    assert [step.amount_pence for step in steps] == [1_000_000_00, 50_000_00, 21_000_00, 30_000_00, -10_500_00]


# Sheffield 2015-16 (HSJ 5072133): £278m = £187m from the NHS and £91m from the council, £41m required.
SHEFFIELD = PoolSize(
    "Sheffield",
    "2015-16",
    {"NHS": 187_000_000_00, "council": 91_000_000_00},
    278_000_000_00,
    41_000_000_00,
    "HSJ 5072133",
)
HERTFORDSHIRE = PoolSize(
    "Hertfordshire", "2015-16", {"council": 130_000_000_00, "NHS": 109_000_000_00}, 240_000_000_00, None, "HSJ 5069815"
)


def test_sheffield_against_its_minimum():
    assert (SHEFFIELD.total_pence, SHEFFIELD.unexplained_pence) == (278_000_000_00, 0)
    assert SHEFFIELD.above_required_pence == 237_000_000_00
    minimum = Minimum("pool", "Minimum pooled", frozenset({"nhs", "council"}), frozenset(), 41_000_000_00)
    lines = [
        SchemeLine("all", code, "any", Amounts(pence))
        for code, pence in (("nhs", 187_000_000_00), ("council", 91_000_000_00))
    ]
    assert headroom([minimum], lines)[0].planned_pence == 237_000_000_00


def test_hertfordshires_parts_and_its_total_differ_by_a_million():
    """£130m and £109m as published come to £239m, against £240m as published: rounding, shown and not smoothed."""
    assert HERTFORDSHIRE.total_pence == 239_000_000_00
    assert HERTFORDSHIRE.unexplained_pence == 1_000_000_00
    assert HERTFORDSHIRE.above_required_pence is None
    assert [size.place for size in league([HERTFORDSHIRE, SHEFFIELD])] == ["Sheffield", "Hertfordshire"]


SOURCES = {
    source.code: source
    for source in (
        Source("nhs-minimum", "Minimum NHS contribution", "icb", Track.NHS_ENGLAND),
        Source("ibcf", "Improved Better Care Fund", "council", Track.COUNCIL_GRANT),
        Source("extra", "Additional council money", "council", Track.NONE),
    )
}
LINES = [
    SchemeLine("homecare", "nhs-minimum", "Social Care", Amounts(600, 200, 100, 620)),
    SchemeLine("homecare", "ibcf", "Social Care", Amounts(300, 150, 0, 300)),
    SchemeLine("reablement", "nhs-minimum", "Community Health", Amounts(250, 50, 50, 240)),
    SchemeLine("carers", "extra", "Social Care", Amounts(100, 0, 0, 100)),
]


def test_headroom_against_the_rounds_minimums():
    social_care = Minimum("asc", "Adult social care", frozenset({"nhs-minimum"}), frozenset({"Social Care"}), 590)
    out_of_hospital = Minimum(
        "ooh", "Out of hospital", frozenset({"nhs-minimum"}), frozenset({"Community Health"}), 260
    )
    asc, ooh = headroom([social_care, out_of_hospital], LINES)
    assert (asc.planned_pence, asc.forecast_pence) == (10, 30)
    assert (ooh.planned_pence, ooh.forecast_pence) == (-10, -20)


def test_a_pound_is_walked_both_ways():
    assert {scheme: amounts.planned_pence for scheme, amounts in uses_of("nhs-minimum", LINES).items()} == {
        "homecare": 600,
        "reablement": 250,
    }
    assert {source: amounts.planned_pence for source, amounts in money_of("homecare", LINES).items()} == {
        "ibcf": 300,
        "nhs-minimum": 600,
    }
    for source in by_source(LINES):
        for scheme in by_scheme(LINES):
            assert uses_of(source, LINES).get(scheme) == money_of(scheme, LINES).get(source)


def test_spending_without_money_and_money_without_use():
    found = check_ring_fences(
        SOURCES, {"nhs-minimum": 840, "ibcf": 350, "extra": 100}, [*LINES, SchemeLine("x", "gift", "", Amounts(1))]
    )
    assert [(finding.code, finding.where) for finding in found] == [
        ("source-unknown", "scheme x"),
        ("source-over-planned", "source nhs-minimum"),
        ("source-over-forecast", "source nhs-minimum"),
        ("source-unplanned", "source ibcf"),
    ]


def test_the_two_tracks_are_at_risk_apart():
    def at_risk(agreed):
        return {
            scheme: amounts.paid_pence + amounts.committed_pence
            for scheme, amounts in exposure(SOURCES, LINES, agreed).items()
        }

    assert at_risk(set()) == {"homecare": 450, "reablement": 100}
    assert at_risk({Track.COUNCIL_GRANT}) == {"homecare": 300, "reablement": 100}
    assert at_risk({Track.COUNCIL_GRANT, Track.NHS_ENGLAND}) == {}


def test_fifteen_million_over_three_years_and_its_cliff():
    """Wirral 2017: £15m one-off, phased over three years. The schemes that live on it here are illustrative."""
    phases = phased(15_000_000_00, [2017, 2018, 2019])
    assert phases == {2017: 5_000_000_00, 2018: 5_000_000_00, 2019: 5_000_000_00}
    needs = {
        "home first": {2017: 3_000_000_00, 2018: 3_000_000_00, 2019: 3_000_000_00, 2020: 3_100_000_00},
        "care home market": {2017: 2_000_000_00, 2018: 2_000_000_00, 2019: 2_000_000_00},
    }
    edge = cliff("ibcf-additional", phases, needs)
    assert (edge.last_year, edge.last_amount_pence) == (2019, 5_000_000_00)
    assert edge.uncovered_pence == {"home first": 3_100_000_00}


def pooled(control):
    return PooledLine(
        "homecare", control, "council", {"council": 6_000, "icb": 4_000}, 500, 10_501, {"council": 60, "icb": 40}
    )


@pytest.mark.parametrize(
    ("control", "council", "icb"),
    [
        # expenditure, outside income, from partners
        (Control.ONE_PARTNER, (10_501, 500, 4_000), (4_000, 0, 0)),
        (Control.JOINT, (6_301, 300, 0), (4_200, 200, 0)),
        (Control.AGENT, (6_001, 0, 0), (4_000, 0, 0)),
    ],
)
def test_accounts_by_control(control, council, icb):
    """60% of £105.01 is £63.006, 40% £42.004: the penny goes to the council."""
    shown = [
        (one.expenditure_pence, one.outside_income_pence, one.from_partners_pence)
        for one in accounts_by_control(pooled(control))
    ]
    assert shown == [council, icb]
    assert memorandum(pooled(control)).surplus_pence == -1


@given(st.sampled_from(Control), *[st.integers(0, 10**12)] * 4, st.integers(0, 99), st.integers(1, 99))
def test_nothing_is_accounted_for_twice_or_by_nobody(control, council, icb, outside, spent, left, right):
    line = PooledLine(
        "x", control, "icb", {"council": council, "icb": icb}, outside, spent, {"council": left, "icb": right}
    )
    assert sum(one.net_cost_pence for one in accounts_by_control(line)) == spent - outside


def test_the_published_pools_file_agrees_with_the_reference():
    rows = tomllib.loads((Path(__file__).parents[2] / "commonweal" / "rulebooks" / "published_pools.toml").read_text())[
        "pool"
    ]
    by_place = {(row["place"], row["year"]): row for row in rows}
    assert by_place["Sheffield", "2015-16"]["parts_pence"] == dict(SHEFFIELD.parts_pence)
    assert by_place["Coventry", "2017-19"]["parts_pence"] == {"council": 6_389_700_000, "NHS": 11_560_500_000}
