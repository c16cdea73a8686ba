"""Changes between two versions of a plan by section, rows by their names and fields by the workbook's headings."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonweal.engine.rulebook.comparing import Change
from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.sections import columns_of, list_of_rows
from commonweal.engine.rulebook.tables import Row, is_blank, read_address, rows_of
from commonweal.plans.presenters.cells import name_of, shown
from commonweal.plans.presenters.words import section_name

WHOLE_ROW = "The whole row"


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One difference as a row of a table."""

    row: str
    field: str
    old: str
    new: str


@dataclass(frozen=True, slots=True)
class ChangeGroup:
    """The differences of one section."""

    section: str
    name: str
    rows: tuple[ChangeRow, ...]


def changes(found: Iterable[Change], rulebook: Rulebook, versions: tuple[Plan, Plan]) -> tuple[ChangeGroup, ...]:
    """Differences by section, in the sections' order."""
    tables = [_by_key(rows_of(plan, rulebook)) for plan in versions]
    groups: dict[str, list[ChangeRow]] = {}
    for one in found:
        section, key, field = read_address(one.where)
        here = [table.get((section, key)) for table in tables]
        groups.setdefault(section, []).append(_row(one, rulebook, section, key, field, here))
    return tuple(ChangeGroup(section, section_name(rulebook, section), tuple(rows)) for section, rows in groups.items())


def _by_key(rows: dict[str, tuple[Row, ...]]) -> dict[tuple[str, str], Row]:
    return {(section, row.key): row for section, some in rows.items() for row in some}


def _row(one: Change, rulebook: Rulebook, section: str, key: str, field: str, here: list[Row | None]) -> ChangeRow:
    name = row_name(rulebook, section, key)
    if not field:
        told = [_filled(row, rulebook) if row else "Not there" for row in here]
        return ChangeRow(name, WHOLE_ROW, *told)
    column = next((column for column in columns_of(rulebook, section) if column.field == field), None)
    column = column or Column(
        field=field, heading=field.removesuffix("_pence").replace("_", " "), kind=_kind(here, field)
    )
    metric = key if section == "trajectories" else ""
    told = [shown(column, row.values[field] if row else None, rulebook, metric) for row in here]
    return ChangeRow(name, column.heading, *told)


def _kind(here: list[Row | None], field: str) -> Cell:
    """A field that no sheet of the round has any more."""
    value = next((row.values[field] for row in here if row is not None), None)
    return Cell.YES_OR_NO if isinstance(value, bool) else Cell.NUMBER_BY_YEAR if isinstance(value, tuple) else Cell.TEXT


def _filled(row: Row, rulebook: Rulebook) -> str:
    """What is filled in of a row that is new or gone, in one line."""
    metric = row.key if row.section == "trajectories" else ""
    texts = [
        f"{column.heading}: {shown(column, row.values[column.field], rulebook, metric)}"
        for column in columns_of(rulebook, row.section)
        if column.is_input and not is_blank(row.values.get(column.field))
    ]
    return "; ".join(texts) or "Nothing filled in"


def row_name(rulebook: Rulebook, section: str, key: str) -> str:
    """A row as people call it: by its entry's name, or its source's, or its pathway's."""
    if kind := list_of_rows(rulebook, section):
        return name_of(rulebook, kind, key)
    columns = {column.field: column for column in columns_of(rulebook, section)}
    first, *rest = key.split("/")
    if "source" in columns and section != "lines":
        return ", ".join([name_of(rulebook, columns["source"].list, first), *filter(None, rest)])
    if "pathway" in columns and rest:
        return ", ".join([first.capitalize(), name_of(rulebook, columns["pathway"].list, rest[0]), *rest[1:]])
    return key
