"""What stands above a sheet's headings: labelled metadata, captions, and banners that say what columns count."""

from __future__ import annotations

from dataclasses import dataclass, field

from commonweal.engine.findings import error, note
from commonweal.engine.workbook.detection import FoundSheet
from commonweal.engine.workbook.grid import Cell, Grid, is_filled
from commonweal.engine.workbook.headings import Headings
from commonweal.engine.workbook.labels import key_text, normal
from commonweal.engine.workbook.layout import Layout, SheetLayout
from commonweal.engine.workbook.report import Report


@dataclass(frozen=True, slots=True)
class MetadataItem:
    """One labelled value of one sheet, as printed."""

    sheet: str
    id: str
    text: str


@dataclass(slots=True)
class Top:
    """The upper part of a sheet. `banners`: column to a measure, None for a banner that is not known."""

    metadata: list[MetadataItem] = field(default_factory=list)
    banners: dict[int, str | None] = field(default_factory=dict)
    metadata_cells: int = 0
    heading_cells: int = 0
    reported_cells: int = 0

    def measure(self, column: int, layout: Layout) -> str | None:
        """What a column counts: the nearest banner at or left of it; the layout's own measure without a banner."""
        left = [place for place in self.banners if place <= column]
        return self.banners[max(left)] if left else layout.default_measure


def read_top(found: FoundSheet, layout: Layout, report: Report) -> Top:
    """Read the rows above the headings of a data sheet."""
    top = Top()
    if found.kind is None or found.headings is None:
        return top
    for number, row in enumerate(found.grid.rows[: found.headings.row]):
        cells = [(column, cell) for column, cell in enumerate(row) if is_filled(cell)]
        left = _take_metadata(cells, found.grid, layout, top)
        left = [item for item in left if not _is_heading(*item, found.kind, layout, top)]
        if number == found.headings.row - 1:
            left = _unknown_banners(left, number, found.grid, found.headings, layout, top, report)
        if left:
            _report_text(left, number, found.grid, layout, top, report)
    return top


def _take_metadata(cells: list[tuple[int, Cell]], grid: Grid, layout: Layout, top: Top) -> list[tuple[int, Cell]]:
    """Take each known label with the value to its right; return the cells that are neither."""
    left: list[tuple[int, Cell]] = []
    waiting = ""
    for column, cell in cells:
        known = layout.metadata.get(normal(cell)) if isinstance(cell, str) else None
        if known is not None:
            waiting = known.id
            top.metadata_cells += 1
        elif waiting:
            text = key_text(cell)
            top.metadata.append(MetadataItem(grid.name, waiting, "" if normal(text) in layout.blanks else text))
            top.metadata_cells += 1
            waiting = ""
        else:
            left.append((column, cell))
    return left


def _is_heading(column: int, cell: Cell, kind: SheetLayout, layout: Layout, top: Top) -> bool:
    """Whether a cell is a banner, which is noted, or a caption."""
    label = normal(cell) if isinstance(cell, str) else ""
    if label in layout.banners:
        top.banners[column] = layout.banners[label]
    elif label not in kind.captions:
        return False
    top.heading_cells += 1
    return True


def _unknown_banners(
    cells: list[tuple[int, Cell]],
    number: int,
    grid: Grid,
    headings: Headings,
    layout: Layout,
    top: Top,
    report: Report,
) -> list[tuple[int, Cell]]:
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


def _report_text(
    cells: list[tuple[int, Cell]], number: int, grid: Grid, layout: Layout, top: Top, report: Report
) -> None:
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
