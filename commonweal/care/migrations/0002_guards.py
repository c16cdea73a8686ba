"""People are seen by those who hold a social worker's role in their council now, whatever a page may ask for.

The database keeps the check digit of every NHS number, and a lead professional from a person's first day on.
How many people stand behind packages may be counted by whoever sees those packages; who they are may not be seen.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

TABLES = ["person", "leadprofessional", "arrangement", "accessevent"]
IN_SIGHT = f"{IS_SYSTEM} or organisation_id = any ((select care_organisations_in_sight())::bigint[])"
BY_ONESELF = f"({IN_SIGHT}) and ({IS_SYSTEM} or person_id = {PERSON})"
SEE_PEOPLE = "'social-worker'"  # the kinds of role with care.see-people; a test holds the two to each other

FUNCTIONS = f"""
create function care_organisations_in_sight() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(distinct r.organisation_id), '{{}}') from accounts_role r
  where r.person_id = {PERSON} and r.organisation_id = any({ORGANISATIONS}) and r.kind in ({SEE_PEOPLE})
    and r.start <= (now() at time zone 'Europe/London')::date
    and (r."end" is null or r."end" > (now() at time zone 'Europe/London')::date)
$$;
create function care_people_behind(requests bigint[]) returns bigint language sql stable security definer set search_path = public, pg_temp as $$
  select count(distinct a.who_id) from care_arrangement a
  join commissioning_packagerequest r on r.id = a.request_id
  where a.request_id = any(requests) and r.fund_id = any ((select pool_funds_in_sight())::bigint[])
$$;
create function care_nhs_number_is_valid(number text) returns boolean language sql immutable as $$
  select number ~ '^[0-9]{{10}}$' and (11 - (
    select sum((11 - place) * substr(number, place, 1)::int) from generate_series(1, 9) place
  ) % 11) % 11 = substr(number, 10, 1)::int
$$;
"""
FUNCTIONS_BACK = """
drop function care_organisations_in_sight; drop function care_people_behind; drop function care_nhs_number_is_valid
"""

CHECKS = """
alter table care_person add constraint person_nhs_number_checked check (care_nhs_number_is_valid(nhs_number));

create function care_somebody_leads() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from care_leadprofessional where who_id = new.id and start = new.since;
  if not found then
    raise exception 'Somebody leads from the first day'
      using errcode = 'check_violation', constraint = 'lead-missing';
  end if;
  return null;
end $$;
create constraint trigger somebody_leads after insert on care_person deferrable initially deferred
  for each row execute function care_somebody_leads();

create function care_leads_go_on() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from care_leadprofessional l join care_person p on p.id = l.who_id
  where l.who_id = new.who_id and l.id <> new.id and l.start >= new.start;
  if found then
    raise exception 'A handover is later than the one before'
      using errcode = 'check_violation', constraint = 'lead-back-in-time';
  end if;
  perform from care_person where id = new.who_id and since > new.start;
  if found then
    raise exception 'Nobody leads before the first day'
      using errcode = 'check_violation', constraint = 'lead-before-the-first-day';
  end if;
  return null;
end $$;
create trigger leads_go_on after insert on care_leadprofessional
  for each row execute function care_leads_go_on();
"""
CHECKS_BACK = """
alter table care_person drop constraint person_nhs_number_checked;
drop trigger somebody_leads on care_person; drop function care_somebody_leads;
drop trigger leads_go_on on care_leadprofessional; drop function care_leads_go_on;
"""


def of_one_council(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table care_{table} add constraint {table}_who_same_council"
        " foreign key (organisation_id, who_id) references care_person (organisation_id, id)",
        f"alter table care_{table} drop constraint {table}_who_same_council",
    )


class Migration(migrations.Migration):
    dependencies = [("care", "0001_people"), ("commissioning", "0002_guards"), ("accounts", "0003_roles_of_plans")]
    operations = [
        migrations.RunSQL(FUNCTIONS, FUNCTIONS_BACK),
        *(row_security(f"care_{table}", see=IN_SIGHT, add=BY_ONESELF) for table in TABLES),
        *(append_only(f"care_{table}") for table in TABLES),
        migrations.RunSQL(
            "alter table care_person add constraint care_person_of_council unique (organisation_id, id)",
            "alter table care_person drop constraint care_person_of_council",
        ),
        *(of_one_council(table) for table in TABLES[1:]),
        migrations.RunSQL(CHECKS, CHECKS_BACK),
    ]
