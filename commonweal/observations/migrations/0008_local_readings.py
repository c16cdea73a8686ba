"""What places' own records count: seen by the people of the place, added by them in their own name, never changed."""

import django.db.models.deletion
from django.db import migrations, models

from commonweal.core.rowsecurity import IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

IN_SIGHT = f"{IS_SYSTEM} or organisation_id = any({ORGANISATIONS})"


class Migration(migrations.Migration):
    dependencies = [("observations", "0007_kept_reckonings"), ("places", "0003_catchments")]
    operations = [
        migrations.CreateModel(
            name="LocalReading",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("person_id", models.BigIntegerField(null=True)),
                ("person_name", models.TextField()),
                ("at", models.DateTimeField()),
                ("measure", models.TextField()),
                ("month", models.DateField()),
                ("reason", models.TextField(default="all")),
                ("version", models.PositiveIntegerField()),
                ("value", models.PositiveIntegerField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(
                        fields=("organisation", "measure", "month", "reason", "version"),
                        name="local_reading_version_once",
                    ),
                    models.CheckConstraint(condition=models.Q(("month__day", 1)), name="local_reading_is_of_a_month"),
                ],
            },
        ),
        row_security(
            "observations_localreading",
            see=IN_SIGHT,
            add=f"({IN_SIGHT}) and ({IS_SYSTEM} or person_id = {PERSON})",
        ),
        append_only("observations_localreading"),
    ]
