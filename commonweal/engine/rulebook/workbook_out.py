"""A round's planning workbook as a description of sheets and cells; what is known of a plan is filled in.

What is written here is for people's eyes: formulas say what is complete and what is left, and nothing that reads a
workbook back believes one of them.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date
from fractions import Fraction

from commonweal.engine.addresses import a1, column_letters
from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.comparing import digest
from commonweal.engine.rulebook.model import Cell, Rulebook, Sheet
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.tables import Row, rows_of
from commonweal.engine.rulebook.workbook_blocks import Around, Line, blocks_of, checklist
from commonweal.engine.rulebook.workbook_layout import (
    BY_NUMBER,
    MARKER,
    ROW_COMPLETE,
    TWO_WORDS,
    Marker,
    Place,
    checklist_sheet,
    colours,
    flag_words,
    key_field,
    layout_digest,
    list_of,
    marker_rows,
    places,
    shown_names,
    step,
    tabs,
)
from commonweal.engine.rulebook.workbook_lists import Lists, accepted, lists_of, unit_formula
from commonweal.engine.rulebook.workbook_shape import (
    Accepting,
    Formula,
    SheetOut,
    Table,
    Value,
    WorkbookOut,
    Written,
    area,
    text_of,
)

CELL_CHARACTERS_MOST = 32_767
SPARE_ROWS_LEAST = 10
HEAD_ROWS = 4  # title, flag, legend, note
_FORMS = {Cell.MONEY_BY_YEAR: "money", Cell.DATE: "date", Cell.LONG_TEXT: "long", Cell.PERCENT: "number"}


def workbook_of(
    rulebook: Rulebook, plan: Plan, allocations: Allocations, plan_id: str = "", area_name: str = ""
) -> WorkbookOut:
    """The workbook of a plan (of an empty one: a template), with what is published for its area."""
    rows, lists = rows_of(plan, rulebook), lists_of(rulebook)
    tables = _tables(rulebook, plan, allocations, rows)
    complete = {table.sheet.id: _is_complete(table, rulebook) for table in tables}
    around = Around(rulebook, plan, allocations, tables)
    sheets = []
    for table in tables:
        above = _above(table, around, complete)
        sheets.append(_sheet(table, rulebook, lists, above, complete[table.sheet.id]))
    marker = Marker(rulebook.id, plan_id, plan.area, layout_digest(rulebook), digest(plan))
    if area_name:
        sheets = [_named(sheet, f"{area_name}, {rulebook.name}") for sheet in sheets]
    sheets += [lists.sheet_out(), _marker_sheet(marker)]
    fills = {key: rgb for key, (rgb, _) in colours(rulebook).items()}
    return WorkbookOut(tuple(sheets), fills, flag_words(rulebook), tuple(_too_long(sheets)))


def _named(sheet: SheetOut, whose: str) -> SheetOut:
    """The sheet with whose it is in its title."""
    title = replace(sheet.cells[0, 0], value=f"{sheet.cells[0, 0].value} - {whose}")
    return replace(sheet, cells={**sheet.cells, (0, 0): title})


def _above(table: Table, around: Around, complete: Mapping[str, bool]) -> list[Line]:
    above = blocks_of(table, around)
    if table.sheet.id == checklist_sheet(around.rulebook):
        above += checklist(around.rulebook, complete)
    return above


def _tables(
    rulebook: Rulebook, plan: Plan, allocations: Allocations, rows: Mapping[str, tuple[Row, ...]]
) -> tuple[Table, ...]:
    """Where each sheet's rows stand, below what stands above them."""
    names = tabs(rulebook)
    loose = tuple(
        Table(sheet, names[sheet.id], places(sheet, rulebook), 0, 0, _rows(sheet, rulebook, rows))
        for sheet in rulebook.sheet
    )
    around, nothing = Around(rulebook, plan, allocations, loose), dict.fromkeys(names, False)
    found = []
    for table in loose:
        height = len(_above(table, around, nothing))
        first = HEAD_ROWS + (height + 1 if height else 0) + 1
        found.append(replace(table, first=first, last=first + _count(table) - 1))
    return tuple(found)


def _count(table: Table) -> int:
    """How many rows people see: the fixed ones, or those there are with room for more."""
    if not table.places:
        return 1
    spare = table.sheet.spare_rows if table.sheet.rows else max(table.sheet.spare_rows, SPARE_ROWS_LEAST)
    if table.sheet.rows:
        return len(table.rows) + spare
    return max(spare, len(table.rows) + SPARE_ROWS_LEAST)


