"""What those who ask for packages, place them and record their weeks choose from."""

from __future__ import annotations

from collections import Counter
from datetime import date, timedelta
from typing import TYPE_CHECKING

from commonweal.commissioning import models
from commonweal.commissioning.queries.contracts import lots
from commonweal.commissioning.queries.hours import latest_deliveries, placements, requests
from commonweal.engine.packages.hours import DAYS_A_WEEK, MINUTES_AN_HOUR, days_within
from commonweal.engine.periods import Period

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

WEEK = timedelta(days=DAYS_A_WEEK)


def areas(fund: Fund) -> list[str]:
    """The areas of the place that contracts serve or care was asked for in."""
    served = models.ContractLot.objects.filter(fund=fund).values_list("area", flat=True)
    asked = models.PackageRequest.objects.filter(fund=fund).values_list("area", flat=True)
    return sorted({*served, *asked})


def lots_giving(fund: Fund, service: str, area: str) -> list[models.ContractLot]:
    """The lots of contracts for a service, those of an area first."""
    found = list(lots(fund).filter(contract__service=service))
    return sorted(found, key=lambda lot: (lot.area != area, lot.area, lot.contract.start, lot.pk))


def weekly_free(fund: Fund, on: date) -> dict[int, int]:
    """For each lot whose contract is in force on a day: the minutes a week that may still be called for."""
    in_force = lots(fund).filter(contract__start__lte=on, contract__end__gt=on)
    free = {row.pk: row.most_hours_a_week * MINUTES_AN_HOUR for row in in_force}
    placed: Counter[int] = Counter()
    for row in placements(fund).filter(starts__lte=on):
        if not hasattr(row, "ending") or on < row.ending.ends:
            placed[row.lot_id] += row.minutes_a_week
    return {key: minutes - placed[key] for key, minutes in free.items()}


def to_take_over_from(fund: Fund, on: date) -> list[models.PackageRequest]:
    """The packages that are placed, not ended by a day, and that no other follows yet."""
    rows = requests(fund).filter(placement__isnull=False, followed_by__isnull=True)
    return [row for row in rows if not hasattr(row.placement, "ending") or on < row.placement.ending.ends]


def running(lot: models.ContractLot, monday: date) -> list[models.Placement]:
    """The lot's placements that run on a day of the week, by their requests' references."""
    rows = placements(lot.fund, lot.pk).filter(starts__lt=monday + WEEK)
    found = [row for row in rows if not hasattr(row, "ending") or monday < row.ending.ends]
    return sorted(found, key=lambda row: (row.request.reference, row.pk))


def week_of(lot: models.ContractLot, monday: date) -> list[models.Delivery]:
    """The latest word on each placement of the lot in a week."""
    return list(latest_deliveries(lot.fund).filter(placement__lot=lot, week=monday))


def planned_minutes(placement: models.Placement, monday: date) -> int:
    """What a placement should get in a week, by the days of it on which it runs; a minute's part is left out."""
    ends = placement.ending.ends if hasattr(placement, "ending") else None
    days = days_within(placement.starts, ends, Period(monday, monday + WEEK))
    return placement.minutes_a_week * days // DAYS_A_WEEK
