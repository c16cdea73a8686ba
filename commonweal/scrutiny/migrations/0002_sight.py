"""Whose paper it is: who sees its return sees it; a published one everybody. Only the plan's own bodies write."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, PERSON, append_only, row_security

IN_SIGHT = f"""
create function scrutiny_published() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(s.paper_id), '{{}}') from scrutiny_paperstep s where s.event = 'publish'
$$;
create function scrutiny_mine() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(p.id), '{{}}') from scrutiny_paper p
  where {IS_SYSTEM} or p.of_id = any ((select returns_mine())::bigint[])
$$;
"""
BY_ONESELF = f"({IS_SYSTEM} or person_id = {PERSON})"
MINE = "paper_id = any ((select scrutiny_mine())::bigint[])"
PUBLISHED = "any ((select scrutiny_published())::bigint[])"


class Migration(migrations.Migration):
    dependencies = [("scrutiny", "0001_papers"), ("returns", "0002_guarantees")]
    operations = [
        migrations.RunSQL(IN_SIGHT, "drop function scrutiny_published; drop function scrutiny_mine"),
        row_security(
            "scrutiny_paper",
            see=f"{IS_SYSTEM} or {IS_NATIONAL} or of_id = any ((select returns_mine())::bigint[]) or id = {PUBLISHED}",
            add=f"{BY_ONESELF} and of_id = any ((select returns_mine())::bigint[])",
        ),
        row_security(
            "scrutiny_paperstep",
            see=f"{IS_NATIONAL} or {MINE} or paper_id = {PUBLISHED}",
            add=f"{BY_ONESELF} and {MINE}",
        ),
        *(append_only(f"scrutiny_{table}") for table in ("paper", "paperstep")),
    ]
