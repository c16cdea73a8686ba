"""What a plan comes to is kept beside it; who sees the plan sees it, and the published view says it with the plan."""

import importlib

import django.db.models.deletion
from django.db import migrations, models

from commonweal.core.rowsecurity import IS_SYSTEM, append_only, row_security

sight = importlib.import_module("commonweal.plans.migrations.0002_sight")
published = importlib.import_module("commonweal.plans.migrations.0004_published")

SUMS = """
       (select jsonb_object_agg(s.made_by, s.content) from plans_plansums s
         where s.plan_id = p.id and s.income_edit_id = coalesce(income.id, 0)
           and s.schemes_edit_id = coalesce(schemes.id, 0)) as sums
  from plans_areaplan p
"""
VIEW = published.VIEW.replace("create view", "create or replace view", 1).replace(
    "'[]') as corrections\n  from plans_areaplan p\n", f"'[]') as corrections,{SUMS}", 1
)
BACK = f"drop view plans_published; {published.VIEW}"


class Migration(migrations.Migration):
    dependencies = [("plans", "0005_workbooks")]
    operations = [
        migrations.CreateModel(
            name="PlanSums",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("income_edit_id", models.BigIntegerField()),
                ("schemes_edit_id", models.BigIntegerField()),
                ("made_by", models.TextField()),
                ("content", models.JSONField()),
                (
                    "plan",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="plans.areaplan"
                    ),
                ),
            ],
        ),
        migrations.AddConstraint(
            model_name="plansums",
            constraint=models.UniqueConstraint(
                fields=("plan", "income_edit_id", "schemes_edit_id", "made_by"), name="sums_once"
            ),
        ),
        row_security("plans_plansums", see=sight.IN_SIGHT, add=f"{IS_SYSTEM} or {sight.MINE}"),
        append_only("plans_plansums"),
        migrations.RunSQL(VIEW, BACK),
    ]
