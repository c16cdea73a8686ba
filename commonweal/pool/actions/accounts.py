"""The accounts that money in and out needs: found, or opened under a code made of what they hold."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from django.db import connection

from commonweal.core.actor import Actor
from commonweal.engine.ledger.journal import AccountKind
from commonweal.pool import models
from commonweal.pool.actions.funds import add_account

PREFIXES = {
    AccountKind.BANK: "BANK",
    AccountKind.PAYABLE: "OWED",
    AccountKind.ACCRUAL: "ACCRUED",
    AccountKind.CONTRIBUTION: "IN",
    AccountKind.CLIENT_CHARGE: "CHARGES",
    AccountKind.TRANSFER_IN: "TRANSFER",
    AccountKind.PASSED_DOWN: "PASSED-DOWN",
    AccountKind.APPROPRIATION: "TO-RESERVE",
}
VAT_ACCOUNT = "VAT-RECOVERABLE"
DUE_ACCOUNT = "CONTRIBUTIONS-DUE"
_POOL = 0x706F6F6C


def signed(by: Actor, at: datetime) -> dict[str, Any]:
    """Who did it and when, as a row keeps it."""
    return {"person_id": by.id, "person_name": by.name, "at": at}


def one_at_a_time(fund: models.Fund) -> None:
    """Until this transaction ends, nobody else does what asks for its turn: what was checked stays so."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [_POOL, fund.pk])


def account_for(
    by: Actor,
    at: datetime,
    fund: models.Fund,
    kind: AccountKind,
    source: models.Source | None = None,
    scheme: models.Scheme | None = None,
) -> models.Account:
    """The first account of a kind for this source and scheme; opened where there is none."""
    found = models.Account.objects.filter(fund=fund, kind=kind)
    if source is not None:
        found = found.filter(source=source)
    if scheme is not None:
        found = found.filter(scheme=scheme)
    first = found.order_by("id").first()
    if first is not None:
        return first
    parts = [PREFIXES.get(kind, ""), scheme.code if scheme else "", source.code if source else ""]
    code = _free_code(fund, "-".join(filter(None, parts)))
    return add_account(by=by, at=at, fund=fund, code=code, kind=kind, source=source, scheme=scheme)


def vat_account(by: Actor, at: datetime, fund: models.Fund) -> models.Account:
    """Where the VAT stands that the host gets back."""
    return _receivable(by, at, fund, VAT_ACCOUNT)


def due_account(by: Actor, at: datetime, fund: models.Fund) -> models.Account:
    """Where contributions stand that a year has earned and nobody has paid yet."""
    return _receivable(by, at, fund, DUE_ACCOUNT)


def _receivable(by: Actor, at: datetime, fund: models.Fund, code: str) -> models.Account:
    found = models.Account.objects.filter(fund=fund, code=code).first()
    return found or add_account(by=by, at=at, fund=fund, code=code, kind=AccountKind.RECEIVABLE)


def _free_code(fund: models.Fund, wanted: str) -> str:
    code = re.sub(r"[^A-Z0-9]+", "-", wanted.upper()).strip("-") or "ACCOUNT"
    taken = set(models.Account.objects.filter(fund=fund, code__startswith=code).values_list("code", flat=True))
    free = (f"{code}-{number}" for number in range(2, len(taken) + 3))
    return code if code not in taken else next(one for one in free if one not in taken)
