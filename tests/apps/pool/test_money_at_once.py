"""The same thing done several times at once, each on a connection of its own: it is done once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from commonweal.core import scope
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries
from tests.factories.pool import AT, MAKER, draft, invented_fund

pytestmark = pytest.mark.django_db(transaction=True)
YEAR, DAY = 2017, date(2017, 4, 20)
TIMES = 6


@pytest.fixture
def made():
    """£1,000 due from the grant in April, £300 of it in hand and set aside; £50 of homecare accrued in April."""
    made = invented_fund(months=2)
    who = {"by": MAKER, "at": AT}
    with scope.within(scope.SYSTEM_SCOPE):
        ibcf = made.parts["ibcf"]
        actions.set_contribution(**who, source=ibcf, year=YEAR, amount_pence=1_000_00, due=[DAY])
        actions.post(**who, fund=made.fund, drafts=[draft(("BANK", 300_00), ("IN-IBCF", -300_00))])
        reserve = made.parts["RISK-RESERVE"]
        actions.set_aside(**who, reserve=reserve, source=ibcf, amount_pence=300_00, day=DAY, reason="Risk pool")
        line = {"scheme": made.parts["homecare"], "source": ibcf, "planned_pence": 900_00}
        made.line = actions.add_budget_line(**who, fund=made.fund, year=YEAR, **line)
        actions.accrue(**who, line=made.line, month=Month(2017, 4), amount_pence=50_00, reason="Hours")
        more = {"day": DAY, "description": "Winter hours", "amount_pence": 10_00}
        made.commitment = actions.commit(**who, line=made.line, **more)
    return made


def receive(made, who):
    actions.receive_instalment(**who, source=made.parts["ibcf"], year=YEAR, due=DAY, day=DAY)


def draw(made, who):
    part = {"reserve": made.parts["RISK-RESERVE"], "source": made.parts["ibcf"]}
    actions.draw_reserve(**who, **part, amount_pence=200_00, day=DAY, reason="Winter")


def take_back(made, who):
    actions.reverse_accruals(**who, fund=made.fund, on=date(2017, 5, 1))


def pay(made, who):
    actions.post_due_commitment(**who, commitment=made.commitment, day=DAY)


@pytest.mark.parametrize(
    ("act", "code"),
    [
        (receive, "instalment-not-next"),
        (draw, "reserve-overdrawn"),
        (take_back, "nothing-to-reverse"),
        (pay, "commitment-ended"),
    ],
)
def test_it_is_done_once(made, act, code):
    barrier = threading.Barrier(TIMES)

    def one(number):
        person = made.jo if number % 2 else made.sam
        try:
            with scope.within(made.seen_by(person)):
                barrier.wait()
                act(made, {"by": person, "at": AT})
        except actions.Refused as refused:
            return [finding.code for finding in refused.findings]
        finally:
            connections.close_all()
        return []

    with scope.within(scope.SYSTEM_SCOPE):
        before = queries.head(made.fund)[0]
    with ThreadPoolExecutor(TIMES) as pool:
        told = sorted(pool.map(one, range(TIMES)))
    assert told == [[]] + [[code]] * (TIMES - 1)
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.head(made.fund)[0] == before + 1
        assert queries.verify(made.fund) == []
