"""The demonstration's fund is whole, and made once."""

from datetime import date

from commonweal.core import scope
from commonweal.demo import people, pool, pool_conditions
from commonweal.engine.findings import Severity
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.periods import Month
from commonweal.pool import queries
from tests.factories.world import AT


def test_the_demonstrations_fund(db):
    with scope.within(scope.SYSTEM_SCOPE):
        people.add(AT)
        pool.add(AT)
        pool.add(AT)  # a second time changes nothing
        pool_conditions.add(AT)
        pool_conditions.add(AT)
        fund = queries.funds().get()
        assert queries.head(fund)[0] == 7 * (4 + 8)
        assert queries.verify(fund) == []
        assert sum(queries.trial_balance(fund).values()) == 0
        assert len(queries.open_months(fund)) == 7
        assert Month.of(date(2025, 9, 1)) in queries.open_months(fund)
        lines = queries.scheme_lines(fund, 2025)
        assert sum(line.amounts.planned_pence for line in lines) == sum(queries.brought(fund, 2025).values())
        assert queries.minimums(fund, 2025)[0].planned_pence == 32_000_000
        found = check_agreement(queries.agreement(fund)[1], queries.section_75())
        assert {finding.severity for finding in found} == {Severity.WARNING}
