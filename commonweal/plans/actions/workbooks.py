"""Workbooks that are sent in: kept as they came, and taken over as a whole or not at all."""

from __future__ import annotations

from datetime import datetime
from hashlib import sha256

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import Severity, error
from commonweal.plans import models, queries
from commonweal.plans.actions.editing import save_plan
from commonweal.plans.actions.happening import too_late

KEPT_MOST = 300  # for one plan
NAME_CHARACTERS_MOST = 200


@action("plans.keep-workbook")
def keep_workbook(
    *, by: Actor, at: datetime, plan: models.AreaPlan, name: str, content: bytes
) -> tuple[models.SentWorkbook, bool]:
    """The workbook as it came, and whether it is new; Refused where no plan can be read of it: such are not kept."""
    digest = sha256(content).hexdigest()
    before = models.SentWorkbook.objects.filter(plan=plan, digest=digest).first()
    if before is not None:
        return before, False
    proposal = queries.proposal(plan, content, name)
    if proposal.plan is None:
        raise Refused(proposal.faults)
    if models.SentWorkbook.objects.filter(plan=plan).count() >= KEPT_MOST:
        told = "Change the plan on its pages, or ask the administrator."
        raise Refused([error("too-many-workbooks", name, f"{KEPT_MOST:,} workbooks were sent for this plan.", told)])
    row = models.SentWorkbook.objects.create(
        plan=plan,
        name=name.replace("\0", "")[:NAME_CHARACTERS_MOST],
        digest=digest,
        content=content,
        person_id=by.id,
        person_name=by.name,
        at=at,
    )
    return row, True


@action("plans.take-over-workbook")
def take_over_workbook(
    *, by: Actor, at: datetime, workbook: models.SentWorkbook, seen: str
) -> list[models.SectionEdit]:
    """The plan as a workbook says it, in one event. Refused where a cell cannot be read, or the plan changed meanwhile.

    `seen`: the digest of the plan with which the workbook was compared when somebody looked at what it changes.
    """
    plan = workbook.plan
    proposal = queries.proposal(plan, bytes(workbook.content), workbook.name)
    if proposal.seen != seen:
        raise Refused([too_late("workbook")])
    refuse_if([one for one in proposal.faults if one.severity is Severity.ERROR])
    if proposal.plan is None or not proposal.changes:
        raise Refused([error("no-change", workbook.name, "The workbook changes nothing.", "Nothing is to be done.")])
    after = {section: edit.number for section, edit in queries.latest_edits(plan).items()}
    reason = f"Workbook {workbook.name} ({workbook.digest[:12]})"
    return save_plan(by=by, at=at, plan=plan, content=proposal.plan, after=after, reason=reason)
