"""A workbook as plain cells, and the addresses that people know them by."""

from __future__ import annotations

from dataclasses import dataclass

Cell = str | float | int | bool
"""A plain cell. An empty cell is the empty text; days and times are their ISO text (2017-02-01)."""

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of equal length, from A1. Rows are lists for speed and are never changed."""

    name: str
    rows: list[Row]

    def address(self, row: int, column: int) -> str:
        """`LA - by reason!C15`, from indices that start at 0."""
        return f"{self.name}!{a1(row, column)}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets in their order."""

    sheets: tuple[Grid, ...]


def column_letters(column: int) -> str:
    """0 is A, 25 is Z, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def a1(row: int, column: int) -> str:
    """The address of a cell from indices that start at 0: (0, 0) is A1."""
    return f"{column_letters(column)}{row + 1}"


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds anything but blanks."""
    return bool(cell.strip()) if isinstance(cell, str) else True
