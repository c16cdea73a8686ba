"""The pool's actions as somebody meets them who is in a hurry, at a year's end, or not of this fund."""

from datetime import UTC, date, datetime

import pytest

from commonweal.core import scope
from commonweal.engine.ledger.closing import PeriodStep
from commonweal.engine.ledger.control import Control
from commonweal.engine.ledger.transfers import TransferKind
from commonweal.engine.ledger.vat import Invoice, Treatment
from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track
from commonweal.pool import actions, models, queries
from tests.apps.pool.test_money import YEAR, add_line, homecare, refused, who  # noqa: F401
from tests.factories.pool import draft, invented_fund

# ruff: noqa: F811 (fixtures of another module)

DAY = date(2017, 6, 1)


def entry_count(pool):
    return models.Link.objects.filter(fund=pool.fund).count()


@pytest.fixture
def bill(who, homecare):
    return {**who, "line": homecare, "invoice": Invoice(100_00, 0), "day": DAY, "description": "Ash Care, week 9"}


def test_an_invoice_that_comes_twice_is_booked_once(pool, bill):
    actions.book_invoice(**bill, reference="A1")
    before = entry_count(pool)
    assert refused(actions.book_invoice, **bill, reference="A1") == ["entry-twice"]
    assert entry_count(pool) == before
    actions.book_invoice(**bill, reference="A2")
    actions.book_invoice(**bill | {"invoice": Invoice(100_01, 0)}, reference="A1")
    assert entry_count(pool) == before + 2


def test_what_was_taken_back_can_be_booked_again(pool, who, bill):
    number = actions.book_invoice(**bill).entries.get().link.number
    actions.reverse(**who, fund=pool.fund, number=number, day=DAY, description="Wrong line")
    actions.book_invoice(**bill)
    assert queries.trial_balance(pool.fund)["BANK"] == -100_00


def test_charges_and_accruals_sent_twice_are_booked_once(pool, who, homecare):
    charges = {"source": pool.parts["ibcf"], "amount_pence": 50_00, "day": DAY, "description": "May's charges"}
    actions.book_charges(**who, **charges)
    assert refused(actions.book_charges, **who, **charges) == ["entry-twice"]
    accrued = {"line": homecare, "month": Month(2017, 6), "amount_pence": 70_00, "reason": "Agency staff"}
    actions.accrue(**who, **accrued)
    assert refused(actions.accrue, **who, **accrued) == ["entry-twice"]
    assert len(queries.open_accruals(pool.fund)) == 1


def test_money_set_aside_twice_in_the_same_words_is_set_aside_once(pool, who):
    actions.post(**who, fund=pool.fund, drafts=[draft(("BANK", 9_000_00), ("IN-NHS-MINIMUM", -9_000_00))])
    reserve = actions.open_reserve(**who, fund=pool.fund, code="RISK")
    aside = {"reserve": reserve, "source": pool.parts["nhs-minimum"], "amount_pence": 1_000_00, "day": DAY}
    actions.set_aside(**who, **aside, reason="Winter")
    assert refused(actions.set_aside, **who, **aside, reason="Winter") == ["entry-twice"]
    actions.set_aside(**who, **aside, reason="Winter, second part")
    assert queries.held(reserve, pool.parts["nhs-minimum"]) == 2_000_00


@pytest.mark.parametrize("day", [date(2017, 3, 31), date(2018, 4, 1)])
def test_a_line_pays_nothing_on_a_day_of_another_year(pool, who, bill, homecare, day):
    """The spending would count to the other year, in which the line has no budget."""
    assert refused(actions.book_invoice, **bill | {"day": day}) == ["spending-other-year"]
    promised = actions.commit(**who, line=homecare, day=DAY, description="Beds", amount_pence=40_00)
    assert refused(actions.post_due_commitment, **who, commitment=promised, day=day) == ["spending-other-year"]
    assert entry_count(pool) == 0


def test_the_first_and_last_day_of_a_line_s_year_pay(pool, bill):
    for day in (date(2017, 4, 1), date(2018, 3, 31)):
        actions.book_invoice(**bill | {"day": day})
    assert queries.outturn(pool.fund, YEAR)["ibcf"].spending_pence == 200_00


def test_a_transfer_is_received_once_whatever_year_it_comes_in(pool, who):
    agreed = {"year": YEAR, "amount_pence": 60_000_00, "purpose": "Falls", "conditions": "Spend by March"}
    partners = {"payer": pool.parts["icb"], "payee": pool.parts["council"]}
    transfer = actions.agree_transfer(**who, **agreed, **partners, kind=TransferKind.SECTION_256)
    receive = {"transfer": transfer, "day": date(2018, 4, 9)}
    actions.step_period(**who, fund=pool.fund, month=Month(2018, 4), step=PeriodStep.OPEN)
    actions.receive_transfer(**who, **receive, amount_pence=60_000_00)
    assert refused(actions.receive_transfer, **who, **receive, amount_pence=1) == ["transfer-amount"]
    assert queries.transfer_received(transfer) == 60_000_00


