"""The demonstration's line: of any day, whole, in time, and every sum the same from both ends."""

import time
from datetime import UTC, date, datetime

import pytest

from commonweal.care import queries as care
from commonweal.commissioning import queries as commissioning
from commonweal.core import scope
from commonweal.demo import departures, people, pool
from commonweal.engine import nhs_number
from commonweal.engine.packages.paying import worth_pence
from commonweal.engine.periods import Month, Period
from commonweal.flow import queries
from commonweal.pool import queries as pooled

# The day, whole months before it.
DAYS = [(date(2026, 4, 1), 0), (date(2026, 4, 6), 0), (date(2026, 7, 31), 3), (date(2027, 3, 31), 11)]


def made_on(day):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    people.add(at)
    pool.add(at)
    departures.add(at)
    departures.add(at)  # a second time changes nothing
    return pooled.funds().get()


def sums_are_one(fund, year, day):
    """Hours to pounds by contract; pounds to the pool by scheme and source; days to people, lots and reasons."""
    paid = 0
    for contract in commissioning.contracts(fund):
        sums = commissioning.contract_sums(contract)
        assert sums.is_conserved
        assert sums.paid_pence == worth_pence(sums.paid_minutes, contract.rate_pence)
        assert sums.paid_minutes <= sums.delivered_minutes
        paid += sums.paid_pence
    parts = commissioning.paid_parts(fund, year)
    assert sum(part.amount_pence for part in parts) == paid
    for part in parts:
        legs = pooled.posted(fund, [part.entry_number])[part.entry_number].legs
        assert legs[0].amount_pence == part.amount_pence
    groups = queries.delayed_days(fund, Period(date(year, 4, 1), date(year + 1, 4, 1)), day)
    for name in ("person_id", "reason", "lot_id", "month", "side"):
        assert sum(queries.by(groups, name).values()) == queries.total(groups)
    return groups


@pytest.mark.parametrize(("day", "months"), DAYS)
def test_the_line_of_any_day(db, day, months):
    with scope.within(scope.SYSTEM_SCOPE):
        fund = made_on(day)
        year = Month.of(day).financial_year
        assert pooled.verify(fund) == []
        sums_are_one(fund, year, day)
        assert len({part.day for part in commissioning.paid_parts(fund, year)}) <= months
        known = care.people()
        assert all(nhs_number.is_valid(one.nhs_number) and nhs_number.is_invented(one.nhs_number) for one in known)
        assert all(one.name.endswith("(invented)") for one in known)
        assert all(care.lead_on(one, day) for one in known)


def test_the_year_on_27_november_2026(db):
    day = date(2026, 11, 27)
    with scope.within(scope.SYSTEM_SCOPE):
        begun = time.process_time()
        fund = made_on(day)
        assert time.process_time() - begun < 15  # of the machine's own work, however busy others keep it
        groups = sums_are_one(fund, 2026, day)
        waits = [one for one in groups if one.request_id is not None]
        assert {one.lot_id for one in waits} <= {lot.pk for lot in commissioning.lots(fund)}
        told = queries.areas_asked(fund, Period(date(2026, 10, 1), date(2027, 1, 1)), day)
        assert next(iter(told))[0] == "Vale of Wess"
        assert commissioning.blocked(fund, day), "somebody stays in reablement for want of homecare"
        assert queries.waiting(fund, day), "somebody waits today"
        answer = queries.answer(fund, "Vale of Wess", "homecare", Period(date(2026, 10, 1), date(2027, 1, 1)), day)
        assert answer.days == told["Vale of Wess", "homecare"]
        assert answer.missing and answer.contracts and answer.payers
        assert answer.days > 150 and answer.people == 8
