"""Whose rows may be seen: set inside the transaction, read by row-level security, nothing where absent.

The database's policies read four settings of the running transaction: the person, the organisations in which that
person holds a role now, whether that is a national role, and whether it is the system's own work (set-up, worker).
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from django.db import connections, transaction


@dataclass(frozen=True, slots=True)
class Scope:
    """What one request or job may see."""

    person_id: int | None = None
    organisation_ids: tuple[int, ...] = ()
    is_national: bool = False
    is_system: bool = False


NOBODY = Scope()
SYSTEM_SCOPE = Scope(is_system=True)

_SET = (
    "select set_config('commonweal.person', %s, true), set_config('commonweal.organisations', %s, true), "
    "set_config('commonweal.national', %s, true), set_config('commonweal.system', %s, true)"
)


def enter(scope: Scope, using: str = "default") -> None:
    """Set the scope for the rest of the running transaction; an error outside one, where it would set nothing."""
    connection = connections[using]
    if not connection.in_atomic_block:
        raise transaction.TransactionManagementError("A scope holds for one transaction: enter it inside atomic()")
    values = (
        "" if scope.person_id is None else str(scope.person_id),
        "{" + ",".join(map(str, scope.organisation_ids)) + "}",
        "yes" if scope.is_national else "",
        "yes" if scope.is_system else "",
    )
    with connection.cursor() as cursor:
        cursor.execute(_SET, values)


@contextmanager
def within(scope: Scope, using: str = "default") -> Iterator[None]:
    """One transaction with a scope; afterwards an outer transaction has its own scope back."""
    with transaction.atomic(using=using):
        before = _current(using)
        enter(scope, using)
        yield
        with connections[using].cursor() as cursor:
            cursor.execute(_SET, before)


def _current(using: str) -> tuple[str, ...]:
    names = ("person", "organisations", "national", "system")
    with connections[using].cursor() as cursor:
        cursor.execute(
            "select " + ", ".join(f"coalesce(current_setting('commonweal.{name}', true), '')" for name in names)
        )
        return tuple(cursor.fetchone())
