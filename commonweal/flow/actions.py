"""Writing the room: who is ready, what is waited for and who says so, who left."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.core.writing import check_now, saved, signed
from commonweal.engine.delays.days import Side
from commonweal.engine.findings import Finding, error
from commonweal.engine.periods import Month, Period
from commonweal.flow import models, queries
from commonweal.flow.waits import reasons, waits
from commonweal.observations import actions as observing
from commonweal.observations import queries as observations

if TYPE_CHECKING:
    from commonweal.care.models import Person
    from commonweal.commissioning.models import PackageRequest
    from commonweal.observations.models import LocalReading
    from commonweal.places.models import Organisation
    from commonweal.pool.models import Fund

__all__ = ["Refused", "Said", "agree_cause", "keep_actuals", "leave", "propose_cause", "record_departure"]


@dataclass(frozen=True, slots=True)
class Said:
    """What somebody says is waited for: a published reason, whose step is next, and the package if it is care."""

    reason: str
    side: Side
    request: PackageRequest | None = None


@action("flow.record-departure")
def record_departure(
    *,
    by: Actor,
    at: datetime,
    fund: Fund,
    reference: str,
    person: Person,
    hospital: Organisation,
    area: str,
    ready_on: date,
    pathway: int,
    cause: Said,
) -> models.Departure:
    """Somebody is ready to leave from a day on, and this is what is waited for from that day."""
    refuse_if([*_departure_faults(fund, reference, person, pathway), *_cause_faults(fund, reference, cause)])
    row = models.Departure(
        fund=fund,
        reference=reference,
        who=person,
        hospital=hospital,
        area=area.strip(),
        ready_on=ready_on,
        pathway=pathway,
        **signed(by, at),
    )
    saved(row, reference, "That departure, or one of the same person on that day, is known.")
    _add_cause(by, at, row, ready_on, cause)
    check_now("departure_has_a_cause")
    return row


def _departure_faults(fund: Fund, where: str, person: Person, pathway: int) -> Iterator[Finding]:
    if person.organisation_id != fund.host_id:
        message = "The person is of another place."
        yield error("departure-elsewhere", where, message, "Record it where the person's council is the host.")
    if pathway not in range(4):
        yield error("departure-pathway", where, f"{pathway} is no pathway.", "Give 0, 1, 2 or 3.")


@action("flow.propose-cause")
def propose_cause(*, by: Actor, at: datetime, departure: models.Departure, from_day: date, cause: Said) -> models.Cause:
    """Say that from a day on something else is waited for, or the same for another reason."""
    refuse_if(_cause_faults(departure.fund, departure.reference, cause))
    return _add_cause(by, at, departure, from_day, cause)


def _cause_faults(fund: Fund, where: str, cause: Said) -> Iterator[Finding]:
    if cause.reason not in reasons():
        message = f"{cause.reason!r} is not a published reason."
        yield error("cause-reason", where, message, "Choose one from the list.")
    service = waits().get(cause.reason)
    if service is not None and cause.request is None:
        message = f"A wait for {service} names the package that is waited for."
        yield error("cause-without-package", where, message, "Ask commissioning for the package first.")
    if cause.request is not None and (cause.request.service != service or cause.request.fund_id != fund.pk):
        message = "The package is not what the reason waits for."
        yield error("cause-other-package", where, message, "Choose the reason that fits the package's service.")


@action("flow.agree-cause")
def agree_cause(*, by: Actor, at: datetime, cause: models.Cause) -> models.CauseAgreement:
    """Agree to what somebody else proposed."""
    if by.id is not None and by.id == cause.person_id:
        message = "Nobody agrees to their own proposal."
        raise Refused([error("agreed-by-the-proposer", str(cause.pk), message, "Ask somebody of the other side.")])
    row = models.CauseAgreement(fund_id=cause.fund_id, cause=cause, **signed(by, at))
    saved(row, str(cause.pk), "It is agreed already.")
    return row


@action("flow.leave")
def leave(*, by: Actor, at: datetime, departure: models.Departure, left_on: date) -> models.DepartureEnd:
    """They left on a day, which is no delayed day any more."""
    row = models.DepartureEnd(fund_id=departure.fund_id, departure=departure, left_on=left_on, **signed(by, at))
    saved(row, departure.reference, "They have left already.")
    return row


@action("flow.keep-actuals")
def keep_actuals(*, by: Actor, at: datetime, fund: Fund, on: date) -> list[LocalReading]:
    """Write the place's delayed days into observations, by month and reason: every whole month that ended by a day."""
    first = queries.departures(fund).order_by("ready_on").values_list("ready_on", flat=True).first()
    begun = Month.of(first or on)
    months = [begun + place for place in range(Month.of(on) - begun)]
    if not months:
        message = "No month of this record has ended yet."
        raise Refused([error("no-month-ended", fund.name, message, "Come back when its first month is over.")])
    counted: dict[Month, dict[str, int]] = {month: {} for month in months}
    for group in queries.delayed_days(fund, Period(months[0].first, months[-1].end), on):
        reasons = counted[group.month]
        reasons[group.reason] = reasons.get(group.reason, 0) + group.days
    return observing.keep_local(by=by, at=at, organisation=fund.host, measure=observations.LOCAL_DAYS, counted=counted)


def _add_cause(by: Actor, at: datetime, departure: models.Departure, from_day: date, cause: Said) -> models.Cause:
    row = models.Cause(
        fund_id=departure.fund_id,
        departure=departure,
        from_day=from_day,
        reason=cause.reason,
        side=cause.side,
        request=cause.request,
        **signed(by, at),
    )
    saved(row, departure.reference, "That cause is known.")
    return row
