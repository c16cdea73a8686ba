"""The invented place accounts for its latest quarter: certified by another, published, the same bytes again."""

from datetime import UTC, datetime

import pytest

from commonweal.core import scope
from commonweal.demo import account, departures, people, plans, pool
from commonweal.engine.reporting.procedure import PaperState, State
from commonweal.returns import queries as returns
from commonweal.scrutiny import queries as scrutiny


def made_at(at):
    for each in (people, plans, pool, departures, account):
        each.add(at)


def test_on_27_november_the_summer_is_accounted_for(db):
    at = datetime(2026, 11, 27, 12, tzinfo=UTC)
    with scope.within(scope.SYSTEM_SCOPE):
        made_at(at)
        account.add(at)  # a second time changes nothing
        (of,) = returns.returns()
        assert (of.year, of.quarter, returns.standing(of)) == (2026, 2, State.PUBLISHED)
        assert returns.is_rebuilt(of)
        made = returns.evidence(of)
        # what the plan promises, from plans.toml: 26,364,000.01 + 11,420,000 + 17,000,000 + 3,700,000 + 4,312,000
        assert made.cell("spend/all/planned").value == 6_279_600_001
        lots = {cell.address for cell in made.cells if cell.address.startswith("delays/lot-")}
        days = sum(made.cell(one).value for one in lots) + made.cell("delays/no-lot/days").value
        assert days == made.cell("delays/care/days").value > 0
        (paper,) = scrutiny.papers()
        assert scrutiny.standing(paper) is PaperState.PUBLISHED
        assert {cell for one in scrutiny.shown(paper).sentences for cell in one.cells} >= lots


@pytest.mark.parametrize("day", [datetime(2026, 4, 1, 12, tzinfo=UTC), datetime(2026, 6, 30, 12, tzinfo=UTC)])
def test_in_the_first_quarter_there_is_nothing_to_say(db, day):
    with scope.within(scope.SYSTEM_SCOPE):
        people.add(day)
        plans.add(day)
        account.add(day)
        assert not returns.returns().exists()
