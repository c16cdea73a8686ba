"""What the pages of a plan share: which plan, in which roles somebody acts on it, its head."""

from __future__ import annotations

from django.http import Http404, HttpRequest

from commonweal.core.clock import today
from commonweal.engine.rulebook.procedure import Role
from commonweal.places import queries as places
from commonweal.plans import queries
from commonweal.plans.models import AreaPlan

LOCAL = {"plans.edit": Role.PREPARER, "plans.sign": Role.SIGNATORY, "plans.certify": Role.CERTIFIER}
NATIONAL = {"plans.assure": Role.ASSURER, "plans.moderate": Role.MODERATOR, "plans.decide": Role.NATIONAL}


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
    bodies = {plan.area_id, *(partner.organisation_id for partner in queries.partners(plan))}
    local = [role for permission, role in LOCAL.items() if any(request.user.has_perm(permission, b) for b in bodies)]
    return (*local, *(role for permission, role in NATIONAL.items() if request.user.has_perm(permission)))


def frame(request: HttpRequest, plan: AreaPlan) -> dict[str, object]:
    """What the head of every page of a plan needs."""
    return {
        "plan": plan,
        "area_name": area_name(plan),
        "round_name": queries.rulebook(plan).name,
        "roles": roles_on(request, plan),
    }
