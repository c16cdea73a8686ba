"""Returns in sight: their steps, where they stand, what was frozen, what keeps one from going on."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING, Protocol

from django.db.models import QuerySet

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.reporting import procedure
from commonweal.engine.reporting.cells import Evidence, check, freeze, read
from commonweal.engine.reporting.procedure import RETURN, Event, Role, State
from commonweal.engine.reporting.quarters import months_of, period_of
from commonweal.plans import queries as plans
from commonweal.pool import queries as pool
from commonweal.returns import models
from commonweal.returns.queries.building import build

if TYPE_CHECKING:
    from commonweal.plans.models import AreaPlan
    from commonweal.pool.models import Fund

MARKED = (models.Return, models.Step)  # what says where returns stand
EDIT, CERTIFY = "returns.edit", "returns.certify"


class Holder(Protocol):
    """Somebody whose permissions can be asked for in one organisation."""

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission."""


def returns() -> QuerySet[models.Return]:
    """The returns in sight, the latest quarter first."""
    rows = models.Return.objects.select_related("plan__area", "superseded_by")
    return rows.order_by("-year", "-quarter", "plan_id", "-number")


def return_(return_id: int) -> models.Return | None:
    """One return, if it is in sight."""
    return returns().filter(pk=return_id).first()


def returns_of(plan: AreaPlan) -> QuerySet[models.Return]:
    """A plan's returns."""
    return returns().filter(plan=plan)


def plan_of_year(organisation_ids: Iterable[int], year: int) -> AreaPlan | None:
    """The plan of one of these areas whose round reaches a financial year; the latest round's where two do."""
    known = plans.rounds()
    found = [
        plan
        for plan in plans.plans().filter(area_id__in=list(organisation_ids))
        if plan.round in known and year in known[plan.round].years
    ]
    return found[0] if found else None


def steps(of: models.Return) -> list[models.Step]:
    """What happened to a return, in its order."""
    return list(models.Step.objects.filter(of=of).order_by("number"))


def standing(of: models.Return) -> State:
    """Where a return stands."""
    return State(procedure.standing(RETURN, map(as_engine, steps(of))))


def standings(rows: Iterable[models.Return]) -> dict[int, State]:
    """Where many returns stand, by their ids, in one question to the database."""
    found: dict[int, list[procedure.Step]] = {row.pk: [] for row in rows}
    for step in models.Step.objects.filter(of_id__in=found).order_by("of_id", "number"):
        found[step.of_id].append(as_engine(step))
    return {pk: State(procedure.standing(RETURN, happened)) for pk, happened in found.items()}


def as_engine(row: models.Step) -> procedure.Step:
    """A step as the engine judges it; persons are told apart by their number, not their name."""
    return procedure.Step(row.event, str(row.person_id), row.role, row.reason)


def frozen(of: models.Return) -> models.Frozen | None:
    """What was frozen of a return."""
    return models.Frozen.objects.filter(of=of).first()


def evidence(of: models.Return) -> Evidence | None:
    """The frozen return, read from its bytes; None before it was submitted."""
    kept = frozen(of)
    return read(bytes(kept.content)) if kept else None


def evidence_of(return_id: int) -> Evidence | None:
    """The frozen figures of a published return, for those who see neither its plan nor its pool."""
    kept = models.Frozen.objects.filter(of_id=return_id).first()
    return read(bytes(kept.content)) if kept else None


def sees_record(of: models.Return) -> bool:
    """Whether the rows behind the return are in sight, and not only what was frozen of it."""
    return pool.funds().filter(pk=of.fund_id).exists()


def is_rebuilt(of: models.Return) -> bool:
    """Whether making the return anew on its frozen basis gives the same bytes."""
    kept = frozen(of)
    if kept is None:
        return False
    content = bytes(kept.content)
    return freeze(build(of, read(content).basis)) == content


def latest_published(area_ids: Iterable[int]) -> models.Return | None:
    """The latest certified or published return of some areas."""
    rows = list(returns().filter(plan__area_id__in=list(area_ids)))
    states = standings(rows)
    return next((row for row in rows if states[row.pk] in (State.CERTIFIED, State.PUBLISHED)), None)


def powers_of(person: Holder, of: models.Return) -> tuple[Role, ...]:
    """In which roles a person may act on a return: through a role in one of its plan's bodies."""
    bodies = {of.plan.area_id, *(one.organisation_id for one in plans.partners(of.plan))}
    held = {EDIT: Role.PREPARER, CERTIFY: Role.CERTIFIER}
    return tuple(role for power, role in held.items() if any(person.has_perm(power, body) for body in bodies))


def findings(of: models.Return, made: Evidence, today: date) -> list[Finding]:
    """What is to be known before a return is submitted; errors keep it from that."""
    found, quarter = check(made.cells), period_of(of.year, of.quarter)
    if quarter.end is not None and quarter.end > today:
        message = f"The quarter ends on {quarter.last_day}: nothing of its end is known yet."
        found.append(error("quarter-running", "quarter", message, "Submit it once the quarter has ended."))
    open_months = [month for month in months_of(of.year, of.quarter) if month in pool.open_months(of.fund)]
    if open_months:
        message = f"The books of {' and '.join(map(str, open_months))} are still open."
        told = "Close them first, or submit as it stands: later entries are listed as differences."
        found.append(warning("books-open", "spend", message, told))
    for cell in made.cells:
        if cell.section == "spend" and cell.address.endswith("/planned") and cell.value is None:
            message = f"{cell.label}: the plan has no such scheme."
            found.append(
                warning("scheme-not-planned", cell.address, message, "Amend the plan, or say why in the paper.")
            )
        if cell.section == "conditions" and cell.value is not True:
            message = f"{cell.label}: {cell.shown}."
            found.append(warning("condition-not-met", cell.address, message, "Answer it in the plan."))
    return found


def would_refuse(of: models.Return, event: Event, role: Role, person_id: int, reason: str = "-") -> tuple[Finding, ...]:
    """What keeps a person from an event, for a page that wants to say so before anybody tries."""
    one = procedure.Step(event, str(person_id), role, reason)
    return procedure.admit([as_engine(step) for step in steps(of)], str(of.person_id), one)


def funds_of(plan: AreaPlan, year: int) -> list[Fund]:
    """The funds hosted by the plan's area that have a budget in a year."""
    return [fund for fund in pool.funds().filter(host_id=plan.area_id) if year in pool.budget_years(fund)]
