"""What takes seconds to count is counted when something is read and kept beside the rows, for everybody to read."""

import django.contrib.postgres.fields
import django.db.models.deletion
from django.db import migrations, models

from commonweal.core.rowsecurity import readable_by_public

KEPT = ["keptcomparison", "keptseries"]


class Migration(migrations.Migration):
    dependencies = [
        ("observations", "0006_daily_figures"),
        ("places", "0002_guarantees"),
    ]
    operations = [
        migrations.CreateModel(
            name="KeptComparison",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("collection", models.TextField()),
                ("basis", models.TextField()),
                ("counted", models.JSONField()),
                (
                    "file",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="observations.publicationfile",
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("file", "collection"), name="comparison_kept_once"),
                ],
            },
        ),
        migrations.CreateModel(
            name="KeptSeries",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("measure", models.TextField()),
                ("basis", models.TextField()),
                ("first", models.DateField()),
                ("values", django.contrib.postgres.fields.ArrayField(base_field=models.FloatField(null=True), size=None)),
                ("printed", models.TextField()),
                (
                    "organisation",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="places.organisation"
                    ),
                ),
            ],
            options={
                "constraints": [
                    models.UniqueConstraint(fields=("measure", "organisation"), name="series_kept_once"),
                ],
            },
        ),
        *(readable_by_public(f"observations_{table}") for table in KEPT),
    ]
