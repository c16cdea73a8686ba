"""Plans in sight, their partners, their registers."""

from __future__ import annotations

from collections.abc import Sequence

from django.db.models import QuerySet

from commonweal.engine.rulebook import allocations as engine
from commonweal.engine.rulebook import clock
from commonweal.engine.rulebook.exposure import Running
from commonweal.engine.rulebook.model import Partner, Rulebook
from commonweal.plans import models
from commonweal.plans.rounds import rounds


def plans() -> QuerySet[models.AreaPlan]:
    """The plans that the request may see, the newest round first."""
    return models.AreaPlan.objects.select_related("area").order_by("-round", "area__key")


def plans_of_round(round_id: str) -> QuerySet[models.AreaPlan]:
    """The plans of a round in sight."""
    return plans().filter(round=round_id)


def plan(plan_id: int) -> models.AreaPlan | None:
    """One plan, if it is in sight."""
    return plans().filter(pk=plan_id).first()


def areas_plan(round_id: str, area_id: int) -> models.AreaPlan | None:
    """An area's plan for a round."""
    return plans().filter(round=round_id, area_id=area_id).first()


def earlier_plan(plan: models.AreaPlan) -> models.AreaPlan | None:
    """The area's plan for the latest round before the plan's own, if it is in sight."""
    known = rounds()
    before = [one for one in known.values() if one.years[-1] < known[plan.round].years[0]]
    found = {one.round: one for one in plans().filter(area_id=plan.area_id)}
    return next((found[one.id] for one in reversed(before) if one.id in found), None)


def rulebook(plan: models.AreaPlan) -> Rulebook:
    """The plan's round; KeyError where its file is gone."""
    return rounds()[plan.round]


def partners(plan: models.AreaPlan) -> Sequence[models.Partner]:
    """Who signs the plan, in the order in which they were named."""
    return list(models.Partner.objects.filter(plan=plan).select_related("organisation").order_by("id"))


def partner_names(plan: models.AreaPlan) -> dict[Partner, tuple[str, ...]]:
    """The partners' names by kind, as the workflow asks for them."""
    found: dict[Partner, tuple[str, ...]] = {}
    for one in partners(plan):
        kind = Partner(one.kind)
        found[kind] = (*found.get(kind, ()), one.name)
    return found


def running(plan: models.AreaPlan) -> list[Running]:
    """The at-risk register: for each scheme its latest row, by scheme."""
    rows = models.RunningScheme.objects.filter(plan=plan).order_by("scheme", "-id").distinct("scheme")
    return [Running(row.scheme, row.since, row.authorised_by, row.exit_cost_pence) for row in rows]


def sister_plans(area_id: int) -> list[clock.SisterPlan]:
    """Other plans of the area's year, by the day on which they were agreed."""
    rows = models.SisterPlan.objects.filter(area_id=area_id).order_by("agreed", "id")
    return [clock.SisterPlan(row.name, row.owner, row.agreed, row.starts) for row in rows]


def baseline_queries(plan: models.AreaPlan) -> list[tuple[models.BaselineQuery, engine.BaselineQuery]]:
    """The plan's queries about baselines with their decisions, each as a row and as the engine's value."""
    rows = models.BaselineQuery.objects.filter(plan=plan).select_related("decision", "plan__area").order_by("id")
    return [(row, _baseline_query(row)) for row in rows]


def _baseline_query(row: models.BaselineQuery) -> engine.BaselineQuery:
    asked = engine.BaselineQuery(
        row.plan.area.key, row.minimum, row.person_name, row.at.date(), row.reason, row.old_pence, row.new_pence
    )
    decision = getattr(row, "decision", None)
    if decision is None:
        return asked
    made = {"by": decision.person_name, "on": decision.at.date(), "reason": decision.reason}
    return asked.decide(engine.Decision(decision.decision), **made)
