"""A workbook as plain cells, and the addresses that people know them by."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.addresses import a1 as a1
from commonweal.engine.addresses import column_letters as column_letters

Cell = str | float | int | bool
"""A plain cell. An empty cell is the empty text; days and times are their ISO text (2017-02-01)."""

Row = list[Cell]


@dataclass(frozen=True, slots=True)
class Grid:
    """One sheet: rows of equal length, from A1. Rows are lists for speed and are never changed.

    `formulas`: which cells hold a formula or an error, as row and column from 0; looked for only on request.
    """

    name: str
    rows: list[Row]
    formulas: frozenset[tuple[int, int]] = frozenset()

    def address(self, row: int, column: int) -> str:
        """`LA - by reason!C15`, from indices that start at 0."""
        return f"{self.name}!{a1(row, column)}"


@dataclass(frozen=True, slots=True)
class Workbook:
    """Sheets in their order."""

    sheets: tuple[Grid, ...]


def is_filled(cell: Cell) -> bool:
    """Whether a cell holds anything but blanks."""
    return bool(cell.strip()) if isinstance(cell, str) else True
