"""A plan's workbook as it would be written now; those that were sent in, and what each would change."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.findings import Finding, Severity, error, warning
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.comparing import Change, compare_plans, digest
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_in import at_cells, read_plan
from commonweal.engine.rulebook.workbook_layout import Marker
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.engine.rulebook.workbook_shape import WorkbookOut
from commonweal.plans import models
from commonweal.plans.queries.contents import allocations, content
from commonweal.plans.queries.plans import rulebook
from commonweal.spreadsheets.plans import read_planning_workbook


@dataclass(frozen=True, slots=True)
class Proposal:
    """What a workbook says: the plan (None: it cannot be read), what that would change, and what is wrong.

    `faults`: with the file, by cell; one of severity error keeps it from being taken over. `broken`: rules that the
    plan would break, by cell. `seen`: the digest of the plan that it was compared with.
    """

    plan: Plan | None
    changes: tuple[Change, ...]
    faults: tuple[Finding, ...]
    broken: tuple[Finding, ...]
    seen: str

    @property
    def may_be_taken_over(self) -> bool:
        """Whether every cell could be read, and something would change."""
        is_sound = self.plan is not None and all(one.severity is not Severity.ERROR for one in self.faults)
        return is_sound and bool(self.changes)


def workbook(plan: models.AreaPlan, area_name: str = "") -> WorkbookOut:
    """The plan's workbook, filled in as the plan stands."""
    return workbook_of(rulebook(plan), content(plan), allocations(plan), str(plan.pk), area_name)


def sent_workbooks(plan: models.AreaPlan) -> list[models.SentWorkbook]:
    """Those that were sent in, the latest first, without their contents."""
    return list(models.SentWorkbook.objects.filter(plan=plan).defer("content").order_by("-id"))


def sent_workbook(plan: models.AreaPlan, workbook_id: int) -> models.SentWorkbook | None:
    """One of them."""
    return models.SentWorkbook.objects.filter(plan=plan, pk=workbook_id).first()


def proposal(plan: models.AreaPlan, file: bytes, name: str) -> Proposal:
    """What a workbook's bytes would make of the plan. Nothing is stored."""
    now, round_ = content(plan), rulebook(plan)
    seen = digest(now)
    opened = read_planning_workbook(file, name)
    if opened.workbook is None:
        return Proposal(None, (), opened.findings, (), seen)
    read = read_plan(opened.workbook.sheets, round_, now)
    faults = [*opened.findings, *read.findings]
    if read.marker is not None and read.plan is not None:
        faults += _of_another(plan, read.marker, seen)
    if read.plan is None:
        return Proposal(None, (), tuple(faults), (), seen)
    broken = at_cells(check(read.plan, round_, allocations(plan)), read)
    return Proposal(read.plan, tuple(compare_plans(now, read.plan, round_)), tuple(faults), broken, seen)


def _of_another(plan: models.AreaPlan, marker: Marker, seen: str) -> list[Finding]:
    """A workbook that was made for another plan, or from an earlier state of this one."""
    if marker.plan not in ("", str(plan.pk)) or marker.area not in ("", plan.area.key):
        message = f"The workbook was made for another plan (no. {marker.plan or '?'}, area {marker.area!r})."
        return [error("other-plan", "Commonweal", message, "Download this plan's workbook, and fill that in.")]
    if marker.plan and marker.content != seen:
        message = "The plan was changed after this workbook was downloaded."
        told = "Look through the changes below: what others wrote since then would be set back to what it was."
        return [warning("plan-changed-since", "Commonweal", message, told)]
    return []
