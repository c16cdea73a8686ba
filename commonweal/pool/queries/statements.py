"""Trial balance and statements: whole months from the monthly balances, a broken month from the daily ones."""

from __future__ import annotations

from collections import Counter
from datetime import date

from django.db.models import QuerySet, Sum

from commonweal.engine.ledger.balances import Dimension, StatementLine, statement_of
from commonweal.engine.ledger.journal import AccountKind
from commonweal.engine.periods import Period
from commonweal.pool import models
from commonweal.pool.queries.books import accounts


def trial_balance(fund: models.Fund, *, before: date | None = None) -> dict[str, int]:
    """Pence per account (debit positive) over all entries, or those dated before a day."""
    whole = models.Balance.objects.filter(fund=fund)
    if before is None:
        return dict(_sums(whole))
    sums = _sums(whole.filter(month__lt=before.replace(day=1)))
    if before.day > 1:
        days = models.DayBalance.objects.filter(fund=fund, day__gte=before.replace(day=1), day__lt=before)
        sums.update(_sums(days))  # adds, keeping negative sums
    return dict(sums)


def statement(fund: models.Fund, period: Period, *, by: Dimension) -> tuple[StatementLine, ...]:
    """The fund's statement for a period, a line for each partner, source or scheme, by key."""
    opening, closing = trial_balance(fund, before=period.start), trial_balance(fund, before=period.end)
    return statement_of(accounts(fund), opening, closing, by=by)


def entries_of(fund: models.Fund, period: Period, *, by: Dimension, key: str) -> QuerySet[models.Leg]:
    """Drill-down: the legs under a line of the statement, latest first."""
    column = {
        "partner": "account__source__payer__code",
        "source": "account__source__code",
        "scheme": "account__scheme__code",
    }[by]
    days = {"entry__day__gte": period.start} | ({"entry__day__lt": period.end} if period.end else {})
    in_columns = models.Leg.objects.filter(fund=fund, entry__fund=fund, account__source__isnull=False, **days)
    in_columns = in_columns.exclude(account__kind=AccountKind.RESERVE)
    chosen = in_columns.filter(**{column: key} if key else {f"{column}__isnull": True})
    return chosen.select_related("entry__link", "account").order_by("-entry__day", "-entry_id", "position")


def _sums(rows: QuerySet[models.Balance] | QuerySet[models.DayBalance]) -> Counter[str]:
    sums: Counter[str] = Counter()
    for code, pence in rows.values_list("account__code").annotate(pence=Sum("amount_pence")).order_by():
        sums[code] = int(pence)
    return sums