def _rows(sheet: Sheet, rulebook: Rulebook, rows: Mapping[str, tuple[Row, ...]]) -> tuple[Row, ...]:
    """The plan's rows; where rows are fixed, one for each entry of the list first, filled or not."""
    there = rows.get(sheet.section, ())
    key = key_field(sheet)
    if not key:
        return there
    by_key: dict[object, Row] = {}
    for row in there:
        by_key.setdefault(row.values[key], row)
    fixed = [by_key.get(one.id) or Row(sheet.section, one.id, {key: one.id}) for one in rulebook.items(sheet.rows)]
    taken = {id(row) for row in fixed}
    return (*fixed, *(row for row in there if id(row) not in taken))


def _sheet(table: Table, rulebook: Rulebook, lists: Lists, above: Sequence[Line], is_complete: bool) -> SheetOut:
    yes, no = flag_words(rulebook)
    cells = dict(_head(table, rulebook))
    for number, line in enumerate(above):
        cells |= {(HEAD_ROWS + number, column): cell for column, cell in enumerate(line)}
    if not table.places:
        return SheetOut(table.tab, cells, {0: 90}, is_protected=table.sheet.is_protected)
    flag_column = len(table.places)
    flags = area(table.first, table.last, flag_column)
    told = f"=IF(AND(COUNTIF({flags},{text_of(no)})=0,COUNTIF({flags},{text_of(yes)})>0),{text_of(yes)},{text_of(no)})"
    cells[1, 1] = Written(Formula(told, yes if is_complete else no), "flag")
    for column, place in enumerate(table.places):
        cells[table.first - 1, column] = Written(place.heading, "heading", "long")
    cells[table.first - 1, flag_column] = Written(ROW_COMPLETE, "heading", "long")
    for number in range(table.last - table.first + 1):
        cells |= _cells_of_row(table, rulebook, lists, number)
    return SheetOut(
        table.tab,
        cells,
        _widths(table),
        tuple(_accepting(table, rulebook, lists)),
        (flags, "$B$2", *((f"$B${HEAD_ROWS + 1}:$B${table.first - 1}",) if above else ())),
        table.sheet.is_protected,
        frozen_rows=0 if above else table.first,
    )


def _head(table: Table, rulebook: Rulebook) -> Iterator[tuple[tuple[int, int], Written]]:
    """Title, flag, legend, note."""
    yield (0, 0), Written(table.sheet.name, "title")
    if table.places:
        yield (1, 0), Written("Complete?", "heading")
    known = colours(rulebook)
    for column, key in enumerate(("input", "pre-filled")):
        if key in known:
            yield (2, column), Written(known[key][1], key)
    yield (3, 0), Written(table.sheet.note)


def _widths(table: Table) -> dict[int, int]:
    widths = {number: place.column.width for number, place in enumerate(table.places)}
    return {**widths, 0: max(widths.get(0, 0), 24), 1: max(widths.get(1, 0), 14), len(table.places): 12}


def _is_input(table: Table, place: Place, number: int) -> bool:
    """Whether people fill a cell: a fixed row's key is not theirs, an added row's is."""
    if number >= len(table.rows) and place.column.field == key_field(table.sheet):
        return True
    return place.column.is_input


def _is_used(place: Place, row: Row | None, rulebook: Rulebook) -> bool:
    """Whether a cell stands for anything: a metric by quarters leaves two of three months free."""
    if place.column.kind is not Cell.NUMBER_BY_INTERVAL or row is None:
        return True
    return place.number % step(rulebook, str(row.values.get("metric", ""))) == 0


def _cells_of_row(table: Table, rulebook: Rulebook, lists: Lists, number: int) -> dict[tuple[int, int], Written]:
    row = table.rows[number] if number < len(table.rows) else None
    at, cells, wanted, inputs = table.first + number, {}, [], []
    for column, place in enumerate(table.places):
        used, is_input = _is_used(place, row, rulebook), _is_input(table, place, number)
        style, is_open = ("input", True) if is_input and used else ("pre-filled", False)
        value = _derived(table, lists, row, at, place) if not is_input else _value(place, row, rulebook)
        form = _FORMS.get(place.column.kind, "number" if place.column.kind in BY_NUMBER else "")
        cells[at, column] = Written(value, style, form, is_open)
        if is_open:
            inputs.append(column)
            wanted += [column] if place.column.is_required else []
    told = _row_flag(cells, at, wanted, inputs, flag_words(rulebook), is_fixed=bool(table.sheet.rows and row))
    return {**cells, (at, len(table.places)): Written(told, "flag")}


def _derived(table: Table, lists: Lists, row: Row | None, at: int, place: Place) -> Value:
    """A cell that people do not fill: the name of a fixed row; the unit, which follows from the type."""
    kind = table.column_of("type")
    if place.column.field == "unit" and kind is not None:
        told = str(row.values.get("unit", "")) if row else ""
        return Formula(unit_formula(lists, at, kind, table.column_of("sub_type")), told)
    return _value(place, row, lists.rulebook)


