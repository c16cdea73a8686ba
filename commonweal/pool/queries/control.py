"""Each scheme as a line of the partners' own accounts: what the books say, and who controls its spending."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from commonweal.engine.ledger.control import Control, Memorandum, PooledLine
from commonweal.engine.ledger.journal import CLASS_OF_KIND, PAID_OUT, AccountClass, AccountKind
from commonweal.pool import models

OUTSIDE = (AccountKind.CLIENT_CHARGE,)


@dataclass(frozen=True, slots=True)
class ControlledLine:
    """A scheme's line with its finding; without a finding it cannot be divided."""

    line: PooledLine | None
    finding: models.ControlFinding | None
    scheme: str
    contributions_pence: dict[str, int]
    outside_income_pence: int
    expenditure_pence: int


def control_findings(fund: models.Fund, year: int) -> dict[str, models.ControlFinding]:
    """The finding in force for each scheme."""
    rows = models.ControlFinding.objects.filter(fund=fund, year=year).select_related("scheme", "holder")
    return {row.scheme.code: row for row in rows.order_by("scheme__code", "-id").distinct("scheme__code")}


def control_lines(fund: models.Fund, year: int) -> list[ControlledLine]:
    """Every scheme that the books know in a year, by code.

    A line's contributions are each partner's money that paid for it: spending from its sources less the charges
    that came in on them. So a line has no surplus of its own; what is unspent stands in the fund's memorandum.
    """
    partners = list(models.Partner.objects.filter(fund=fund).order_by("id").values_list("code", flat=True))
    spent, charged = _by_scheme(fund, year, PAID_OUT), _by_scheme(fund, year, OUTSIDE)
    findings = control_findings(fund, year)
    lines = []
    for scheme in sorted(set(spent) | set(charged)):
        money = {partner: spent[scheme][partner] + charged[scheme][partner] for partner in partners}
        income_pence, cost_pence = -sum(charged[scheme].values()), sum(spent[scheme].values())
        finding = findings.get(scheme)
        line = _line(scheme, finding, money, income_pence, cost_pence) if finding else None
        lines.append(ControlledLine(line, finding, scheme, money, income_pence, cost_pence))
    return lines


def fund_memorandum(fund: models.Fund, year: int) -> Memorandum:
    """The whole fund's year by its books: what partners paid in, outside income, expenditure."""
    partners = list(models.Partner.objects.filter(fund=fund).order_by("id").values_list("code", flat=True))
    income = [kind for kind, of in CLASS_OF_KIND.items() if of is AccountClass.INCOME and kind not in OUTSIDE]
    paid_in = _by_partner(fund, year, income)
    outside_pence = -sum(_by_partner(fund, year, OUTSIDE).values())
    spent_pence = sum(_by_partner(fund, year, PAID_OUT).values())
    return Memorandum({partner: -paid_in[partner] for partner in partners}, outside_pence, spent_pence)


def _line(
    scheme: str, finding: models.ControlFinding, money: dict[str, int], income_pence: int, cost_pence: int
) -> PooledLine:
    holder = finding.holder.code if finding.holder else ""
    return PooledLine(scheme, Control(finding.control), holder, money, income_pence, cost_pence, dict(finding.weights))


def _rows(fund: models.Fund, year: int, kinds: tuple[AccountKind, ...] | list[AccountKind]) -> QuerySet[models.Balance]:
    months = {"month__gte": date(year, 4, 1), "month__lt": date(year + 1, 4, 1)}
    return models.Balance.objects.filter(fund=fund, account__kind__in=list(kinds), **months)


def _by_partner(fund: models.Fund, year: int, kinds: tuple[AccountKind, ...] | list[AccountKind]) -> Counter[str]:
    rows = _rows(fund, year, kinds).values_list("account__source__payer__code")
    return Counter({partner: int(pence) for partner, pence in rows.annotate(pence=Sum("amount_pence")).order_by()})


def _by_scheme(fund: models.Fund, year: int, kinds: tuple[AccountKind, ...]) -> dict[str, Counter[str]]:
    found: dict[str, Counter[str]] = defaultdict(Counter)
    rows = _rows(fund, year, kinds).values_list("account__scheme__code", "account__source__payer__code")
    for scheme, partner, pence in rows.annotate(pence=Sum("amount_pence")).order_by():
        found[scheme or ""][partner] += int(pence)
    return found
