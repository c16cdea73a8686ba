"""Questions that come with every page, written by hand and planned once by each connection.

The mapper writes a question anew each time it is asked, and the database plans it anew: for the few that every page
asks, both cost more than the answer. All else is asked through the mapper.
"""

from __future__ import annotations

from functools import cache
from typing import Any, TypeVar

import psycopg
from django.db import connections
from django.db.models import Model

M = TypeVar("M", bound=Model)


def rows(question: str, *values: object, using: str = "default") -> list[tuple[Any, ...]]:
    """The answer to a question whose text never changes; its values stand where the text says %s.

    Django's own cursor puts the values into the text, so that none of its questions is planned once; it is used here
    only where questions are logged, since it knows how.
    """
    connection = connections[using]
    if connection.queries_logged:
        cursor = connection.cursor()
    else:
        connection.ensure_connection()
        cursor = connection.make_cursor(psycopg.Cursor(connection.connection))
    with cursor:
        cursor.execute(question, values or None)
        return cursor.fetchall()


def objects(model: type[M], condition: str, *values: object, using: str = "default") -> list[M]:
    """The rows of a table for which a condition holds whose text never changes."""
    columns, question = _every_column(model)  # type: ignore[arg-type]  # a class is its own hash
    return [model.from_db(using, columns, row) for row in rows(f"{question} where {condition}", *values, using=using)]


@cache
def _every_column(model: type[Model]) -> tuple[list[str], str]:
    fields = model._meta.concrete_fields
    names = ", ".join(f'"{field.column}"' for field in fields)
    return [field.attname for field in fields], f'select {names} from "{model._meta.db_table}"'  # noqa: S608 (our names)
