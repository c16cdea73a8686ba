"""The state of tables whose rows are only ever added, as something to keep what was made of them by."""

from __future__ import annotations

from django.db.models import Count, Max, Model, Value
from django.db.models.functions import Coalesce

Marks = tuple[tuple[int, int, int], ...]


def marks(*tables: type[Model]) -> Marks:
    """Of each table that has rows in sight its place, how many those are and the last; in one question.

    Where these are the same in the same scope, so is everything that is read from these tables.
    """
    counted = {"count": Count("pk"), "last": Coalesce(Max("pk"), 0)}
    rows = [
        table._default_manager.order_by().annotate(place=Value(place)).values("place").annotate(**counted)
        for place, table in enumerate(tables)
    ]
    sums = [row.values_list("place", "count", "last") for row in rows]
    return tuple(sorted(sums[0].union(*sums[1:], all=True)))
