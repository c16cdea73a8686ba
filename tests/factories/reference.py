"""The reference tables in the tests' template: every test finds them there, and their loading left no audit."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from django.db import connections

from commonweal.core import scope
from commonweal.core.actor import COMMAND_LINE
from commonweal.places import actions, reference

AT = datetime(2026, 1, 1, tzinfo=UTC)
SOURCES = [Path(__file__), Path(actions.__file__), Path(reference.__file__), reference.FOLDER]


def load(tables: reference.Reference | None = None) -> actions.Loaded:
    """Load as the command does, and commit where no transaction is running."""
    with scope.within(scope.SYSTEM_SCOPE):
        return actions.load_reference(by=COMMAND_LINE, at=AT, report=lambda text, done, total: None, tables=tables)


def load_into_template() -> None:
    """Load, then forget that: the audit of a test is the test's own."""
    load()
    with connections["owner"].cursor() as cursor:
        cursor.execute("truncate core_auditevent")
