"""A paper compiled from a frozen return, published with the figures it says, noted by its committee."""

from __future__ import annotations

from datetime import date, datetime
from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.reporting import procedure
from commonweal.engine.reporting.procedure import PaperEvent, PaperRole, State
from commonweal.engine.reporting.sentences import compile_paper, to_data
from commonweal.returns import actions as returns_actions
from commonweal.returns import queries as returns
from commonweal.scrutiny import models, queries
from commonweal.scrutiny.queries.papers import as_engine
from commonweal.scrutiny.templates import templates

if TYPE_CHECKING:
    from commonweal.returns.models import Return


@action("scrutiny.write-paper")
def write_paper(*, by: Actor, at: datetime, of: Return, template: str, committee: str, meets: date) -> models.Paper:
    """Compile a paper from what was frozen; Refused before the return is certified, and where a cell is missing."""
    known, evidence = templates().get(template), returns.evidence(of)
    if known is None:
        told = f"There are: {', '.join(templates())}."
        raise Refused([error("template-unknown", "template", f"There is no paper {template!r}.", told)])
    if evidence is None or returns.standing(of) not in (State.CERTIFIED, State.PUBLISHED):
        message = "The return is not certified."
        raise Refused([error("return-not-certified", "return", message, "A paper says certified figures only.")])
    if not committee.strip():
        message = "No committee is named."
        raise Refused([error("committee-missing", "committee", message, "Say who receives the paper.")])
    compiled, found = compile_paper(known, evidence)
    refuse_if(found)
    row = models.Paper(of=of, template=known.id, title=known.title, committee=committee.strip(), meets=meets)
    row.resolution, row.sentences = known.resolution, to_data(compiled)
    row.person_id, row.person_name, row.at = by.id, by.name, at
    return _kept(row)


@action("scrutiny.publish-paper")
def publish_paper(*, by: Actor, at: datetime, paper: models.Paper) -> models.PaperStep:
    """Show the paper to everybody, and with it the return's figures."""
    if returns.standing(paper.of) is State.CERTIFIED:
        returns_actions.publish(by=by, at=at, of=paper.of)
    return _step(by, at, paper, PaperEvent.PUBLISH, PaperRole.AUTHOR)


@action("scrutiny.note-paper")
def note_paper(*, by: Actor, at: datetime, paper: models.Paper) -> models.PaperStep:
    """The committee resolves what the paper asks: that the report be noted."""
    return _step(by, at, paper, PaperEvent.NOTE, PaperRole.CHAIR)


def _step(by: Actor, at: datetime, paper: models.Paper, event: PaperEvent, role: PaperRole) -> models.PaperStep:
    happened = queries.steps(paper)
    refuse_if(procedure.admit_paper([as_engine(row) for row in happened], procedure.Step(event, str(by.id), role)))
    row = models.PaperStep(paper=paper, number=len(happened) + 1, event=event, role=role)
    row.person_id, row.person_name, row.at = by.id, by.name, at
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        message = "Somebody else acted on this paper at the same moment."
        raise Refused([error("paper-changed", "paper", message, "Look at it again.")]) from taken
    return row


def _kept(row: models.Paper) -> models.Paper:
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as taken:
        message = "This committee has a paper on this return for that day."
        raise Refused([error("paper-there", "paper", message, "Go on with that one.")]) from taken
    return row
