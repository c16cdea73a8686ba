"""Whose plan it is: its area and its partners see it, and who works nationally; only the area's own bodies write into it.

Everything in this room is added to and never changed. What is published for an area is for everybody.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

OF_A_PLAN = ["partner", "sectionedit", "happening", "enquiryanswer", "runningscheme", "baselinequery", "baselinedecision"]
WRITTEN_LOCALLY = {"sectionedit", "runningscheme", "baselinequery"}
SIGNED = {"sectionedit", "happening", "enquiryanswer", "enquiryanswer", "runningscheme", "baselinequery", "baselinedecision"}

PLANS_MINE = f"""
create function plans_mine() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.id), '{{}}') from plans_areaplan p
  where p.area_id = any({ORGANISATIONS})
     or exists (select from plans_partner q where q.plan_id = p.id and q.organisation_id = any({ORGANISATIONS}))
$$;
"""
MINE = "plan_id = any ((select plans_mine())::bigint[])"
IN_SIGHT = f"{IS_SYSTEM} or {IS_NATIONAL} or {MINE}"
BY_ONESELF = f"({IS_SYSTEM} or person_id = {PERSON})"
OF_MY_AREA = f"{IS_SYSTEM} or area_id = any({ORGANISATIONS})"


def who_adds(table: str) -> str:
    """Nobody signs with another's name; into the plan itself only its own bodies write."""
    if table not in SIGNED:
        return f"{IS_SYSTEM} or {MINE}"
    return f"{BY_ONESELF} and ({IS_SYSTEM} or {MINE if table in WRITTEN_LOCALLY else IN_SIGHT})"


class Migration(migrations.Migration):
    dependencies = [("plans", "0001_plans")]
    operations = [
        migrations.RunSQL(PLANS_MINE, "drop function plans_mine"),
        row_security(
            "plans_areaplan",
            see=f"{IS_SYSTEM} or {IS_NATIONAL} or area_id = any({ORGANISATIONS}) or id = any ((select plans_mine())::bigint[])",
            add=f"{BY_ONESELF} and ({OF_MY_AREA})",
        ),
        *(row_security(f"plans_{table}", see=IN_SIGHT, add=who_adds(table)) for table in OF_A_PLAN),
        row_security("plans_allocation", see="true", add=f"{BY_ONESELF} and ({IS_SYSTEM} or {IS_NATIONAL})"),
        row_security("plans_sisterplan", see="true", add=f"{BY_ONESELF} and ({OF_MY_AREA})"),
        *(append_only(f"plans_{table}") for table in ["areaplan", *OF_A_PLAN, "allocation", "sisterplan"]),
    ]
