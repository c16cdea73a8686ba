"""Money in and out: instalments and charges received, invoices, accruals, commitments come due, forecasts, VAT."""

from __future__ import annotations

from datetime import date, datetime, timedelta

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger import accruals, forecasting, schedule, vat
from commonweal.engine.ledger.journal import AccountKind, Entry, Leg, reversal
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month
from commonweal.pool import models, queries
from commonweal.pool.actions.accounts import account_for, due_account, one_at_a_time, signed, vat_account
from commonweal.pool.actions.plans import post_commitment, set_contribution, set_forecast
from commonweal.pool.actions.posting import REVERSAL, post, refuse_twice
from commonweal.pool.queries import Draft


@action("pool.vary-contribution")
def vary_contribution(
    *,
    by: Actor,
    at: datetime,
    source: models.Source,
    year: int,
    amount_pence: int,
    from_day: date,
    reason: str,
) -> models.Contribution:
    """Another sum for the year: instalments due before the day stand, the rest share what remains."""
    one_at_a_time(source.fund)
    planned = queries.instalments(source.fund, year).get(source.code, [])
    refuse_if(schedule.check_variation(planned, amount_pence, from_day, reason))
    return set_contribution(
        by=by, at=at, source=source, year=year, amount_pence=amount_pence, from_day=from_day, reason=reason
    )


@action("pool.receive-instalment")
def receive_instalment(
    *,
    by: Actor,
    at: datetime,
    source: models.Source,
    year: int,
    due: date,
    day: date,
    amount_pence: int | None = None,
) -> models.Posting:
    """An instalment came in, wholly or in part: the first of which something is missing, and no more than that.

    One that comes after its year's end is income of that year all the same: due at its end, and paid on the day.
    """
    one_at_a_time(source.fund)
    if Month.of(day).financial_year < year:
        message = "The day lies before the financial year, to which the income would not be counted."
        what_to_do = f"Give a day from 1 April {year} on, or post what came in advance by hand."
        raise Refused([error("receipt-other-year", source.name, message, what_to_do)])
    standing = schedule.next_missing(queries.source_schedule(source, year, day).rows)
    if standing is None or standing.due != due:
        message = "That instalment was received before, or an earlier one is still missing."
        raise Refused([error("instalment-not-next", source.name, message, "Look at the schedule again.")])
    pence = standing.missing_pence if amount_pence is None else amount_pence
    if not 0 < pence <= standing.missing_pence:
        message = f"{pounds(pence)} cannot be received of {pounds(standing.missing_pence)} that is missing."
        raise Refused([error("instalment-amount", source.name, message, "Give a part of it, above nothing.")])
    said = f"{source.name}: instalment of {due:%d %m %Y}"
    if Month.of(day).financial_year > year:
        return _receive_late(by, at, source, pence, year, day, said)
    return _receive(by, at, source, AccountKind.CONTRIBUTION, pence, day, said)


@action("pool.book-charges")
def book_charges(
    *, by: Actor, at: datetime, source: models.Source, amount_pence: int, day: date, description: str
) -> models.Posting:
    """What people paid for their care: income under the council's source, netting its contribution."""
    if queries.is_nhs(source.payer):
        message = "Client charges are a council's income, and this source is the NHS's."
        raise Refused([error("charges-of-the-nhs", source.name, message, "Choose the council's source.")])
    _refuse_unless_positive(amount_pence, "charges")
    refuse_twice(source.fund, _receipt(by, at, source, AccountKind.CLIENT_CHARGE, amount_pence, day, description))
    return _receive(by, at, source, AccountKind.CLIENT_CHARGE, amount_pence, day, description)


def _receive(
    by: Actor, at: datetime, source: models.Source, kind: AccountKind, pence: int, day: date, description: str
) -> models.Posting:
    draft = _receipt(by, at, source, kind, pence, day, description)
    return post(by=by, at=at, fund=source.fund, drafts=[draft])


def _receipt(
    by: Actor, at: datetime, source: models.Source, kind: AccountKind, pence: int, day: date, description: str
) -> Draft:
    bank = account_for(by, at, source.fund, AccountKind.BANK)
    income = account_for(by, at, source.fund, kind, source)
    return Draft(day, description, schedule.receipt_legs(bank.code, income.code, pence))


def _receive_late(
    by: Actor, at: datetime, source: models.Source, pence: int, year: int, day: date, description: str
) -> models.Posting:
    """Income of the year at its last day, owed by the partner; the money pays that debt when it comes."""
    fund, last = source.fund, Month(year + 1, 3).end - timedelta(days=1)
    income = account_for(by, at, fund, AccountKind.CONTRIBUTION, source)
    bank, due = account_for(by, at, fund, AccountKind.BANK), due_account(by, at, fund)
    drafts = [
        Draft(last, f"{description}, due at the year's end", schedule.receipt_legs(due.code, income.code, pence)),
        Draft(day, f"{description}, received after the year's end", schedule.receipt_legs(bank.code, due.code, pence)),
    ]
    return post(by=by, at=at, fund=fund, drafts=drafts)


@action("pool.book-invoice")
def book_invoice(
    *,
    by: Actor,
    at: datetime,
    line: models.BudgetLine,
    invoice: vat.Invoice,
    day: date,
    description: str,
    reference: str = "",
    is_paid: bool = True,
) -> models.Posting:
    """An invoice on a line: its cost, the VAT that the host gets back apart, paid from the bank or owed."""
    _refuse_another_year(line, day)
    treatment = queries.vat_treatment(line)
    refuse_if(vat.check_invoice(invoice, treatment))
    spending = account_for(by, at, line.fund, AccountKind.SPENDING, line.source, line.scheme)
    paid_from = account_for(by, at, line.fund, AccountKind.BANK if is_paid else AccountKind.PAYABLE)
    treated = treatment or vat.Treatment.NOT_RECOVERABLE  # without VAT there is nothing to decide
    recoverable = vat_account(by, at, line.fund).code if vat.split(invoice, treated).recoverable_pence else ""
    legs = vat.invoice_legs(invoice, treated, spending=spending.code, recoverable=recoverable, paid_from=paid_from.code)
    draft = Draft(day, description, legs, reference)
    refuse_twice(line.fund, draft)
    return post(by=by, at=at, fund=line.fund, drafts=[draft])


