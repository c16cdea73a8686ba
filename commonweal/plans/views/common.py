"""What the pages of a plan share: which plan, in which roles somebody acts on it, its head."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from commonweal.core.clock import today
from commonweal.engine.rulebook.procedure import Role
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan


def plan_in_sight(plan_id: int) -> AreaPlan:
    """The plan, if it is in sight; otherwise no such page."""
    found = queries.plan(plan_id)
    if found is None or found.round not in queries.rounds():
        raise Http404
    return found


def area_name(plan: AreaPlan) -> str:
    """What the plan's area is called today."""
    return places.names([plan.area_id], today()).get(plan.area_id, plan.area.key)


def roles_on(request: HttpRequest, plan: AreaPlan) -> tuple[Role, ...]:
    """In which roles somebody may act on a plan: locally through a role in one of its bodies."""
    return queries.roles_of(request.user, plan, queries.partners(plan))


def frame(request: HttpRequest, plan: AreaPlan) -> dict[str, object]:
    """What the head of every page of a plan needs."""
    return {
        "plan": plan,
        "area_name": area_name(plan),
        "round_name": queries.rulebook(plan).name,
        "roles": roles_on(request, plan),
    }
