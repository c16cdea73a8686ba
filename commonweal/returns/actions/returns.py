"""A return begun, submitted (and frozen with that), certified by another, made public, superseded by a new one."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING, TypeVar

from django.db import IntegrityError, transaction
from django.utils import timezone

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database, refuse_if
from commonweal.engine.findings import Finding, error
from commonweal.engine.reporting import procedure
from commonweal.engine.reporting.cells import digest, freeze
from commonweal.engine.reporting.procedure import Event, Role
from commonweal.engine.reporting.quarters import QUARTERS
from commonweal.plans.queries import rulebook
from commonweal.returns import models, queries
from commonweal.returns.queries.returns import as_engine

if TYPE_CHECKING:
    from commonweal.plans.models import AreaPlan

T = TypeVar("T", models.Return, models.Step, models.Frozen)


@action("returns.start-return")
def start_return(*, by: Actor, at: datetime, plan: AreaPlan, year: int, quarter: int) -> models.Return:
    """A return of a plan's quarter; where there is one, it is superseded. Nothing is typed: its cells are queries.

    Refused where the round does not reach the year, the place has no pool with a budget, or a return is under way.
    """
    refuse_if(_unfit(plan, year, quarter))
    funds = queries.funds_of(plan, year)
    if len(funds) != 1:
        what = "no pooled fund" if not funds else f"{len(funds)} pooled funds"
        message = f"The plan's area hosts {what} with a budget for {year}."
        raise Refused([error("fund-not-one", "fund", message, "A return is of one pool: budget the year in one.")])
    before = queries.returns_of(plan).filter(year=year, quarter=quarter).first()
    if before is not None:
        _step(by, at, before, Event.SUPERSEDE, Role.PREPARER, "")
    row = models.Return(plan=plan, fund=funds[0], year=year, quarter=quarter, supersedes=before)
    row.number = before.number + 1 if before else 1
    row.person_id, row.person_name, row.at = by.id, by.name, at
    return _kept(row)


@action("returns.submit")
def submit(*, by: Actor, at: datetime, of: models.Return) -> models.Frozen:
    """Hand the return to its certifier: it is made once more from the record, and frozen as bytes with their digest."""
    made = queries.build(of, queries.basis_now(of, at))
    _step(by, at, of, Event.SUBMIT, Role.PREPARER, "", queries.findings(of, made, timezone.localdate(at)))
    content = freeze(made)
    row = models.Frozen(of=of, content=content, digest=digest(content))
    row.person_id, row.person_name, row.at = by.id, by.name, at
    return _kept(row)


@action("returns.send-back")
def send_back(*, by: Actor, at: datetime, of: models.Return, reason: str) -> models.Step:
    """The certifier does not certify it, and says why; a new one takes its place."""
    return _step(by, at, of, Event.SEND_BACK, Role.CERTIFIER, reason)


@action("returns.certify")
def certify(*, by: Actor, at: datetime, of: models.Return, digest: str) -> models.Step:
    """Certify the frozen bytes whose digest the certifier saw; never by whoever prepared them."""
    kept = queries.frozen(of)
    if kept is not None and kept.digest != digest:
        told = "Look at the return again, then certify it."
        raise Refused([error("digest-other", "digest", "These are not the figures that you looked at.", told)])
    return _step(by, at, of, Event.CERTIFY, Role.CERTIFIER, "")


@action("returns.publish")
def publish(*, by: Actor, at: datetime, of: models.Return) -> models.Step:
    """Make a certified return's figures public: for the room of scrutiny, whose paper says them."""
    return _step(by, at, of, Event.PUBLISH, Role.AUTHOR, "")


def _unfit(plan: AreaPlan, year: int, quarter: int) -> list[Finding]:
    found, years = [], rulebook(plan).years
    if year not in years:
        told = f"Choose one of its years: {', '.join(map(str, years))}."
        found.append(error("year-not-planned", "year", f"The plan's round does not reach {year}.", told))
    if quarter not in QUARTERS:
        found.append(error("quarter-unknown", "quarter", f"{quarter} is no quarter.", "Choose 1, 2, 3 or 4."))
    return found


def _step(
    by: Actor,
    at: datetime,
    of: models.Return,
    event: Event,
    role: Role,
    reason: str,
    found: list[Finding] | None = None,
) -> models.Step:
    happened = queries.steps(of)
    one = procedure.Step(event, str(by.id), role, reason)
    refuse_if(procedure.admit([as_engine(row) for row in happened], str(of.person_id), one))
    refuse_if(found or ())
    row = models.Step(of=of, number=len(happened) + 1, event=event, role=role, reason=reason)
    row.person_id, row.person_name, row.at = by.id, by.name, at
    return _kept(row)


def _kept(row: T) -> T:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        refuse_as_the_database(fault, "return")
        message = "Somebody else acted on this return at the same moment."
        raise Refused([error("return-changed", "return", message, "Look at it again.")]) from fault
    return row
