"""Posting to the books: the database decides, the engine explains a refusal."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date, datetime

import psycopg
from django.db import DataError, IntegrityError, connection, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database, refuse_if
from commonweal.engine.findings import error
from commonweal.engine.ledger.journal import Leg, reversal
from commonweal.engine.money import pounds
from commonweal.pool import models, queries
from commonweal.pool.actions.accounts import one_at_a_time
from commonweal.pool.queries import Draft

BY_HAND, FROM_FILE, REVERSAL = "by hand", "from a file", "reversal"

_ADD_ENTRIES = """
insert into pool_entry (fund_id, posting_id, day, description, reference, reverses_id)
select %s, %s, day, description, reference, reverses
from unnest(%s::date[], %s::text[], %s::text[], %s::bigint[]) with ordinality
  as t (day, description, reference, reverses, place)
order by place returning id
"""
_ADD_LEGS = """
insert into pool_leg (entry_id, position, fund_id, account_id, amount_pence, memo)
select entry, position, %s, account, pence, memo
from unnest(%s::bigint[], %s::smallint[], %s::bigint[], %s::bigint[], %s::text[])
  as t (entry, position, account, pence, memo)
"""


@action("pool.post")
def post(*, by: Actor, at: datetime, fund: models.Fund, drafts: Sequence[Draft], kind: str = BY_HAND) -> models.Posting:
    """Post entries together, one or a hundred thousand: all of them, in their order, or none (Refused says why)."""
    return _post(by, at, fund, drafts, kind)


@action("pool.reverse")
def reverse(*, by: Actor, at: datetime, fund: models.Fund, number: int, day: date, description: str) -> models.Posting:
    """Take a posted entry back by its opposite, dated in an open month."""
    original = queries.posted(fund, [number]).get(number)
    if original is None:
        message = f"There is no entry {number} to take back."
        raise Refused(
            [error("reversal-of-nothing", f"{fund.code}/{number}", message, "Name the number of a posted entry.")]
        )
    back = reversal(original, number=0, day=day, description=description, posted_by=by.name)
    return _post(by, at, fund, [Draft(day, description, back.legs, back.reference, number)], REVERSAL)


def refuse_twice(fund: models.Fund, draft: Draft) -> None:
    """Refused where the very same stands in the books: a form that was sent twice, an invoice that came twice."""
    one_at_a_time(fund)
    same = models.Entry.objects.filter(fund=fund, day=draft.day, description=draft.description)
    same = same.filter(reference=draft.reference, link__isnull=False, reversed_by__isnull=True)
    wanted = _sums(draft.legs)
    for entry in same.select_related("link").prefetch_related("legs__account"):
        if _sums(Leg(leg.account.code, leg.amount_pence) for leg in entry.legs.all()) == wanted:
            message = f"Entry {entry.link.number} says the same, of {pounds(max(wanted)[1])}, on the same day."
            what_to_do = "If this is another one, say in its words what makes it another."
            raise Refused([error("entry-twice", fund.code, message, what_to_do)])


def _sums(legs: Iterable[Leg]) -> list[tuple[str, int]]:
    return sorted((leg.account, leg.amount_pence) for leg in legs)


def _post(by: Actor, at: datetime, fund: models.Fund, drafts: Sequence[Draft], kind: str) -> models.Posting:
    if not drafts:
        raise Refused([error("posting-empty", fund.code, "There is nothing to post.", "Give at least one entry.")])
    try:
        with transaction.atomic():
            posting = models.Posting.objects.create(fund=fund, kind=kind, person_id=by.id, person_name=by.name, at=at)
            _add(fund, posting, drafts)
            _seal_now()
    except (IntegrityError, DataError, UnicodeEncodeError, _UnknownAccountError) as fault:
        refuse_if(queries.check_drafts(fund, drafts, by.name))
        refuse_as_the_database(fault, fund.code)
        raise
    return posting


class _UnknownAccountError(Exception):
    """A leg names an account that the fund does not have: the database need not be asked."""


def _add(fund: models.Fund, posting: models.Posting, drafts: Sequence[Draft]) -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints seal deferred")
    reversed_ids = dict(
        models.Link.objects.filter(
            fund=fund, number__in={draft.reverses for draft in drafts if draft.reverses is not None}
        ).values_list("number", "entry_id")
    )
    reverses = [reversed_ids.get(draft.reverses, -1) if draft.reverses is not None else None for draft in drafts]
    texts = _texts(draft.description for draft in drafts), _texts(draft.reference for draft in drafts)
    days = _texts(draft.day.isoformat() for draft in drafts)
    with (
        connection.wrap_database_errors,
        psycopg.Cursor(connection.connection) as cursor,
    ):  # arrays travel as parameters
        cursor.execute(_ADD_ENTRIES, [fund.pk, posting.pk, days, *texts, _numbers(reverses)])
        entry_ids = sorted(row[0] for row in cursor.fetchall())
        cursor.execute(_ADD_LEGS, [fund.pk, *_leg_columns(fund, drafts, entry_ids)])


def _leg_columns(fund: models.Fund, drafts: Sequence[Draft], entry_ids: Sequence[int]) -> tuple[str, ...]:
    """Entry, position, account, pence and memo of every leg, an array each."""
    account_ids = dict(models.Account.objects.filter(fund=fund).values_list("code", "id"))
    try:
        accounts = [account_ids[leg.account] for draft in drafts for leg in draft.legs]
    except KeyError as unknown:
        raise _UnknownAccountError from unknown
    return (
        _numbers(entry_id for entry_id, draft in zip(entry_ids, drafts, strict=True) for _ in draft.legs),
        _numbers(position for draft in drafts for position in range(1, len(draft.legs) + 1)),
        _numbers(accounts),
        _numbers(leg.amount_pence for draft in drafts for leg in draft.legs),
        _texts(leg.memo for draft in drafts for leg in draft.legs),
    )


def _numbers(values: Iterable[int | None]) -> str:
    """An array as PostgreSQL writes it: several times faster than one that the driver makes element by element."""
    return "{" + ",".join("NULL" if value is None else str(value) for value in values) + "}"


def _texts(values: Iterable[str]) -> str:
    return "{" + ",".join('"' + value.replace("\\", "\\\\").replace('"', '\\"') + '"' for value in values) + "}"


def _seal_now() -> None:
    with connection.cursor() as cursor:
        cursor.execute("set constraints seal immediate")
        cursor.execute("set constraints seal deferred")
