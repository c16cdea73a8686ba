"""Days are seen by the partners of the fund. What names a person is a key into care's rows, which have their own sight.

A cause begins on the day of being ready or later, and the first of them on that day, so that no delayed day is without
one; nobody agrees to their own proposal; nobody leaves before they are ready.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, PERSON, append_only, row_security

TABLES = ["departure", "departureend", "cause", "causeagreement"]
IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
BY_ONESELF = f"{IN_SIGHT} and ({IS_SYSTEM} or person_id = {PERSON})"
SAME_FUND = [
    ("departureend", "departure_id", "flow_departure"), ("cause", "departure_id", "flow_departure"),
    ("cause", "request_id", "commissioning_packagerequest"), ("causeagreement", "cause_id", "flow_cause"),
]  # fmt: skip

CHECKS = """
create function flow_cause_in_order() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from flow_departure where id = new.departure_id and ready_on > new.from_day;
  if found then
    raise exception 'Nothing is waited for before somebody is ready to leave'
      using errcode = 'check_violation', constraint = 'cause-before-ready';
  end if;
  return null;
end $$;
create trigger cause_in_order after insert on flow_cause for each row execute function flow_cause_in_order();

create function flow_departure_has_a_cause() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from flow_cause where departure_id = new.id and from_day = new.ready_on;
  if not found then
    raise exception 'A departure has a cause from the day of being ready'
      using errcode = 'check_violation', constraint = 'departure-without-cause';
  end if;
  return null;
end $$;
create constraint trigger departure_has_a_cause after insert on flow_departure deferrable initially deferred
  for each row execute function flow_departure_has_a_cause();

create function flow_leaves_when_ready() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from flow_departure where id = new.departure_id and ready_on > new.left_on;
  if found then
    raise exception 'Nobody leaves before they are ready'
      using errcode = 'check_violation', constraint = 'left-before-ready';
  end if;
  return null;
end $$;
create trigger leaves_when_ready after insert on flow_departureend for each row execute function flow_leaves_when_ready();

create function flow_agreed_by_another() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from flow_cause where id = new.cause_id and person_id = new.person_id;
  if found then
    raise exception 'Somebody else agrees to a proposal'
      using errcode = 'check_violation', constraint = 'agreed-by-the-proposer';
  end if;
  return null;
end $$;
create trigger agreed_by_another after insert on flow_causeagreement for each row execute function flow_agreed_by_another();
"""
CHECKS_BACK = """
drop trigger cause_in_order on flow_cause; drop function flow_cause_in_order;
drop trigger departure_has_a_cause on flow_departure; drop function flow_departure_has_a_cause;
drop trigger leaves_when_ready on flow_departureend; drop function flow_leaves_when_ready;
drop trigger agreed_by_another on flow_causeagreement; drop function flow_agreed_by_another;
"""


def of_one_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), as the pool has them."""
    unique = [
        migrations.RunSQL(
            f"alter table flow_{table} add constraint flow_{table}_of_fund unique (fund_id, id)",
            f"alter table flow_{table} drop constraint flow_{table}_of_fund",
        )
        for table in ("departure", "cause")
    ]
    keys = [
        migrations.RunSQL(
            f"alter table flow_{table} add constraint {table}_{column}_same_fund"
            f" foreign key (fund_id, {column}) references {target} (fund_id, id)",
            f"alter table flow_{table} drop constraint {table}_{column}_same_fund",
        )
        for table, column, target in SAME_FUND
    ]
    return unique + keys


class Migration(migrations.Migration):
    dependencies = [("flow", "0001_departures"), ("care", "0002_guards")]
    operations = [
        *(row_security(f"flow_{table}", see=IN_SIGHT, add=BY_ONESELF) for table in TABLES),
        *(append_only(f"flow_{table}") for table in TABLES),
        *of_one_fund(),
        migrations.RunSQL(CHECKS, CHECKS_BACK),
    ]
