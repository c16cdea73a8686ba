"""A planning workbook that came back: the plan that it says, and what is wrong, by sheet and cell.

Formulas and totals are never believed. What a round's workbook does not ask for stays as the plan had it.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import MISSING, dataclass, fields, replace
from typing import Any

from commonweal.engine.findings import Finding, Severity, error, warning
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import (
    Answer,
    Capacity,
    Contact,
    HandedDown,
    Income,
    Line,
    Plan,
    Scheme,
    Told,
    Trajectory,
)
from commonweal.engine.rulebook.tables import read_address, rows_of
from commonweal.engine.rulebook.workbook_layout import MARKER, Marker, fold, layout_digest, places, read_marker, tabs
from commonweal.engine.rulebook.workbook_tabs import RowRead, Tab, find_sheets, read_rows

_RECORDS: Mapping[str, Any] = {
    "income": Income,
    "handed_down": HandedDown,
    "schemes": Scheme,
    "lines": Line,
    "trajectories": Trajectory,
    "capacity": Capacity,
    "answers": Answer,
    "narrative": Told,
    "contacts": Contact,
}
# By which fields two sheets, or a workbook and the plan before it, speak of the same row.
_ALIKE: Mapping[str, tuple[str, ...]] = {
    "income": ("source", "contributor"),
    "handed_down": ("source", "district"),
    "schemes": ("id",),
    "lines": ("scheme", "source", "area_of_spend", "provider"),
    "trajectories": ("metric",),
    "capacity": ("pathway", "side", "referrer"),
    "answers": ("condition",),
    "narrative": ("part",),
    "contacts": ("role",),
}


@dataclass(frozen=True, slots=True)
class WorkbookRead:
    """What a workbook says: its marker, the plan (None: nothing can be said), findings, and where each row stands."""

    marker: Marker | None
    plan: Plan | None
    findings: tuple[Finding, ...]
    rows: Mapping[tuple[str, str], RowRead]  # by section and key
    tabs: Mapping[str, str]  # the first tab of each section

    @property
    def is_sound(self) -> bool:
        """Whether everything could be read, so that the plan may be taken over."""
        return self.plan is not None and all(one.severity is not Severity.ERROR for one in self.findings)


def marker_of(book: Sequence[Tab]) -> Marker | None:
    """What a workbook says of itself."""
    tab = next((tab for tab in book if fold(tab.name) == fold(MARKER)), None)
    return read_marker(tab.rows) if tab else None


def read_plan(book: Sequence[Tab], rulebook: Rulebook, base: Plan | None = None) -> WorkbookRead:
    """The plan that a workbook of this round says; `base`: the plan as it was, for what the workbook does not ask."""
    marker = marker_of(book)
    refused = _wrong_workbook(marker, rulebook)
    if refused:
        return WorkbookRead(marker, None, (refused,), {}, {})
    findings = [] if marker is None or marker.layout == layout_digest(rulebook) else [_other_layout()]
    found, more = find_sheets(book, rulebook, tabs(rulebook))
    findings += more
    sections: dict[str, list[RowRead]] = {}
    for one in found:
        rows, faults = read_rows(one, rulebook)
        findings += faults
        findings += _merge(sections, one.sheet.section, rows)
    area = base.area if base else marker.area if marker else ""
    plan, positions, faults = _assemble(sections, rulebook, Plan(rulebook.id, area), base)
    findings += faults
    first = {one.sheet.section: one.tab.name or one.sheet.name for one in reversed(found)}
    return WorkbookRead(marker, plan, tuple(findings), _by_key(plan, rulebook, positions), first)


def _wrong_workbook(marker: Marker | None, rulebook: Rulebook) -> Finding | None:
    if marker is None:
        message = "The workbook does not say which round it is of: it was not made here, or its hidden sheet is gone."
        return error("no-marker", MARKER, message, "Download a fresh workbook, and copy the entries into it.")
    if marker.round != rulebook.id:
        message = f"The workbook is of the round {marker.round!r}, not of {rulebook.name} ({rulebook.id})."
        return error("wrong-round", MARKER, message, "Send the workbook that was made for this round.")
    return None


def _other_layout() -> Finding:
    message = "The workbook was made under an earlier layout of the round; its columns were found by their headings."
    return warning("other-layout", MARKER, message, "Download a fresh workbook next time.")


def _merge(sections: dict[str, list[RowRead]], section: str, rows: list[RowRead]) -> list[Finding]:
    """Rows of a further sheet of the same section go to the rows that they speak of."""
    if section not in sections:
        sections[section] = rows
        return []
    waiting: dict[tuple[Any, ...], list[RowRead]] = {}
    for row in sections[section]:
        waiting.setdefault(_alike(section, row.values), []).append(row)
    findings = []
    for row in rows:
        there = waiting.get(_alike(section, row.values))
        if there:
            findings += _into(there.pop(0), row)
        else:
            sections[section].append(row)
    return findings


def _alike(section: str, values: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(values.get(name) or "" for name in _ALIKE[section])


def _into(there: RowRead, row: RowRead) -> list[Finding]:
    """The fields of two sheets together; where both say something else, that is said."""
    findings = []
    for name, value in row.values.items():
        before = there.values.get(name)
        if _says_nothing(before):
            there.values[name], there.places[name] = value, row.places[name]
        elif not _says_nothing(value) and value != before:
            message = f"It says something else than {there.where(name)}."
            findings.append(error("sheets-disagree", row.where(name), message, "Make both say the same."))
    return findings


def _says_nothing(value: object) -> bool:
    return value is None or value == "" or (isinstance(value, tuple) and all(one is None for one in value))


_Positions = dict[str, list[RowRead]]


def _assemble(
    sections: Mapping[str, list[RowRead]], rulebook: Rulebook, empty: Plan, base: Plan | None
) -> tuple[Plan, _Positions, list[Finding]]:
    """The plan, the rows in the plan's order, and what is wrong between the sheets."""
    asked = {sheet.section for sheet in rulebook.sheet}
    kept = _KeptFields(rulebook, base)
    parts: dict[str, Any] = {}
    for section, record in _RECORDS.items():
        if section not in ("schemes", "lines"):
            rows = sections.get(section, [])
            parts[section] = tuple(_record(record, kept.add(section, row.values), rulebook) for row in rows)
            if section not in asked and base:
                parts[section] = getattr(base, section)
    positions = {section: list(rows) for section, rows in sections.items()}
    parts["schemes"], positions["lines"], findings = _schemes(sections, rulebook, kept)
    if not asked & {"schemes", "lines"} and base:
        parts["schemes"] = base.schemes
    return replace(empty, **parts), positions, findings


