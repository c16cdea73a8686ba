"""Walking money both ways: from a grant to its entries, and from an entry back to its grants."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from commonweal.engine.ledger.journal import PAID_OUT, AccountKind
from commonweal.engine.periods import Month, Period
from commonweal.pool import models


@dataclass(frozen=True, slots=True)
class Paid:
    """What the books say was spent on a scheme from a source, in how many legs."""

    scheme: str
    source: str
    amount_pence: int
    legs: int


def spending_legs(fund: models.Fund, year: int, *, source: str = "", scheme: str = "") -> QuerySet[models.Leg]:
    """The legs of spending in a financial year, of one source, one scheme or both; latest first."""
    days = {"entry__day__gte": date(year, 4, 1), "entry__day__lt": date(year + 1, 4, 1)}
    rows = models.Leg.objects.filter(
        fund=fund, entry__fund=fund, account__kind__in=PAID_OUT, account__scheme__isnull=False, **days
    )
    if source:
        rows = rows.filter(account__source__code=source)
    if scheme:
        rows = rows.filter(account__scheme__code=scheme)
    return rows.select_related("entry__link", "account__source", "account__scheme").order_by(
        "-entry__day", "-entry_id", "position"
    )


@dataclass(frozen=True, slots=True)
class Spent:
    """What one entry spent on a scheme from a source."""

    number: int
    scheme: str
    source: str
    amount_pence: int


def spent_in(fund: models.Fund, period: Period, last_number: int) -> list[Spent]:
    """Spending dated in a period, entry by entry, as the books stood when `last_number` was their last entry."""
    legs = models.Leg.objects.filter(
        fund=fund, entry__fund=fund, account__kind__in=PAID_OUT, account__scheme__isnull=False
    ).filter(entry__day__gte=period.start, entry__day__lt=period.end, entry__link__number__lte=last_number)
    keys = ("entry__link__number", "account__scheme__code", "account__source__code")
    sums = legs.values_list(*keys).annotate(pence=Sum("amount_pence")).order_by(*keys)
    return [Spent(number, scheme, source, int(pence)) for number, scheme, source, pence in sums]


def paid_by_month(fund: models.Fund, year: int) -> dict[Month, int]:
    """What the books say was paid out in each month of a financial year, by the monthly balances."""
    months = {"month__gte": date(year, 4, 1), "month__lt": date(year + 1, 4, 1)}
    spent = {"account__kind__in": PAID_OUT, "account__scheme__isnull": False}
    rows = models.Balance.objects.filter(fund=fund, **spent, **months)
    sums = rows.values_list("month").annotate(pence=Sum("amount_pence")).order_by("month")
    return {Month.of(month): int(pence) for month, pence in sums}


def sum_of(legs: QuerySet[models.Leg]) -> int:
    """What legs come to."""
    return int(legs.order_by().aggregate(pence=Sum("amount_pence"))["pence"] or 0)


def schemes_of_entry(fund: models.Fund, number: int) -> list[tuple[str, str, int]]:
    """An entry's spending by source and scheme: their codes and the pence."""
    legs = models.Leg.objects.filter(
        fund=fund, entry__link__number=number, account__kind__in=PAID_OUT, account__scheme__isnull=False
    )
    keys = ("account__source__code", "account__scheme__code")
    sums = legs.values_list(*keys).annotate(pence=Sum("amount_pence")).order_by(*keys)
    return [(source, scheme, int(pence)) for source, scheme, pence in sums]


def received(fund: models.Fund, year: int) -> dict[str, int]:
    """What came in from each source in a financial year, by the books; contributions and transfers."""
    months = {"month__gte": date(year, 4, 1), "month__lt": date(year + 1, 4, 1)}
    kinds = [AccountKind.CONTRIBUTION, AccountKind.TRANSFER_IN]
    rows = models.Balance.objects.filter(fund=fund, account__kind__in=kinds, **months)
    sums = rows.values_list("account__source__code").annotate(pence=Sum("amount_pence")).order_by()
    return {source: -int(pence) for source, pence in sums}
