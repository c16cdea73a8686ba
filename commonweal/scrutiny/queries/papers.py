"""Papers in sight, their steps, and their sentences with the figures of the frozen return."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Protocol

from django.db.models import QuerySet

from commonweal.engine.findings import Finding
from commonweal.engine.reporting import procedure, sentences
from commonweal.engine.reporting.cells import Cell, Evidence
from commonweal.engine.reporting.procedure import PAPER, PaperEvent, PaperRole, PaperState
from commonweal.plans import queries as plans
from commonweal.returns import queries as returns
from commonweal.scrutiny import models

WRITE, NOTE = "scrutiny.write", "scrutiny.note"


class Holder(Protocol):
    """Somebody whose permissions can be asked for in one organisation."""

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission."""


@dataclass(frozen=True, slots=True)
class ShownPaper:
    """A paper with the figures that its sentences point to, read from the return's frozen bytes."""

    paper: models.Paper
    evidence: Evidence
    sentences: tuple[sentences.Sentence, ...]

    @property
    def cells(self) -> dict[str, Cell]:
        """The return's cells by address."""
        return {cell.address: cell for cell in self.evidence.cells}


def papers() -> QuerySet[models.Paper]:
    """The papers in sight, the latest meeting first."""
    return models.Paper.objects.order_by("-meets", "-id")


def paper(paper_id: int) -> models.Paper | None:
    """One paper, if it is in sight."""
    return papers().filter(pk=paper_id).first()


def papers_of(return_ids: Iterable[int]) -> QuerySet[models.Paper]:
    """The papers on some returns."""
    return papers().filter(of_id__in=list(return_ids))


def shown(found: models.Paper) -> ShownPaper | None:
    """The paper as it reads; None where its return's figures are not in sight."""
    evidence = returns.evidence_of(found.of_id)
    return ShownPaper(found, evidence, sentences.from_data(found.sentences)) if evidence else None


def steps(found: models.Paper) -> list[models.PaperStep]:
    """What happened to a paper, in its order."""
    return list(models.PaperStep.objects.filter(paper=found).order_by("number"))


def standing(found: models.Paper) -> PaperState:
    """Where a paper stands."""
    return PaperState(procedure.standing(PAPER, map(as_engine, steps(found))))


def standings(rows: Iterable[models.Paper]) -> dict[int, PaperState]:
    """Where many papers stand, in one question to the database."""
    found: dict[int, list[procedure.Step]] = {row.pk: [] for row in rows}
    for step in models.PaperStep.objects.filter(paper_id__in=found).order_by("paper_id", "number"):
        found[step.paper_id].append(as_engine(step))
    return {pk: PaperState(procedure.standing(PAPER, happened)) for pk, happened in found.items()}


def as_engine(row: models.PaperStep) -> procedure.Step:
    """A step as the engine judges it."""
    return procedure.Step(row.event, str(row.person_id), row.role)


def powers_of(person: Holder, found: models.Paper) -> tuple[PaperRole, ...]:
    """In which roles a person may act on a paper: through a role in a body of its return's plan."""
    of = returns.return_(found.of_id)
    if of is None:
        return ()
    bodies = {of.plan.area_id, *(one.organisation_id for one in plans.partners(of.plan))}
    held = {WRITE: PaperRole.AUTHOR, NOTE: PaperRole.CHAIR}
    return tuple(role for power, role in held.items() if any(person.has_perm(power, body) for body in bodies))


def would_refuse(found: models.Paper, event: PaperEvent, role: PaperRole) -> tuple[Finding, ...]:
    """What keeps a role from an event now."""
    return procedure.admit_paper([as_engine(step) for step in steps(found)], procedure.Step(event, "", role))