def _schemes(
    sections: Mapping[str, list[RowRead]], rulebook: Rulebook, kept: _KeptFields
) -> tuple[tuple[Scheme, ...], list[RowRead], list[Finding]]:
    """Schemes with their lines; a line that belongs to none keeps its money, under a scheme without a name."""
    rows = sections.get("schemes", [])
    by_id: dict[str, list[RowRead]] = {row.values.get("id", ""): [] for row in rows}
    findings = []
    for line in sections.get("lines", []):
        scheme = line.values.get("scheme", "")
        if scheme not in by_id:
            message = f"There is no scheme {scheme!r} on the sheet of schemes."
            told = "Write the id of one of the schemes, or add the scheme."
            findings.append(error("scheme-unknown", line.where("scheme"), message, told))
        by_id.setdefault(scheme, []).append(line)
    schemes, order, left = [], [], dict(by_id)
    values = [kept.add("schemes", row.values) for row in rows]
    known = {one.get("id", "") for one in values}
    values += [{"id": key} for key in by_id if key not in known]
    for one in values:
        lines = left.pop(one.get("id", ""), [])
        order += lines
        made = tuple(_record(Line, kept.add("lines", line.values), rulebook) for line in lines)
        schemes.append(replace(_record(Scheme, one, rulebook), lines=made))
    return tuple(schemes), order, findings


def _record(record: Any, values: Mapping[str, Any], rulebook: Rulebook) -> Any:
    """A record of the plan from a row's fields; what the row does not have is blank."""
    given = dict(values)
    if record is Capacity:
        given["is_demand"] = given.get("side") == "demand"
    if record is Scheme and _says_nothing(given.get("outputs")):
        given.pop("outputs", None)
    made: dict[str, Any] = {}
    for one in fields(record):
        if one.name in given and (given[one.name] is not None or one.default is None or one.name == "is_met"):
            made[one.name] = given[one.name]
        elif one.default is MISSING:
            made[one.name] = _blank(one.name, rulebook)
    return record(**made)


def _blank(name: str, rulebook: Rulebook) -> Any:
    if name in ("amounts_pence", "months", "values"):
        return (None,) * {"amounts_pence": len(rulebook.years), "months": rulebook.months}.get(name, 0)
    return {"is_demand": False, "is_met": None}.get(name, "")


class _KeptFields:
    """What the plan had before in fields that no sheet of the round asks for, by the rows they belong to."""

    def __init__(self, rulebook: Rulebook, base: Plan | None) -> None:
        self._asked: dict[str, set[str]] = {}
        for sheet in rulebook.sheet:
            shown = {place.column.field for place in places(sheet, rulebook)}
            self._asked.setdefault(sheet.section, set()).update(shown)
        self._before: dict[tuple[str, tuple[Any, ...]], list[Mapping[str, Any]]] = {}
        for section, rows in (rows_of(base, rulebook) if base else {}).items():
            for row in rows:
                values = {"scheme": row.values.get("scheme"), **row.values}
                self._before.setdefault((section, _alike(section, values)), []).append(row.values)

    def add(self, section: str, values: Mapping[str, Any]) -> Mapping[str, Any]:
        """A row's fields with those that were not asked for."""
        before = self._before.get((section, _alike(section, values)))
        if not before:
            return values
        old = before.pop(0)
        return {**{name: value for name, value in old.items() if name not in self._asked[section]}, **values}


def _by_key(plan: Plan, rulebook: Rulebook, positions: _Positions) -> Mapping[tuple[str, str], RowRead]:
    """Where each row of the plan stands: rows of the plan and rows read are in the same order."""
    found: dict[tuple[str, str], RowRead] = {}
    for section, rows in rows_of(plan, rulebook).items():
        for row, read in zip(rows, positions.get(section, ()), strict=False):
            found.setdefault((section, row.key), read)
    return found


def at_cells(findings: Iterable[Finding], read: WorkbookRead) -> tuple[Finding, ...]:
    """What is wrong with the plan, by the cells of the workbook that it came in; once where the reader said it too."""
    said = {one.where for one in read.findings if one.severity is Severity.ERROR}
    moved = (replace(one, where=_cell_of(one.where, read)) for one in findings)
    return tuple(one for one in moved if one.where not in said or "!" not in one.where)


def _cell_of(where: str, read: WorkbookRead) -> str:
    section, row, name = read_address(where)
    if (section, row) in read.rows:
        return read.rows[section, row].where(name)
    return read.tabs.get(section, where)
