"""The invented place accounts for its latest quarter: certified by another, published, the same bytes again."""

from datetime import UTC, datetime

import pytest

from commonweal.core import scope
from commonweal.demo import account, departures, people, plans, pool
from commonweal.engine.reporting.procedure import PaperState, State
from commonweal.home import queries as home
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
        # the pool's budget is that and the transfer under section 256 of money.toml: 62,976,000.01
        told = home.bridge(of.plan, of.fund, 2026)
        named = "Transfer under section 256, not of the plan: Falls prevention in extra care housing"
        assert [(part.words, part.pence) for part in told.parts] == [(named, 18_000_000)]
        assert (told.plan_pence, told.pool_pence, told.holds) == (6_279_600_001, 6_297_600_001, True)
        # every line of the plan is walked on into the pool, that of the council's own money too
        for line in home.lines_of(of.plan, 2026):
            walk = home.walk(of.plan, 2026, 2, line.scheme, line.source, at.date())
            assert walk.budget == line.planned_pence, line
            assert [check for check in home.checks(walk) if not check.holds] == []
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
