"""A workbook described: sheets, cells, what columns accept. Who writes files from it knows no round."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date

from commonweal.engine.addresses import column_letters
from commonweal.engine.findings import Finding
from commonweal.engine.rulebook.model import Sheet
from commonweal.engine.rulebook.tables import Row
from commonweal.engine.rulebook.workbook_layout import Place


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula, and what it comes to now."""

    text: str
    value: str | float


Value = str | int | float | date | Formula | None


@dataclass(frozen=True, slots=True)
class Written:
    """A cell: its value, its style (the id of a colour, `title`, `heading`, `text`), its number's form."""

    value: Value
    style: str = "text"
    form: str = ""  # money, number, date, long
    is_open: bool = False  # people may write into it


@dataclass(frozen=True, slots=True)
class Accepted:
    """What a column's cells accept: `list` (with the cells it is chosen from), `number` or `date`; the words said."""

    kind: str
    words: str
    chosen_from: str | tuple[str, ...] = ""
    least: float | None = None
    most: float | None = None


@dataclass(frozen=True, slots=True)
class Accepting:
    """Which cells accept that: a column from one row to another, all from 0."""

    first: int
    last: int
    column: int
    accepted: Accepted


@dataclass(frozen=True, slots=True)
class SheetOut:
    """A sheet: cells by row and column from 0, widths, what its columns accept, and where flags stand."""

    name: str
    cells: Mapping[tuple[int, int], Written]
    widths: Mapping[int, int] = field(default_factory=dict)
    accepting: tuple[Accepting, ...] = ()
    flags: tuple[str, ...] = ()
    is_protected: bool = True
    is_hidden: bool = False
    frozen_rows: int = 0


@dataclass(frozen=True, slots=True)
class WorkbookOut:
    """The workbook. `fills`: RRGGBB by style; `flags`: the words for complete and not; findings: what did not fit."""

    sheets: tuple[SheetOut, ...]
    fills: Mapping[str, str]
    flags: tuple[str, str]
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Table:
    """Where a sheet's rows stand: its columns, its first and last row from 0, the rows of the plan in them."""

    sheet: Sheet
    tab: str
    places: tuple[Place, ...]
    first: int
    last: int
    rows: tuple[Row, ...]

    def column_of(self, field: str, number: int = 0) -> int | None:
        """The column of a field's value."""
        fitting = (n for n, one in enumerate(self.places) if (one.column.field, one.number) == (field, number))
        return next(fitting, None)

    def cells(self, field: str, number: int = 0) -> str:
        """The cells of a field as a formula of any sheet names them; empty where the sheet has no such column."""
        column = self.column_of(field, number)
        return "" if column is None else f"{quoted(self.tab)}!{area(self.first, self.last, column)}"


def area(first: int, last: int, column: int) -> str:
    """A column from one row to another: `$A$6:$A$20`."""
    letters = column_letters(column)
    return f"${letters}${first + 1}:${letters}${last + 1}"


def quoted(tab: str) -> str:
    """A tab as a formula names it."""
    return "'" + tab.replace("'", "''") + "'"


def text_of(words: str) -> str:
    """A text as a formula holds it."""
    return '"' + words.replace('"', '""') + '"'
