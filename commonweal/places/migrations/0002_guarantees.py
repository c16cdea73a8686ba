"""What the database itself refuses: one organisation with two names, one code for two organisations, at the same time.

Exclusion constraints without an extension: a number becomes a range of itself, and so does a text, in a range type of
our own; two ranges of one thing overlap exactly when the things are equal.
"""

from django.db import migrations

from commonweal.core.rowsecurity import readable_by_public

TABLES = ["organisation", "identity", "code", "duty", "containment", "succession", "population", "boundary"]
DURING = 'daterange(start, "end", \'[)\') with &&'


def number(column: str) -> str:
    return f"int8range({column}, {column}, '[]') with &&"


def text(expression: str) -> str:
    return f"places_text_range({expression}, {expression}, '[]') with &&"


ONE_AT_A_TIME = {
    ("places_identity", "identity_one_at_a_time"): [number("organisation_id")],
    ("places_code", "code_denotes_one"): [text("scheme || ' ' || code")],
    ("places_duty", "duty_once"): [number("organisation_id"), text("duty")],
    ("places_containment", "containment_one_of_a_kind"): [number("inner_id"), text("kind")],
    ("places_boundary", "boundary_one_at_a_time"): [number("organisation_id")],
}


def one_at_a_time(table: str, name: str, equal: list[str]) -> migrations.RunSQL:
    """No two rows for the same thing share a day."""
    return migrations.RunSQL(
        f"alter table {table} add constraint {name} exclude using gist ({', '.join([*equal, DURING])})",
        f"alter table {table} drop constraint {name}",
    )


class Migration(migrations.Migration):
    dependencies = [("places", "0001_reference")]
    operations = [
        migrations.RunSQL('create type places_text_range as range (subtype = text, collation = "C")', "drop type places_text_range"),
        *(one_at_a_time(table, name, equal) for (table, name), equal in ONE_AT_A_TIME.items()),
        *(readable_by_public(f"places_{table}") for table in TABLES),
    ]
