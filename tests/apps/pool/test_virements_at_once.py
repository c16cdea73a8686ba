"""Two virements at once, each a connection of its own: a line never gives more than it has."""

from __future__ import annotations

import threading
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import IntegrityError, connections

from commonweal.core import scope
from commonweal.pool import actions, models, queries
from tests.factories.pool import AT, MAKER, invented_fund

pytestmark = pytest.mark.django_db(transaction=True)
YEAR = 2017


def funded(limit_pence):
    """Homecare £10,000 and reablement £5,000, both of the NHS minimum."""
    made = invented_fund(months=0, limit_pence=limit_pence)
    with scope.within(scope.SYSTEM_SCOPE):
        made.lines = [
            actions.add_budget_line(
                by=MAKER, at=AT, fund=made.fund, year=YEAR, scheme=made.parts[scheme],
                source=made.parts["nhs-minimum"], planned_pence=pence,
            )
            for scheme, pence in [("homecare", 10_000_00), ("reablement", 5_000_00)]
        ]  # fmt: skip
    return made


def propose(made, person, partner, pence, before=lambda: None, after=lambda: None, back=False):
    """In a transaction of its own: the codes of its refusal, or none."""
    giving, getting = made.lines[::-1] if back else made.lines
    try:
        with scope.within(made.seen_by(person)):
            before()
            actions.propose_virement(
                by=person, at=AT, partner=made.parts[partner], from_line=giving, to_line=getting,
                amount_pence=pence, reason="More people go home",
            )  # fmt: skip
            after()
    except actions.Refused as refused:
        return [finding.code for finding in refused.findings]
    finally:
        connections.close_all()
    return []


def available(made):
    with scope.within(scope.SYSTEM_SCOPE):
        return [queries.budgets(made.fund, YEAR)[line.pk] for line in made.lines]


def test_the_second_of_two_is_refused_though_it_began_while_the_first_was_under_way():
    made, second_began, first_moved = funded(limit_pence=20_000_00), threading.Event(), threading.Event()

    def first():
        def hold():
            first_moved.set()
            assert second_began.wait(20)
            second_waits.wait(1)  # it cannot get on before this transaction ends

        return propose(made, made.jo, "council", 6_000_00, after=hold)

    second_waits = threading.Event()

    def second():
        assert first_moved.wait(20)
        second_began.set()
        found = propose(made, made.sam, "icb", 6_000_00)
        second_waits.set()
        return found

    with ThreadPoolExecutor(2) as pool:
        told = [work.result() for work in (pool.submit(first), pool.submit(second))]
    assert told == [[], ["virement-uncovered"]]
    assert available(made) == [4_000_00, 11_000_00]


def test_of_twelve_at_once_as_many_are_taken_as_the_line_covers():
    made = funded(limit_pence=20_000_00)
    barrier = threading.Barrier(12)
    people = [(made.jo, "council"), (made.sam, "icb")]

    def one(number):
        return propose(made, *people[number % 2], 3_000_00, before=barrier.wait)

    with ThreadPoolExecutor(12) as pool:
        told = list(pool.map(one, range(12)))
    assert (told.count([]), told.count(["virement-uncovered"])) == (3, 9)
    assert available(made) == [1_000_00, 14_000_00]


def test_moving_there_and_back_at_once_does_not_lock_up():
    made = funded(limit_pence=20_000_00)
    barrier = threading.Barrier(8)

    def one(number):
        return propose(made, made.jo, "council", 100_00, before=barrier.wait, back=bool(number % 2))

    with ThreadPoolExecutor(8) as pool:
        assert list(pool.map(one, range(8))) == [[]] * 8
    assert available(made) == [10_000_00, 5_000_00]


def test_of_two_that_wait_only_one_can_be_approved():
    made = funded(limit_pence=0)
    for person, partner in [(made.jo, "council"), (made.jo, "council")]:
        assert propose(made, person, partner, 6_000_00) == []
    with scope.within(made.seen_by(made.sam)):
        ids = list(models.Virement.objects.filter(fund=made.fund).values_list("pk", flat=True))
    barrier = threading.Barrier(2)

    def approve(virement_id):
        try:
            with scope.within(made.seen_by(made.sam)):
                virement = queries.virement(made.fund, virement_id)
                barrier.wait()
                who = {"by": made.sam, "at": AT, "partner": made.parts["icb"]}
                actions.decide_virement(**who, virement=virement, is_approved=True)
        except actions.Refused as refused:
            return [finding.code for finding in refused.findings]
        finally:
            connections.close_all()
        return []

    with ThreadPoolExecutor(2) as pool:
        assert sorted(pool.map(approve, ids)) == [[], ["virement-uncovered"]]
    assert available(made) == [4_000_00, 11_000_00]


def test_a_row_written_past_the_action_is_refused_by_the_database():
    made = funded(limit_pence=20_000_00)
    row = {"fund": made.fund, "partner": made.parts["council"], "waits": False, "reason": "r", "at": AT}
    lines = {"from_line": made.lines[0], "to_line": made.lines[1], "person_id": made.jo.id, "person_name": "n"}
    with pytest.raises(IntegrityError, match="no longer has"), scope.within(made.seen_by(made.jo)):
        models.Virement.objects.create(**row, **lines, amount_pence=10_000_01)
