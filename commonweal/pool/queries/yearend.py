"""The end of a year: outturn, reserves, conditions, transfers and their vouchers, grants passed down."""

from __future__ import annotations

import tomllib
from collections import Counter, defaultdict
from dataclasses import dataclass
from functools import cache
from typing import Any

from django.db.models import QuerySet, Sum

from commonweal.engine.findings import Finding
from commonweal.engine.ledger.balances import StatementLine
from commonweal.engine.ledger.passingdown import Payment, Share
from commonweal.engine.ledger.transfers import Voucher
from commonweal.engine.ledger.yearend import CarryRule, check_year_end, next_begins
from commonweal.engine.periods import Month, Period
from commonweal.pool import models
from commonweal.pool.queries.published import FOLDER
from commonweal.pool.queries.statements import statement


def outturn(fund: models.Fund, year: int) -> dict[str, StatementLine]:
    """What each source brought forward, came in, was spent, set aside and is left, over a financial year."""
    lines = statement(fund, Period(Month(year, 4).first, next_begins(year)), by="source")
    return {line.key: line for line in lines if line.key}


def unspent(fund: models.Fund, source: models.Source) -> int:
    """What a source has left over all entries, after what was set aside."""
    balances = models.Balance.objects.filter(fund=fund, account__source=source)
    kinds = ["contribution", "client-charge", "transfer-in", "spending", "passed-down", "appropriation"]
    total = balances.filter(account__kind__in=kinds).aggregate(pence=Sum("amount_pence"))
    return -int(total["pence"] or 0)


def carry_rules(fund: models.Fund) -> dict[str, CarryRule]:
    """What each source's conditions say of money left over, as recorded last."""
    return {row.source.code: CarryRule(row.carry) for row in conditions(fund)}


def conditions(fund: models.Fund) -> QuerySet[models.SourceCondition]:
    """The latest record of each source's conditions."""
    rows = models.SourceCondition.objects.filter(fund=fund).select_related("source")
    return rows.order_by("source__code", "-id").distinct("source__code")


def year_end_findings(fund: models.Fund, year: int) -> list[Finding]:
    """What is left and may not be carried, or nobody has decided on."""
    return check_year_end(outturn(fund, year).values(), carry_rules(fund))


@dataclass(frozen=True, slots=True)
class Reserve:
    """A reserve: what it holds by its account, and of which source by its moves."""

    account: models.Account
    balance_pence: int
    held_pence: dict[str, int]


def reserves(fund: models.Fund) -> list[Reserve]:
    """The fund's reserves by code."""
    held: defaultdict[int, Counter[str]] = defaultdict(Counter)
    for account_id, source, pence in _moves(fund).values_list("reserve_id", "source__code", "amount_pence"):
        held[account_id][source] += pence
    sums = models.Balance.objects.filter(fund=fund, account__kind="reserve").values_list("account_id")
    balances = dict(sums.annotate(pence=Sum("amount_pence")).order_by())
    accounts = models.Account.objects.filter(fund=fund, kind="reserve").order_by("code")
    return [Reserve(row, -int(balances.get(row.pk, 0)), dict(sorted(held[row.pk].items()))) for row in accounts]


def held(reserve: models.Account, source: models.Source) -> int:
    """What a reserve holds of a source."""
    total = _moves(reserve.fund).filter(reserve=reserve, source=source).aggregate(pence=Sum("amount_pence"))
    return int(total["pence"] or 0)


def reserve_moves(fund: models.Fund) -> QuerySet[models.ReserveMove]:
    """What was set aside and drawn, latest first."""
    return _moves(fund).select_related("reserve", "source", "entry__link").order_by("-id")


def _moves(fund: models.Fund) -> QuerySet[models.ReserveMove]:
    return models.ReserveMove.objects.filter(fund=fund, entry__reversed_by__isnull=True)


