"""A row's own page: added, changed, taken out; several people at once lose nothing of what they typed."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonweal.engine.rulebook.editing import place_of_change, put, take_out
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.sections import columns_of, list_of_rows, part_of
from commonweal.engine.rulebook.tables import Row, read_address, rows_of
from commonweal.plans.forms import Choices, RowForm
from commonweal.plans.presenters import changes, sections
from commonweal.plans.views.common import plan_in_sight
from commonweal.plans.views.desk import Desk
from commonweal.plans.views.sections import desk_of, show

NEW = "new"


@require_http_methods(["GET", "POST"])
def row(request: HttpRequest, plan_id: int, section: str, row: str) -> HttpResponse:
    """One row of a section, or a new one."""
    at = desk_of(request, plan_in_sight(plan_id), section)
    if list_of_rows(at.rulebook, section):
        raise Http404
    old = _row_looked_at(at, section, row)
    if section == "lines" and not at.content.schemes:
        return redirect("plans:section", at.plan.pk, part_of(section))
    return _page(at, section, row, old)


@require_http_methods(["GET", "POST"])
def remove(request: HttpRequest, plan_id: int, section: str, row: str) -> HttpResponse:
    """Asked once more before a row is taken out."""
    at = desk_of(request, plan_in_sight(plan_id), section)
    old = _row_looked_at(at, section, row)
    if list_of_rows(at.rulebook, section) or old is None:
        raise Http404
    back = reverse("plans:section", args=[at.plan.pk, at.part])
    is_asked = request.method == "POST" and not at.meets_conflict()
    if is_asked and at.saves(take_out(at.content, section, int(row) - 1)):
        return redirect(f"{back}?saved")
    context = {"name": changes.row_name(at.rulebook, section, old.key), "told": sections.told(old, at.rulebook, "")}
    return show(at, section, "row_remove", **context)


def _row_looked_at(at: Desk, section: str, row: str) -> Row | None:
    """The row as it stood on the page that was sent; None for a new one."""
    if row == NEW:
        return None
    rows = rows_of(at.looked_at, at.rulebook)[section]
    if not row.isascii() or not row.isdigit() or len(row) > 6 or not 1 <= int(row) <= len(rows):
        raise Http404
    return rows[int(row) - 1]


def _page(at: Desk, section: str, row: str, old: Row | None) -> HttpResponse:
    form = _form(at, section, old)
    is_sent = at.request.method == "POST"
    content, place = at.content, _place_now(at, section, row, old)
    if is_sent and form.is_valid():
        content = put(at.content, section, place, form.typed())
        if not at.is_checked_only and not at.meets_conflict() and at.saves(content):
            return _after(at, section, content, place)
    context = {
        "form": form,
        "row": NEW if place is None else str(place + 1),
        "name": changes.row_name(at.rulebook, section, old.key) if old else "",
        "told": sections.told(old, at.rulebook, "") if old else (),
        "is_gone": old is not None and place is None,
        "problems": _problems(at, section, form, content, place) if old or is_sent else (),
        "has_errors": bool(form.errors),
    }
    return show(at, section, "_found" if at.is_checked_only else "section_row", **context)


def _form(at: Desk, section: str, old: Row | None) -> RowForm:
    values: dict[str, Any] = dict(old.values) if old else {}
    shown = {"scheme": at.request.GET.get("scheme", "")} if old is None and section == "lines" else None
    choices = Choices(
        at.rulebook,
        metric=str(values.get("metric", "")),
        type=str(values.get("type", "")),
        schemes=tuple((one.id, f"{one.id}: {one.name}") for one in at.content.schemes),
    )
    sent = at.request.POST if at.request.method == "POST" else None
    return RowForm(sent, columns=columns_of(at.rulebook, section), choices=choices, values=values, shown=shown)


def _place_now(at: Desk, section: str, row: str, old: Row | None) -> int | None:
    """Where the row that was looked at stands now: elsewhere, or nowhere, when somebody else was at work."""
    if old is None:
        return None
    if at.after == at.number or at.request.method == "GET":
        return int(row) - 1
    rows = rows_of(at.content, at.rulebook)[section]
    return next((place for place, one in enumerate(rows) if one.key == old.key), None)


def _problems(at: Desk, section: str, form: RowForm, content: Plan, place: int | None) -> tuple[sections.Problem, ...]:
    rows = rows_of(content, at.rulebook)[section]
    changed = place_of_change(at.content, content, section)
    mine = changed if changed is not None else place
    if mine is None:
        return ()
    found = sections.of_row(at.findings_of(content), rows[mine])
    return sections.problems(found, lambda where: f"#{form.field_id(read_address(where)[2])}")


def _after(at: Desk, section: str, content: Plan, place: int | None) -> HttpResponse:
    """Back to the table; while something is wrong with the row, its own page with what it is."""
    changed = place_of_change(at.content, content, section)
    mine = changed if changed is not None else place
    if mine is not None:
        row = rows_of(content, at.rulebook)[section][mine]
        if sections.of_row(at.findings_of(content), row):
            return redirect(reverse("plans:row", args=[at.plan.pk, section, str(mine + 1)]) + "?saved")
    return redirect(reverse("plans:section", args=[at.plan.pk, at.part]) + "?saved")
