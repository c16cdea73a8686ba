"""What every page shares on which a plan is written: who may, which edit was looked at, and saving."""

from __future__ import annotations

from dataclasses import dataclass, field

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from commonweal.core.clock import now
from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.engine.rulebook.sections import part_of
from commonweal.plans import actions, queries
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import sections
from commonweal.plans.views.common import roles_on


@dataclass(slots=True)
class Desk:
    """A part of a plan in front of somebody. `number`: its latest edit; `after`: the one that was looked at."""

    request: HttpRequest
    plan: AreaPlan
    part: str
    rulebook: Rulebook
    content: Plan
    edit: queries.Edited | None
    allocations: Allocations
    waived: frozenset[str]
    hindrances: tuple[Finding, ...] = ()
    conflict: sections.Conflict | None = None
    looked_at: Plan = field(init=False)

    def __post_init__(self) -> None:
        is_old = self.after != self.number
        self.looked_at = queries.as_looked_at(self.plan, self.part, self.after) if is_old else self.content

    @property
    def number(self) -> int:
        """The part's latest edit."""
        return self.edit.number if self.edit else 0

    @property
    def after(self) -> int:
        """Which edit the page that was sent had shown; on a page not sent yet, the latest."""
        text = self.request.POST.get("after", "") if self.request.method == "POST" else ""
        is_number = text.isascii() and text.isdigit() and len(text) < 10
        return min(int(text), self.number) if is_number else self.number if self.request.method == "GET" else 0

    @property
    def is_checked_only(self) -> bool:
        """Whether somebody is still typing and asks what is wrong so far."""
        return self.request.POST.get("do") == "check"

    def findings_of(self, content: Plan) -> tuple[Finding, ...]:
        """What would be wrong in this part of the plan with that content."""
        found = check(content, self.rulebook, self.allocations, self.waived)
        return sections.of_part(found, self.part)

    def meets_conflict(self) -> bool:
        """Whether somebody else saved the part since it was looked at; then the difference is kept for the page."""
        if self.after == self.number or self.edit is None:
            return False
        self.conflict = sections.conflict(self.looked_at, self.content, self.rulebook, self.part, self.edit)
        return True

    def saves(self, content: Plan) -> bool:
        """Keep the part as it is in `content`; on a refusal its reasons are the hindrances."""
        value = getattr(content, self.part)
        if value == getattr(self.content, self.part):
            return True
        told = {"by": self.request.user.actor, "at": now(), "plan": self.plan, "section": self.part}
        try:
            actions.save_section(**told, value=value, after=self.after)
        except actions.Refused as refused:
            self.hindrances = refused.findings
            return False
        return True


def desk(request: HttpRequest, plan: AreaPlan, section: str) -> Desk:
    """The part of the plan that holds a section; whoever may not prepare plans of this area may only read."""
    part, record = part_of(section), queries.record(plan)
    is_preparer = may_write(request, plan)
    return Desk(
        request=request,
        plan=plan,
        part=part,
        rulebook=queries.rulebook(plan),
        content=queries.content(plan),
        edit=queries.latest_edits(plan).get(part),
        allocations=queries.allocations(plan),
        waived=frozenset(record.waived),
        hindrances=_hindrances(request, plan) if is_preparer else sections.READERS_ONLY,
    )


def _hindrances(request: HttpRequest, plan: AreaPlan) -> tuple[Finding, ...]:
    actor = request.user.actor
    return queries.may(plan, Event.EDIT, Role.PREPARER, queries.acting(actor.id, actor.name), digest="typed")


def may_write(request: HttpRequest, plan: AreaPlan) -> bool:
    """Whether somebody prepares plans of this area; whoever sends a form without that is refused."""
    is_preparer = Role.PREPARER in roles_on(request, plan)
    if request.method == "POST" and not is_preparer:
        raise PermissionDenied
    return is_preparer
