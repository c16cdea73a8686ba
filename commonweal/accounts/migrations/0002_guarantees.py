"""Roles are seen by who holds them and in their organisation; the history can be added to and nothing else."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

IN_ORGANISATION = f"{IS_SYSTEM} or organisation_id = any({ORGANISATIONS})"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_people_and_roles")]
    operations = [
        row_security(
            "accounts_role",
            see=f"person_id = {PERSON} or {IS_NATIONAL} or {IN_ORGANISATION}",
            add=IN_ORGANISATION,
            change=IN_ORGANISATION,
        ),
        append_only("accounts_roleevent"),
        append_only("accounts_personevent"),
        row_security("accounts_roleevent", see=IS_SYSTEM),
        row_security("accounts_personevent", see=IS_SYSTEM),
    ]
