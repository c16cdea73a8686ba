"""One figure with its publication, sheet and cell, and the sheet around it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from commonweal.engine.periods import Month
from commonweal.engine.workbook.grid import Cell, a1, column_letters
from commonweal.observations.models import Figure, FileContent, PublicationFile
from commonweal.spreadsheets.tables import read_publication_file

ROWS_AROUND = 4
HEADINGS_SEARCHED = 30
WIDE, FIRST_COLUMNS, COLUMNS_AROUND = 20, 3, 4


@dataclass(frozen=True, slots=True)
class SheetRow:
    """A row of the sheet around a figure: its number as printed, and its cells as text."""

    number: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class FigureDetail:
    """A figure and where it stands. `around` covers columns `letters`; `is_from_file` says whether it was read again
    from the publisher's own file, or put together from the stored figures where that is not at hand."""

    figure_id: int
    file_id: int
    file_name: str
    sha256: str
    is_current: bool
    title: str
    month: Month
    publisher: str
    licence: str
    source: str
    sheet: str
    address: str
    row_number: int
    letter: str
    place: str
    organisation_id: int | None
    measure: str
    care: str
    side: str
    reason: str
    day: date | None
    terms: Mapping[str, str]
    value: float | None
    marker: str
    is_from_file: bool
    letters: tuple[str, ...]
    around: tuple[SheetRow, ...]


def figure(figure_id: int) -> FigureDetail | None:
    """A figure with the sheet around it; None where there is no such figure."""
    found = Figure.objects.select_related("slot", "place__file__publication").filter(pk=figure_id).first()
    if found is None:
        return None
    place, file = found.place, found.place.file
    sheet = file.sheets[found.sheet]
    rows = _rows_of_file(file, sheet)
    is_from_file = rows is not None
    rows = rows if rows is not None else _rows_of_figures(file, found.sheet)
    letters, around = _around(rows, found.row, found.column, is_from_file)
    return FigureDetail(
        figure_id=found.pk,
        file_id=file.pk,
        file_name=file.name,
        sha256=file.sha256,
        is_current=file.state == str(PublicationFile.State.CURRENT),
        title=file.publication.title,
        month=Month.of(file.publication.period),
        publisher=file.publication.publisher,
        licence=file.publication.licence,
        source=file.publication.source,
        sheet=sheet,
        address=a1(found.row, found.column),
        row_number=found.row + 1,
        letter=column_letters(found.column),
        place=str(place),
        organisation_id=place.organisation_id,
        measure=found.slot.measure,
        care=found.slot.care,
        side=found.slot.side,
        reason=found.slot.reason,
        day=found.slot.day,
        terms=found.slot.terms,
        value=found.value,
        marker=found.marker,
        is_from_file=is_from_file,
        letters=letters,
        around=around,
    )


Rows = dict[int, list[Cell]]


def _rows_of_file(file: PublicationFile, sheet: str) -> Rows | None:
    """The sheet, read again from the kept file; None where the file is not kept."""
    kept = FileContent.objects.filter(pk=file.pk).values_list("content", flat=True).first()
    opened = read_publication_file(bytes(kept), file.name) if kept is not None else None
    if opened is None or opened.workbook is None:
        return None
    return next((dict(enumerate(grid.rows)) for grid in opened.workbook.sheets if grid.name == sheet), None)


def _rows_of_figures(file: PublicationFile, sheet: int) -> Rows:
    """The figures of a sheet in their cells, with the name of each row's place in the cell before them."""
    cells = list(
        Figure.objects.filter(place__file_id=file.pk, sheet=sheet)
        .order_by("row", "column")
        .values_list("row", "column", "value", "marker", "place__name")
    )
    width = max(column for _, column, *_ in cells) + 1
    first = min(column for _, column, *_ in cells)
    rows: Rows = {}
    for row, column, value, marker, name in cells:
        line = rows.setdefault(row, [""] * width)
        line[max(first - 1, 0)] = name
        line[column] = marker if value is None else value
    return rows


def _is_shown(column: int, at: int, first: int, last: int) -> bool:
    """Of a wide sheet, its first columns and those near the figure."""
    return last - first < WIDE or column < first + FIRST_COLUMNS or abs(column - at) <= COLUMNS_AROUND


def _around(rows: Rows, row: int, at: int, has_headings: bool) -> tuple[tuple[str, ...], tuple[SheetRow, ...]]:
    """Columns and rows to show: those near the figure, under the headings of the sheet."""
    near = [number for number in sorted(rows) if abs(number - row) <= ROWS_AROUND]
    heading = (
        max(range(min(row, HEADINGS_SEARCHED)), key=lambda n: _texts(rows[n]), default=None) if has_headings else None
    )
    shown = [*([heading] if heading is not None and heading not in near else []), *near]
    used = [column for number in shown for column, cell in enumerate(rows[number]) if cell != ""]
    columns = [column for column in range(min(used), max(used) + 1) if _is_shown(column, at, min(used), max(used))]
    lines = tuple(SheetRow(number + 1, tuple(_text(rows[number][column]) for column in columns)) for number in shown)
    return tuple(map(column_letters, columns)), lines


def _texts(cells: list[Cell]) -> int:
    return sum(isinstance(cell, str) and cell != "" for cell in cells)


def _text(cell: Cell) -> str:
    """A cell for reading: whole numbers without a point."""
    if isinstance(cell, float):
        return f"{cell:,.0f}" if cell.is_integer() else f"{cell:,.2f}"
    return str(cell)
