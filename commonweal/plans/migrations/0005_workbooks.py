"""Workbooks sent in for a plan: seen with the plan, added by its own bodies, each under one's own name."""

import django.db.models.deletion
from django.db import migrations, models

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, PERSON, append_only, row_security

MINE = "plan_id = any ((select plans_mine())::bigint[])"
LARGEST_BYTES = 10_000_000


class Migration(migrations.Migration):
    dependencies = [("plans", "0004_published")]
    operations = [
        migrations.CreateModel(
            name="SentWorkbook",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("name", models.TextField()),
                ("digest", models.TextField()),
                ("content", models.BinaryField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="sent_workbooks", to="plans.areaplan"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("plan", "digest"), name="sent_workbook_once"),
                    models.CheckConstraint(
                        condition=models.Q(("digest__regex", "^[0-9a-f]{64}$")), name="sent_workbook_digest"
                    ),
                ],
            },
        ),
        migrations.RunSQL(
            f"alter table plans_sentworkbook add constraint sent_workbook_size check (octet_length(content) <= {LARGEST_BYTES})",
            "alter table plans_sentworkbook drop constraint sent_workbook_size",
        ),
        row_security(
            "plans_sentworkbook",
            see=f"{IS_SYSTEM} or {IS_NATIONAL} or {MINE}",
            add=f"{IS_SYSTEM} or (person_id = {PERSON} and {MINE})",
        ),
        append_only("plans_sentworkbook"),
    ]
