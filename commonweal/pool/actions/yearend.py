"""The year's end: what conditions say of money left over, reserves, carry-forward."""

from __future__ import annotations

from datetime import date, datetime

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.ledger import yearend
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.periods import Month
from commonweal.pool import models, queries
from commonweal.pool.actions.accounts import account_for, one_at_a_time, signed
from commonweal.pool.actions.funds import add_account
from commonweal.pool.actions.posting import post, refuse_twice
from commonweal.pool.queries import Draft


@action("pool.record-condition")
def record_condition(
    *, by: Actor, at: datetime, source: models.Source, carry: yearend.CarryRule, condition: str
) -> models.SourceCondition:
    """What a source's conditions say of money left at the year's end, in their own words."""
    if not condition.strip():
        message = "The condition is not quoted."
        raise Refused([error("condition-missing", source.name, message, "Quote it, or say where it is written.")])
    return models.SourceCondition.objects.create(
        fund_id=source.fund_id, source=source, carry=carry, condition=condition, **signed(by, at)
    )


@action("pool.open-reserve")
def open_reserve(*, by: Actor, at: datetime, fund: models.Fund, code: str) -> models.Account:
    """A reserve's account, such as a risk pool."""
    if models.Account.objects.filter(fund=fund, code=code).exists():
        message = f"The fund has an account {code} already."
        raise Refused([error("account-code", code, message, "Choose another code.")])
    return add_account(by=by, at=at, fund=fund, code=code, kind=AccountKind.RESERVE)


@action("pool.set-aside")
def set_aside(
    *,
    by: Actor,
    at: datetime,
    reserve: models.Account,
    source: models.Source,
    amount_pence: int,
    day: date,
    reason: str,
) -> models.ReserveMove:
    """Put a source's unspent money into a reserve."""
    one_at_a_time(source.fund)
    refuse_if(yearend.check_set_aside(amount_pence, queries.unspent(source.fund, source), reason))
    return _move(by, at, reserve, source, amount_pence, day, reason)


@action("pool.draw-reserve")
def draw_reserve(
    *,
    by: Actor,
    at: datetime,
    reserve: models.Account,
    source: models.Source,
    amount_pence: int,
    day: date,
    reason: str,
    line: models.BudgetLine | None = None,
) -> models.ReserveMove:
    """Take money of a source out of a reserve; into the budget of one of its lines, if one is named."""
    one_at_a_time(source.fund)
    refuse_if(yearend.check_draw(amount_pence, queries.held(reserve, source), reason))
    return _draw(by, at, reserve, source, amount_pence, day, reason, line)


def _draw(
    by: Actor,
    at: datetime,
    reserve: models.Account,
    source: models.Source,
    pence: int,
    day: date,
    reason: str,
    line: models.BudgetLine | None,
) -> models.ReserveMove:
    drawn = _move(by, at, reserve, source, -pence, day, reason)
    if line is not None:
        if line.source_id != source.pk or line.year != Month.of(day).financial_year:
            message = "The line is not one of this source in the year that the money is drawn in."
            raise Refused([error("draw-line", source.name, message, "Choose a line of the same source and year.")])
        models.CarriedBudget.objects.create(
            fund=source.fund, line=line, entry=drawn.entry, amount_pence=pence, **signed(by, at)
        )
    return drawn


def _move(
    by: Actor, at: datetime, reserve: models.Account, source: models.Source, pence: int, day: date, reason: str
) -> models.ReserveMove:
    fund = source.fund
    if reserve.kind != AccountKind.RESERVE or reserve.fund_id != fund.pk:
        message = f"{reserve.code} is no reserve of this fund."
        raise Refused([error("not-a-reserve", reserve.code, message, "Choose one of the fund's reserves.")])
    appropriation = account_for(by, at, fund, AccountKind.APPROPRIATION, source)
    what = "Set aside" if pence > 0 else "Drawn"
    draft = Draft(day, f"{what}: {reason}", yearend.set_aside_legs(appropriation.code, reserve.code, pence))
    refuse_twice(fund, draft)
    posting = post(by=by, at=at, fund=fund, drafts=[draft], kind="reserve")
    return models.ReserveMove.objects.create(
        fund=fund,
        reserve=reserve,
        source=source,
        entry=posting.entries.get(),
        amount_pence=pence,
        reason=reason,
        **signed(by, at),
    )


@action("pool.carry-forward")
def carry_forward(
    *,
    by: Actor,
    at: datetime,
    source: models.Source,
    year: int,
    reserve: models.Account,
    amount_pence: int,
    reason: str,
    line: models.BudgetLine | None = None,
) -> models.ReserveMove:
    """Carry an underspend over 31 March: into a reserve, and on into a budget line of the next year if one is named."""
    one_at_a_time(source.fund)
    if line is not None and (line.year != year + 1 or line.source_id != source.pk):
        message = "The line is not one of this source in the next year."
        raise Refused([error("carry-line", source.name, message, "Choose a line of the same source next year.")])
    fund, carried = source.fund, yearend.Carry(source.code, amount_pence, line.scheme.code if line else "")
    left = queries.outturn(fund, year).get(source.code)
    unspent_pence = min(left.closing_pence if left else 0, queries.unspent(fund, source))
    rule = queries.carry_rules(fund).get(source.code, yearend.CarryRule.UNKNOWN)
    refuse_if(yearend.check_carry(carried, rule, unspent_pence, queries.paid_schemes(fund, source, year), reason))
    aside = _move(by, at, reserve, source, amount_pence, yearend.year_ends(year), reason)
    if line is not None:
        _draw(by, at, reserve, source, amount_pence, yearend.next_begins(year), reason, line)
    return aside
