"""A round put together from its plans' own sums; outliers by median and MAD; a published table of planned spending."""

from __future__ import annotations

import statistics
from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.consolidating import consolidate
from commonweal.engine.rulebook.counting import headroom
from commonweal.engine.rulebook.nation import above_minimum, headroom_of, sums_of, together
from commonweal.engine.rulebook.outlying import outliers, spread
from commonweal.engine.rulebook.plan import Income, Plan
from commonweal.engine.rulebook.planned import read_planned
from tests.engine.rulebook.test_any_plan import plans
from tests.factories.rounds import rounds, sound

ROUND = rounds()["2025-26"]


@settings(max_examples=60, deadline=None)
@given(st.lists(plans, max_size=4))
def test_put_together_is_consolidated_at_once(several):
    named = [replace(plan, round="2025-26", area=f"area {number}") for number, plan in enumerate(several)]
    assert together([sums_of(plan, ROUND).tables for plan in named], ROUND) == consolidate(named, ROUND)


@pytest.mark.parametrize("round_id", rounds())
def test_headroom_from_sums_is_headroom_from_the_plan(round_id):
    rulebook = rounds()[round_id]
    plan, allocations = sound(rulebook, lines=40)
    sums = sums_of(plan, rulebook)
    assert headroom_of(sums, rulebook, allocations) == headroom(plan, rulebook, allocations)
    assert {room.room_pence for room in headroom_of(sums, rulebook, allocations)} <= {0}


def test_what_is_pooled_above_the_minimum_by_hand():
    income = (
        Income("nhs-minimum", "ICB", (1_000,)),
        Income("dfg", "Council", (50,)),
        Income("additional-nhs", "ICB", (7,)),
    )
    sources = {source.id for source in ROUND.funding_source if not source.is_published}
    assert "additional-nhs" in sources
    sums = sums_of(Plan("2025-26", "A", income=income), ROUND)
    given_ = Allocations("A", {"nhs-minimum": (990,), "dfg": (60,)})
    assert above_minimum(sums, ROUND, given_) == 10 + 0 + 7
    assert above_minimum(sums, ROUND, Allocations("A")) is None
    assert above_minimum(sums, ROUND, Allocations("A", {"dfg": (60,)})) is None


def test_outliers_by_hand():
    """Median 10, absolute deviations 0 0 1 1 1 2 2 3 90: MAD 1, so usual is 10 plus or minus 4.4478."""
    values = dict(zip("abcdefghi", map(Fraction, (10, 10, 9, 11, 11, 8, 12, 7, 100)), strict=True))
    found = spread(list(values.values()))
    assert (found.middle, found.deviation) == (10, 1)
    assert (found.low, found.high) == (Fraction(55522, 10_000), Fraction(144478, 10_000))
    assert outliers(values | {"j": None}) == {"i": 100}


def test_no_outlier_among_few_or_where_most_agree():
    assert outliers({str(n): Fraction(n**4) for n in range(7)}) == {}
    assert outliers({str(n): Fraction(1) for n in range(9)} | {"x": Fraction(99)}) == {}
    assert outliers({}) == {}


@given(st.lists(st.integers(0, 10**6), min_size=8, max_size=40))
def test_outliers_against_a_plain_reference(numbers):
    middle = statistics.median(numbers)
    mad = statistics.median(abs(n - middle) for n in numbers)
    expected = {str(i) for i, n in enumerate(numbers) if mad > 0 and abs(n - middle) * 10_000 > 3 * 14_826 * mad}
    assert set(outliers({str(i): Fraction(n) for i, n in enumerate(numbers)})) == expected


def row(line, code, bed, at_home, **more):
    return {
        "line": str(line), "ons_code": code, "name": f"Area {code}", "region": "North", "bed_based": bed,
        "reablement": at_home, "adults": "100", "aged_65_over": "20",
    } | more  # fmt: skip


def test_a_total_that_is_not_the_sum_is_shown():
    total = row(4, "Total", "31.00", "5", name="NA", adults="200", aged_65_over="50")
    read = read_planned([row(2, "A", "10.005", "5"), row(3, "B", "20", "NA"), total])
    assert [area.amounts_pence["bed_based"] for area in read.areas] == [1_000, 2_000]  # ties go to the even penny
    assert (read.gap_pence("bed_based"), read.gap_pence("reablement")) == (100, 0)
    said = {finding.code: finding for finding in read.findings}
    assert said.keys() == {"amount-missing", "total-inside", "total-differs", "people-differ"}
    assert said["total-differs"].message.endswith("the total is £1 above the sum of the rows.")
    assert said["people-differ"].message.startswith("People aged 65 and over: the total is 50, the rows come to 40")


@pytest.mark.parametrize("text", ["lots", "-5", "1e400000000", "NaN", "Infinity", "1,000", "£5"])
def test_what_is_no_amount_is_said_and_not_summed(text):
    read = read_planned([row(2, "A", text, "5")])
    assert [finding.code for finding in read.findings] == ["not-an-amount", "amount-missing"]
    assert read.sum_pence("bed_based") == 0


def test_an_area_twice_and_people_that_are_no_number():
    read = read_planned([row(2, "A", "1", "5"), row(3, "A", "1", "5", adults="many")])
    assert sorted(finding.code for finding in read.findings) == ["area-twice", "not-a-count"]


@given(st.lists(st.decimals(0, 10**9, places=4), max_size=20))
def test_the_sum_is_the_sum_of_the_rounded_parts(amounts):
    read = read_planned([row(n + 2, f"E{n}", str(amount), "0") for n, amount in enumerate(amounts)])
    assert read.sum_pence("bed_based") == sum(round(Fraction(amount) * 100) for amount in amounts)
    assert read.findings == ()
