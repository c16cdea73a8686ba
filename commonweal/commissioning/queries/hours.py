"""Hours contracted, placed, delivered and missing, by lot and over any days."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from django.db.models import Q, QuerySet

from commonweal.commissioning import models
from commonweal.engine.packages import hours as engine
from commonweal.engine.packages.hours import MINUTES_AN_HOUR, Wanted, Weekly, whole_hours
from commonweal.engine.periods import Period

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

ZERO = Fraction(0)


@dataclass(frozen=True, slots=True)
class Hours:
    """Hours of a period; `planned` and `delivered` are of the weeks that begin in it."""

    contracted_least: Fraction = ZERO
    contracted_most: Fraction = ZERO
    placed: Fraction = ZERO
    planned: Fraction = ZERO
    delivered: Fraction = ZERO
    missing: Fraction = ZERO

    def __add__(self, other: Hours) -> Hours:
        pairs = ((getattr(self, name), getattr(other, name)) for name in self.__slots__)
        return Hours(*(one + two if two else one for one, two in pairs))  # most are of one kind alone


@dataclass(frozen=True, slots=True)
class LotHours:
    """A lot's hours; `lot_id` and `contract_id` None for what was asked for where no contract serves."""

    lot_id: int | None
    contract_id: int | None
    area: str
    service: str
    hours: Hours


@dataclass(frozen=True, slots=True)
class MissingRequest:
    """A request whose hours were missing in a period: since when, until when (None: still), how many hours in it."""

    request_id: int
    reference: str
    area: str
    service: str
    lot_id: int | None
    contract_id: int | None
    minutes_a_week: int
    since: date
    over_on: date | None
    hours: Fraction


@dataclass(frozen=True, slots=True)
class Blocked:
    """A placement that goes on because the package that is to take over is not placed."""

    placement_id: int
    lot_id: int
    waits_for_id: int
    minutes_a_week: int
    since: date


def requests(fund: Fund) -> QuerySet[models.PackageRequest]:
    """Every request of the fund with what became of it, the latest first."""
    rows = models.PackageRequest.objects.filter(fund=fund)
    return rows.select_related("lot__contract", "placement__ending", "placement__lot__contract", "ending").order_by(
        "-ready_on", "-id"
    )


def request(fund: Fund, request_id: int) -> models.PackageRequest | None:
    """One request of the fund."""
    return requests(fund).filter(pk=request_id).first()


def placements(fund: Fund, lot_id: int | None = None) -> QuerySet[models.Placement]:
    """The fund's placements, or those of one lot, the latest first."""
    rows = models.Placement.objects.filter(fund=fund).select_related("request", "lot__contract", "ending")
    return (rows if lot_id is None else rows.filter(lot_id=lot_id)).order_by("-starts", "-id")


def missing(fund: Fund, period: Period, *, request_ids: Iterable[int] | None = None) -> list[MissingRequest]:
    """Each request with hours missing in the period, the longest missing first; or those among some."""
    rows = requests(fund) if request_ids is None else requests(fund).filter(pk__in=list(request_ids))
    found = [_missing(row, run, period) for row in rows if (run := wanted(row).missing()) is not None]
    return sorted((one for one in found if one.hours), key=lambda one: (one.since, one.request_id))


def wanted(row: models.PackageRequest) -> Wanted:
    """A request as the engine counts it: over once it is placed or given up."""
    placement, ending = getattr(row, "placement", None), getattr(row, "ending", None)
    days = [day for day in (placement and placement.starts, ending and ending.day) if day]
    return Wanted(row.minutes_a_week, row.asked_on, row.ready_on, min(days, default=None))


def _missing(row: models.PackageRequest, run: Weekly, period: Period) -> MissingRequest:
    return MissingRequest(
        row.pk,
        row.reference,
        row.area,
        row.service,
        row.lot_id,
        row.lot.contract_id if row.lot else None,
        row.minutes_a_week,
        run.start,
        run.end,
        engine.hours_within([run], period),
    )


