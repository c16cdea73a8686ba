"""Posting as the application's role: what is kept, what is refused, and that the engine comes to the same."""

from datetime import date

import pytest

from commonweal.core import scope
from commonweal.core.models import AuditEvent
from commonweal.engine.ledger import balances, chain
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.periods import Month, Period
from commonweal.pool import actions, queries
from tests.factories.pool import AT, draft

GOOD = draft(("BANK", 80179317), ("IN-IBCF", -80179317), description="Instalment 1")


def post(pool, *drafts, by=None, **more):
    return actions.post(by=by or pool.jo, at=AT, fund=pool.fund, drafts=drafts, **more)


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def test_what_is_posted_is_numbered_linked_and_counted(pool):
    post(
        pool,
        GOOD,
        draft(
            ("HOMECARE-IBCF", 500), ("BANK", -500), day=date(2017, 5, 15), description="Café £", reference='INV-"1"\\'
        ),
    )
    post(pool, draft(("HOMECARE-NHS", 300), ("OWED", -300)), by=pool.jo)
    rows = list(queries.journal(pool.fund))
    assert [row.entry.number for row in rows] == [1, 2, 3]
    assert rows == chain.chained([row.entry for row in rows])  # the engine makes the very links that the database made
    assert queries.head(pool.fund) == (3, rows[-1].link)
    assert queries.verify(pool.fund) == []
    assert queries.trial_balance(pool.fund) == {
        "BANK": 80178817,
        "IN-IBCF": -80179317,
        "HOMECARE-IBCF": 500,
        "HOMECARE-NHS": 300,
        "OWED": -300,
    }
    assert rows[1].entry.posted_by == "Jo Invented"


def test_statements_agree_with_the_plain_sums_for_any_period(pool):
    for day in [date(2017, 4, 1), date(2017, 4, 30), date(2017, 5, 1), date(2017, 5, 17), date(2018, 3, 31)]:
        post(
            pool,
            draft(("BANK", 1000 + day.day), ("IN-NHS-MINIMUM", -1000 - day.day), day=day),
            draft(("REABLEMENT-NHS", 7 * day.day), ("HOMECARE-IBCF", 3), ("BANK", -7 * day.day - 3), day=day),
            draft(("TO-RESERVE", 11), ("RISK-RESERVE", -11), day=day),
        )
    accounts, entries = queries.accounts(pool.fund), [row.entry for row in queries.journal(pool.fund)]
    for start, end in [
        (date(2017, 4, 1), date(2018, 4, 1)),
        (date(2017, 4, 30), date(2017, 5, 2)),
        (date(2017, 5, 1), None),
        (date(2017, 5, 17), date(2017, 5, 18)),
    ]:
        for by in ("partner", "source", "scheme"):
            period = Period(start, end)
            assert queries.statement(pool.fund, period, by=by) == balances.statement(accounts, entries, period, by=by)
    under = queries.entries_of(pool.fund, Period(date(2017, 5, 1), date(2017, 6, 1)), by="scheme", key="homecare")
    assert [(leg.entry.link.number, leg.amount_pence) for leg in under] == [(11, 3), (8, 3)]


@pytest.mark.parametrize(
    ("drafts", "codes"),
    [
        ([], ["posting-empty"]),
        ([draft()], ["entry-empty"]),
        ([draft(("BANK", 5))], ["entry-empty"]),
        ([draft(("BANK", 5), ("OWED", -4))], ["entry-unbalanced"]),
        ([GOOD, draft(("BANK", 5), ("OWED", -4))], ["entry-unbalanced"]),
        ([draft(("BANK", 0), ("OWED", 0))], ["leg-amount", "leg-amount"]),
        ([draft(("BANK", 5), ("ELSEWHERE", -5))], ["account-unknown"]),
        ([draft(("BANK", 5), ("OWED", -5), day=date(2017, 3, 31))], ["entry-late"]),
        ([draft(("BANK", 5), ("OWED", -5), description=" ")], ["entry-undescribed"]),
        ([draft(("BANK", 5), ("OWED", -5), description="a\0b")], ["text-unkeepable"]),
        ([draft(("BANK", 5, "\ud800"), ("OWED", -5))], ["text-unkeepable"]),
        ([draft(("BANK", 10**30), ("OWED", -(10**30)))], ["leg-amount", "leg-amount"]),
        ([draft(("BANK", 5), ("OWED", -5), reverses=9)], ["reversal-of-nothing"]),
    ],
)
def test_a_refusal_says_why_and_leaves_nothing(pool, drafts, codes):
    assert refused(lambda: post(pool, *drafts)) == codes
    assert (queries.head(pool.fund), list(queries.journal(pool.fund)), queries.trial_balance(pool.fund)) == (
        (0, bytes(32)),
        [],
        {},
    )
    assert not AuditEvent.objects.filter(action="pool.post").exists()


def reverse(pool, number):
    return actions.reverse(
        by=pool.jo, at=AT, fund=pool.fund, number=number, day=date(2017, 5, 2), description="Posted twice"
    )


def test_a_reversal_once_and_whole(pool):
    post(pool, GOOD)
    reverse(pool, 1)
    assert set(queries.trial_balance(pool.fund).values()) == {0}
    assert refused(lambda: reverse(pool, 1)) == ["reversed-twice"]
    assert refused(lambda: post(pool, draft(("BANK", -1), ("OWED", 1), reverses=2))) == ["reversal-differs"]
    assert refused(lambda: reverse(pool, 7)) == ["reversal-of-nothing"]


def step(pool, person, what, month=Month(2017, 4)):  # noqa: B008
    return actions.step_period(by=person, at=AT, fund=pool.fund, month=month, step=what)


def test_a_month_is_closed_by_two_people_and_then_takes_no_entry(pool):
    step(pool, pool.jo, PeriodStep.PROPOSE_CLOSE)
    assert refused(lambda: step(pool, pool.jo, PeriodStep.CONFIRM)) == ["same-person"]
    assert refused(lambda: post(pool, GOOD)) == ["entry-late"]
    with scope.within(pool.seen_by(pool.sam)):
        assert step(pool, pool.sam, PeriodStep.CONFIRM).state == "closed"
    assert refused(lambda: post(pool, GOOD)) == ["entry-late"]
    assert refused(lambda: step(pool, pool.jo, PeriodStep.OPEN)) == ["period-step"]
    step(pool, pool.jo, PeriodStep.PROPOSE_REOPEN)
    assert refused(lambda: step(pool, pool.jo, PeriodStep.CONFIRM)) == ["same-person"]
    with scope.within(pool.seen_by(pool.sam)):
        step(pool, pool.sam, PeriodStep.CONFIRM)
    post(pool, GOOD)
    assert queries.head(pool.fund)[0] == 1
