"""Which columns of a sheet are read as what, and which are left out and why."""

from __future__ import annotations

from dataclasses import dataclass, field

from commonweal.engine.findings import error, note, warning
from commonweal.engine.workbook.grid import Grid, column_letters, is_filled
from commonweal.engine.workbook.headings import Heading, Headings
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import MEASURE, Layout, SheetLayout
from commonweal.engine.workbook.report import Report
from commonweal.engine.workbook.top import Top

ASIDE = "column-aside"


@dataclass(frozen=True, slots=True)
class FigureColumn:
    """A column of figures: what it counts, and the terms that its heading and the banners above it name."""

    column: int
    measure: str
    terms: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class LeftOut:
    """A column that is not read: why, what to do, and how many filled cells below its heading were not taken."""

    code: str
    message: str
    what_to_do: str
    cells: int = 0
    first_row: int = 0
    last_row: int = 0

    def count(self, row: int) -> None:
        """One more cell that was not taken."""
        self.first_row = self.first_row if self.cells else row
        self.last_row = row
        self.cells += 1


@dataclass(slots=True)
class Columns:
    """The columns of a sheet by what is done with them; every column stands in one of the three."""

    keys: dict[str, int]
    figures: list[FigureColumn] = field(default_factory=list)
    left_out: dict[int, LeftOut] = field(default_factory=dict)


def plan_columns(grid: Grid, kind: SheetLayout, headings: Headings, top: Top, layout: Layout) -> Columns:
    """Decide on every column of a sheet from its heading and the banner above it."""
    columns = Columns(dict(headings.keys))
    taken: set[tuple[str, tuple[tuple[str, str], ...]]] = set()
    for column, heading in headings.terms.items():
        measure, terms = _counts(column, heading, kind, top, layout), _terms(column, heading, kind, top)
        if measure is None or terms is None:
            columns.left_out[column] = LeftOut("column-left-out", "The banner above this column is not known.", "")
        elif (measure, terms) in taken:
            columns.left_out[column] = _twice(" ".join([*(repr(term) for _, term in terms), f"of {measure!r}"]))
        else:
            taken.add((measure, terms))
            columns.figures.append(FigureColumn(column, measure, terms))
    heading_row = grid.rows[headings.row]
    for column in headings.twice:
        columns.left_out[column] = _twice(repr(heading_row[column]))
    for column in headings.unknown:
        columns.left_out[column] = _unknown(str(heading_row[column])[:200], kind, layout)
    planned = {*columns.keys.values(), *headings.beside, *(item.column for item in columns.figures), *columns.left_out}
    for column in set(range(len(heading_row))) - planned:
        columns.left_out[column] = LeftOut(
            "column-without-heading", "This column has no heading.", "Give it a heading, or move its text to a note."
        )
    return columns


def report_missing(grid: Grid, kind: SheetLayout, headings: Headings, layout: Layout, report: Report) -> None:
    """A finding for each term that no heading names, of dimensions that are always whole."""
    named = {(heading.dimension, heading.term) for heading in headings.terms.values()}
    for name in kind.across:
        dimension = layout.dimensions.get(name)
        for term in dict.fromkeys(dimension.terms.values()) if dimension and dimension.complete else ():
            if (name, term) not in named:
                message = f"No column is headed as {term!r} of {name!r}."
                what_to_do = f"If its heading was reworded, add the new words to {layout.file} under [[dimension]]."
                report.add(warning("column-missing", grid.name, message, what_to_do))


def _counts(column: int, heading: Heading, kind: SheetLayout, top: Top, layout: Layout) -> str | None:
    """What a column counts: as its heading says, or the banner above it, its dimension, its sheet, or the layout."""
    if heading.dimension == MEASURE:
        return heading.measure
    banner = top.banner(column)
    return banner if banner != "" else heading.measure or kind.counts or layout.default_measure


def _terms(column: int, heading: Heading, kind: SheetLayout, top: Top) -> tuple[tuple[str, str], ...] | None:
    """The terms of a column; None where one that must stand over it does not."""
    over = [(name, top.term(name, column)) for name in kind.over]
    found = [(name, term) for name, term in over if term is not None]
    if len(found) < len(over):
        return None
    across = [] if heading.dimension == MEASURE else [(heading.dimension, heading.term)]
    return (*across, *heading.more, *found)


def _twice(what: str) -> LeftOut:
    return LeftOut(
        "column-twice",
        f"This column says {what} a second time; the first was read.",
        "Check which of the two is right, and give the other its own heading.",
    )


def _unknown(label: str, kind: SheetLayout, layout: Layout) -> LeftOut:
    if normal(label) in kind.asides:
        return LeftOut(ASIDE, f"The column {label!r} is known to hold no figure of this publication.", "")
    dimensions = " or ".join(map(repr, kind.across))
    return LeftOut(
        "column-not-known",
        f"The heading {label!r} is not in the layout; its column was not read.",
        f"Add this label to {layout.file} under [[dimension]] {dimensions}, terms, or [places.keys].",
    )


def report_left_out(columns: Columns, grid: Grid, headings: Headings, report: Report) -> int:
    """A finding for each column that was left out and holds anything; how many cells they held, headings included."""
    cells = 0
    for column, left in sorted(columns.left_out.items()):
        has_heading = is_filled(grid.rows[headings.row][column])
        cells += left.cells + has_heading
        if not (left.cells or has_heading):
            continue
        letters = column_letters(column)
        first = headings.row + 1 if has_heading else left.first_row + 1
        where = f"{grid.name}!{letters}{first}:{letters}{max(left.last_row, headings.row) + 1}"
        make = note if left.code == ASIDE else error if left.cells else warning
        report.add(make(left.code, where, f"{left.message} Cells not taken: {left.cells:,}.", left.what_to_do))
    return cells
