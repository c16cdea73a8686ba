"""Approved plans are public: their money, the days of what happened to them, and nothing of persons (ADR 0011).

A view that its owner's rights read, so that no row of a plan itself comes into anybody's sight by it. A plan stands
approved where its latest event is one of those that lead there: in the states of approval no other event leaves the
state as it is (a test walks the workflow's table).
"""

from django.db import migrations, models

from commonweal.core.rowsecurity import app_role

LEAD_THERE = "('approve', 'approve-with-conditions', 'meet-conditions', 'sign-section-75', 'start-year', 'close')"

VIEW = f"""
create view plans_published with (security_barrier) as
select p.id, p.round, p.area_id, o.key as area_key,
       income.id as income_edit_id, schemes.id as schemes_edit_id,
       coalesce(income.content, '[]') as income, coalesce(schemes.content, '[]') as schemes,
       (select jsonb_agg(jsonb_build_array(h.event, h.role, h.at) order by h.number)
          from plans_happening h where h.plan_id = p.id) as happenings,
       coalesce((select jsonb_agg(jsonb_build_array(q.minimum, q.new_pence) order by q.id)
          from plans_baselinequery q join plans_baselinedecision d on d.baseline_query_id = q.id
         where q.plan_id = p.id and d.decision = 'accepted'), '[]') as corrections
  from plans_areaplan p
  join places_organisation o on o.id = p.area_id
  join lateral (select h.event, h.last_edit_id from plans_happening h
                 where h.plan_id = p.id order by h.number desc limit 1) latest on latest.event in {LEAD_THERE}
  left join lateral (select e.id, e.content from plans_sectionedit e
                 where e.plan_id = p.id and e.section = 'income' and e.id <= latest.last_edit_id
                 order by e.number desc limit 1) income on true
  left join lateral (select e.id, e.content from plans_sectionedit e
                 where e.plan_id = p.id and e.section = 'schemes' and e.id <= latest.last_edit_id
                 order by e.number desc limit 1) schemes on true;
revoke all on plans_published from {app_role()};
grant select on plans_published to {app_role()};
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0003_waivers_published"), ("places", "0002_guarantees")]
    operations = [
        migrations.RunSQL(VIEW, "drop view plans_published"),
        migrations.CreateModel(
            name="PublishedPlan",
            fields=[
                ("id", models.BigIntegerField(primary_key=True, serialize=False)),
                ("round", models.TextField()),
                ("area_id", models.BigIntegerField()),
                ("area_key", models.TextField()),
                ("income_edit_id", models.BigIntegerField(null=True)),
                ("schemes_edit_id", models.BigIntegerField(null=True)),
                ("income", models.JSONField()),
                ("schemes", models.JSONField()),
                ("happenings", models.JSONField()),
                ("corrections", models.JSONField()),
            ],
            options={"db_table": "plans_published", "managed": False},
        ),
    ]
