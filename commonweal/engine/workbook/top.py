"""What stands above a sheet's headings: labelled metadata, captions, and banners that say what columns count."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from itertools import pairwise

from commonweal.engine.findings import error, note, warning
from commonweal.engine.workbook.detection import FoundSheet
from commonweal.engine.workbook.grid import Cell, Grid, is_filled
from commonweal.engine.workbook.headings import Headings
from commonweal.engine.workbook.labels import key_text, normal, without_month
from commonweal.engine.workbook.layout import Layout, Metadata, SheetLayout
from commonweal.engine.workbook.report import Note, Report


@dataclass(frozen=True, slots=True)
class MetadataItem:
    """One labelled value of one sheet, as printed."""

    sheet: str
    id: str
    text: str


Cells = list[tuple[int, Cell]]


@dataclass(slots=True)
class Top:
    """The upper part of a sheet, or all of a cover.

    `banners`: column to a measure, None for a banner that is not known; `over`: dimension to column to term.
    """

    metadata: list[MetadataItem] = field(default_factory=list)
    banners: dict[int, str | None] = field(default_factory=dict)
    over: dict[str, dict[int, str]] = field(default_factory=dict)
    notes: list[Note] = field(default_factory=list)
    metadata_cells: int = 0
    heading_cells: int = 0
    reported_cells: int = 0

    def banner(self, column: int) -> str | None:
        """The measure that the nearest banner at or left of a column names: empty without one, None if not known."""
        return _nearest(self.banners, column, "")

    def term(self, dimension: str, column: int) -> str | None:
        """The term of a dimension that stands over a column, at it or left of it; None without one."""
        return _nearest(self.over.get(dimension, {}), column, None)


def _nearest(columns: Mapping[int, str | None] | dict[int, str], column: int, without: str | None) -> str | None:
    left = [place for place in columns if place <= column]
    return columns[max(left)] if left else without


def read_top(found: FoundSheet, layout: Layout, report: Report) -> Top:
    """Read the rows above the headings of a data sheet, and what stands beside them; or a whole cover."""
    top = Top()
    grid, kind, headings = found.grid, found.kind, found.headings
    if kind is None or not (kind.cover or headings):
        return top
    last = headings.row if headings else len(grid.rows)
    for number, row in enumerate(grid.rows[:last]):
        cells = [(column, cell) for column, cell in enumerate(row) if is_filled(cell)]
        left = _take_metadata(cells, grid, layout, top)
        left = [item for item in left if not _is_heading(item, number, grid, kind, layout, top)]
        if headings and number == headings.row - 1:
            left = _unknown_banners(left, number, grid, headings, layout, top, report)
        if left:
            _report_text(left, number, grid, layout, top, report)
    if headings and headings.beside:
        row = grid.rows[headings.row]
        columns = [column for column in headings.beside if column not in headings.terms]
        cells = [(column, row[column]) for column in columns if is_filled(row[column])]
        left = [item for item in cells if not _is_heading(item, headings.row, grid, kind, layout, top)]
        if left:
            _report_text(left, headings.row, grid, layout, top, report)
    return top


def report_order(top: Top, grid: Grid, layout: Layout, report: Report) -> None:
    """Days over the headings run from left to right; where they do not, some stand over figures of others."""
    for name, columns in top.over.items():
        terms = [term for _, term in sorted(columns.items())]
        if layout.dimensions[name].reads != "labels" and terms != sorted(terms):
            first = next(after for before, after in pairwise(terms) if after < before)
            message = f"The headings by {name} are not in their order: {first} stands after a later one."
            report.add(warning("not-in-order", grid.name, message, "Look whether they stand over the right figures."))


def _take_metadata(cells: Cells, grid: Grid, layout: Layout, top: Top) -> Cells:
    """Take each known label with the value to its right; return the cells that are neither."""
    left: Cells = []
    waiting: Metadata | None = None
    for column, cell in cells:
        known = layout.metadata.get(normal(cell)) if isinstance(cell, str) else None
        if known is not None:
            waiting = known
            top.metadata_cells += 1
        elif waiting is not None:
            _take_value(waiting, key_text(cell), grid, layout, top)
            if waiting.reads != "range":
                waiting = None
        else:
            left.append((column, cell))
    return left


def _take_value(known: Metadata, text: str, grid: Grid, layout: Layout, top: Top) -> None:
    """One value; the parts of a range are put together."""
    top.metadata_cells += 1
    last = top.metadata[-1] if top.metadata else None
    if known.reads == "range" and last is not None and (last.sheet, last.id) == (grid.name, known.id):
        top.metadata[-1] = MetadataItem(grid.name, known.id, f"{last.text} {text}")
        return
    top.metadata.append(MetadataItem(grid.name, known.id, "" if normal(text) in layout.blanks else text))


def _is_heading(item: tuple[int, Cell], number: int, grid: Grid, kind: SheetLayout, layout: Layout, top: Top) -> bool:
    """Whether a cell is a banner or a remark, which are kept, or a caption."""
    column, cell = item
    text = cell if isinstance(cell, str) else ""
    label = normal(text) if text else ""
    over = [(name, term) for name in kind.over if label and (term := layout.dimensions[name].term(text)) is not None]
    if over:
        for name, term in over:
            top.over.setdefault(name, {})[column] = term
    elif (measure := layout.banner(text)) is not None:
        top.banners[column] = measure
        if month := without_month(text)[1]:
            top.metadata.append(MetadataItem(grid.name, "period", month))
    elif label and label.startswith(kind.remarks):
        top.notes.append(Note(grid.address(number, column), text))
        return True
    elif label not in kind.captions:
        return False
    top.heading_cells += 1
    return True


def _unknown_banners(
    cells: Cells,
    number: int,
    grid: Grid,
    headings: Headings,
    layout: Layout,
    top: Top,
    report: Report,
) -> Cells:
    """Text right above the figures that no measure knows: its columns cannot be read."""
    first, last = min(headings.terms), max(headings.terms)
    banners = [(column, cell) for column, cell in cells if first <= column <= last]
    for column, cell in banners:
        top.banners[column] = None
        top.reported_cells += 1
        report.add(
            error(
                "banner-not-known",
                grid.address(number, column),
                f"{str(cell)[:200]!r} is not known as something that columns count; those under it were not read.",
                f"Add this text to {layout.file} under [[measure]], banners.",
            )
        )
    return [item for item in cells if item not in banners]


def _report_text(cells: Cells, number: int, grid: Grid, layout: Layout, top: Top, report: Report) -> None:
    top.reported_cells += len(cells)
    text = " | ".join(str(cell)[:200] for _, cell in cells)
    report.add(
        note(
            "text-not-known",
            grid.address(number, cells[0][0]),
            f"The text {text!r} above the headings is not in the layout.",
            f"If it matters, add it to {layout.file} under [[metadata]] or the sheet's captions.",
        )
    )
