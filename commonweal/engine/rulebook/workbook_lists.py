"""The hidden sheet of lists, and what each column accepts: drop-downs, sub-types by type, numbers, dates."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.engine.addresses import a1, column_letters
from commonweal.engine.rulebook.model import Cell, Column, Rulebook
from commonweal.engine.rulebook.workbook_layout import BY_NUMBER, LISTS, TWO_WORDS, list_of, shown_names
from commonweal.engine.rulebook.workbook_shape import Accepted, SheetOut, Written, area

FIRST = 2  # the heading and the number of entries stand above
AMOUNT_POUNDS_MOST = 1e11


@dataclass(frozen=True, slots=True)
class Lists:
    """The columns of the sheet of lists: a heading and entries each; then the sub-types, in the order of the types."""

    columns: tuple[tuple[str, tuple[str, ...]], ...]
    rulebook: Rulebook

    def place(self, heading: str) -> int:
        """The column under a heading."""
        return next(number for number, (one, _) in enumerate(self.columns) if one == heading)

    def cells(self, heading: str) -> str:
        """A list's entries as a formula names them."""
        number = self.place(heading)
        return f"{LISTS}!{area(FIRST, FIRST + max(len(self.columns[number][1]), 1) - 1, number)}"

    def sheet_out(self) -> SheetOut:
        """The hidden sheet."""
        cells: dict[tuple[int, int], Written] = {}
        for column, (heading, entries) in enumerate(self.columns):
            cells[0, column] = Written(heading, "heading")
            cells[1, column] = Written(len(entries))
            cells |= {(FIRST + row, column): Written(entry) for row, entry in enumerate(entries)}
        return SheetOut(LISTS, cells, is_hidden=True)


def sub_types_of(type_id: str) -> str:
    """The heading of a type's sub-types."""
    return f"sub-types of {type_id}"


def lists_of(rulebook: Rulebook) -> Lists:
    """Every list that a column of the round offers; types with sub-types and units besides."""
    kinds = {list_of(column) for sheet in rulebook.sheet for column in sheet.columns} - {""}
    columns = [(kind, tuple(shown_names(rulebook, kind).values())) for kind in sorted(kinds | {"scheme_type"})]
    types = shown_names(rulebook, "scheme_type")
    units = [(f"{types[one.id]}|{sub}", one.unit_of(sub)) for one in rulebook.scheme_type for sub in one.sub_types]
    units += [(f"{types[one.id]}|", one.unit_of("")) for one in rulebook.scheme_type]
    columns += [("unit of", tuple(key for key, _ in units)), ("unit", tuple(unit for _, unit in units))]
    columns += [(sub_types_of(one.id), one.sub_types) for one in rulebook.scheme_type]
    return Lists(tuple(columns), rulebook)


def accepted(column: Column, rulebook: Rulebook, lists: Lists, type_cell: str) -> Accepted | None:
    """What a column's cells accept; None: any text. `type_cell`: where the first row's type stands, if it does."""
    if column.kind is Cell.CHOICE:
        return Accepted("list", "Choose one of the list.", "=" + lists.cells(column.list))
    if column.kind is Cell.SUB_TYPE:
        told = "Choose the type first, then one of its sub-types."
        return Accepted("list", told, _sub_types(rulebook, lists, type_cell)) if type_cell else None
    if column.kind in TWO_WORDS:
        words = tuple(TWO_WORDS[column.kind])
        return Accepted("list", f"Choose {words[0]} or {words[1]}.", words)
    if column.kind is Cell.DATE:
        return Accepted("date", "Enter a day, such as 30/09/2025.")
    if column.kind is Cell.PERCENT:
        return Accepted("number", "Enter a percentage from 0 to 100, such as 60.", least=0, most=100)
    if column.kind is Cell.MONEY_BY_YEAR:
        most = AMOUNT_POUNDS_MOST
        return Accepted("number", "Enter pounds, such as 1250000.50.", least=-most, most=most)
    if column.kind in BY_NUMBER:
        return Accepted("number", "Enter a number.", least=-AMOUNT_POUNDS_MOST, most=AMOUNT_POUNDS_MOST)
    return None


def _sub_types(rulebook: Rulebook, lists: Lists, type_cell: str) -> str:
    """The entries under the row's type: as many columns right of the first as the type stands down its list."""
    if not rulebook.scheme_type:
        return ""
    start = lists.place(sub_types_of(rulebook.scheme_type[0].id))
    across = f"MATCH({type_cell},{lists.cells('scheme_type')},0)-1"
    letters = column_letters(start)
    count = f"OFFSET({LISTS}!${letters}$2,0,{across})"
    return f"=OFFSET({LISTS}!${letters}${FIRST + 1},0,{across},MAX(1,{count}),1)"


def unit_formula(lists: Lists, row: int, type_column: int, sub_type_column: int | None) -> str:
    """The unit of a row's outputs: by its type and sub-type, else by its type."""
    kind = a1(row, type_column)
    units, keys = lists.cells("unit"), lists.cells("unit of")
    alone = f'IFERROR(INDEX({units},MATCH({kind}&"|",{keys},0))&"","")'
    if sub_type_column is None:
        return f"={alone}"
    sub = a1(row, sub_type_column)
    return f'=IFERROR(INDEX({units},MATCH({kind}&"|"&{sub},{keys},0))&"",{alone})'
