"""A waiver is published: of every plan, by whoever asks, and nothing else of the plan with it."""

from django.db import migrations

WAIVERS = """
create function plans_waivers()
returns table (round text, area_id bigint, rule text, reason text, person_name text, at timestamptz)
language sql stable security definer set search_path = public, pg_temp as $$
  select p.round, p.area_id, h.part, h.reason, h.person_name, h.at
  from plans_happening h join plans_areaplan p on p.id = h.plan_id
  where h.event = 'waive' order by h.at desc, h.id desc
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("plans", "0002_sight")]
    operations = [migrations.RunSQL(WAIVERS, "drop function plans_waivers")]
