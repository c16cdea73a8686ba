"""Under whose conditions money stands and when it ends: approvals, spending before them, time-limited money."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from django.db.models import QuerySet, Sum

from commonweal.engine.ledger.exposure import Spend
from commonweal.engine.ledger.journal import PAID_OUT
from commonweal.engine.ledger.timelimited import Need
from commonweal.engine.tracks import Track
from commonweal.pool import models


def approvals(fund: models.Fund, year: int) -> dict[Track, models.Approval]:
    """The latest word on each track's approval in a year."""
    rows = models.Approval.objects.filter(fund=fund, year=year).order_by("track", "-id").distinct("track")
    return {Track(row.track): row for row in rows}


def approved_on(fund: models.Fund, year: int) -> dict[Track, date | None]:
    """The day on which each track was approved, as far as it was."""
    return {track: row.approved_on for track, row in approvals(fund, year).items()}


def daily_spending(fund: models.Fund, year: int) -> list[Spend]:
    """What the books say was spent in a financial year, by scheme, track and day."""
    days = {"day__gte": date(year, 4, 1), "day__lt": date(year + 1, 4, 1)}
    rows = models.DayBalance.objects.filter(
        fund=fund, account__kind__in=PAID_OUT, account__scheme__isnull=False, **days
    )
    keys = ("account__scheme__code", "account__source__track", "day")
    sums = rows.values_list(*keys).annotate(pence=Sum("amount_pence")).order_by(*keys)
    return [Spend(scheme, Track(track), day, int(pence)) for scheme, track, day, pence in sums]


def at_risk_pence(fund: models.Fund, year: int, on: date) -> int:
    """What was paid by a day, and dated by it, on tracks that nobody had approved by then."""
    approved = approved_on(fund, year)
    waiting = {
        track for track in Track if track is not Track.NONE and ((day := approved.get(track)) is None or day > on)
    }
    return sum(one.amount_pence for one in daily_spending(fund, year) if one.track in waiting and one.day <= on)


def spend_authorities(fund: models.Fund, year: int) -> dict[str, models.SpendAuthority]:
    """By scheme, who last let it spend before approval."""
    rows = models.SpendAuthority.objects.filter(fund=fund, year=year).select_related("scheme")
    return {row.scheme.code: row for row in rows.order_by("scheme__code", "-id").distinct("scheme__code")}


@dataclass(frozen=True, slots=True)
class TimeLimited:
    """Time-limited money with its years and what depends on it."""

    row: models.TimeLimitedMoney
    phases_pence: dict[int, int]
    needs: tuple[Need, ...]


def time_limited(fund: models.Fund) -> list[TimeLimited]:
    """The fund's time-limited money, in the order in which it was entered."""
    rows = models.TimeLimitedMoney.objects.filter(fund=fund).select_related("source").order_by("id")
    latest = models.Dependence.objects.filter(fund=fund).select_related("scheme")
    latest = latest.order_by("money_id", "scheme__code", "year", "-id").distinct("money_id", "scheme__code", "year")
    needs: dict[int, list[Need]] = {}
    for row in latest:
        needs.setdefault(row.money_id, []).append(Need(row.scheme.code, row.year, row.cost_pence, row.is_recurrent))
    return [
        TimeLimited(row, {int(year): pence for year, pence in row.phases_pence.items()}, tuple(needs.get(row.pk, ())))
        for row in rows
    ]


def schemes(fund: models.Fund) -> QuerySet[models.Scheme]:
    """The fund's schemes by name."""
    return models.Scheme.objects.filter(fund=fund).order_by("name")


def sources_of(fund: models.Fund) -> QuerySet[models.Source]:
    """The fund's sources by name."""
    return models.Source.objects.filter(fund=fund).order_by("name")
