"""Whose return it is: whoever sees its plan sees it, only the plan's own bodies write; published figures are for all.

Nothing here is changed or removed. The database itself keeps the digest to the bytes, the certifier apart from those
who prepared the return, and what is frozen bound to its submission.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_NATIONAL, IS_SYSTEM, PERSON, append_only, row_security

IN_SIGHT = f"""
create function returns_in_sight() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(r.id), '{{}}') from returns_return r
  where {IS_SYSTEM} or {IS_NATIONAL} or r.plan_id = any ((select plans_mine())::bigint[])
     or exists (select from returns_step s where s.of_id = r.id and s.event = 'publish')
$$;
create function returns_mine() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(r.id), '{{}}') from returns_return r
  where {IS_SYSTEM} or r.plan_id = any ((select plans_mine())::bigint[])
$$;
"""
SEEN = "of_id = any ((select returns_in_sight())::bigint[])"
BY_ONESELF = f"({IS_SYSTEM} or person_id = {PERSON})"
ADDED = f"{BY_ONESELF} and of_id = any ((select returns_mine())::bigint[])"

GUARDS = """
create function returns_four_eyes() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.event = 'certify' and exists (
    select from returns_return r where r.id = new.of_id and r.person_id is not distinct from new.person_id
    union all
    select from returns_step s where s.of_id = new.of_id and s.event = 'submit' and s.person_id is not distinct from new.person_id
  ) then
    raise exception 'Whoever prepared a return cannot certify it'
      using errcode = 'check_violation', constraint = 'return-four-eyes';
  end if;
  if new.event = 'certify' and not exists (select from returns_frozen f where f.of_id = new.of_id) then
    raise exception 'A return is certified as it was frozen'
      using errcode = 'check_violation', constraint = 'return-not-frozen';
  end if;
  return null;
end $$;
create trigger four_eyes after insert on returns_step for each row execute function returns_four_eyes();
alter table returns_frozen add constraint returns_frozen_digest check (digest = encode(sha256(content), 'hex'));
"""
BACK = """
drop trigger four_eyes on returns_step; drop function returns_four_eyes;
alter table returns_frozen drop constraint returns_frozen_digest;
"""


class Migration(migrations.Migration):
    dependencies = [("returns", "0001_returns"), ("plans", "0002_sight")]
    operations = [
        migrations.RunSQL(IN_SIGHT, "drop function returns_in_sight; drop function returns_mine"),
        row_security(
            "returns_return",
            see=f"{IS_SYSTEM} or {IS_NATIONAL} or plan_id = any ((select plans_mine())::bigint[])"
            " or id = any ((select returns_in_sight())::bigint[])",
            add=f"{BY_ONESELF} and ({IS_SYSTEM} or plan_id = any ((select plans_mine())::bigint[]))",
        ),
        *(row_security(f"returns_{table}", see=SEEN, add=ADDED) for table in ("step", "frozen")),
        *(append_only(f"returns_{table}") for table in ("return", "step", "frozen")),
        migrations.RunSQL(GUARDS, BACK),
    ]
