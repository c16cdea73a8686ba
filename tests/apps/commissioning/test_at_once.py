"""A contract paid, or a package placed, six times at once, each on a connection of its own: it is done once."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from commonweal.commissioning import actions, queries
from commonweal.commissioning.actions import Week
from commonweal.core import scope
from commonweal.pool import queries as pool
from tests.factories.line import MADE, YEAR, invented_line
from tests.factories.pool import AT

pytestmark = pytest.mark.django_db(transaction=True)
MONDAY = date(2017, 4, 3)
TIMES = 6


@pytest.fixture
def line():
    made = invented_line()
    with scope.within(scope.SYSTEM_SCOPE):
        actions.deliver(**MADE, fund=made.fund, weeks=[Week(made.placed(MONDAY), MONDAY, 840, 600)])
        made.waits, made.first_lot = made.request(MONDAY), made.lots[0]
    return made


def pay(line, who):
    actions.pay(**who, contract=line.contract, until=date(2017, 4, 10), day=date(2017, 4, 20))


def place(line, who):
    actions.place(**who, request=line.waits, lot=line.first_lot, minutes_a_week=840, starts=MONDAY)


@pytest.mark.parametrize(("act", "code"), [(pay, "nothing-to-pay"), (place, "already-there")])
def test_it_is_done_once(line, act, code):
    barrier = threading.Barrier(TIMES)

    def one(number):
        person = line.pool.jo if number % 2 else line.pool.sam
        try:
            with scope.within(line.pool.seen_by(person)):
                barrier.wait()
                act(line, {"by": person, "at": AT})
        except actions.Refused as refused:
            return [finding.code for finding in refused.findings]
        finally:
            connections.close_all()
        return []

    with ThreadPoolExecutor(TIMES) as executor:
        told = sorted(executor.map(one, range(TIMES)))
    assert told == [[]] + [[code]] * (TIMES - 1)
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.contract_sums(line.contract).is_conserved
        paid = sum(part.amount_pence for part in queries.paid_parts(line.fund, YEAR))
        assert paid == (27_310 if act is pay else 0)
        assert queries.placements(line.fund).count() == (1 if act is pay else 2)
        assert pool.verify(line.fund) == []
