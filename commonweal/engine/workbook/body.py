"""The rows below a sheet's headings: whose they are, and each cell as a value, a marker, a note or a finding."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import NamedTuple

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.workbook.columns import Columns, FigureColumn
from commonweal.engine.workbook.figures import FigureCollector, PlaceKey, Slot
from commonweal.engine.workbook.grid import Cell, Grid, Row, is_filled
from commonweal.engine.workbook.headings import BlockHeadings, Headings
from commonweal.engine.workbook.labels import key_text, normal
from commonweal.engine.workbook.layout import ALL, Layout, SheetLayout
from commonweal.engine.workbook.report import Note, Report

LARGEST = 2_000_000_000  # no count of days comes near; a number above is a slip
NUMBER_TEXT = re.compile(r"\d{1,3}(,\d{3})+(\.\d+)?|\d+(\.\d+)?")
NAN = float("nan")
SAYS_NOTHING = (
    "row-says-nothing",
    "This row names nobody and holds no number",
    "Nothing is lost by it; ask the publisher whether a name and figures should stand there.",
)
REPLACED = "\N{REPLACEMENT CHARACTER}"  # what an adapter puts in the place of a character that is none


class Owner(NamedTuple):
    """Whose figures a row holds: its place, and the terms of the dimensions down."""

    place: PlaceKey
    terms: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Body:
    """One sheet while its rows are read, with the counts of where its cells went."""

    grid: Grid
    kind: SheetLayout
    columns: Columns
    layout: Layout
    collector: FigureCollector
    report: Report
    notes: list[Note]
    figure_cells: int = 0
    key_cells: int = 0
    heading_cells: int = 0
    note_cells: int = 0
    reported_cells: int = 0
    _block: BlockHeadings | None = None
    _figures: list[FigureColumn] = field(default_factory=list)
    _strays: list[int] = field(default_factory=list)
    _seen: dict[Owner, int] = field(default_factory=dict)
    _filled_down: dict[str, str] = field(default_factory=dict)
    _slots: dict[tuple[tuple[str, str], ...], list[int]] = field(default_factory=dict)
    _marker_indices: dict[str, int] = field(default_factory=dict)

    def read(self, headings: Headings) -> None:
        """Read every row below the headings."""
        self.collector.sheets.append(self.grid.name)
        blocks = {found.row: found for found in headings.blocks}
        self._figures = self.columns.figures
        self._begin(blocks.get(-1) or blocks.get(headings.row), headings.beside)
        numbers = {marker: index for index, marker in enumerate(("", *self.collector.markers))}
        markers = {**self.layout.markers, **self.kind.markers}
        self._marker_indices = {label: numbers[marker] for label, marker in markers.items()}
        for number in range(headings.row + 1, len(self.grid.rows)):
            row = self.grid.rows[number]
            if number in blocks:
                self._begin(blocks[number], headings.beside)
                self.heading_cells += len(blocks[number].keys)
            elif any(row) or any(map(is_filled, row)):
                self._read_row(number, row)
            else:
                self._filled_down.clear()

    def _begin(self, block: BlockHeadings | None, beside: tuple[int, ...]) -> None:
        """From here on, rows are of another level of places, and name them in these columns."""
        if block is None:
            return
        self._block = block
        self.columns.keys = dict(block.keys)
        keys = set(block.keys.values())
        self._figures = [item for item in self.columns.figures if item.column not in keys]
        self._strays = [column for column in beside if column not in keys]
        self._strays = [c for c in self._strays if all(item.column != c for item in self._figures)]
        self._slots.clear()

    def _read_row(self, number: int, row: Row) -> None:
        """A row of figures, a note, or a row that cannot be placed."""
        owner = self._owner(row)
        has_figures = any(row[item.column] != "" for item in self._figures)
        if owner is None and not (has_figures or self._lacks_place(row)):
            self._take_notes(number, row)
        elif owner is None and self._says_nothing(row):
            self._leave_row(number, row, SAYS_NOTHING, warning)
        elif fault := self._row_fault(owner, has_figures):
            self._leave_row(number, row, fault)
        else:
            assert owner is not None  # noqa: S101 - no owner is a row fault
            self._seen[owner] = number
            if REPLACED in "".join(owner.place[:4]):
                self._report_damaged(number, owner.place)
            self._take_figures(number, row, owner)

    def _row_fault(self, owner: Owner | None, has_figures: bool) -> tuple[str, str, str] | None:
        """Why a row cannot be read: code, message, what to do."""
        if owner is None:
            return (
                "row-not-known",
                "This row has figures, but nothing in the layout says whose they are",
                f"Give it a name or a code; if its label is new, add it to {self.layout.file}.",
            )
        if not has_figures:
            return "row-without-figures", "This row names a place, but has no figures", "Look whether they were lost."
        if owner in self._seen:
            above = self._seen[owner] + 1
            return (
                "row-twice",
                f"This row says again what row {above} says; the first was read",
                "Check which of the two is right, and remove the other.",
            )
        return None

    def _says_nothing(self, row: Row) -> bool:
        """Whether a row holds nothing but markers and blanks."""
        empty = self.layout.blanks | self._marker_indices.keys()
        return all(normal(str(cell)) in empty for cell in row if is_filled(cell))

    def _owner(self, row: Row) -> Owner | None:
        """Whose figures a row holds; None if it does not say."""
        terms = self._terms_down(row) if self.kind.down else ()
        place = PlaceKey(self.kind.place, "", "", "", True) if self.kind.place else self._place(row)
        return None if place is None or terms is None else Owner(place, terms)

    def _lacks_place(self, row: Row) -> bool:
        """Whether a row of figures, by what runs down, does not say whose they are: no note, however empty it is."""
        return bool(self.kind.down) and not self.kind.place and self._place(row) is None and bool(self._terms_down(row))

    def _place(self, row: Row) -> PlaceKey | None:
        """The place that a row names; None if it names none."""
        keys = {key: self._key(row[column]) for key, column in self.columns.keys.items()}
        name, local_code, ons_code = keys.get("name", ""), keys.get("local_code", ""), keys.get("ons_code", "")
        if not (name or local_code or ons_code):
            return None
        is_total = not self.layout.totals.isdisjoint((normal(name), normal(local_code), normal(ons_code)))
        level = "" if is_total else self._block.block.level if self._block else self.kind.level
        return PlaceKey(name, local_code, ons_code, keys.get("region", ""), is_total, level)

    def _key(self, cell: Cell) -> str:
        text = key_text(cell)
        return "" if normal(text) in self.layout.blanks else text

    def _terms_down(self, row: Row) -> tuple[tuple[str, str], ...] | None:
        """The terms of the dimensions down, or None when a label is not known or missing."""
        terms = []
        for down in self.kind.down:
            column = self.columns.keys.get(down.dimension)
            if column is None:
                return None
            cell = row[column]
            term: str | None
            if is_filled(cell) and normal(str(cell)) in self.layout.markers:
                term = ALL  # of a row that is not split by it, as a total
            elif is_filled(cell):
                term = self.layout.dimensions[down.dimension].term(str(cell))
            else:
                term = self._filled_down.get(down.dimension) if down.fill_down else None
            if term is None:
                self._filled_down.pop(down.dimension, None)
                return None
            self._filled_down[down.dimension] = term
            terms.append((down.dimension, term))
        return tuple(terms)

    def _take_notes(self, number: int, row: Row) -> None:
        for column, cell in enumerate(row):
            if is_filled(cell):
                self.notes.append(Note(self.grid.address(number, column), str(cell)))
                self.note_cells += 1

    def _leave_row(
        self, number: int, row: Row, fault: tuple[str, str, str], said: Callable[..., Finding] = error
    ) -> None:
        cells = [(column, cell) for column, cell in enumerate(row) if is_filled(cell)]
        self.reported_cells += len(cells)
        code, message, what_to_do = fault
        text = " | ".join(str(cell)[:80] for _, cell in cells[:30])
        self.report.add(said(code, self.grid.address(number, cells[0][0]), f"{message}: {text}.", what_to_do))

    def _report_damaged(self, number: int, place: PlaceKey) -> None:
        where = self.grid.address(number, min(self.columns.keys.values()))
        text = " | ".join(place[:4])
        message = f"A name or code of this row holds characters that are no text: {text}."
        self.report.add(warning("text-damaged", where, message, "Fetch the file again; it may be damaged."))

    def _take_figures(self, number: int, row: Row, owner: Owner) -> None:
        """Every cell of a row of figures: keys counted, figures collected, columns left out counted."""
        keys = self.columns.keys.values()
        self.key_cells += sum(is_filled(row[column]) for column in keys)
        for column, left in self.columns.left_out.items():
            if row[column] != "" and is_filled(row[column]) and column not in keys:
                left.count(number)
        for column in self._strays:
            if is_filled(row[column]):
                self._report_stray(number, column, row[column])
        slots = self._slots.get(owner.terms)
        if slots is None:
            slots = self._slots[owner.terms] = [self._slot(item, owner) for item in self._figures]
        columns: list[int] = []
        kept: list[int] = []
        values: list[float] = []
        markers: list[int] = []
        for item, slot in zip(self._figures, slots, strict=True):
            taken = self._take_cell(row[item.column], number, item)
            if taken is not None:
                columns.append(item.column)
                kept.append(slot)
                values.append(taken[0])
                markers.append(taken[1])
        self.figure_cells += len(values)
        self.collector.add_row(number, self.collector.place(owner.place), columns, kept, values, markers)

    def _report_stray(self, number: int, column: int, cell: Cell) -> None:
        self.reported_cells += 1
        message = f"{str(cell)[:200]!r} stands under no heading of its block; it was not read."
        where = self.grid.address(number, column)
        self.report.add(error("cell-without-heading", where, message, "Look whether the block's headings moved."))

    def _slot(self, item: FigureColumn, owner: Owner) -> int:
        terms = {**dict(item.terms), **dict(owner.terms)}
        position = tuple(terms.get(dimension, ALL) for dimension in self.layout.dimensions)
        return self.collector.slot(Slot(item.measure, position))

    def _take_cell(self, cell: Cell, number: int, item: FigureColumn) -> tuple[float, int] | None:
        """A cell's value and marker index; None, with a finding, when it is neither."""
        whole = self.layout.measures[item.measure].whole
        if type(cell) is float and 0 <= cell < LARGEST and (not whole or cell.is_integer()):
            return cell, 0
        if isinstance(cell, str):
            marker = self._marker_indices.get(normal(cell))
            if marker is not None:
                return NAN, marker
        return self._odd_cell(cell, number, item, whole)

    def _odd_cell(self, cell: Cell, number: int, item: FigureColumn, whole: bool) -> tuple[float, int] | None:
        """A whole number or a number kept as text is taken; anything else is reported."""
        where = self.grid.address(number, item.column)
        value = _number(cell)
        if value is not None and 0 <= value < LARGEST and (not whole or value.is_integer()):
            if isinstance(cell, str):
                self.report.add(
                    warning("number-as-text", where, f"The number {cell!r} is kept as text; it was read.", "Check it.")
                )
            return value, 0
        if not is_filled(cell):
            self.report.add(
                warning("cell-empty", where, "This cell is empty, or an error value such as #REF!.", "Look it up.")
            )
            return None
        self.reported_cells += 1
        expected = "a whole number, 0 or more" if whole else "a number, 0 or more"
        self.report.add(
            error(
                "not-a-figure",
                where,
                f"{str(cell)[:200]!r} stands where {expected}, is expected; it was not read.",
                f"Correct the cell; if it is a marker such as '-', add it to {self.layout.file} under [[marker]].",
            )
        )
        return None


def _number(cell: Cell) -> float | None:
    """A cell as a number if it is one, or is the plain text of one."""
    if isinstance(cell, bool):
        return None
    if isinstance(cell, str):
        text = cell.strip()
        return float(text.replace(",", "")) if NUMBER_TEXT.fullmatch(text) else None
    return float(cell)
