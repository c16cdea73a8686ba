"""Money that moves under its own conditions: transfers with their vouchers, capital grant passed down."""

from __future__ import annotations

from datetime import date, datetime

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.ledger import passingdown, transfers
from commonweal.engine.ledger.journal import AccountKind, Leg
from commonweal.engine.money import pounds
from commonweal.engine.tracks import Track
from commonweal.pool import models, queries
from commonweal.pool.actions.accounts import account_for, one_at_a_time, signed
from commonweal.pool.actions.funds import add_source
from commonweal.pool.actions.plans import add_budget_line
from commonweal.pool.actions.posting import post
from commonweal.pool.queries import Draft


@action("pool.agree-transfer")
def agree_transfer(
    *,
    by: Actor,
    at: datetime,
    kind: transfers.TransferKind,
    year: int,
    payer: models.Partner,
    payee: models.Partner,
    amount_pence: int,
    purpose: str,
    conditions: str,
    scheme: models.Scheme | None = None,
) -> models.Transfer:
    """A payment under section 256 or 76: its money becomes a source of its own, so that it can be certified.

    With the scheme that it pays for, that has a budget line of it.
    """
    agreed = transfers.Transfer(
        kind, payer.code, payee.code, queries.is_nhs(payer), queries.is_nhs(payee), amount_pence, purpose, conditions
    )
    refuse_if(transfers.check_transfer(agreed))
    source = _add_source_of(by, at, agreed, payer, year)
    if scheme is not None:
        line = {"fund": payer.fund, "year": year, "scheme": scheme, "source": source, "planned_pence": amount_pence}
        add_budget_line(by=by, at=at, **line)
    return models.Transfer.objects.create(
        fund_id=payer.fund_id,
        source=source,
        year=year,
        kind=kind,
        payer=payer,
        payee=payee,
        amount_pence=amount_pence,
        purpose=purpose,
        conditions=conditions,
        **signed(by, at),
    )


def _add_source_of(
    by: Actor, at: datetime, agreed: transfers.Transfer, payer: models.Partner, year: int
) -> models.Source:
    """A source of its own, with the account that its money comes in by."""
    fund = payer.fund
    one_at_a_time(fund)
    number = models.Transfer.objects.filter(fund=fund).count() + 1
    section = agreed.kind.removeprefix("section-")
    code, name = f"s{section}-{year}-{number}", f"Section {section}: {agreed.purpose}"[:80]
    source = add_source(by=by, at=at, fund=fund, code=code, name=name, payer=payer, track=Track.NONE)
    account_for(by, at, fund, AccountKind.TRANSFER_IN, source)
    return source


@action("pool.receive-transfer")
def receive_transfer(
    *, by: Actor, at: datetime, transfer: models.Transfer, amount_pence: int, day: date
) -> models.Posting:
    """Money of a transfer came in, no more than was agreed."""
    one_at_a_time(transfer.fund)
    left_pence = transfer.amount_pence - queries.transfer_received(transfer)
    if not 0 < amount_pence <= left_pence:
        message = f"{pounds(amount_pence)} cannot be received: {pounds(left_pence)} of the transfer is outstanding."
        raise Refused([error("transfer-amount", transfer.source.name, message, "Give what came in of it.")])
    bank = account_for(by, at, transfer.fund, AccountKind.BANK)
    income = account_for(by, at, transfer.fund, AccountKind.TRANSFER_IN, transfer.source)
    legs = (Leg(bank.code, amount_pence), Leg(income.code, -amount_pence))
    return post(by=by, at=at, fund=transfer.fund, drafts=[Draft(day, f"{transfer.source.name}: received", legs)])


@action("pool.certify-transfer")
def certify_transfer(
    *, by: Actor, at: datetime, transfer: models.Transfer, partner: models.Partner, on: date
) -> models.TransferVoucher:
    """The recipient's officer certifies what became of a transfer: figures and wording are kept as signed."""
    if partner.pk != transfer.payee_id:
        message = "The voucher is the recipient's."
        raise Refused([error("voucher-not-yours", transfer.source.name, message, f"Ask {transfer.payee.code} for it.")])
    figures = queries.voucher_figures(transfer)
    refuse_if(transfers.check_voucher(figures, transfer.amount_pence))
    return models.TransferVoucher.objects.create(
        fund_id=transfer.fund_id,
        transfer=transfer,
        partner=partner,
        brought_forward_pence=figures.brought_forward_pence,
        received_pence=figures.received_pence,
        spent_pence=figures.spent_pence,
        wording=_wording(transfer, figures, by, on),
        **signed(by, at),
    )


def _wording(transfer: models.Transfer, figures: transfers.Voucher, by: Actor, on: date) -> str:
    names = queries.partner_names(transfer.fund, on)
    told = {
        "payer": names[transfer.payer.code],
        "payee": names[transfer.payee.code],
        "year_end": str(transfer.year + 1),
        "purpose": transfer.purpose,
        "conditions": transfer.conditions,
        "signed_by": by.name,
        "signed_on": f"{on.day} {on:%B %Y}",
    }
    wording = queries.transfer_rules()["voucher"][transfer.kind]["wording"].strip()
    return transfers.voucher_text(figures, told, wording)


@action("pool.share-out-grant")
def share_out_grant(
    *, by: Actor, at: datetime, source: models.Source, year: int, share: passingdown.Share
) -> models.PassDown:
    """A district's share of a capital grant, in place of an earlier one; keeping part of it names the agreement."""
    refuse_if(passingdown.check_share(share))
    return models.PassDown.objects.create(
        fund_id=source.fund_id,
        source=source,
        year=year,
        district=share.district.strip(),
        share_pence=share.share_pence,
        kept_pence=share.kept_pence,
        agreement=share.agreement,
        due=share.due,
        **signed(by, at),
    )


@action("pool.pay-district")
def pay_district(
    *, by: Actor, at: datetime, pass_down: models.PassDown, amount_pence: int, day: date
) -> models.PassDownPayment:
    """Pass capital grant down to a district, no more than is owed to it."""
    one_at_a_time(pass_down.fund)
    share = queries.pass_downs(pass_down.fund, pass_down.year).get(pass_down.pk)
    left_pence = share.left_pence if share else 0
    if not 0 < amount_pence <= left_pence:
        message = f"{pounds(amount_pence)} cannot be passed down: {pounds(left_pence)} is owed."
        raise Refused([error("pass-down-amount", pass_down.district, message, "Give what is owed, or a part of it.")])
    fund, source = pass_down.fund, pass_down.source
    line = models.BudgetLine.objects.filter(source=source, year=pass_down.year).order_by("id").first()
    paid = account_for(by, at, fund, AccountKind.PASSED_DOWN, source, line.scheme if line else None)
    bank = account_for(by, at, fund, AccountKind.BANK)
    legs = (Leg(paid.code, amount_pence, pass_down.district), Leg(bank.code, -amount_pence))
    draft = Draft(day, f"{source.name} passed down to {pass_down.district}", legs)
    posting = post(by=by, at=at, fund=fund, drafts=[draft])
    return models.PassDownPayment.objects.create(
        fund=fund, pass_down=pass_down, entry=posting.entries.get(), amount_pence=amount_pence, **signed(by, at)
    )
