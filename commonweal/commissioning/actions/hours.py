"""Asking for a package, placing it, ending it, and what was delivered week by week."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.commissioning import models, queries
from commonweal.commissioning.actions.common import one_at_a_time
from commonweal.commissioning.actions.contracts import period_of
from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import refuse_if
from commonweal.core.writing import refused, saved, signed
from commonweal.engine import nhs_number
from commonweal.engine.findings import Finding, error
from commonweal.engine.packages.service import Service

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

LONGEST_WEEK_MINUTES = 10_080
TEN_DIGITS = re.compile(r"(?<!\d)\d{3}[ -]?\d{3}[ -]?\d{4}(?!\d)", re.ASCII)


@dataclass(frozen=True, slots=True)
class Week:
    """What a placement was planned to get in the week of a Monday, and got."""

    placement: models.Placement
    monday: date
    planned_minutes: int
    delivered_minutes: int


@action("commissioning.request-package")
def request_package(
    *,
    by: Actor,
    at: datetime,
    fund: Fund,
    reference: str,
    area: str,
    service: Service,
    minutes_a_week: int,
    asked_on: date,
    ready_on: date,
    time_bands: Sequence[str] = (),
    needs: str = "",
    follows: models.PackageRequest | None = None,
) -> models.PackageRequest:
    """Ask for hours; the lot that should serve them is found by area, service and the day of need."""
    _refuse_minutes(minutes_a_week, reference)
    _refuse_a_number(reference, reference, needs)
    if not area.strip():
        raise refused("request-area", reference, "The request names no area.", "Say where the hours are needed.")
    row = models.PackageRequest(
        fund=fund,
        reference=reference,
        area=area.strip(),
        service=service,
        lot=queries.lot_for(fund, area.strip(), service, max(asked_on, ready_on)),
        minutes_a_week=minutes_a_week,
        asked_on=asked_on,
        ready_on=ready_on,
        time_bands=list(time_bands),
        needs=needs,
        follows=follows,
        **signed(by, at),
    )
    saved(row, reference, "A request of this reference stands there, or another one follows the same package.")
    return row


@action("commissioning.end-request")
def end_request(
    *, by: Actor, at: datetime, request: models.PackageRequest, day: date, reason: str
) -> models.RequestEnd:
    """Give a request up that was not placed."""
    one_at_a_time(request.fund_id)
    if models.Placement.objects.filter(request=request).exists():
        raise refused("request-placed", request.reference, "The request is placed.", "End its placement instead.")
    if not reason.strip():
        raise refused("request-end-reason", request.reference, "No reason is given.", "Say in a few words why.")
    row = models.RequestEnd(fund_id=request.fund_id, request=request, day=day, reason=reason, **signed(by, at))
    saved(row, request.reference, "The request was given up before.")
    return row


@action("commissioning.place")
def place(
    *,
    by: Actor,
    at: datetime,
    request: models.PackageRequest,
    lot: models.ContractLot,
    minutes_a_week: int,
    starts: date,
) -> models.Placement:
    """Place a request with a lot whose contract is in force then and gives the service."""
    one_at_a_time(request.fund_id)
    _refuse_minutes(minutes_a_week, request.reference)
    refuse_if(_misfits(request, lot, starts))
    row = models.Placement(
        fund_id=request.fund_id,
        request=request,
        lot=lot,
        minutes_a_week=minutes_a_week,
        starts=starts,
        **signed(by, at),
    )
    saved(row, request.reference, "The request is placed already.")
    return row


def _misfits(request: models.PackageRequest, lot: models.ContractLot, starts: date) -> list[Finding]:
    where, contract = request.reference, lot.contract
    found = []
    if contract.service != request.service:
        message = f"Contract {contract.reference} gives {contract.service}, and {request.service} is asked for."
        found.append(error("placement-service", where, message, "Choose a lot of a contract for that service."))
    if starts not in period_of(contract):
        message = f"Contract {contract.reference} is not in force on {starts:%d %m %Y}."
        found.append(error("placement-day", where, message, "Choose a contract that is in force on that day."))
    if starts < request.asked_on:
        message = "The placement would start before it was asked for."
        found.append(error("placement-before-request", where, message, "Give a day from the request's on."))
    if models.RequestEnd.objects.filter(request=request).exists():
        found.append(error("placement-of-ended", where, "The request was given up.", "Ask for a new package."))
    return found


@action("commissioning.end-placement")
def end_placement(
    *, by: Actor, at: datetime, placement: models.Placement, ends: date, reason: str = ""
) -> models.PlacementEnd:
    """Say that a placement ends before a day."""
    where = placement.request.reference
    if ends <= placement.starts:
        raise refused("placement-end", where, "The placement would end before it starts.", "Give a later day.")
    row = models.PlacementEnd(
        fund_id=placement.fund_id, placement=placement, ends=ends, reason=reason, **signed(by, at)
    )
    saved(row, where, "The placement's end is known already.")
    return row


@action("commissioning.deliver")
def deliver(*, by: Actor, at: datetime, fund: Fund, weeks: Sequence[Week]) -> list[models.Delivery]:
    """Keep what was planned and delivered in some weeks; a week that is there already is corrected by a new version."""
    one_at_a_time(fund.pk)
    refuse_if(_week_faults(fund, weeks))
    placement_ids = {week.placement.pk for week in weeks}
    before = Counter(models.Delivery.objects.filter(placement_id__in=placement_ids).values_list("placement_id", "week"))
    made = [
        models.Delivery(
            fund=fund,
            contract_id=week.placement.lot.contract_id,
            placement=week.placement,
            week=week.monday,
            version=before[week.placement.pk, week.monday] + 1,
            planned_minutes=week.planned_minutes,
            delivered_minutes=week.delivered_minutes,
            **signed(by, at),
        )
        for week in weeks
    ]
    return models.Delivery.objects.bulk_create(made)


def _week_faults(fund: Fund, weeks: Sequence[Week]) -> list[Finding]:
    found = []
    for place_, week in enumerate(weeks, 1):
        where = f"week {place_}, {week.placement.request.reference}"
        if week.monday.weekday() != 0:
            message = f"{week.monday:%d %m %Y} is no Monday."
            found.append(error("delivery-week", where, message, "Name a week by its Monday."))
        if (
            not min(week.planned_minutes, week.delivered_minutes) >= 0
            or max(week.planned_minutes, week.delivered_minutes) > LONGEST_WEEK_MINUTES
        ):
            message = "A week has from nothing to 10,080 minutes."
            found.append(error("delivery-minutes", where, message, "Give minutes that fit into a week."))
        if week.placement.fund_id != fund.pk or not _runs(week):
            message = "The placement does not run in that week."
            found.append(error("delivery-outside", where, message, "Give a week in which the placement runs."))
    twice = [key for key, times in Counter((week.placement.pk, week.monday) for week in weeks).items() if times > 1]
    if twice:
        message = f"{len(twice)} weeks are given twice."
        found.append(error("delivery-twice", "weeks", message, "Give each placement's week once."))
    return found


def _runs(week: Week) -> bool:
    starts = week.placement.starts
    ending = getattr(week.placement, "ending", None)
    return (week.monday - starts).days > -7 and (ending is None or week.monday < ending.ends)


def _refuse_a_number(where: str, *texts: str) -> None:
    """No package says whose it is: an NHS number in its words would."""
    digits = (found for text in texts for found in TEN_DIGITS.findall(text))
    if any(nhs_number.is_valid(nhs_number.normal(one)) for one in digits):
        message = "An NHS number stands in the words."
        raise refused("request-names-somebody", where, message, "Take it out; say whose it is in the person's record.")


def _refuse_minutes(minutes_a_week: int, where: str) -> None:
    if not 1 <= minutes_a_week <= LONGEST_WEEK_MINUTES:
        message = f"{minutes_a_week} minutes a week cannot be given."
        raise refused("minutes-of-a-week", where, message, "Give from 1 to 10,080 minutes.")
