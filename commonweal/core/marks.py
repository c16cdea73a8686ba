"""The state of tables whose rows are only ever added, as something to keep what was made of them by."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache

from django.db.models import Model

from commonweal.core import prepared

Marks = tuple[tuple[int, int, int], ...]


@dataclass(frozen=True, slots=True)
class Summed:
    """A table whose rows change in one column that only ever grows: its sum stands in place of the last row."""

    table: type[Model]
    column: str


Marked = type[Model] | Summed


def marks(*tables: Marked) -> Marks:
    """Of each table its place, how many rows are in sight and the last (or the sum of its column); in one question.

    Where these are the same in the same scope, so is everything that is read from these tables.
    """
    return tuple(sorted(prepared.rows(_question(tables))))


@cache
def _question(tables: tuple[Marked, ...]) -> str:
    return " union all ".join(_of_one(place, table) for place, table in enumerate(tables))


def _of_one(place: int, marked: Marked) -> str:
    if isinstance(marked, Summed):
        table, value = marked.table, f'sum("{marked.column}")'
    else:
        table, value = marked, f'max("{marked._meta.pk.column}")'
    name = table._meta.db_table
    return f'select {place}, count(*), coalesce({value}, 0)::bigint from "{name}"'  # noqa: S608 (names of our models)
