"""Where a sheet's headings stand and what each column holds, found by their labels wherever they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonweal.engine.workbook.grid import Cell, Grid, is_filled
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import ALL, Layout, SheetLayout

SEARCHED_ROWS = 60  # headings stand in row 14 of every publication known; none will stand below this


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings, and its columns by what their labels say (indices from 0).

    `keys`: place key or dimension to its column; `terms`: column to the term of the sheet's dimension across;
    `twice`: key columns that name a key a second time; `unknown`: columns with a label that the layout does not know.
    """

    row: int
    keys: Mapping[str, int]
    terms: Mapping[int, str]
    twice: tuple[int, ...]
    unknown: tuple[int, ...]


def read_labels(row: list[Cell], number: int, sheet: SheetLayout, layout: Layout) -> Headings:
    """What each label of a row would mean if the row were the headings."""
    keys: dict[str, int] = {}
    terms: dict[int, str] = {}
    twice: list[int] = []
    unknown: list[int] = []
    across = layout.dimensions[sheet.across]
    for column, cell in enumerate(row):
        if not is_filled(cell):
            continue
        label = normal(cell) if isinstance(cell, str) else ""
        if (key := _key(label, sheet, layout)) is not None:
            if key in keys:
                twice.append(column)
            keys.setdefault(key, column)
        elif label and label not in layout.markers and (term := across.term(label)) is not None:
            terms[column] = term
        else:
            unknown.append(column)
    return Headings(number, keys, terms, tuple(twice), tuple(unknown))


def _key(label: str, sheet: SheetLayout, layout: Layout) -> str | None:
    """The place key or the dimension down that a label names."""
    for down in sheet.down:
        if label in down.labels:
            return down.dimension
    return None if sheet.place else layout.place_keys.get(label)


def find_headings(grid: Grid, sheet: SheetLayout, layout: Layout) -> Headings | None:
    """The row with the most labels of this kind of sheet: at least one key and one term that is not a total."""
    best: Headings | None = None
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        found = read_labels(row, number, sheet, layout)
        if not found.keys or set(found.terms.values()) <= {ALL}:
            continue
        if best is None or len(found.keys) + len(found.terms) > len(best.keys) + len(best.terms):
            best = found
    return best
