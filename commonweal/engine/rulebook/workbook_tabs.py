"""The tabs of a workbook that came back: which sheet each is, where its headings stand, which row says what."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Protocol

from commonweal.engine.addresses import a1
from commonweal.engine.findings import Finding, error, note, warning
from commonweal.engine.rulebook.model import Cell, Rulebook, Sheet
from commonweal.engine.rulebook.workbook_layout import BY_NUMBER, ROW_COMPLETE, Place, fold, key_field, places, step
from commonweal.engine.rulebook.workbook_values import Reader, blank_of, is_blank_cell, reader_for

_TOTAL = re.compile(r"((grand|sub) ?-?)?(totals?|sum)\b")
HEADING_ROWS_MOST = 200
ROWS_MOST = 5_000
FINDINGS_MOST = 500
HEADINGS_SHARE = 0.5  # a row with half of a sheet's headings is its row of headings


class Tab(Protocol):
    """A sheet of cells, as whoever opened the file hands it over."""

    @property
    def name(self) -> str: ...

    @property
    def rows(self) -> Sequence[Sequence[Any]]: ...

    @property
    def formulas(self) -> frozenset[tuple[int, int]]: ...


@dataclass(frozen=True, slots=True)
class Found:
    """A sheet found in a workbook: the row of its headings, and the column of each of its places."""

    sheet: Sheet
    tab: Tab
    heading_row: int
    columns: Mapping[int, int]  # place by its number -> column of the tab

    def where(self, row: int, column: int | None) -> str:
        """`5b. Expenditure!C12`; without a column, the row's first cell."""
        return f"{self.tab.name}!{a1(row, column or 0)}"


@dataclass(slots=True)
class RowRead:
    """A row with its fields, and where they stand: tab, row and column of each."""

    values: dict[str, Any]
    places: dict[str, tuple[Found, int, int]] = field(default_factory=dict)

    def where(self, name: str) -> str:
        """The cell of a field; of one that no column has, the row's first."""
        found, row, column = self.places.get(name) or next(iter(self.places.values()))
        return found.where(row, column)


def find_sheets(tabs: Sequence[Tab], rulebook: Rulebook, names: Mapping[str, str]) -> tuple[list[Found], list[Finding]]:
    """Every sheet of the round by its name, else by its headings; what is not there is said."""
    by_name = {fold(tab.name): tab for tab in tabs}
    asked = [sheet for sheet in rulebook.sheet if sheet.section and sheet.columns]
    claimed = {fold(names[sheet.id]) for sheet in asked} & by_name.keys()
    loose = [tab for key, tab in by_name.items() if key not in claimed]
    found: list[Found] = []
    findings: list[Finding] = []
    for sheet in asked:
        tab, heads = by_name.get(fold(names[sheet.id])), places(sheet, rulebook)
        if tab is None:
            tab = next((one for one in loose if _heading_row(one, heads, least=1.0) is not None), None)
            if tab is None:
                told = "Put the sheet back, under this name; a fresh copy of the workbook has it."
                findings.append(error("sheet-missing", names[sheet.id], "The sheet is not there.", told))
                continue
            loose.remove(tab)
            message = f"The sheet {names[sheet.id]!r} is not there; this one has its headings and was read as it."
            findings.append(
                warning(
                    "sheet-renamed", tab.name or "a sheet without a name", message, "Give the sheet its name again."
                )
            )
        one, more = _place(sheet, tab, heads)
        findings += more
        found += [one] if one else []
    return found, findings


def _heading_row(tab: Tab, heads: Sequence[Place], *, least: float) -> int | None:
    """The row that has most of the headings, if it has enough of them."""
    wanted = {fold(place.heading) for place in heads}
    best, most = None, 0
    for number, row in enumerate(tab.rows[:HEADING_ROWS_MOST]):
        hits = len(wanted & {fold(cell) for cell in row if isinstance(cell, str) and cell})
        if hits > most:
            best, most = number, hits
    return best if most >= max(1, least * len(wanted)) else None


def _place(sheet: Sheet, tab: Tab, heads: Sequence[Place]) -> tuple[Found | None, list[Finding]]:
    at = _heading_row(tab, heads, least=HEADINGS_SHARE)
    if at is None:
        message = "The row of headings is not there, so that nothing can be read."
        told = f"Put the headings back: {', '.join(place.heading for place in heads[:6])} …"
        return None, [error("headings-missing", tab.name, message, told)]
    standing: dict[str, int] = {}
    findings = []
    wanted = {fold(place.heading) for place in heads}
    for column, cell in enumerate(tab.rows[at]):
        heading = fold(cell) if isinstance(cell, str) else ""
        if heading in standing and heading in wanted:
            where = f"{tab.name}!{a1(at, column)}"
            findings.append(error("heading-twice", where, f"The heading {cell!r} stands twice.", "Remove one column."))
        elif heading:
            standing[heading] = column
    columns = {n: standing[fold(place.heading)] for n, place in enumerate(heads) if fold(place.heading) in standing}
    for number, place in enumerate(heads):
        if number not in columns and place.column.is_input:
            message, where = f"The column {place.heading!r} is not there.", f"{tab.name}!{a1(at, 0)}"
            findings.append(error("column-missing", where, message, "Put the column back, under this heading."))
    return Found(sheet, tab, at, columns), findings


