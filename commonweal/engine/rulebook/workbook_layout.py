"""How a round's sheets stand in a workbook: tabs, places of columns, names in lists; the same for writing and reading.

All of it follows from the rulebook's `sheet` entries; no round, list or sheet is named here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from hashlib import sha256
from types import MappingProxyType

from commonweal.engine.rulebook.kinds_rows import INTERVALS
from commonweal.engine.rulebook.model import Cell, Column, Interval, Rulebook, Sheet
from commonweal.engine.rulebook.tables import FIELDS

FORMAT = "commonweal-plan-workbook/1"
MARKER, LISTS = "Commonweal", "Lists"
ROW_COMPLETE = "Row complete?"
TAB_CHARACTERS_MOST = 31
_NOT_IN_TABS = str.maketrans(dict.fromkeys("[]:*?/\\", "-"))
# Which field of a row names an entry of a list of the round.
FIELD_OF_LIST: Mapping[str, str] = MappingProxyType(
    {
        "funding_source": "source",
        "scheme_type": "type",
        "area_of_spend": "area_of_spend",
        "commissioner": "commissioner",
        "provider_type": "provider",
        "objective": "objective",
        "metric": "metric",
        "condition": "condition",
        "pathway": "pathway",
        "narrative": "part",
        "contact": "role",
    }
)
LIST_OF_FIELD: Mapping[str, str] = MappingProxyType({field: kind for kind, field in FIELD_OF_LIST.items()})
BY_NUMBER = frozenset({Cell.MONEY_BY_YEAR, Cell.NUMBER_BY_YEAR, Cell.NUMBER_BY_INTERVAL, Cell.NUMBER_BY_MONTH})
# Kinds with two answers: the word for the workbook, and what stands in the plan's row.
TWO_WORDS: Mapping[Cell, Mapping[str, object]] = MappingProxyType(
    {
        Cell.YES_OR_NO: MappingProxyType({"Yes": True, "No": False}),
        Cell.NEW_OR_EXISTING: MappingProxyType({"New": True, "Existing": False}),
        Cell.CAPACITY_OR_DEMAND: MappingProxyType({"Capacity": "capacity", "Demand": "demand"}),
    }
)
_MONTHS = (
    *("January", "February", "March", "April", "May", "June"),
    *("July", "August", "September", "October", "November", "December"),
)


@dataclass(frozen=True, slots=True)
class Place:
    """A column of the workbook: of which column of the rulebook, under which heading, which of its values."""

    column: Column
    heading: str
    number: int = 0


@dataclass(frozen=True, slots=True)
class Marker:
    """What a workbook says of itself: round, plan, area, layout, and the content that it was made from, as digests."""

    round: str
    plan: str = ""
    area: str = ""
    layout: str = ""
    content: str = ""


def year_name(year: int) -> str:
    """`2025-26`."""
    return f"{year}-{(year + 1) % 100:02d}"


def month_names(rulebook: Rulebook) -> list[str]:
    """Every month of the round: `April 2025`."""
    return [f"{_MONTHS[(3 + n) % 12]} {year + (n > 8)}" for year in rulebook.years for n in range(12)]


def finest(rulebook: Rulebook) -> int:
    """Into how many parts the round's finest metric divides a year."""
    return max((INTERVALS[one.interval] for one in rulebook.metric), default=1)


def step(rulebook: Rulebook, metric: str) -> int:
    """How many of the finest parts one value of a metric stands for."""
    found = rulebook.find("metric", metric)
    return finest(rulebook) // INTERVALS[found.interval] if found else 1


def names_of_numbers(kind: Cell, rulebook: Rulebook) -> list[str]:
    """What the columns of a kind by year, interval or month are called, after the column's own heading."""
    if kind is Cell.NUMBER_BY_MONTH:
        return month_names(rulebook)
    parts = finest(rulebook) if kind is Cell.NUMBER_BY_INTERVAL else 1
    if parts == INTERVALS[Interval.MONTH]:
        return month_names(rulebook)
    if parts == 1:
        return [year_name(year) for year in rulebook.years]
    return [f"quarter {part + 1} {year_name(year)}" for year in rulebook.years for part in range(parts)]


def places(sheet: Sheet, rulebook: Rulebook) -> tuple[Place, ...]:
    """The columns of a sheet from the left; fixed rows whose key no column shows get one that does."""
    found: list[Place] = []
    for column in _with_key(sheet):
        if column.kind in BY_NUMBER:
            names = names_of_numbers(column.kind, rulebook)
            found += [Place(column, f"{column.heading} {name}", number) for number, name in enumerate(names)]
        else:
            found.append(Place(column, column.heading))
    return tuple(found)