def lot_hours(fund: Fund, period: Period, *, of: tuple[str, str] | None = None) -> list[LotHours]:
    """Every lot that has hours of any kind in the period, by area and service; at the end what no lot serves.

    `of` asks for the lots of one area and service alone.
    """
    sums: dict[int | tuple[str, str] | None, Hours] = defaultdict(Hours)
    known = {row.pk: row for row in _lots(fund, of)}
    for lot in known.values():
        sums[lot.pk] += _contracted(lot, period)
    for row in placements(fund).filter(lot__in=known):
        run = Weekly(row.minutes_a_week, row.starts, row.ending.ends if hasattr(row, "ending") else None)
        sums[row.lot_id] += Hours(placed=engine.hours_within([run], period))
    for lot_id, (planned, delivered) in _weeks(fund, period, known).items():
        sums[lot_id] += Hours(planned=whole_hours(planned), delivered=whole_hours(delivered))
    for one in missing(fund, period, request_ids=None if of is None else _asked_at(fund, known, of)):
        sums[one.lot_id or (one.area, one.service)] += Hours(missing=one.hours)
    found = [_lot_hours(known.get(key), key, hours) for key, hours in sums.items() if hours != Hours()]
    return sorted(found, key=lambda one: (one.lot_id is None, one.area, one.service, one.lot_id or 0))


def _lots(fund: Fund, of: tuple[str, str] | None) -> QuerySet[models.ContractLot]:
    rows = models.ContractLot.objects.filter(fund=fund).select_related("contract")
    return rows if of is None else rows.filter(area=of[0], contract__service=of[1])


def _asked_at(fund: Fund, lots: Collection[int], of: tuple[str, str]) -> QuerySet[models.PackageRequest, int]:
    """The requests of some lots, and of an area and service where no lot serves."""
    unserved = Q(lot=None, area=of[0], service=of[1])
    return requests(fund).filter(Q(lot__in=lots) | unserved).order_by().values_list("pk", flat=True)


def together(rows: Iterable[LotHours]) -> Hours:
    """The hours of several lots."""
    return sum((row.hours for row in rows), Hours())


def _lot_hours(lot: models.ContractLot | None, key: object, hours: Hours) -> LotHours:
    if lot is not None:
        return LotHours(lot.pk, lot.contract_id, lot.area, lot.contract.service, hours)
    area, service = key if isinstance(key, tuple) else ("", "")
    return LotHours(None, None, area, service, hours)


def _contracted(lot: models.ContractLot, period: Period) -> Hours:
    days = engine.days_within(lot.contract.start, lot.contract.end, period)
    least, most = (
        engine.hours(weekly * MINUTES_AN_HOUR, days) for weekly in (lot.least_hours_a_week, lot.most_hours_a_week)
    )
    return Hours(contracted_least=least, contracted_most=most)


def latest_deliveries(fund: Fund) -> QuerySet[models.Delivery]:
    """The latest version of each placement's weeks."""
    rows = models.Delivery.objects.filter(fund=fund)
    return rows.order_by("placement_id", "week", "-version").distinct("placement_id", "week")


def _weeks(fund: Fund, period: Period, lots: Collection[int]) -> dict[int, tuple[int, int]]:
    """The minutes planned and delivered by lot, in weeks that begin in the period."""
    rows = latest_deliveries(fund).filter(week__gte=period.start, week__lt=period.end, placement__lot__in=lots)
    sums: dict[int, tuple[int, int]] = {}
    for lot_id, planned, delivered in rows.values_list("placement__lot_id", "planned_minutes", "delivered_minutes"):
        before = sums.get(lot_id, (0, 0))
        sums[lot_id] = (before[0] + planned, before[1] + delivered)
    return sums


def blocked(fund: Fund, on: date) -> list[Blocked]:
    """The placements that should have ended by a day and go on, because what is to follow is missing then."""
    rows = requests(fund).filter(follows__placement__isnull=False).select_related("follows__placement__ending")
    found = []
    for row in rows.order_by("id"):
        run, held = wanted(row).missing(), row.follows.placement
        ended = hasattr(held, "ending") and held.ending.ends <= on
        if run is not None and run.start <= on and (run.end is None or on < run.end) and not ended:
            found.append(Blocked(held.pk, held.lot_id, row.pk, held.minutes_a_week, run.start))
    return found