def test_an_approval_of_today_is_of_london_s_day(pool, who):
    """Half past midnight of 1 July in London is 30 June in UTC."""
    moment = datetime(2017, 6, 30, 23, 30, tzinfo=UTC)
    told = {"fund": pool.fund, "year": YEAR, "track": Track.NHS_ENGLAND, "decided_by": "Regional director"}
    actions.record_approval(by=who["by"], at=moment, **told, approved_on=date(2017, 7, 1))
    late = {"by": who["by"], "at": moment, **told, "approved_on": date(2017, 7, 2)}
    assert refused(actions.record_approval, **late) == ["approval-to-come"]


def test_a_first_contribution_sent_twice_is_agreed_once(pool, who):
    told = {"source": pool.parts["ibcf"], "year": YEAR, "amount_pence": 1_000_00, "due": [date(2017, 4, 15)]}
    actions.set_contribution(**who, **told)
    assert refused(actions.set_contribution, **who, **told) == ["variation-too-late"]
    assert queries.brought(pool.fund, YEAR) == {"ibcf": 1_000_00}


@pytest.fixture
def elsewhere(db):
    """Another place's fund, with a line and a reserve, made by those who may see it."""
    with scope.within(scope.SYSTEM_SCOPE):
        other = invented_fund()
        who = {"by": other.jo, "at": datetime(2017, 5, 1, tzinfo=UTC)}
        other.line = add_line(other, who, "homecare", "ibcf", 30_000_00)
        other.reserve = actions.open_reserve(**who, fund=other.fund, code="RISK")
        other.promise = actions.commit(**who, line=other.line, day=DAY, description="Beds", amount_pence=40_00)
    return other


def attempts(pool, other, homecare):
    """What an officer would send who has another place's rows in hand."""
    bill = {"invoice": Invoice(100_00, 0), "day": DAY, "description": "Theirs"}
    move = {"from_line": homecare, "to_line": other.line, "amount_pence": 1_00, "reason": "Theirs"}
    decided = {"treatment": Treatment.NOT_RECOVERABLE, "decided_by": "Nobody", "decided_on": DAY}
    joint = {"control": Control.JOINT, "holder": None, "weights": {"council": 1, "icb": 1}, "year": YEAR}
    joint |= {"reason": "Theirs", "decided_by": "Nobody"}
    aside = {"amount_pence": 1_00, "day": DAY, "reason": "Theirs"}
    return [
        (actions.book_invoice, {"line": other.line, **bill}),
        (actions.commit, {"line": other.line, "day": DAY, "description": "Theirs", "amount_pence": 1_00}),
        (actions.post_due_commitment, {"commitment": other.promise, "day": DAY}),
        (actions.void_commitment, {"commitment": other.promise, "reason": "Theirs"}),
        (actions.propose_virement, {"partner": pool.parts["council"], **move}),
        (actions.propose_virement, {"partner": other.parts["council"], **move | {"from_line": other.line}}),
        (actions.decide_vat, {"line": other.line, **decided}),
        (actions.forecast_line, {"line": other.line, "amount_pence": 1_00, "reason": "Theirs"}),
        (actions.find_control, {"scheme": other.parts["homecare"], **joint}),
        (actions.set_aside, {"reserve": other.reserve, "source": pool.parts["ibcf"], **aside}),
        (actions.open_reserve, {"fund": other.fund, "code": "MINE"}),
        (actions.record_approval, {"fund": other.fund, "year": YEAR, "track": Track.NHS_ENGLAND, "approved_on": None}),
    ]  # fmt: skip


def test_nothing_of_another_place_s_fund_can_be_written(pool, who, homecare, elsewhere):
    """Whoever gets hold of its rows: the database knows whose they are."""
    with scope.within(scope.SYSTEM_SCOPE):
        before = written(elsewhere)
    for action, told in attempts(pool, elsewhere, homecare):
        with pytest.raises(Exception) as why, scope.within(pool.seen_by(pool.jo)):
            action(**who, **told)
        assert not isinstance(why.value, (AttributeError, TypeError, KeyError, AssertionError)), (action, why.value)
    with scope.within(scope.SYSTEM_SCOPE):
        assert written(elsewhere) == before


def written(other):
    tables = (
        models.Link,
        models.Commitment,
        models.CommitmentEnd,
        models.Virement,
        models.VatDecision,
        models.Forecast,
    )
    more = (models.ControlFinding, models.ReserveMove, models.Account, models.Approval)
    return [table.objects.filter(fund=other.fund).count() for table in (*tables, *more)]
