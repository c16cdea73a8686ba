"""A round's sheets seen from the sections of a plan: a section's columns, its fixed rows, its places by time."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from commonweal.engine.rulebook.model import Cell, Column, Interval, Item, Rulebook

PARENT: Mapping[str, str] = MappingProxyType({"lines": "schemes"})
"""Sections whose rows are kept inside the rows of another part of the plan."""
SPREAD = frozenset({Cell.MONEY_BY_YEAR, Cell.NUMBER_BY_YEAR, Cell.NUMBER_BY_INTERVAL, Cell.NUMBER_BY_MONTH})
"""Kinds of cell with one place for each year, month or interval."""
_MONTHS = (
    *("April", "May", "June", "July", "August", "September", "October", "November", "December"),
    *("January", "February", "March"),
)


def part_of(section: str) -> str:
    """The part of the plan in which a section's rows are kept and edited."""
    return PARENT.get(section, section)


def sections_of(rulebook: Rulebook) -> tuple[str, ...]:
    """The sections that the round's sheets ask for, in their order."""
    return tuple(dict.fromkeys(sheet.section for sheet in rulebook.sheet if sheet.section))


def columns_of(rulebook: Rulebook, section: str) -> tuple[Column, ...]:
    """The columns of all sheets of a section, each field once, as the first sheet has it."""
    found: dict[str, Column] = {}
    for sheet in rulebook.sheet:
        for column in sheet.columns if sheet.section == section else ():
            found.setdefault(column.field, column)
    return tuple(found.values())


def list_of_rows(rulebook: Rulebook, section: str) -> str:
    """The list of the round that gives a section its fixed rows; empty where people add rows."""
    return next((sheet.rows for sheet in rulebook.sheet if sheet.section == section and sheet.rows), "")


def fixed_rows(rulebook: Rulebook, section: str) -> tuple[Item, ...]:
    """The entries that a section has one row for each."""
    name = list_of_rows(rulebook, section)
    return rulebook.items(name) if name else ()


def places(rulebook: Rulebook, kind: Cell, metric: str = "") -> tuple[str, ...]:
    """What the places of a spread cell are called: years, months, or the intervals of a metric."""
    if kind in (Cell.MONEY_BY_YEAR, Cell.NUMBER_BY_YEAR):
        return tuple(year_name(year) for year in rulebook.years)
    if kind is Cell.NUMBER_BY_MONTH:
        return _months(rulebook)
    if kind is not Cell.NUMBER_BY_INTERVAL:
        return ()
    found = rulebook.find("metric", metric)
    interval = found.interval if found else None
    if interval is Interval.MONTH:
        return _months(rulebook)
    if interval is Interval.QUARTER:
        return tuple(f"quarter {quarter} of {year_name(year)}" for year in rulebook.years for quarter in (1, 2, 3, 4))
    return tuple(year_name(year) for year in rulebook.years) if interval else ()


def year_name(year: int) -> str:
    """A financial year by the year in which it begins: `2025 to 2026`."""
    return f"{year} to {year + 1}"


def _months(rulebook: Rulebook) -> tuple[str, ...]:
    return tuple(f"{name} {year + (place > 8)}" for year in rulebook.years for place, name in enumerate(_MONTHS))
