"""What is published for an area; its queries about baselines; the plans beside it."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.rulebook.allocations import Allocations, Decision, check_allocations
from commonweal.plans import models, queries
from commonweal.plans.queries.contents import to_record

if TYPE_CHECKING:
    from commonweal.places.models import Organisation


@action("plans.publish-allocations")
def publish_allocations(
    *, by: Actor, at: datetime, round: str, area: Organisation, allocations: Allocations
) -> models.Allocation:
    """What a round gives an area; Refused where parts do not add up. A later one takes the place of an earlier."""
    refuse_if(check_allocations(allocations, queries.rounds()[round]))
    before = models.Allocation.objects.filter(round=round, area=area).count()
    return models.Allocation.objects.create(
        round=round,
        area=area,
        version=before + 1,
        record=to_record(allocations),
        person_id=by.id,
        person_name=by.name,
        at=at,
    )


@action("plans.ask-about-baseline")
def ask_about_baseline(
    *, by: Actor, at: datetime, plan: models.AreaPlan, minimum: str, reason: str, old_pence: int, new_pence: int
) -> models.BaselineQuery:
    """The area holds a minimum's baseline to be wrong, and says why and what it should be."""
    found = []
    if queries.rulebook(plan).find("minimum", minimum) is None:
        message = f"The round has no minimum {minimum!r}."
        found.append(error("minimum-unknown", "minimum", message, "Choose one of the round's."))
    if not reason.strip():
        found.append(error("reason-missing", "reason", "No reason is given.", "Say what is wrong with the baseline."))
    if new_pence < 0 or new_pence == old_pence:
        message = "The new baseline is the old one, or below nothing."
        found.append(error("baseline-same", "new_pence", message, "Enter what the baseline should have been."))
    refuse_if(found)
    return models.BaselineQuery.objects.create(
        plan=plan,
        minimum=minimum,
        reason=reason,
        old_pence=old_pence,
        new_pence=new_pence,
        person_id=by.id,
        person_name=by.name,
        at=at,
    )


@action("plans.decide-baseline")
def decide_baseline(
    *, by: Actor, at: datetime, baseline_query: models.BaselineQuery, decision: Decision, reason: str
) -> models.BaselineDecision:
    """The national team's answer; Refused for whoever asked, without a reason, and a second time."""
    _, asked = next(pair for pair in queries.baseline_queries(baseline_query.plan) if pair[0].pk == baseline_query.pk)
    try:
        asked.decide(decision, by=by.name, on=at.date(), reason=reason)
    except ValueError as fault:
        told = "Another person decides, once, with a reason."
        raise Refused([error("baseline-decision", "decision", f"It cannot be decided: {fault}.", told)]) from fault
    return models.BaselineDecision.objects.create(
        baseline_query=baseline_query,
        plan=baseline_query.plan,
        decision=decision,
        reason=reason,
        person_id=by.id,
        person_name=by.name,
        at=at,
    )


@action("plans.add-sister-plan")
def add_sister_plan(
    *, by: Actor, at: datetime, area: Organisation, name: str, owner: str, agreed: date, starts: date
) -> models.SisterPlan:
    """Another plan of the area: corporate plan, health and wellbeing strategy, NHS operational plan."""
    return models.SisterPlan.objects.create(
        area=area, name=name, owner=owner, agreed=agreed, starts=starts, person_id=by.id, person_name=by.name, at=at
    )
