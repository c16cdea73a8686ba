"""Where a sheet's headings stand and what each column holds, found by their labels wherever they are."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import NamedTuple

from commonweal.engine.workbook.grid import Cell, Grid, is_filled
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import ALL, MEASURE, Block, Layout, SheetLayout

SEARCHED_ROWS = 60  # headings stand in row 14 or above in every publication known; none will stand below this


class Heading(NamedTuple):
    """What a heading says of its column: a term of a dimension, or, with `measure` alone, what is counted."""

    dimension: str
    term: str
    measure: str
    more: tuple[tuple[str, str], ...] = ()  # what it says before the sign that parts it


@dataclass(frozen=True, slots=True)
class BlockHeadings:
    """Where the rows of one level of places begin, and the columns of their keys.

    `row` is that of their key headings, -1 for the rows above the first of them.
    """

    row: int
    block: Block
    keys: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Headings:
    """The row of the headings, and its columns by what their labels say (indices from 0).

    `keys`: place key or dimension to its column; `terms`: column to what its heading says; `twice`: key columns that
    name a key a second time; `unknown`: columns with a label that the layout does not know; `blocks`: key headings
    further down; `beside`: columns of keys of blocks, in which text beside the headings is no heading.
    """

    row: int
    keys: Mapping[str, int]
    terms: Mapping[int, Heading]
    twice: tuple[int, ...]
    unknown: tuple[int, ...]
    blocks: tuple[BlockHeadings, ...] = ()
    beside: tuple[int, ...] = ()

    @property
    def labels(self) -> int:
        """How many labels are known."""
        return len(self.keys) + len(self.terms)


def read_labels(row: list[Cell], number: int, sheet: SheetLayout, layout: Layout) -> Headings:
    """What each label of a row would mean if the row were the headings."""
    keys: dict[str, int] = {}
    terms: dict[int, Heading] = {}
    twice: list[int] = []
    unknown: list[int] = []
    for column, cell in enumerate(row):
        if cell == "" or not is_filled(cell):
            continue
        label = normal(cell) if isinstance(cell, str) else ""
        if (key := _key(label, sheet, layout)) is not None:
            if key in keys:
                twice.append(column)
            keys.setdefault(key, column)
        elif label and label not in layout.markers and (heading := _heading(label, sheet, layout)) is not None:
            terms[column] = heading
        else:
            unknown.append(column)
    return Headings(number, keys, terms, tuple(twice), tuple(unknown))


def _key(label: str, sheet: SheetLayout, layout: Layout) -> str | None:
    """The place key or the dimension down that a label names."""
    for down in sheet.down:
        if label in down.labels:
            return down.dimension
    return None if sheet.place else layout.place_keys.get(label)


def _heading(label: str, sheet: SheetLayout, layout: Layout) -> Heading | None:
    """What a label says, in one part or in two."""
    before, sign, after = label.rpartition(sheet.parted) if sheet.parted else ("", "", label)
    last = _part(after, sheet, layout)
    if not sign or last is None:
        return last
    first = _part(before, sheet, layout)
    return None if first is None else last._replace(more=((first.dimension, first.term),))


def _part(label: str, sheet: SheetLayout, layout: Layout) -> Heading | None:
    """What a part of a label says: the first of the sheet's dimensions across that knows it, or a measure."""
    for name in sheet.across:
        if name == MEASURE:
            if (measure := layout.banners.get(label)) is not None:
                return Heading(MEASURE, "", measure)
        elif (term := layout.dimensions[name].term(label)) is not None:
            return Heading(name, term, layout.dimensions[name].counts)
    return None


def find_headings(grid: Grid, sheet: SheetLayout, layout: Layout) -> Headings | None:
    """The row with the most labels of this kind of sheet: at least one key and one term that is not a total.

    Where the keys stand in blocks further down, the row of the terms; None where no block follows.
    """
    best: Headings | None = None
    for number, row in enumerate(grid.rows[:SEARCHED_ROWS]):
        found = read_labels(row, number, sheet, layout)
        if not (found.keys or sheet.blocks) or {heading.term for heading in found.terms.values()} <= {ALL}:
            continue
        if best is None or found.labels > best.labels:
            best = found
    return _with_blocks(best, grid, layout) if best is not None and sheet.blocks else best


def _with_blocks(headings: Headings, grid: Grid, layout: Layout) -> Headings | None:
    """The headings with the key headings below them, and the block that needs none."""
    blocks = [found for number in range(headings.row, len(grid.rows)) if (found := _block(grid, number, layout))]
    if not blocks:
        return None
    above = next((block for block in layout.blocks if not block.keys), None)
    if above is not None:
        blocks.insert(0, BlockHeadings(-1, above, blocks[0].keys))
    columns = {column for found in blocks for column in found.keys.values()}
    return replace(
        headings,
        keys=blocks[0].keys,
        unknown=tuple(column for column in headings.unknown if column not in columns),
        blocks=tuple(blocks),
        beside=tuple(sorted(columns)),
    )


def _block(grid: Grid, number: int, layout: Layout) -> BlockHeadings | None:
    """A row that holds nothing but the key headings of one block, two at least."""
    filled = [(column, cell) for column, cell in enumerate(grid.rows[number]) if is_filled(cell)]
    if not 2 <= len(filled) <= 8 or not all(isinstance(cell, str) for _, cell in filled):
        return None
    for block in layout.blocks:
        keys = {block.keys.get(normal(str(cell)), ""): column for column, cell in filled}
        if "" not in keys and len(keys) == len(filled):
            return BlockHeadings(number, block, keys)
    return None
