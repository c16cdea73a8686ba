"""Loading the reference tables; adding an organisation by hand."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, datetime

from django.db import connection
from psycopg import sql

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.engine.findings import Finding, note
from commonweal.places import reference
from commonweal.places.models import Code, Duty, Identity, Organisation

Report = Callable[[str, int, int], None]
"""Told what is being done, how much of it is done, and of how much."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a load did: rows added and removed by table (an organisation that changed counts as both), and findings.

    Refused (with nothing loaded) where the tables themselves are faulty.
    """

    added: dict[str, int]
    removed: dict[str, int]
    findings: tuple[Finding, ...]

    @property
    def is_change(self) -> bool:
        """Whether anything is different now."""
        return any(self.added.values()) or any(self.removed.values())

    @property
    def is_refused(self) -> bool:
        """Whether nothing was loaded for faults in the tables."""
        return not self.added and bool(self.findings)


@action("places.add-organisation")
def add_organisation(
    *,
    by: Actor,
    at: datetime,
    kind: str,
    name: str,
    start: date,
    codes: Mapping[str, str],
    end: date | None = None,
    duties: tuple[str, ...] = (),
) -> Organisation:
    """An organisation that the reference tables do not hold, such as an invented place; `codes` by scheme."""
    organisation = Organisation(key=f"{kind}: {name}", kind=kind, start=start, end=end)
    organisation.full_clean(exclude=None if end else ["end"])
    organisation.save()
    period = {"organisation": organisation, "start": start, "end": end}
    Identity.objects.create(**period, name=name, official_name=name)
    Code.objects.bulk_create(Code(**period, scheme=scheme, code=code) for scheme, code in codes.items())
    Duty.objects.bulk_create(Duty(**period, duty=duty) for duty in duties)
    return organisation


@action("places.load-reference")
def load_reference(*, by: Actor, at: datetime, report: Report, tables: reference.Reference | None = None) -> Loaded:
    """Bring the database to what the reference tables say, by default those that ship.

    Changes nothing where nothing changed. What a table no longer holds is removed and stays in the history; an
    organisation is never removed, for others may point to it, but named in a finding. With any fault in the tables
    nothing is loaded.
    """
    report("Reading the reference tables", 0, len(reference.TABLES))
    tables = tables or reference.read()
    if tables.findings:
        return Loaded({}, {}, tables.findings)
    added, removed = {}, {}
    added["organisations"], removed["organisations"], findings = _load_organisations(tables.organisations)
    for done, (name, table) in enumerate(reference.TABLES.items(), start=1):
        report(f"Loading {name}", done, len(reference.TABLES))
        added[name], removed[name] = _load_table(table, tables.tables[name])
    return Loaded(added, removed, findings)


def _load_organisations(rows: tuple[reference.Row, ...]) -> tuple[int, int, tuple[Finding, ...]]:
    _stage('key text, kind text, start date, "end" date', rows)
    with connection.cursor() as cursor:
        cursor.execute("""
            update places_organisation o set kind = s.kind, start = s.start, "end" = s."end" from staged s
            where o.key = s.key and o.is_reference
            and (o.kind, o.start, o."end") is distinct from (s.kind, s.start, s."end")""")
        changed = cursor.rowcount
        cursor.execute("""
            insert into places_organisation (key, kind, start, "end", is_reference)
            select key, kind, start, "end", true from staged order by key on conflict (key) do nothing""")
        added = cursor.rowcount
        cursor.execute("""
            select key from places_organisation o
            where is_reference and not exists (select from staged s where s.key = o.key) order by key""")
        gone = tuple(_gone(key) for (key,) in cursor.fetchall())
    return added + changed, changed, gone


def _gone(key: str) -> Finding:
    return note(
        "reference-organisation-gone",
        f"organisations.csv:{key}",
        f"{key} is no longer in the reference tables; it stays, for what was recorded of it.",
        "If it ended, give it an end in the tables instead of taking it out.",
    )


def _load_table(table: reference.Table, rows: tuple[reference.Row, ...]) -> tuple[int, int]:
    """Add what is new, remove what the table no longer holds; both counted."""
    _stage(
        ", ".join([*(f'"{key}" text' for key in table.keys), *(f'"{n}" {k}' for n, k in table.columns.items())]), rows
    )
    here = sql.Identifier(f"places_{table.model}")
    columns = [sql.Identifier(name) for name in (*(f"{key}_id" for key in table.keys), *table.columns)]
    listed = sql.SQL(", ").join(columns)
    wanted = _wanted(table)
    held = sql.SQL("select {} from {} where {} in (select id from places_organisation where is_reference)").format(
        listed, here, columns[0]
    )
    same = sql.SQL(" and ").join(sql.SQL("t.{0} is not distinct from gone.{0}").format(column) for column in columns)
    with connection.cursor() as cursor:
        cursor.execute(sql.SQL("delete from {} t using ({} except {}) gone where {}").format(here, held, wanted, same))
        removed = cursor.rowcount
        cursor.execute(sql.SQL("insert into {} ({}) {} except {}").format(here, listed, wanted, held))
        return cursor.rowcount, removed


def _wanted(table: reference.Table) -> sql.Composed:
    """What is staged, with the organisations' ids in place of their keys."""
    aliases = {key: sql.Identifier(f"o_{key}") for key in table.keys}
    ids = [sql.SQL("{}.id").format(alias) for alias in aliases.values()]
    values = [sql.SQL("s.{}").format(sql.Identifier(name)) for name in table.columns]
    joins = [
        sql.SQL("join places_organisation {0} on {0}.key = s.{1}").format(alias, sql.Identifier(key))
        for key, alias in aliases.items()
    ]
    return sql.SQL("select {} from staged s {}").format(sql.SQL(", ").join([*ids, *values]), sql.SQL(" ").join(joins))


def _stage(columns: str, rows: tuple[reference.Row, ...]) -> None:
    """Copy rows into a temporary table `staged`, gone with the transaction."""
    with connection.cursor() as cursor:
        cursor.execute(f"drop table if exists staged; create temporary table staged ({columns}) on commit drop")
        with cursor.copy("copy staged from stdin") as copy:
            for row in rows:
                copy.write_row(row)
        cursor.execute("analyze staged")