def _with_key(sheet: Sheet) -> tuple[Column, ...]:
    key = key_field(sheet)
    if not key or any(column.field == key for column in sheet.columns):
        return sheet.columns
    heading = sheet.rows.replace("_", " ").capitalize()
    return (Column(field=key, heading=heading, is_input=False, width=40), *sheet.columns)


def key_field(sheet: Sheet) -> str:
    """The field by which fixed rows are told apart; empty where people add rows."""
    field = FIELD_OF_LIST.get(sheet.rows, "")
    return field if field in FIELDS.get(sheet.section, ()) else ""


def list_of(column: Column) -> str:
    """The list of the round whose names a column shows; empty for a column of words."""
    if column.kind is Cell.CHOICE:
        return column.list
    is_key = column.kind is Cell.TEXT and not column.is_input
    return LIST_OF_FIELD.get(column.field, "") if is_key else ""


def tabs(rulebook: Rulebook) -> dict[str, str]:
    """What the tab of each sheet is called: as spreadsheets take it, no two alike."""
    taken, found = {MARKER.lower(), LISTS.lower()}, {}
    for sheet in rulebook.sheet:
        wanted = sheet.name.translate(_NOT_IN_TABS).strip().strip("'")[:TAB_CHARACTERS_MOST].strip() or sheet.id
        name, number = wanted, 2
        while name.lower() in taken:
            name, number = f"{wanted[: TAB_CHARACTERS_MOST - 4]} ({number})", number + 1
        taken.add(name.lower())
        found[sheet.id] = name
    return found


def checklist_sheet(rulebook: Rulebook) -> str:
    """The id of the sheet that carries the checklist: the one called `cover`, else the first."""
    ids = [sheet.id for sheet in rulebook.sheet]
    return "cover" if "cover" in ids else next(iter(ids), "")


def shown_names(rulebook: Rulebook, kind: str) -> dict[str, str]:
    """A list's names by id, as a drop-down shows them; of two alike, each with its id."""
    items = rulebook.items(kind)
    folded = [fold(item.name) for item in items]
    return {item.id: item.name if folded.count(fold(item.name)) == 1 else f"{item.name} ({item.id})" for item in items}


def fold(text: str) -> str:
    """A text as two are compared: without regard to capitals and spaces."""
    return " ".join(text.split()).casefold()


def colours(rulebook: Rulebook) -> dict[str, tuple[str, str]]:
    """Fill and words of each kind of cell, by the colour's id."""
    return {one.id: (one.rgb, one.name) for one in rulebook.colour}


def flag_words(rulebook: Rulebook) -> tuple[str, str]:
    """What the checklist says of what is complete, and of what is not."""
    known = colours(rulebook)
    return known.get("complete", ("", "Yes"))[1], known.get("incomplete", ("", "No"))[1]


@cache
def _digest(parts: tuple[str, ...]) -> str:
    return sha256("\x1f".join(parts).encode()).hexdigest()


def layout_digest(rulebook: Rulebook) -> str:
    """SHA-256 of what a workbook's shape follows from: a workbook of another digest was made by other rules."""
    parts = [FORMAT, rulebook.id, *tabs(rulebook).values()]
    for sheet in rulebook.sheet:
        parts += [f"{place.heading}|{place.column.field}|{place.column.kind}" for place in places(sheet, rulebook)]
        for column in sheet.columns:
            if kind := list_of(column):
                parts += [f"{key}={name}" for key, name in shown_names(rulebook, kind).items()]
    return _digest(tuple(parts))


def marker_rows(marker: Marker) -> tuple[tuple[str, str], ...]:
    """The marker as it stands on its hidden sheet."""
    return (
        ("format", FORMAT),
        ("round", marker.round),
        ("plan", marker.plan),
        ("area", marker.area),
        ("layout", marker.layout),
        ("content", marker.content),
    )


def read_marker(rows: Sequence[Sequence[object]]) -> Marker | None:
    """The marker that a hidden sheet holds, or None where it is none of ours."""
    said = {str(row[0]): str(row[1]) for row in rows[:20] if len(row) > 1}
    if said.pop("format", "") != FORMAT:
        return None
    known = {name: value for name, value in said.items() if name in Marker.__dataclass_fields__}
    return replace(Marker(""), **known)
