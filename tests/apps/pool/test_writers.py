"""Several writers at once, each a connection of its own: nothing lost, nothing doubled, one unbroken chain."""

from __future__ import annotations

import random
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import connections

from commonweal.core import scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month
from commonweal.pool import actions, queries
from tests.factories.pool import AT, draft, invented_fund

pytestmark = pytest.mark.django_db(transaction=True)


def writer(made, number, postings):
    """Posts some entries, one transaction each; gives the references that were acknowledged."""
    choice, done = random.Random(number), []
    person = made.jo if number % 2 else made.sam
    try:
        for place in range(postings):
            pence, reference = choice.randint(1, 10**6), f"{number}-{place}"
            both = [draft(("BANK", pence), ("IN-IBCF", -pence), reference=reference)] * choice.randint(1, 3)
            with scope.within(made.seen_by(person)):
                actions.post(by=person, at=AT, fund=made.fund, drafts=both)
            done += [(reference, pence)] * len(both)
    finally:
        connections.close_all()
    return done


@pytest.mark.parametrize(("writers", "postings"), [(2, 40), (20, 6)])
def test_writers_at_once(writers, postings):
    made = invented_fund(months=1)
    with ThreadPoolExecutor(writers) as pool:
        acknowledged = [
            pair for done in pool.map(lambda number: writer(made, number, postings), range(writers)) for pair in done
        ]
    with scope.within(scope.SYSTEM_SCOPE):
        rows = [row.entry for row in queries.journal(made.fund)]
        assert [row.number for row in rows] == list(range(1, len(acknowledged) + 1))
        assert sorted((row.reference, row.legs[0].amount_pence) for row in rows) == sorted(acknowledged)
        assert queries.verify(made.fund) == []
        assert queries.trial_balance(made.fund)["BANK"] == sum(pence for _, pence in acknowledged)


def close_and_reopen(made, times):
    """One partner proposes, the other confirms, again and again."""
    try:
        for step in [
            PeriodStep.PROPOSE_CLOSE,
            PeriodStep.CONFIRM,
            PeriodStep.PROPOSE_REOPEN,
            PeriodStep.CONFIRM,
        ] * times:
            person = made.sam if step is PeriodStep.CONFIRM else made.jo
            with scope.within(made.seen_by(person)):
                actions.step_period(by=person, at=AT, fund=made.fund, month=Month(2017, 4), step=step)
    finally:
        connections.close_all()


def try_to_post(made, number):
    posted = 0
    try:
        for _ in range(25):
            try:
                with scope.within(made.seen_by(made.jo)):
                    actions.post(by=made.jo, at=AT, fund=made.fund, drafts=[draft(("BANK", 1), ("IN-IBCF", -1))])
                posted += 1
            except actions.Refused as refused:
                assert {finding.code for finding in refused.findings} == {"entry-late"}
    finally:
        connections.close_all()
    return posted


def test_closing_while_others_post():
    made = invented_fund(months=1)
    with ThreadPoolExecutor(5) as pool:
        closing = pool.submit(close_and_reopen, made, 8)
        posted = sum(pool.map(lambda number: try_to_post(made, number), range(4)))
        closing.result()
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.head(made.fund)[0] == posted
        assert queries.verify(made.fund) == []
        assert queries.trial_balance(made.fund, before=date(2017, 5, 1)).get("BANK", 0) == posted


def decide(made, run, person, partner):
    """Agree the one pair and correct the books; gives what was refused."""
    correction = actions.Correction(date(2017, 4, 6), "HOMECARE-NHS", "OWED")
    try:
        with scope.within(made.seen_by(person)):
            pair = queries.pair(run, 1)
            actions.decide_pair(
                by=person, at=AT, pair=pair, partner=partner, decision="double", reason="Same", correction=correction
            )
    except actions.Refused as refused:
        return [finding.code for finding in refused.findings]
    finally:
        connections.close_all()
    return []


def test_two_people_decide_one_pair_at_once():
    """One decision stands, its correction is posted once, and the other person is told."""
    made = invented_fund(months=1)
    who = {"by": made.jo, "at": AT}
    line = actions.FoundLine(False, 0, 2, date(2017, 4, 6), "Elm", "", 500)
    pair = actions.FoundPair(1, "same-spend", "re-labelled", 90, 500, "Twice.", ("Equal.",), "Is it?", (line,))
    with scope.within(scope.SYSTEM_SCOPE):
        parts = {"first": made.parts["council"], "second": made.parts["icb"]}
        run = actions.request_matching(**who, fund=made.fund, **parts, names=(["A"], ["B"]), files={1: ("b.csv", b"x")})
        actions.keep_matching(**who, run=run, classes=[], findings=[], found=[pair])
    people = [(made.jo, made.parts["council"]), (made.sam, made.parts["icb"])]
    with ThreadPoolExecutor(2) as pool:
        refused = list(pool.map(lambda person: decide(made, run, *person), people))
    assert sorted(refused) == [[], ["pair-decided"]]
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.trial_balance(made.fund) == {"HOMECARE-NHS": -500, "OWED": 500}
        assert queries.verify(made.fund) == []
