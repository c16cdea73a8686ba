"""The demonstration's fund is whole, made once, and of the financial year of the day that it is made on."""

from datetime import UTC, date, datetime

import pytest

from commonweal.core import scope
from commonweal.demo import people, pool, pool_conditions
from commonweal.engine.findings import Severity
from commonweal.engine.ledger import forecasting
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.periods import Month
from commonweal.pool import queries


def made_on(day):
    at = datetime(day.year, day.month, day.day, 12, tzinfo=UTC)
    people.add(at)
    pool.add(at)
    return queries.funds().get()


# The day, its financial year, whole months before it.
DAYS = [
    (date(2026, 4, 1), 2026, 0),
    (date(2026, 4, 30), 2026, 0),
    (date(2026, 5, 1), 2026, 1),
    (date(2026, 6, 10), 2026, 2),
    (date(2026, 7, 31), 2026, 3),
    (date(2026, 11, 27), 2026, 7),
    (date(2027, 3, 31), 2026, 11),
    (date(2028, 2, 29), 2027, 10),
]


@pytest.mark.parametrize(("day", "year", "months"), DAYS)
def test_the_fund_of_any_day(db, day, year, months):
    with scope.within(scope.SYSTEM_SCOPE):
        fund = made_on(day)
        for _ in range(2):
            pool_conditions.add(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))
        head = queries.head(fund)
        pool.add(datetime(day.year, day.month, day.day, 12, tzinfo=UTC))  # a second time changes nothing
        assert queries.head(fund) == head
        assert queries.budget_years(fund) == [year]
        assert queries.verify(fund) == []
        assert sum(queries.trial_balance(fund).values()) == 0
        rows = [row.entry for row in queries.journal(fund)]
        assert all(date(year, 4, 1) <= row.day <= day for row in rows)
        monthly = [row for row in rows if "hours delivered" not in row.description]  # contracts pay beside these
        assert sum(row.description.startswith("Homecare after hospital, ") for row in monthly) == 2 * months
        assert len(queries.open_months(fund)) == 12 - max(months - 2, 0)
        lines = queries.scheme_lines(fund, year)
        assert sum(line.amounts.planned_pence for line in lines) == sum(queries.brought(fund, year).values())
        assert queries.minimums(fund, year)[0].planned_pence == 32_000_000
        found = check_agreement(queries.agreement(fund)[1], queries.section_75())
        assert {finding.severity for finding in found} == {Severity.WARNING}
        assert queries.agreement(fund)[1].starts == date(year, 4, 1)


def test_a_little_of_each_kind_on_27_november_2026(db):
    with scope.within(scope.SYSTEM_SCOPE):
        fund, day = made_on(date(2026, 11, 27)), date(2026, 11, 27)
        # one source is late with November's instalment, of which £45,123.75 was netted by charges
        late = {
            one.source.code: sum(row.missing_pence for row in one.rows if row.is_overdue)
            for one in queries.schedules(fund, 2026, day)
        }
        assert late.pop("additional-council") == 20_833_333 - 4_512_375
        assert set(late.values()) == {0}
        assert [one.amount_pence for one in queries.open_accruals(fund).values()] == [9_125_050, 2_210_000]
        (transfer,) = queries.transfers(fund, 2026)
        figures = queries.voucher_figures(transfer)
        assert (figures.received_pence, figures.spent_pence) == (18_000_000, 8_070_050)
        ((grant, shares),) = queries.pass_down_sources(fund, 2026).values()
        assert (grant, [share.left_pence for share in shares]) == (431_200_000, [0, 30_000_000])
        assert [row.amount_pence for row in queries.commitments(fund, 2026)] == [1_480_000, 12_000_000]
        year = forecasting.year_forecast(line.amounts for line in queries.scheme_lines(fund, 2026))
        assert year.over_pence == 71_500_000 + 12_000_000
        assert sorted({one.code for one in queries.vat_findings(fund, 2026)}) == ["vat-misfit", "vat-undecided"]
        assert [row.balance_pence for row in queries.reserves(fund)] == [1_500_000]
        assert Month(2026, 9) in queries.open_months(fund)
        assert Month(2026, 8) not in queries.open_months(fund)
