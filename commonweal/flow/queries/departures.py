"""People leaving hospital: who is ready, who still waits, and what for."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from commonweal.flow import models

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

MARKED = (models.Departure, models.DepartureEnd, models.Cause)  # what days are counted from


@dataclass(frozen=True, slots=True)
class Waiting:
    """Somebody who is ready and has not left, and what is waited for now."""

    departure: models.Departure
    cause: models.Cause
    is_agreed: bool
    days: int


def departures(fund: Fund) -> QuerySet[models.Departure]:
    """Everybody who was ready to leave, the latest first."""
    return models.Departure.objects.filter(fund=fund).select_related("ending", "hospital").order_by("-ready_on", "-id")


def departure(fund: Fund, departure_id: int) -> models.Departure | None:
    """One departure of the fund's place."""
    return departures(fund).filter(pk=departure_id).first()


def causes(departure: models.Departure) -> list[models.Cause]:
    """What a departure waited for, in order; a row that a later one of the same day replaced is left out."""
    rows = models.Cause.objects.filter(departure=departure).select_related("agreement", "request__lot")
    return list(rows.order_by("from_day", "-id").distinct("from_day"))


def waiting(fund: Fund, on: date) -> list[Waiting]:
    """Who is ready on a day and has not left, those who wait longest first."""
    still = departures(fund).filter(Q(ending__isnull=True) | Q(ending__left_on__gt=on), ready_on__lte=on)
    rows = list(still.order_by("ready_on", "id"))
    found = models.Cause.objects.filter(departure__in=rows, from_day__lte=on).select_related(
        "agreement", "request__lot__contract"
    )
    latest = found.order_by("departure_id", "-from_day", "-id").distinct("departure_id")
    now = {cause.departure_id: cause for cause in latest}
    return [Waiting(row, now[row.pk], hasattr(now[row.pk], "agreement"), (on - row.ready_on).days) for row in rows]
