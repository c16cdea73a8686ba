"""Paying a contract for delivered hours: posted into the pool's books, never typed."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.commissioning import models, queries
from commonweal.commissioning.actions.common import one_at_a_time
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.writing import check_now, refused, signed
from commonweal.engine.ledger.allocation import allocate
from commonweal.engine.ledger.vat import Invoice
from commonweal.engine.packages.paying import due
from commonweal.engine.periods import Month
from commonweal.pool import actions as pool
from commonweal.pool import queries as pooled

if TYPE_CHECKING:
    from commonweal.pool.models import BudgetLine


@action("commissioning.pay")
def pay(*, by: Actor, at: datetime, contract: models.Contract, until: date, day: date) -> models.Payment:
    """Pay on a day for everything delivered in weeks that begin before `until` and not paid before.

    The amount is all delivered time at the contract's rate, rounded once, less what was paid; its payers bear it by
    their shares, to the penny. Care is exempt from VAT.
    """
    one_at_a_time(contract.fund_id)
    delivered = queries.delivered_minutes(contract, until)
    owed = due(delivered, contract.rate_pence, queries.paid_minutes(contract))
    if owed.amount_pence <= 0:
        message = "Nothing was delivered in those weeks that is not paid."
        what_to_do = "Record the weeks first; where less was delivered than was paid, the next payment is less."
        raise refused("nothing-to-pay", contract.reference, message, what_to_do)
    payers = {str(row.pk): row for row in contract.payers.select_related("scheme", "source").order_by("id")}
    parts = {
        payers[part.party]: part.pence
        for part in allocate(owed.amount_pence, {key: row.share for key, row in payers.items()})
        if part.pence
    }
    lines = {payer: _line(contract, payer, day) for payer in parts}
    payment = models.Payment.objects.create(
        fund_id=contract.fund_id,
        contract=contract,
        until=until,
        minutes=owed.minutes,
        rate_pence=contract.rate_pence,
        amount_pence=owed.amount_pence,
        **signed(by, at),
    )
    for payer, pence in parts.items():
        _post(by, at, payment, payer, lines[payer], pence, day)
    check_now("payment_is_whole")
    return payment


def _line(contract: models.Contract, payer: models.ContractPayer, day: date) -> BudgetLine:
    year = Month.of(day).financial_year
    rows = pooled.budget_lines(contract.fund, year).filter(scheme=payer.scheme, source=payer.source)
    line = rows.first()
    if line is None:
        message = f"{payer.scheme.name} has no budget from {payer.source.name} in {year} to {year + 1}."
        raise refused("payer-without-budget", contract.reference, message, "Add the budget line in the pool first.")
    return line


def _post(
    by: Actor,
    at: datetime,
    payment: models.Payment,
    payer: models.ContractPayer,
    line: BudgetLine,
    pence: int,
    day: date,
) -> None:
    contract = payment.contract
    hours = f"{payment.minutes / 60:,.2f}"
    posting = pool.book_invoice(
        by=by,
        at=at,
        line=line,
        invoice=Invoice(pence, 0),
        day=day,
        description=f"{contract.title}: {hours} hours delivered before {payment.until:%d %m %Y}",
        reference=f"{contract.reference}/{payment.pk}",
    )
    models.PaymentPart.objects.create(
        fund_id=payment.fund_id, payment=payment, payer=payer, amount_pence=pence, entry=posting.entries.get()
    )
