"""The demonstration's plans are sound, spend what the fund is made of, and tell Dorset's days."""

import tomllib
from datetime import UTC, date, datetime

import pytest

from commonweal.core import scope
from commonweal.demo import people, plans, pool
from commonweal.engine.findings import Severity
from commonweal.engine.rulebook.clock import clock
from commonweal.engine.rulebook.exposure import exposure
from commonweal.engine.rulebook.model import Owner
from commonweal.plans import queries

AT = datetime(2026, 11, 27, 9, tzinfo=UTC)
NATIONAL, PARTNERS, REGION, TEAM = (
    (one,) for one in (Owner.NATIONAL_BODIES, Owner.PARTNERS, Owner.REGION, Owner.NATIONAL_TEAM)
)


@pytest.fixture
def made(db):
    with scope.within(scope.SYSTEM_SCOPE):
        people.add(AT)
        plans.add(AT)
        plans.add(AT)  # a second time changes nothing
        yield {plan.round: plan for plan in queries.plans()}


def test_three_plans_stand_where_they_should(made):
    states = {round_: str(queries.record(plan).state) for round_, plan in made.items()}
    assert states == {"2019-20": "closed", "2025-26": "approved-with-conditions", "2026-27": "draft"}
    for plan in made.values():
        waived = queries.record(plan).waived
        errors = [one for one in queries.findings(plan, waived) if one.severity is Severity.ERROR]
        assert errors == []


@pytest.mark.parametrize("round_", ["2025-26", "2026-27"])
def test_the_plan_spends_what_the_fund_is_made_of(made, round_):
    told = tomllib.loads(pool.FILE.read_text())
    ours = {
        (scheme.id, line.source): line.amounts_pence[0]
        for scheme in queries.content(made[round_]).schemes
        for line in scheme.lines
    }
    assert ours == {(line["scheme"], line["source"]): line["planned_pence"] for line in told["line"]}


def test_the_place_lost_dorsets_days_in_2019(made):
    told = clock(2019, queries.reached(made["2019-20"]), date(2026, 11, 27))
    # 108 and 71 are Dorset's; of the 49 after submission, the region's 39 are invented
    assert told.days_by_owner == {NATIONAL: 108, PARTNERS: 71, REGION: 39, TEAM: 10}
    assert (told.days_lost, told.months_lost, told.is_running) == (228, 7, False)


def test_the_later_plans_clocks(made):
    told = clock(2025, queries.reached(made["2025-26"]), date(2026, 11, 27))
    # 1 April to 9 May, 9 May to 5 June, counted on the calendar
    assert told.days_by_owner == {REGION: 38, TEAM: 27}
    running = clock(2026, queries.reached(made["2026-27"]), date(2026, 11, 27))
    assert (running.days_by_owner, running.is_running) == ({PARTNERS: 240}, True)


def test_exposure_of_2019_falls_to_nothing_in_november(made):
    plan = made["2019-20"]
    rows = exposure(queries.content(plan), queries.rulebook(plan), queries.running(plan), date(2019, 11, 15))
    # £33.6m of the NHS minimum over 366 days; 214 of them by the end of October, each scheme rounded down
    assert rows[6].spent_pence == sum(pence * 214 // 366 for pence in (1_100_000_000, 700_000_000, 1_560_000_000))
    assert rows[6].exit_pence == 24_000_000
    assert [row.total_pence for row in rows[7:]] == [0] * 5


def test_what_has_not_come_yet_is_left_out(db):
    early = datetime(2025, 4, 12, tzinfo=UTC)
    with scope.within(scope.SYSTEM_SCOPE):
        people.add(early)
        plans.add(early)
        states = {plan.round: str(queries.record(plan).state) for plan in queries.plans()}
        assert states == {"2019-20": "closed", "2025-26": "submitted", "2026-27": "draft"}
