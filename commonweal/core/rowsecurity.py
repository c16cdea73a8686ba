"""Migration operations for what the database itself guarantees: append-only tables and row-level security."""

from __future__ import annotations

from django.conf import settings
from django.db import migrations

PERSON = "nullif(current_setting('commonweal.person', true), '')::bigint"
ORGANISATIONS = "coalesce(nullif(current_setting('commonweal.organisations', true), ''), '{}')::bigint[]"
IS_NATIONAL = "(coalesce(current_setting('commonweal.national', true), '') = 'yes')"
IS_SYSTEM = "(coalesce(current_setting('commonweal.system', true), '') = 'yes')"


def app_role() -> str:
    """The application's database role, quoted."""
    return '"' + settings.DATABASES["default"]["USER"] + '"'


def reader_role() -> str:
    """The public face's database role, quoted."""
    return '"' + settings.DATABASES["reader"]["USER"] + '"'


def append_only(table: str) -> migrations.RunSQL:
    """Rows may be added and read by the application; never changed, removed or emptied."""
    return migrations.RunSQL(
        f"revoke update, delete, truncate on {table} from {app_role()}",
        f"grant update, delete on {table} to {app_role()}",
    )


def row_security(table: str, *, see: str, add: str = "true", change: str | None = None) -> migrations.RunSQL:
    """Rows are visible where `see` holds, may be added where `add`, changed or removed where `change` (else `see`)."""
    change = change or see
    return migrations.RunSQL(
        f"""
        alter table {table} enable row level security;
        create policy {table}_see on {table} for select using ({see});
        create policy {table}_add on {table} for insert with check ({add});
        create policy {table}_change on {table} for update using ({change}) with check ({change});
        create policy {table}_remove on {table} for delete using ({change});
        """,
        f"""
        drop policy {table}_see on {table}; drop policy {table}_add on {table};
        drop policy {table}_change on {table}; drop policy {table}_remove on {table};
        alter table {table} disable row level security;
        """,
    )


def readable_by_public(table: str) -> migrations.RunSQL:
    """The public face may read the table."""
    return migrations.RunSQL(
        f"grant select on {table} to {reader_role()}",
        f"revoke select on {table} from {reader_role()}",  # noqa: S608 (names from our own migrations)
    )
