"""What the actions of several rooms share: who signs a row, and how a row that the database refuses is told."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from django.db import IntegrityError, connection, transaction
from django.db.models import Model

from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database
from commonweal.engine.findings import error


def signed(by: Actor, at: datetime) -> dict[str, Any]:
    """Who did it and when, as a row keeps it."""
    return {"person_id": by.id, "person_name": by.name, "at": at}


def refused(code: str, where: str, message: str, what_to_do: str) -> Refused:
    """A refusal for one reason."""
    return Refused([error(code, where, message, what_to_do)])


def saved(row: Model, where: str, taken: str) -> None:
    """Save a new row; what the database refuses is said in words, `taken` where such a row stands there already."""
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError as fault:
        refuse_as_the_database(fault, where)
        raise refused("already-there", where, taken, "Look at what stands there; give another name or day.") from fault


def check_now(constraint: str) -> None:
    """Ask a deferred check of the database at once, before anything else is done in this transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f'set constraints "{constraint}" immediate')
        cursor.execute(f'set constraints "{constraint}" deferred')


def one_at_a_time(room: int, key: int) -> None:
    """Until this transaction ends, nobody else does what asks for the same turn."""
    with connection.cursor() as cursor:
        cursor.execute("select pg_advisory_xact_lock(%s, %s)", [room, key % 2**31])