def read_rows(found: Found, rulebook: Rulebook) -> tuple[list[RowRead], list[Finding]]:
    """The rows of a sheet that say something, typed, with what is wrong by cell."""
    reading = _Reading(found, rulebook)
    rows, findings = [], []
    below = found.tab.rows[found.heading_row + 1 :]
    if len(below) > ROWS_MOST:
        message = f"The sheet has {len(below):,} rows; {ROWS_MOST:,} are read."
        findings.append(error("too-many-rows", found.tab.name, message, "Delete the rows that are not needed."))
    if (-1, -1) in found.tab.formulas:
        message = "A formula stands in a cell that does not say where it is."
        findings.append(error("formula", found.tab.name, message, "Copy the sheet, and paste values only."))
    for number, cells in enumerate(below[:ROWS_MOST], start=found.heading_row + 1):
        if reading.is_empty(number, cells):
            continue
        if reading.is_total(cells):
            where = found.where(number, None)
            findings.append(note("total-ignored", where, "The row is a total and was not read."))
            continue
        row, more = reading.read(number, cells)
        findings += more
        rows += [row] if row else []
    if len(findings) > FINDINGS_MOST:
        left = f"{len(findings) - FINDINGS_MOST:,} more things are wrong on this sheet."
        told = "Put the first ones right, and check the workbook again."
        findings = [*findings[:FINDINGS_MOST], error("many-findings", found.tab.name, left, told)]
    return rows, findings


class _Reading:
    """How the rows of one sheet are read: which cells are inputs, by which reader, of which field."""

    def __init__(self, found: Found, rulebook: Rulebook) -> None:
        self._found, self._rulebook, self._formulas = found, rulebook, found.tab.formulas
        self._key = key_field(found.sheet)
        heads = places(found.sheet, rulebook)
        readers: dict[str, Reader] = {p.column.field: reader_for(p.column, rulebook) for p in heads}
        self._places = [
            (heads[number], column, readers[heads[number].column.field])
            for number, column in sorted(found.columns.items())
            if heads[number].column.is_input or heads[number].column.field == self._key
        ]
        self._inputs = [column for place, column, _ in self._places if place.column.field != self._key]
        self._lengths = {
            place.column.field: 1 + max(p.number for p in heads if p.column.field == place.column.field)
            for place in heads
            if place.column.kind in BY_NUMBER
        }
        self._flag = next((n for n, cell in enumerate(found.tab.rows[found.heading_row]) if cell == ROW_COMPLETE), -1)

    def _is_blank(self, number: int, cells: Sequence[Any], column: int) -> bool:
        if (number, column) in self._formulas:
            return False
        return column >= len(cells) or is_blank_cell(cells[column])

    def is_empty(self, number: int, cells: Sequence[Any]) -> bool:
        """Whether nobody has filled in any input of a row."""
        columns = self._inputs if self._key else [column for _, column, _ in self._places]
        return all(self._is_blank(number, cells, column) for column in columns)

    def is_total(self, cells: Sequence[Any]) -> bool:
        """Whether a row is a sum that somebody wrote below: the word, numbers, and no other word."""
        words = [cell for n, cell in enumerate(cells) if isinstance(cell, str) and cell.strip() and n != self._flag]
        return len(words) == 1 and bool(_TOTAL.match(fold(words[0])))

    def read(self, number: int, cells: Sequence[Any]) -> tuple[RowRead | None, list[Finding]]:
        """A row's fields."""
        row, findings = RowRead({}), []
        for place, column, reader in self._places:
            name = place.column.field
            value, finding = self._cell(number, cells, column, place, reader)
            if finding:
                findings.append(finding)
            if name not in row.places:
                row.places[name] = (self._found, number, column)
            if name in self._lengths:
                numbers = row.values.setdefault(name, [None] * self._lengths[name])
                numbers[place.number] = value
            else:
                row.values[name] = value
        findings += self._thin_out(row)
        return row, findings

    def _cell(
        self, number: int, cells: Sequence[Any], column: int, place: Place, reader: Reader
    ) -> tuple[Any, Finding | None]:
        if (number, column) in self._formulas:
            where = self._found.where(number, column)
            message = f"The cell {place.heading!r} holds a formula or an error, where an entry is asked for."
            told = "Type what it comes to, or copy the cell and paste its value only."
            return blank_of(place.column), error("formula", where, message, told)
        if column >= len(cells) or is_blank_cell(cells[column]):
            return blank_of(place.column), None
        said = reader(cells[column])
        if not said.code:
            return said.value, None
        where = self._found.where(number, column)
        make: Callable[[str, str, str, str], Finding] = error if said.is_error else warning
        return said.value, make(said.code, where, f"{place.heading}: {said.message}", said.what_to_do)

    def _thin_out(self, row: RowRead) -> Iterator[Finding]:
        """Numbers as the plan has them: of a metric by quarters, every third of the months' cells."""
        for place, _, _ in self._places:
            name = place.column.field
            numbers = row.values.get(name)
            if place.column.kind is Cell.NUMBER_BY_INTERVAL and isinstance(numbers, list):
                every = step(self._rulebook, row.values.get("metric") or "")
                if any(value is not None for n, value in enumerate(numbers) if n % every):
                    message = "Numbers stand between those that the metric is planned by."
                    yield error("number-between", row.where(name), message, "Clear the grey cells of the row.")
                row.values[name] = tuple(numbers[::every])
            elif isinstance(numbers, list):
                row.values[name] = tuple(numbers)
