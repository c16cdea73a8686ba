"""What waits for a person over all plans in sight: what only they, or somebody in their role, can do next."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property

from commonweal.core.marks import Marks, marks
from commonweal.engine.findings import Finding, Severity
from commonweal.engine.rulebook.admission import Circumstances, admit, missing_signatures
from commonweal.engine.rulebook.model import When
from commonweal.engine.rulebook.procedure import DECIDED_WELL, PLAN, SUBMITTED, Event, Role, State
from commonweal.engine.rulebook.record import Happening, Record
from commonweal.plans import models
from commonweal.plans.queries.plans import plans, rulebook
from commonweal.plans.queries.powers import Holder, roles_of, signatures_of
from commonweal.plans.queries.standing import circumstances, records
from commonweal.plans.rounds import rounds

MARKED = (
    models.AreaPlan,
    models.Partner,
    models.SectionEdit,
    models.Happening,
    models.EnquiryAnswer,
    models.Allocation,
    models.BaselineQuery,
    models.BaselineDecision,
)  # what worklists, and where a plan stands, are read from
_ESCALATED = frozenset({State.ESCALATED, State.DIRECTED, State.WITHHELD})


@dataclass(frozen=True, slots=True)
class Task:
    """Something to do with a plan, in a role; `left` counts it, `what` names it where it has a name of its own."""

    plan: models.AreaPlan
    event: Event
    role: Role
    left: int = 1
    what: str = ""


@dataclass(frozen=True)
class _Look:
    """A plan as its tasks are read from it; it is checked against its round only where a task hangs on that."""

    person: Holder
    plan: models.AreaPlan
    partners: Sequence[models.Partner]
    record: Record

    @cached_property
    def around(self) -> Circumstances:
        """What events are judged by."""
        return circumstances(self.plan)

    @cached_property
    def errors(self) -> list[Finding]:
        """What keeps the plan from being agreed."""
        return [
            one for one in self.around.faults if one.severity is Severity.ERROR and one.code not in self.record.waived
        ]


def worklist(person: Holder, by: str) -> list[Task]:
    """Everything that waits for the person; `by` is how the workflow calls them. Plans of unknown rounds are left out.

    What four pairs of eyes keep the person from doing does not wait for them.
    """
    known = [plan for plan in plans().prefetch_related("partners") if plan.round in rounds()]
    standing, found = records(known), []
    for plan in known:
        partners, record = list(plan.partners.all()), standing[plan.pk]
        roles = roles_of(person, plan, partners)
        if not roles or record.state in (State.CLOSED, State.RECOVERED):
            continue
        look = _Look(person, plan, partners, record)
        tasks = [task for role in roles for task in _TASKS[role](look)]
        found += [task for task in tasks if not _is_barred(task, record, by)]
    return found


def worklist_marks() -> Marks:
    """The state of what worklists are read from: where it is the same, and a person's roles, so is their worklist."""
    return marks(*MARKED)


def _is_barred(task: Task, record: Record, by: str) -> bool:
    if PLAN.end(record.state, task.event, task.role) is None:
        return True
    tried = Happening(task.event, by, task.role, record.last_at or task.plan.at)
    found = admit(record, tried, Circumstances(rulebook(task.plan), {}))
    return any(one.code == "four-eyes" for one in found)


def _prepares(look: _Look) -> Iterator[Task]:
    asked = sum(not one.answer for one in look.record.open_queries)
    if asked:
        yield Task(look.plan, Event.ANSWER, Role.PREPARER, asked)
    if look.record.state is State.DRAFT:
        if look.errors:
            yield Task(look.plan, Event.EDIT, Role.PREPARER, len(look.errors))
        elif look.record.digest and not missing_signatures(look.record, look.around, before_submission=True):
            yield Task(look.plan, Event.AGREE, Role.PREPARER)
    if look.record.state is State.SECTION_75_SIGNED:
        yield Task(look.plan, Event.START_YEAR, Role.PREPARER)


def _signs(look: _Look) -> Iterator[Task]:
    if look.record.state in DECIDED_WELL:
        yield Task(look.plan, Event.SIGN_SECTION_75, Role.SIGNATORY)
    if look.errors or not look.record.digest:
        return
    given = signatures_of(look.person, look.partners, look.around.rulebook)
    own = {(one.sign_off.id, one.partner.name) for one in given if not one.needs_delegation}
    is_before = look.record.state in (State.DRAFT, State.LOCALLY_AGREED)
    for sign_off, partner in missing_signatures(look.record, look.around, before_submission=False):
        if (sign_off.id, partner) in own and (is_before or sign_off.when is not When.BEFORE_SUBMISSION):
            yield Task(look.plan, Event.SIGN, Role.SIGNATORY, what=f"{sign_off.name}, {partner}")


def _certifies(look: _Look) -> Iterator[Task]:
    if look.record.state is State.LOCALLY_AGREED:
        yield Task(look.plan, Event.SUBMIT, Role.CERTIFIER)
    if look.record.state in _ESCALATED:
        yield Task(look.plan, Event.RESUBMIT, Role.CERTIFIER)


def _assures(look: _Look) -> Iterator[Task]:
    yield from _settles(look, Role.ASSURER)
    if look.record.state in SUBMITTED:
        unapproved = [part for part in look.around.parts if part not in look.record.approved_parts]
        if unapproved:
            yield Task(look.plan, Event.APPROVE_PART, Role.ASSURER, len(unapproved))
        yield Task(look.plan, Event.ASSURE, Role.ASSURER, len(look.around.open_enquiries))


def _moderates(look: _Look) -> Iterator[Task]:
    yield from _settles(look, Role.MODERATOR)
    if look.record.state is State.REGIONALLY_ASSURED:
        yield Task(look.plan, Event.MODERATE, Role.MODERATOR)


def _decides(look: _Look) -> Iterator[Task]:
    yield from _settles(look, Role.NATIONAL)
    waiting = {
        State.MODERATED: Event.APPROVE,
        State.APPROVED_WITH_CONDITIONS: Event.MEET_CONDITIONS,
        State.NOT_APPROVED: Event.ESCALATE,
    }
    if event := waiting.get(look.record.state):
        yield Task(look.plan, event, Role.NATIONAL)


def _settles(look: _Look, role: Role) -> Iterator[Task]:
    answered = sum(bool(one.answer) and one.asked_as is role for one in look.record.open_queries)
    if answered:
        yield Task(look.plan, Event.SETTLE, role, answered)


_TASKS = {
    Role.PREPARER: _prepares,
    Role.SIGNATORY: _signs,
    Role.CERTIFIER: _certifies,
    Role.ASSURER: _assures,
    Role.MODERATOR: _moderates,
    Role.NATIONAL: _decides,
}