def paid_schemes(fund: models.Fund, source: models.Source, year: int) -> set[str]:
    """The schemes that a source was budgeted for or paid in a year."""
    budgeted = models.BudgetLine.objects.filter(fund=fund, source=source, year=year)
    return set(budgeted.values_list("scheme__code", flat=True))


def transfers(fund: models.Fund, year: int) -> QuerySet[models.Transfer]:
    """The year's transfers."""
    parts = ("source", "payer__organisation", "payee__organisation")
    return models.Transfer.objects.filter(fund=fund, year=year).select_related(*parts).order_by("id")


def transfer(fund: models.Fund, transfer_id: int) -> models.Transfer | None:
    """One transfer of the fund."""
    parts = ("source", "payer__organisation", "payee__organisation")
    return models.Transfer.objects.filter(fund=fund, pk=transfer_id).select_related(*parts).first()


def transfer_received(transfer: models.Transfer) -> int:
    """What has come in of a transfer, in whatever year: its source is its own."""
    balances = models.Balance.objects.filter(fund=transfer.fund, account__kind="transfer-in")
    total = balances.filter(account__source=transfer.source_id).aggregate(pence=Sum("amount_pence"))
    return -int(total["pence"] or 0)


def voucher_figures(transfer: models.Transfer) -> Voucher:
    """A transfer's year as the books show it."""
    line = outturn(transfer.fund, transfer.year).get(transfer.source.code, StatementLine("", 0, 0, 0, 0))
    return Voucher(line.opening_pence, line.income_pence, line.spending_pence)


def latest_voucher(transfer: models.Transfer) -> models.TransferVoucher | None:
    """The voucher that stands."""
    return models.TransferVoucher.objects.filter(transfer=transfer).order_by("-id").first()


@cache
def transfer_rules() -> dict[str, Any]:
    """The wording of vouchers, and the day by which capital grant is passed down: a data file."""
    return tomllib.loads((FOLDER / "transfers.toml").read_text(encoding="utf-8"))


def pass_downs(fund: models.Fund, year: int) -> dict[int, Share]:
    """Each district's share of the year's capital grants, by the id of its latest row."""
    rows = models.PassDown.objects.filter(fund=fund, year=year).order_by("source_id", "district", "-id")
    paid = _paid_down(fund, year)
    return {
        row.pk: Share(
            row.district, row.share_pence, row.due, row.kept_pence, row.agreement, paid[row.source_id, row.district]
        )
        for row in rows.distinct("source_id", "district")
    }


def pass_down(fund: models.Fund, pass_down_id: int) -> models.PassDown | None:
    """One district's share."""
    return models.PassDown.objects.filter(fund=fund, pk=pass_down_id).select_related("source").first()


def _paid_down(fund: models.Fund, year: int) -> defaultdict[tuple[int, str], tuple[Payment, ...]]:
    rows = models.PassDownPayment.objects.filter(
        fund=fund, pass_down__year=year, entry__reversed_by__isnull=True
    ).order_by("entry__day", "id")
    paid: defaultdict[tuple[int, str], tuple[Payment, ...]] = defaultdict(tuple)
    columns = ("pass_down__source_id", "pass_down__district", "entry__day", "amount_pence")
    for source_id, district, day, pence in rows.values_list(*columns):
        paid[source_id, district] += (Payment(day, pence),)
    return paid


def pass_down_sources(fund: models.Fund, year: int) -> dict[str, tuple[int, tuple[Share, ...]]]:
    """By source that is passed down: what it brings in the year, and the districts' shares."""
    shares = pass_downs(fund, year)
    rows = models.PassDown.objects.filter(pk__in=shares).select_related("source").order_by("source__name", "district")
    found: dict[str, tuple[int, tuple[Share, ...]]] = {}
    for row in rows:
        latest = models.Contribution.objects.filter(source=row.source, year=year).order_by("-version").first()
        before = found.get(row.source.name, (latest.amount_pence if latest else 0, ()))
        found[row.source.name] = (before[0], (*before[1], shares[row.pk]))
    return found
