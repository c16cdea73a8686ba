"""A section's page: sections of fixed rows as one form, the others as a table of rows with a page for each."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from commonweal.engine.rulebook.editing import fill
from commonweal.engine.rulebook.model import Column, Item, Metric
from commonweal.engine.rulebook.sections import PARENT, columns_of, fixed_rows, list_of_rows, sections_of
from commonweal.engine.rulebook.tables import Row, read_address, rows_of
from commonweal.observations import queries as observations
from commonweal.plans.forms import Choices, RowForm
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import observed, sections
from commonweal.plans.views.common import frame, plan_in_sight
from commonweal.plans.views.desk import Desk, desk


@dataclass(frozen=True, slots=True)
class Block:
    """A fixed row on the page: its name, what is asked, its form, what it says for readers, what was observed of it."""

    key: str
    name: str
    asked: tuple[str, ...]
    form: RowForm
    told: tuple[tuple[str, str], ...]
    observed: observed.Observed | None


@require_http_methods(["GET", "POST"])
def section(request: HttpRequest, plan_id: int, section: str) -> HttpResponse:
    """A section of the plan."""
    plan = plan_in_sight(plan_id)
    at = desk_of(request, plan, section)
    if section in PARENT:
        return redirect("plans:section", plan.pk, PARENT[section])
    return _fixed(at, section) if list_of_rows(at.rulebook, section) else _listed(at, section)


def desk_of(request: HttpRequest, plan: AreaPlan, section: str) -> Desk:
    """The section in front of somebody; no such page where the round's sheets do not ask for it."""
    at = desk(request, plan, section)
    if section not in sections_of(at.rulebook):
        raise Http404
    return at


def show(at: Desk, section: str, template: str, **context: object) -> HttpResponse:
    """A page of a section."""
    around = {
        "desk": at,
        "section": section,
        "heading": sections.heading(at.rulebook, section),
        "notes": [sheet.note for sheet in at.rulebook.sheet if sheet.section == section and sheet.note],
        "is_saved": "saved" in at.request.GET,
    }
    return render(at.request, f"plans/{template}.jinja", {**around, **context, **frame(at.request, at.plan)})


def _listed(at: Desk, section: str) -> HttpResponse:
    findings = at.findings_of(at.content)

    def href(where: str) -> str:
        return row_href(at, where)

    context = {
        "lead": sections.lead(at.rulebook, section, at.content, findings, at.edit),
        "table": sections.listed(at.content, at.rulebook, section, findings),
        "problems": sections.problems(findings, href) if at.edit else (),
    }
    return show(at, section, "section_rows", **context)


def row_href(at: Desk, where: str) -> str:
    """The page on which a row, named by a finding's address, is put right."""
    section, key, field = read_address(where)
    rows = rows_of(at.content, at.rulebook).get(section, ())
    place = next((place for place, row in enumerate(rows, start=1) if row.key == key), 0)
    if not place or list_of_rows(at.rulebook, section):
        return "#rows"
    columns = [column.field for column in columns_of(at.rulebook, section)]
    mark = f"#id_{field}" if field in columns else ""
    return reverse("plans:row", args=[at.plan.pk, section, str(place)]) + mark


def _fixed(at: Desk, section: str) -> HttpResponse:
    blocks = _blocks(at, section)
    is_sent = at.request.method == "POST"
    is_sound = is_sent and not any(block.form.errors for block in blocks)
    content = at.content
    if is_sound:
        content = fill(at.content, at.rulebook, section, {block.key: block.form.typed() for block in blocks})
        if not at.is_checked_only and not at.meets_conflict() and at.saves(content):
            return redirect(f"{at.request.path}?saved")
    findings = at.findings_of(content)
    forms = {block.key: block.form for block in blocks}

    def href(where: str) -> str:
        _, key, field = read_address(where)
        form = forms.get(key) or next(iter(forms.values()))
        return f"#{form.field_id(field)}"

    context = {
        "lead": sections.lead(at.rulebook, section, at.content, at.findings_of(at.content), at.edit),
        "blocks": blocks,
        "problems": sections.problems(findings, href) if at.edit or is_sent else (),
        "has_errors": any(block.form.errors for block in blocks) if is_sent else False,
    }
    return show(at, section, "_found" if at.is_checked_only else "section_form", **context)


def _blocks(at: Desk, section: str) -> list[Block]:
    rows = {row.key: row for row in rows_of(at.looked_at, at.rulebook)[section]}
    columns = columns_of(at.rulebook, section)
    return [_block(at, section, entry, rows.get(entry.id), columns) for entry in fixed_rows(at.rulebook, section)]


def _block(at: Desk, section: str, entry: Item, row: Row | None, columns: tuple[Column, ...]) -> Block:
    row = row or Row(section, entry.id, {})
    record = _observed(at, entry) if isinstance(entry, Metric) else None
    asked = at.request.GET.get("suggest") == entry.id
    form = RowForm(
        at.request.POST if at.request.method == "POST" else None,
        columns=columns,
        choices=Choices(at.rulebook, metric=entry.id),
        values=row.values,
        shown={"values": record.suggestion} if asked and record and record.suggestion else None,
        prefix=entry.id,
    )
    told = [getattr(entry, name, "") for name in ("text", "question", "counts", "unit")]
    return Block(
        entry.id,
        entry.name,
        tuple(text[:1].upper() + text[1:] for text in told if text),
        form,
        sections.told(row, at.rulebook, entry.id),
        record,
    )


def _observed(at: Desk, metric: Metric) -> observed.Observed:
    found = observations.measured(at.plan.area_id, metric.definition)
    return observed.observed(metric, found, len(at.rulebook.years))
