"""A plan and its partners; schemes that run before it is approved."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.rulebook.model import Partner
from commonweal.plans import models, queries

if TYPE_CHECKING:
    from commonweal.places.models import Organisation


@action("plans.start-plan")
def start_plan(
    *,
    by: Actor,
    at: datetime,
    round: str,
    area: Organisation,
    partners: Sequence[tuple[Partner, Organisation, str]],
) -> models.AreaPlan:
    """An empty plan of an area for a round, and who signs it; Refused where the round is unknown or it is there."""
    if round not in queries.rounds():
        told = f"There are: {', '.join(queries.rounds())}."
        raise Refused([error("round-unknown", "round", f"There is no round {round!r}.", told)])
    if queries.areas_plan(round, area.pk) is not None:
        raise Refused([error("plan-there", "plan", "The area has a plan for this round.", "Go on with that one.")])
    plan = models.AreaPlan.objects.create(round=round, area=area, person_id=by.id, person_name=by.name, at=at)
    for kind, organisation, name in partners:
        models.Partner.objects.create(plan=plan, kind=kind, organisation=organisation, name=name)
    return plan


@action("plans.add-running-scheme")
def add_running_scheme(
    *,
    by: Actor,
    at: datetime,
    plan: models.AreaPlan,
    scheme: str,
    since: date,
    authorised_by: str,
    exit_cost_pence: int = 0,
) -> models.RunningScheme:
    """A scheme runs before the plan is approved: since when, who authorised it, what leaving it would cost."""
    known = {one.id for one in queries.content(plan).schemes}
    found = []
    if scheme not in known:
        told = f"There are: {', '.join(sorted(known)) or 'none yet'}."
        found.append(error("scheme-unknown", "scheme", f"The plan has no scheme {scheme!r}.", told))
    if not authorised_by.strip():
        message = "Nobody is named who authorised it."
        found.append(error("authority-missing", "authorised_by", message, "Name the person and their office."))
    if exit_cost_pence < 0:
        message = "An exit cost cannot be below nothing."
        found.append(error("exit-cost-negative", "exit_cost_pence", message, "Enter 0 where leaving costs nothing."))
    refuse_if(found)
    return models.RunningScheme.objects.create(
        plan=plan,
        scheme=scheme,
        since=since,
        authorised_by=authorised_by,
        exit_cost_pence=exit_cost_pence,
        person_id=by.id,
        person_name=by.name,
        at=at,
    )
