"""An event of a plan: judged by the engine, kept as a row; of two at once the second is judged again."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.admission import admit
from commonweal.engine.rulebook.procedure import SUBMITTED, Event, Role
from commonweal.engine.workflow import words
from commonweal.plans import models, queries
from commonweal.plans.queries.contents import last_edit_id
from commonweal.plans.queries.standing import as_engine


def too_late(where: str) -> Finding:
    """Somebody else was quicker."""
    message = "Somebody else changed the plan at the same moment."
    return error("plan-changed", where, message, "Look at it again, then repeat what you did if it still fits.")


@action("plans.happen")
def happen(
    *,
    by: Actor,
    at: datetime,
    plan: models.AreaPlan,
    event: Event,
    role: Role,
    digest: str = "",
    part: str = "",
    reason: str = "",
    sign_off: str = "",
    partner: str = "",
    delegated_by: str = "",
    query: int = 0,
    sources: Sequence[str] = (),
) -> models.Happening:
    """What somebody does with a plan in a role; Refused, in words, where the round's procedure does not allow it.

    That the person holds the role is for the caller to see to; an edit comes through `save_section`.
    """
    row = models.Happening(
        plan=plan,
        number=queries.next_number(plan),
        event=event,
        role=role,
        digest=digest,
        part=part,
        reason=reason,
        sign_off=sign_off,
        partner=partner,
        delegated_by=delegated_by,
        query=query,
        sources=list(sources),
        last_edit_id=last_edit_id(plan),
        person_id=by.id,
        person_name=by.name,
        at=at,
    )
    refuse_if(admit(queries.record(plan), as_engine(row), queries.circumstances(plan)))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        raise Refused([too_late(str(event))]) from taken
    return row


@action("plans.answer-enquiry")
def answer_enquiry(
    *, by: Actor, at: datetime, plan: models.AreaPlan, enquiry: str, mark: str, reason: str
) -> models.EnquiryAnswer:
    """An assurer's finding on a line of enquiry; Refused without a reason, for one that the round does not ask, and
    over a plan that is not submitted: that is still being written, or is past its assurance.
    """
    found = []
    state = queries.record(plan).state
    if state not in SUBMITTED:
        message, told = f"The plan is {words(state)}.", "It is looked into once it is submitted, until it is assured."
        found.append(error("enquiry-untimely", "enquiry", message, told))
    if queries.rulebook(plan).find("enquiry", enquiry) is None:
        message = f"The round asks no {enquiry!r}."
        found.append(error("enquiry-unknown", "enquiry", message, "Choose one of the round's lines of enquiry."))
    if mark not in models.EnquiryAnswer.Mark.values:
        told = f"Choose one of: {', '.join(models.EnquiryAnswer.Mark.values)}."
        found.append(error("mark-unknown", "mark", f"{mark!r} is no mark.", told))
    if not reason.strip():
        found.append(error("reason-missing", "reason", "No reason is given.", "Say what the finding rests on."))
    refuse_if(found)
    return models.EnquiryAnswer.objects.create(
        plan=plan, enquiry=enquiry, mark=mark, reason=reason, person_id=by.id, person_name=by.name, at=at
    )
