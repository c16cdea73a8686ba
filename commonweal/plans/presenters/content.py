"""All that a plan says, as tables in the shape of the round's sheets: what somebody reads before they sign."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from commonweal.charts.figure import Table
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import Column, Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.tables import rows_of

EMPTY = "–"


@dataclass(frozen=True, slots=True)
class SheetShown:
    """A sheet's name and rows."""

    name: str
    table: Table


def sheets(content: Plan, rulebook: Rulebook) -> tuple[SheetShown, ...]:
    """Every sheet that holds a part of the plan."""
    rows, shown = rows_of(content, rulebook), []
    for sheet in rulebook.sheet:
        if sheet.section in rows and sheet.columns:
            cells = tuple(
                tuple(_cell(rulebook, column, row.values.get(column.field)) for column in sheet.columns)
                for row in rows[sheet.section]
            )
            headings = tuple(column.heading for column in sheet.columns)
            shown.append(SheetShown(sheet.name, Table(headings, cells)))
    return tuple(shown)


def _cell(rulebook: Rulebook, column: Column, value: object) -> str:
    if isinstance(value, tuple):
        return ", ".join(_one(column, value_of) for value_of in value) or EMPTY
    if column.list and isinstance(value, str):
        item = rulebook.find(column.list, value)
        return item.name if item else value or EMPTY
    return _one(column, value)


def _one(column: Column, value: object) -> str:
    if value is None or value == "":
        return EMPTY
    if isinstance(value, bool):
        return "yes" if value else "no"
    if column.field.endswith("_pence") and isinstance(value, int):
        return pounds(value)
    if isinstance(value, Fraction) and value.denominator != 1:
        return f"{float(value):g}"
    return str(value)
