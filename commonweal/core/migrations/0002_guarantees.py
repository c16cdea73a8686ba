"""What the database itself refuses: changing the audit; seeing another organisation's jobs and events."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

IN_SIGHT = f"{IS_SYSTEM} or organisation_id = any({ORGANISATIONS})"
OWN_JOB = f"owner_id = {PERSON} or {IN_SIGHT}"


class Migration(migrations.Migration):
    dependencies = [("core", "0001_audit_and_jobs")]
    operations = [
        append_only("core_auditevent"),
        row_security("core_auditevent", see=f"actor_id = {PERSON} or {IS_NATIONAL} or {IN_SIGHT}"),
        row_security("core_job", see=OWN_JOB, add=OWN_JOB),
    ]
