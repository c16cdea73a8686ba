"""The real workbooks, read once for all tests, and a small one written by hand."""

import tomllib
from functools import cache
from pathlib import Path

from commonweal.engine.workbook.grid import Grid, Workbook
from commonweal.engine.workbook.layout_file import parse_layout
from commonweal.engine.workbook.reading import read_publication
from commonweal.spreadsheets.reading import read_workbook
from tests.shared import shared_data

TOP = Path(__file__).resolve().parents[3]


@cache
def dtoc_layout():
    layout, findings = parse_layout(tomllib.loads(layout_text()), "layouts/dtoc.toml")
    assert findings == ()
    return layout


def layout_text():
    return (TOP / "commonweal" / "layouts" / "dtoc.toml").read_text()


def paths() -> list[Path]:
    return sorted((shared_data() / "dtoc").glob("*.xls"))


@cache
def workbook(name) -> Workbook:
    return read_workbook((shared_data() / "dtoc" / name).read_bytes(), name).workbook


def read(book):
    return read_publication(book, [dtoc_layout()])


@cache
def reading(name):
    return read(workbook(name))


@cache
def readings():
    """All readings by month, as `2017-02`."""
    return {found.period.iso: found for found in (reading(path.name) for path in paths())}


def days(found, place, **terms):
    """The one counted number of delayed days of a place, and where a term is given, of that term."""
    dimensions = list(found.layout.dimensions)
    position = tuple(terms.get(dimension, "all") for dimension in dimensions)
    values = {
        (figure.value, figure.marker)
        for figure in found.figures
        if figure.slot == ("delayed-days", position)
        and place in (figure.place.name, figure.place.local_code, figure.place.ons_code)
    }
    assert len(values) == 1, (place, terms, values)
    return values.pop()[0]


def changed(book, sheet, change) -> Workbook:
    """A copy of a workbook in which `change` was applied to the rows of one sheet."""
    sheets = []
    for grid in book.sheets:
        rows = [list(row) for row in grid.rows]
        if grid.name == sheet:
            rows = change(rows) or rows
        sheets.append(Grid(grid.name, rows))
    return Workbook(tuple(sheets))


def small_sheets():
    """A made-up publication of two places, whose sums a person can check."""
    top = [["", "Title:", "Delayed Transfers of Care"], ["", "Period:", "February 2017"], [""]]
    places = [["-", "-", "-", "England"], ["North", "E1", "1", "Ayton"], ["South", "E2", "2", "Beeton"]]

    def council_sheet(headings, *numbers):
        keys = ["Region", "ONS Geography", "Code", "Name"]
        return [*top, [*keys, *headings], *([*place, *row] for place, row in zip(places, numbers, strict=True))]

    sheets = {
        "England": [
            *top,
            ["", "", "Number of Delayed Days during the reporting period"],
            ["Type of Care", "Reason for Delay", "NHS", "Social Care", "Both"],
            ["Acute", "-", 10.0, 6.0, 1.0],
            ["Non-Acute", "-", 5.0, 8.0, "-"],
            ["", "", "", "", ""],
            ["Acute", "A) Assessment", 4.0, 2.0, 1.0],
            ["", "C) Further care", 6.0, "NA", "NA"],
            ["", "E) Care package", "-", 4.0, "-"],
            ["Non-Acute", "A) Assessment", 5.0, 3.0, "-"],
            ["", "E) Care package", "-", 5.0, "-"],
        ],
        "LA - by type of care": council_sheet(
            ["Acute", "Non-Acute", "Total"], [17.0, 13.0, 30.0], [10.0, 3.0, 13.0], [7.0, 10.0, 17.0]
        ),
        "LA - by responsible org": council_sheet(
            ["NHS", "Social Care", "Both", "Total"],
            [15.0, 14.0, 1.0, 30.0],
            [12.0, "-", 1.0, 13.0],
            [3.0, 14.0, "-", 17.0],
        ),
        "LA - by reason": council_sheet(
            ["A) Assessment", "C) Further care", "E) Care package", "Total"],
            [15.0, 6.0, 9.0, 30.0],
            [7.0, 6.0, "-", 13.0],
            [8.0, "-", 9.0, 17.0],
        ),
    }
    return {name: [list(row) for row in rows] for name, rows in sheets.items()}


def book_of(sheets) -> Workbook:
    """A workbook of rows by sheet name, rows made equally long."""
    grids = []
    for name, rows in sheets.items():
        width = max(map(len, rows), default=0)
        grids.append(Grid(name, [[*row, *[""] * (width - len(row))] for row in rows]))
    return Workbook(tuple(grids))