@action("pool.decide-vat")
def decide_vat(
    *,
    by: Actor,
    at: datetime,
    line: models.BudgetLine,
    treatment: vat.Treatment,
    decided_by: str,
    decided_on: date,
    note: str = "",
) -> models.VatDecision:
    """What becomes of a line's VAT, who decided it and when; what does not fit the host shows as a finding."""
    if not decided_by.strip():
        message = "A treatment is somebody's decision."
        raise Refused([error("vat-decided-by-nobody", "VAT", message, "Name who decided it.")])
    return models.VatDecision.objects.create(
        fund_id=line.fund_id,
        line=line,
        treatment=treatment,
        decided_by=decided_by,
        decided_on=decided_on,
        note=note,
        **signed(by, at),
    )


@action("pool.accrue")
def accrue(
    *, by: Actor, at: datetime, line: models.BudgetLine, month: Month, amount_pence: int, reason: str
) -> models.Accrual:
    """Charge a line, on a month's last day, with what was delivered and not yet invoiced."""
    refuse_if(accruals.check_accrual(amount_pence, reason))
    if month.financial_year != line.year:
        message = f"{month} is not a month of the line's year."
        raise Refused([error("accrual-year", "accrual", message, "Choose a month of the budget line's year.")])
    spending = account_for(by, at, line.fund, AccountKind.SPENDING, line.source, line.scheme)
    accrued = account_for(by, at, line.fund, AccountKind.ACCRUAL)
    legs = accruals.accrual_legs(spending.code, accrued.code, amount_pence)
    draft = Draft(accruals.accrual_day(month), f"Accrual for {month}: {reason}", legs)
    refuse_twice(line.fund, draft)
    posting = post(by=by, at=at, fund=line.fund, drafts=[draft], kind="accrual")
    return models.Accrual.objects.create(
        fund_id=line.fund_id,
        line=line,
        entry=posting.entries.get(),
        amount_pence=amount_pence,
        reason=reason,
        **signed(by, at),
    )


@action("pool.reverse-accruals")
def reverse_accruals(*, by: Actor, at: datetime, fund: models.Fund, on: date) -> models.Posting:
    """Take back every accrual whose next open month has begun, each on that month's first day, all at once."""
    one_at_a_time(fund)
    due = accruals.to_reverse(queries.open_accruals(fund).values(), queries.open_months(fund), on=on)
    if not due:
        message = "No accrual waits for its reversal in an open month that has begun."
        raise Refused([error("nothing-to-reverse", "accruals", message, "Open the month after, if there is one.")])
    posted = queries.posted(fund, [one.number for one, _ in due])
    drafts = [_reversal(posted[one.number], day, by) for one, day in due]
    return post(by=by, at=at, fund=fund, drafts=drafts, kind=REVERSAL)


def _reversal(original: Entry, day: date, by: Actor) -> Draft:
    back = reversal(original, number=0, day=day, description=f"Reversal: {original.description}", posted_by=by.name)
    return Draft(day, back.description, back.legs, back.reference, back.reverses)


@action("pool.post-due-commitment")
def post_due_commitment(
    *, by: Actor, at: datetime, commitment: models.Commitment, day: date, amount_pence: int | None = None
) -> models.CommitmentEnd:
    """The promise came due: spending on its line, from the bank; another amount than promised where it came so."""
    one_at_a_time(commitment.fund)
    pence = commitment.amount_pence if amount_pence is None else amount_pence
    _refuse_unless_positive(pence, "commitment")
    line = commitment.line
    _refuse_another_year(line, day)
    spending = account_for(by, at, line.fund, AccountKind.SPENDING, line.source, line.scheme)
    bank = account_for(by, at, line.fund, AccountKind.BANK)
    draft = Draft(day, commitment.description, (Leg(spending.code, pence), Leg(bank.code, -pence)))
    return post_commitment(by=by, at=at, commitment=commitment, draft=draft)


@action("pool.forecast-line")
def forecast_line(
    *, by: Actor, at: datetime, line: models.BudgetLine, amount_pence: int, reason: str
) -> tuple[models.Forecast, list[Finding]]:
    """Another forecast for a line, with its reason; the warnings that it gives rise to come with it."""
    amounts = queries.line_amounts(line.fund, line.year).get((line.scheme.code, line.source.code), Amounts())
    found = forecasting.check_forecast(amounts, amount_pence, reason)
    refuse_if(found)
    return set_forecast(by=by, at=at, line=line, amount_pence=amount_pence, reason=reason), found


def _refuse_another_year(line: models.BudgetLine, day: date) -> None:
    """Spending counts to the year of its day: of another year's it would go past its line's budget."""
    if Month.of(day).financial_year != line.year:
        message = (
            f"The day lies outside the year of the line's budget, 1 April {line.year} to 31 March {line.year + 1}."
        )
        what_to_do = "Choose a line of the day's year; what a year has had and not paid is accrued in its March."
        raise Refused([error("spending-other-year", line.scheme.name, message, what_to_do)])


def _refuse_unless_positive(amount_pence: int, where: str) -> None:
    if amount_pence <= 0:
        message = f"{pounds(amount_pence)} cannot be booked."
        raise Refused([error("amount-not-positive", where, message, "Give an amount above nothing.")])
