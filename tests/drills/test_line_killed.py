"""The server is killed amid paying for hours and agreeing days: nothing is by half, what was said is there."""

from __future__ import annotations

import itertools
import random
import shutil
import threading
import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import TypeVar

import pytest
from django.db import DatabaseError, connections

from commonweal import server
from commonweal.cli import manage
from commonweal.commissioning import actions, queries
from commonweal.commissioning.actions import Week
from commonweal.commissioning.models import Payment
from commonweal.core import queries as core
from commonweal.core import scope
from commonweal.engine.delays.days import Side
from commonweal.engine.packages.paying import worth_pence
from commonweal.engine.periods import Period
from commonweal.flow import actions as flow
from commonweal.flow import queries as delays
from commonweal.flow.actions import Said
from commonweal.flow.models import Cause, CauseAgreement, Departure, DepartureEnd
from commonweal.pool import queries as pool
from commonweal.server.addresses import keys
from commonweal.server.home import home
from tests.database import pointed_at
from tests.drills.test_pool_killed import kill
from tests.factories.line import MADE, TRANSPORT, YEAR, Line, invented_line
from tests.factories.world import AT, add_person

ROUNDS = 12
MONDAY = date(2017, 4, 3)
PAID_ON = date(2017, 4, 28)
HUB = "care-transfer-hub-process-waiting-for-confirmation-of-immediate-care-needs-and-pathway"
T = TypeVar("T")
_count = itertools.count()


def committed(act: Callable[[], T]) -> T:
    """What an action gave, once it is acknowledged: a request's transaction holds one action."""
    with scope.within(scope.SYSTEM_SCOPE):
        return act()


class Worker(threading.Thread):
    """Does one thing after another until the server is gone; `done` is what was acknowledged."""

    def __init__(self, line: Line, other) -> None:
        super().__init__()
        self.line, self.other = line, other
        self.done: set[int] = set()

    def run(self) -> None:
        try:
            while True:
                self.done.add(self.once())
        except DatabaseError:
            pass
        finally:
            connections.close_all()


class Payer(Worker):
    """Delivers a week of a new placement, and pays for all that is delivered."""

    def once(self) -> int:
        """The payment."""
        placement = committed(lambda: self.line.placed(MONDAY, lot=next(_count) % 2))
        week = Week(placement, MONDAY, 840, 300 + next(_count) % 500)
        committed(lambda: actions.deliver(**MADE, fund=self.line.fund, weeks=[week]))
        until = MONDAY + timedelta(days=7)
        try:
            pay = {"contract": self.line.contract, "until": until, "day": PAID_ON}
            return committed(lambda: actions.pay(**MADE, **pay)).pk
        except actions.Refused:
            return 0  # another payer paid for this week too


class Agreer(Worker):
    """Somebody waits; another says that it is for something else; that is agreed, and they leave."""

    def once(self) -> int:
        """The agreement."""
        ready = MONDAY + timedelta(days=next(_count) % 60)
        departure = committed(lambda: self.line.departure(ready, Said(TRANSPORT, Side.NHS)))
        said = {"departure": departure, "from_day": ready + timedelta(days=2), "cause": Said(HUB, Side.BOTH)}
        cause = committed(lambda: flow.propose_cause(**MADE, **said))
        agreed = committed(lambda: flow.agree_cause(by=self.other.actor, at=AT, cause=cause))
        committed(lambda: flow.leave(**MADE, departure=departure, left_on=ready + timedelta(days=5)))
        return agreed.pk


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_killed_in_the_middle_of_paying_and_agreeing(request, tmp_path_factory, django_db_blocker):
    folder, chance = tmp_path_factory.mktemp("line-killed"), random.Random(20170403)
    request.addfinalizer(lambda: shutil.rmtree(home(folder, keys(folder)).folder))
    paid, agreed = set(), set()
    with django_db_blocker.unblock(), server.running(folder) as ways, pointed_at(ways):
        manage.bring_up_to_date()
        line, other = invented_line(), add_person("other@example.org", "Oda Other")
        for _ in range(ROUNDS):
            workers = [kind(line, other) for kind in (Payer, Payer, Agreer, Agreer)]
            for worker in workers:
                worker.start()
            wait_until_at_work(workers)
            time.sleep(chance.uniform(0, 0.4))
            kill(folder)
            for worker in workers:
                worker.join(60)
                (paid if isinstance(worker, Payer) else agreed).update(worker.done)
            connections.close_all()
            with server.running(folder), scope.within(scope.SYSTEM_SCOPE):  # starts it again; the outer block keeps it
                check_payments(line, paid - {0})
                check_days(line, agreed)
    print(f"{ROUNDS} kills, {len(paid - {0})} payments and {len(agreed)} agreements acknowledged")
    assert len(paid - {0}) >= ROUNDS and len(agreed) >= ROUNDS


def wait_until_at_work(workers: list[Worker]) -> None:
    """Until something was paid and something agreed in this turn, however busy the machine is."""
    give_up = time.monotonic() + 60
    while time.monotonic() < give_up:
        kinds = {type(worker) for worker in workers if worker.done - {0}}
        if len(kinds) == 2:
            return
        time.sleep(0.01)
    raise AssertionError("nobody paid, or nobody agreed, within a minute")


def check_payments(line: Line, acknowledged: set[int]) -> None:
    """Every payment is whole: its hours at the rate, its parts, their entries, and the note of who did it."""
    sums = queries.contract_sums(line.contract)
    assert sums.is_conserved
    assert sums.paid_pence == worth_pence(sums.paid_minutes, sums.rate_pence)
    assert sums.paid_minutes <= sums.delivered_minutes
    held = set(Payment.objects.values_list("pk", flat=True))
    assert acknowledged <= held
    parts = queries.paid_parts(line.fund, YEAR)
    assert {part.payment_id for part in parts} == held
    entries = list(pool.journal(line.fund))
    assert len(entries) == len(parts)  # no entry without its part, no part without its entry
    spent = sum(amounts.paid_pence for amounts in pool.line_amounts(line.fund, YEAR).values())
    assert spent == sum(part.amount_pence for part in parts) == sums.paid_pence
    assert pool.verify(line.fund) == []
    assert core.audit_events().filter(action="commissioning.pay").count() == len(held)


def check_days(line: Line, acknowledged: set[int]) -> None:
    """Every departure has a cause from its first day; days are the same from every side; each step has its note."""
    assert acknowledged <= set(CauseAgreement.objects.values_list("pk", flat=True))
    groups = delays.delayed_days(line.fund, Period(MONDAY, date(2018, 1, 1)), date(2017, 12, 1))
    sums = {name: sum(delays.by(groups, name).values()) for name in ("person_id", "reason", "side", "month")}
    assert set(sums.values()) == {delays.total(groups)}
    departures = set(Departure.objects.values_list("pk", flat=True))
    assert departures == {group.departure_id for group in groups}
    assert departures == set(Cause.objects.values_list("departure_id", flat=True))
    left = set(DepartureEnd.objects.values_list("departure_id", flat=True))
    by_departure = delays.by(groups, "departure_id")
    assert {by_departure[key] for key in left} <= {5}
    counts = {"flow.record-departure": len(departures), "flow.agree-cause": CauseAgreement.objects.count()}
    for action, count in counts.items():
        assert core.audit_events().filter(action=action).count() == count, action