def _row_flag(
    cells: Mapping[tuple[int, int], Written],
    at: int,
    wanted: Sequence[int],
    inputs: Sequence[int],
    words: tuple[str, str],
    *,
    is_fixed: bool,
) -> Formula:
    """Whether a row has all that it must; an added row that nobody began says nothing."""
    yes, no = words
    told = f"IF(COUNTA({_runs(at, wanted)})={len(wanted)},{text_of(yes)},{text_of(no)})" if wanted else text_of(yes)
    is_there = all(cells[at, column].value not in (None, "") for column in wanted)
    value = yes if is_there else no
    if is_fixed or not inputs:
        return Formula("=" + told, value)
    is_begun = any(cells[at, column].value not in (None, "") for column in inputs)
    return Formula(f'=IF(COUNTA({_runs(at, inputs)})=0,"",{told})', value if is_begun else "")


def _runs(at: int, columns: Sequence[int]) -> str:
    """Cells of a row, neighbours together."""
    runs: list[list[int]] = []
    for column in columns:
        if runs and runs[-1][1] == column - 1:
            runs[-1][1] = column
        else:
            runs.append([column, column])
    named = (
        a1(at, one) if one == last else f"{column_letters(one)}{at + 1}:{column_letters(last)}{at + 1}"
        for one, last in runs
    )
    return ",".join(named)


def _is_complete(table: Table, rulebook: Rulebook) -> bool:
    """What the sheet's formula comes to."""
    if not table.places:
        return True
    yes, no = flag_words(rulebook)
    lists = lists_of(rulebook)
    told = []
    for number in range(len(table.rows)):
        flag = _cells_of_row(table, rulebook, lists, number)[table.first + number, len(table.places)].value
        told.append(flag.value if isinstance(flag, Formula) else "")
    return no not in told and yes in told


def _value(place: Place, row: Row | None, rulebook: Rulebook) -> Value:
    """A field of a row as its cell shows it."""
    column = place.column
    value = None if row is None else row.values.get(column.field)
    if column.kind in BY_NUMBER:
        return _number_at(place, row, value, rulebook)
    if column.kind in TWO_WORDS:
        return next((word for word, means in TWO_WORDS[column.kind].items() if means == value), None)
    if value is None or value == "":
        return None
    kind = list_of(column)
    if kind:
        return shown_names(rulebook, kind).get(str(value), str(value))
    return number_shown(value) if isinstance(value, Fraction) else value if isinstance(value, date) else str(value)


def _number_at(place: Place, row: Row | None, values: object, rulebook: Rulebook) -> Value:
    if row is None or not isinstance(values, tuple):
        return None
    at, every = place.number, 1
    if place.column.kind is Cell.NUMBER_BY_INTERVAL:
        every = step(rulebook, str(row.values.get("metric", "")))
    value = values[at // every] if at % every == 0 and at // every < len(values) else None
    if value is None:
        return None
    return number_shown(Fraction(value, 100) if place.column.kind is Cell.MONEY_BY_YEAR else Fraction(value))


def number_shown(value: Fraction) -> float | str:
    """A number as a cell holds it: where a cell cannot hold it exactly, as a fraction in words."""
    shown = float(value)
    return shown if Fraction(repr(shown)) == value else str(value)


def _accepting(table: Table, rulebook: Rulebook, lists: Lists) -> Iterator[Accepting]:
    kind = table.column_of("type")
    type_cell = f"${column_letters(kind)}{table.first + 1}" if kind is not None else ""
    for column, place in enumerate(table.places):
        if place.column.is_input and (found := accepted(place.column, rulebook, lists, type_cell)):
            yield Accepting(table.first, table.last, column, found)


def _marker_sheet(marker: Marker) -> SheetOut:
    rows = enumerate(marker_rows(marker))
    cells = {(number, column): Written(text) for number, row in rows for column, text in enumerate(row)}
    return SheetOut(MARKER, cells, is_hidden=True)


def _too_long(sheets: Iterable[SheetOut]) -> Iterator[Finding]:
    for sheet in sheets:
        for (row, column), cell in sheet.cells.items():
            if isinstance(cell.value, str) and len(cell.value) > CELL_CHARACTERS_MOST:
                message = f"The text has {len(cell.value):,} characters; a cell takes {CELL_CHARACTERS_MOST:,}."
                told = "Shorten it in the plan: the workbook cannot be made before."
                yield error("text-too-long", f"{sheet.name}!{a1(row, column)}", message, told)
