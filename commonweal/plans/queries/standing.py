"""Where a plan stands: its events folded, what an event is judged by, what each role could do now."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.admission import Circumstances, admit
from commonweal.engine.rulebook.clock import Reached, of_record
from commonweal.engine.rulebook.procedure import PLAN, Event, Role
from commonweal.engine.rulebook.record import Happening, Record, fold
from commonweal.plans import models
from commonweal.plans.queries.contents import findings
from commonweal.plans.queries.plans import partner_names, rulebook


@dataclass(frozen=True, slots=True)
class Waiting:
    """Something that a role could do now with a plan."""

    plan: models.AreaPlan
    event: Event
    role: Role


def happenings(plan: models.AreaPlan) -> list[models.Happening]:
    """The plan's events in their order."""
    return list(models.Happening.objects.filter(plan=plan).order_by("number"))


def next_number(plan: models.AreaPlan) -> int:
    """The number of the event that comes next."""
    return models.Happening.objects.filter(plan=plan).count() + 1


def record(plan: models.AreaPlan) -> Record:
    """Where the plan stands."""
    return fold(map(as_engine, happenings(plan)))


def standing_at(plan: models.AreaPlan, number: int) -> Record:
    """Where the plan stood after its event of that number."""
    return fold(as_engine(one) for one in happenings(plan) if one.number <= number)


def records(plans: Iterable[models.AreaPlan]) -> dict[int, Record]:
    """Where many plans stand, by their ids, in one question to the database."""
    by_plan: dict[int, list[Happening]] = {plan.pk: [] for plan in plans}
    for row in models.Happening.objects.filter(plan_id__in=by_plan).order_by("plan_id", "number"):
        by_plan[row.plan_id].append(as_engine(row))
    return {pk: fold(events) for pk, events in by_plan.items()}


def as_engine(row: models.Happening) -> Happening:
    """An event as the engine folds it."""
    return Happening(
        event=Event(row.event),
        by=acting(row.person_id, row.person_name),
        role=Role(row.role),
        at=row.at,
        digest=row.digest,
        part=row.part,
        reason=row.reason,
        sign_off=row.sign_off,
        partner=row.partner,
        delegated_by=row.delegated_by,
        query=row.query,
        sources=tuple(row.sources),
    )


def acting(person_id: int | None, person_name: str) -> str:
    """A person as the workflow tells persons apart: two of one name are two."""
    return f"{person_name} (no. {person_id})"


def circumstances(plan: models.AreaPlan) -> Circumstances:
    """What the plan's events are judged by: the parts that are assured are the round's sections of its workbook."""
    round_ = rulebook(plan)
    sections = tuple(dict.fromkeys(sheet.section for sheet in round_.sheet if sheet.section))
    answered = enquiry_answers(plan)
    open_ = tuple(one.id for one in round_.enquiry if one.id not in answered)
    return Circumstances(round_, partner_names(plan), sections, findings(plan), open_)


def may(plan: models.AreaPlan, event: Event, role: Role, by: str, **more: Any) -> tuple[Finding, ...]:
    """What keeps an event from happening now, for a page that wants to say so before anybody tries."""
    found = happenings(plan)
    at = found[-1].at if found else plan.at
    return admit(fold(map(as_engine, found)), Happening(event, by, role, at, **more), circumstances(plan))


def open_to(plan: models.AreaPlan, roles: Iterable[Role]) -> list[Waiting]:
    """What the roles could do with the plan as far as the table goes."""
    state = record(plan).state
    return [Waiting(plan, Event(event), role) for role in roles for event in PLAN.open_to(state, role)]


def reached(plan: models.AreaPlan) -> Reached:
    """When the plan passed the milestones of its round, for the assurance clock."""
    return of_record(record(plan), rulebook(plan))


def enquiry_answers(plan: models.AreaPlan) -> dict[str, models.EnquiryAnswer]:
    """The latest answer to each line of enquiry, of those given since the plan was last submitted.

    What was found about a content that has been returned and edited since says nothing about this one.
    """
    submissions = models.Happening.objects.filter(plan=plan, event__in=(Event.SUBMIT, Event.RESUBMIT))
    submitted = submissions.order_by("-number").first()
    if submitted is None:
        return {}
    rows = models.EnquiryAnswer.objects.filter(plan=plan, at__gte=submitted.at).order_by("enquiry", "-id")
    return {row.enquiry: row for row in rows.distinct("enquiry")}
