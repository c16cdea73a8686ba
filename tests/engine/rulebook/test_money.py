"""The figures of the domain reference: uplifts, minimums, national totals, allocations, what counts towards what."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.rulebook.allocations import (
    Allocations,
    BaselineQuery,
    Contribution,
    Decision,
    DistrictShare,
    baseline,
    check_allocations,
    required,
    required_by_uplift,
)
from commonweal.engine.rulebook.counting import counted, headroom, income_by_source, spending_by_source
from commonweal.engine.rulebook.formula import BadFormula
from commonweal.engine.rulebook.national import read_national
from commonweal.engine.rulebook.plan import Line, Plan, Scheme
from tests.factories.rounds import rounds, sound
from tests.shared import TOP

MILLION_PENCE = 100_000_000
NATIONAL = tomllib.loads((TOP / "commonweal" / "rulebooks" / "national_money.toml").read_text(encoding="utf-8"))
YEARS = {one.year: one for one in read_national(NATIONAL)[0]}


def test_the_national_file_is_sound():
    assert read_national(NATIONAL)[1] == []


# Sums as the reference states them (1.2); 2016-17's 3,900 is published, 3,913 the sum; 2019-20's 6,400 is "£6.4bn".
@pytest.mark.parametrize(
    ("year", "total"),
    [
        (2016, 3913),
        (2017, 5128),
        (2018, 5617),
        (2019, 6422),
        (2020, 6698),
        (2021, 6913),
        (2022, 7717),
        (2023, 8072),
        (2024, 8742),
        (2025, 8965),
    ],
)
def test_national_totals(year, total):
    assert YEARS[year].total == total


def test_national_totals_against_what_was_published():
    assert {year: one.difference for year, one in YEARS.items() if one.published_total} == {
        2015: 220 - 3800,
        2016: 13,
        2019: 22,
        2020: 0,
        2025: 0,
    }
    assert YEARS[2025].amounts == {"nhs-minimum": 5614, "better-care-grant": 2640, "dfg": 711}
    assert YEARS[2023].total + YEARS[2024].total == 16_814  # published: at least £16.8bn


def test_national_marks():
    verified = {
        (year, name) for year, one in YEARS.items() for name, status in one.status.items() if status == "verified"
    }
    assert (2017, "dfg") in verified and (2017, "nhs-minimum") not in verified
    assert {name for year, name in verified if year == 2020} == {"nhs-minimum", "ibcf", "dfg"}
    assert {name for year, name in verified if year in (2022, 2023)} == {"discharge"}
    assert len(verified) == 15  # the V of the reference's table, figure by figure


def test_a_faulty_national_file_is_told():
    broken = {"year": [{"year": 2020, "amounts": {"dfg": -1}, "status": {"dfg": "sure"}, "source": "x"}, {"year": 1}]}
    codes = {one.code for one in read_national(broken)[1]}
    assert codes == {"national-amount", "national-status", "rulebook-missing-key", "rulebook-no-source"}


def test_nhs_minimum_of_2025_26_nationally():
    source = rounds()["2025-26"].find("funding_source", "nhs-minimum")
    (pence,) = required(source, 5029 * MILLION_PENCE, {"discharge": 500 * MILLION_PENCE})
    assert Fraction(pence, MILLION_PENCE) == Fraction("5614.493")
    assert abs(Fraction(pence, MILLION_PENCE) - YEARS[2025].amounts["nhs-minimum"]) <= Fraction(1, 2)


def test_social_care_minimum_of_2025_26():
    minimum = rounds()["2025-26"].find("minimum", "social-care")
    assert required(minimum, 10_000_000_00) == (10_390_000_00,)


def test_a_minimum_over_two_years_chains_on_what_was_required():
    minimum = rounds()["2017-19"].find("minimum", "social-care")
    # 10,000,000 x 1.0179 = 10,179,000; x 1.019 = 10,372,401
    assert required(minimum, 10_000_000_00) == (10_179_000_00, 10_372_401_00)


def test_half_pounds_go_to_the_even():
    minimum = rounds()["2025-26"].find("minimum", "social-care")
    # 500 x 1.039 = 519.50 -> 520; 1,500 x 1.039 = 1,558.50 -> 1,558
    assert required(minimum, 500_00) == (520_00,)
    assert required(minimum, 1500_00) == (1558_00,)


@given(st.integers(0, 10**12))
def test_the_rounds_formula_equals_the_plain_reference(pence):
    minimum = rounds()["2017-19"].find("minimum", "social-care")
    assert required(minimum, pence) == required_by_uplift(pence, [Fraction("0.0179"), Fraction("0.019")])


def test_a_formula_that_leaves_parts_of_a_penny_is_refused():
    minimum = replace(rounds()["2025-26"].find("minimum", "social-care"), formula="baseline * (1 + uplift)")
    with pytest.raises(BadFormula, match="round it"):
        required(minimum, 1)
    with pytest.raises(BadFormula, match="no formula"):
        required(rounds()["2025-26"].find("funding_source", "dfg"), 1)


QUERY = BaselineQuery("Exampleshire", "social-care", "Ann", date(2025, 2, 1), "A transfer was counted twice", 10, 8)


def test_a_baseline_query_changes_the_baseline_once_it_is_accepted():
    accepted = QUERY.decide(Decision.ACCEPTED, by="Ben", on=date(2025, 3, 1), reason="It was")
    assert baseline(10, [QUERY]) == 10
    assert baseline(10, [accepted]) == 8
    assert baseline(10, [QUERY.decide(Decision.REFUSED, by="Ben", on=date(2025, 3, 1), reason="No")]) == 10
    assert (accepted.old_pence, accepted.decided_by, accepted.decision_reason) == (10, "Ben", "It was")


@pytest.mark.parametrize(
    ("query", "decision", "by", "on", "reason"),
    [
        (QUERY, Decision.ACCEPTED, "Ann", date(2025, 3, 1), "It was"),
        (QUERY, Decision.ACCEPTED, "Ben", date(2025, 1, 1), "It was"),
        (QUERY, Decision.ACCEPTED, "Ben", date(2025, 3, 1), " "),
        (QUERY, Decision.OPEN, "Ben", date(2025, 3, 1), "It was"),
        (
            QUERY.decide(Decision.REFUSED, by="Ben", on=date(2025, 3, 1), reason="No"),
            Decision.ACCEPTED,
            "Cy",
            date(2025, 4, 1),
            "Yes",
        ),
    ],
)
def test_a_query_is_decided_once_by_another_with_a_reason(query, decision, by, on, reason):
    with pytest.raises(ValueError, match=r"another person|was refused"):
        query.decide(decision, by=by, on=on, reason=reason)


def test_contributions_add_up_to_the_published_allocation():
    rulebook = rounds()["2019-20"]
    parts = (Contribution("nhs-minimum", "CCG A", (600,)), Contribution("nhs-minimum", "CCG B", (401,)))
    allocations = Allocations("Exampleshire", {"nhs-minimum": (1000,)}, parts)
    (found,) = check_allocations(allocations, rulebook)
    assert found.code == "allocation-contributions"
    assert "£10.01, published is £10" in found.message
    assert "£0.01 is too much" in found.what_to_do
    assert check_allocations(replace(allocations, published_pence={"nhs-minimum": (1001,)}), rulebook) == []


def test_other_faults_of_allocations():
    rulebook = rounds()["2019-20"]
    allocations = Allocations("X", {"lottery": (1,), "dfg": (5, 6)}, (), (DistrictShare("dfg", "Vale", (5, 5)),))
    assert [one.code for one in check_allocations(allocations, rulebook)] == [
        "allocation-source",
        "allocation-years",
        "allocation-districts",
    ]


def lines(*rows):
    return Plan("2019-20", "X", schemes=(Scheme("S", "S", "S", "other", tuple(rows)),))


def test_what_counts_towards_each_minimum():
    rulebook = rounds()["2019-20"]
    care, hospital = (rulebook.find("minimum", key) for key in ("social-care", "out-of-hospital"))
    plan = lines(
        Line("nhs-minimum", "social-care", "council", "local-authority", (1000,)),
        Line("ibcf", "social-care", "council", "local-authority", (500,)),
        Line("nhs-minimum", "community-health", "nhs", "nhs-community", (300,)),
        Line("nhs-minimum", "community-health", "joint", "nhs-community", (99,), Fraction(50), Fraction(50)),
        Line("nhs-minimum", "primary-care", "council", "nhs-community", (70,)),
        Line("nhs-minimum", "acute", "nhs", "nhs-acute", (800,)),
    )
    assert counted(plan, rulebook, care, 0) == 1000
    assert counted(plan, rulebook, hospital, 0) == 300 + 49  # half of 99, the half penny not claimed
    rows = headroom(plan, rulebook, Allocations("X", required_pence={"social-care": (900,), "out-of-hospital": (400,)}))
    assert [one.room_pence for one in rows] == [100, -51]


@pytest.mark.parametrize("name", rounds())
def test_income_and_spending_by_source_are_sums_of_rows(name):
    plan, _ = sound(rounds()[name], 40)
    for year in range(len(rounds()[name].years)):
        assert income_by_source(plan, year) == spending_by_source(plan, year)
