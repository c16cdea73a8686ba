"""What the database itself guarantees of the books, whoever asks: see each statement's comment.

Checks of a posting run once over all its rows: when it is sealed, at the end of its transaction (or earlier, where the
transaction asks for that with `set constraints`). A refusal names its reason as the constraint, in the engine's codes.
"""

from django.db import migrations

from commonweal.core.rowsecurity import app_role

ADDED_TO = ["fund", "partner", "source", "scheme", "account", "periodchange", "posting", "entry", "leg", "link"]
KEPT = ["head", "balance"]

# The application writes these columns and no others; the rest the database fills in.
COLUMNS = f"""
alter table pool_posting add column transaction xid8 not null default pg_current_xact_id();
revoke insert on pool_posting from {app_role()};
grant insert (fund_id, kind, person_id, person_name, at) on pool_posting to {app_role()};
revoke insert, update, delete on pool_head, pool_link, pool_balance from {app_role()};
"""
COLUMNS_BACK = f"""
alter table pool_posting drop column transaction;
grant insert on pool_posting, pool_head, pool_link, pool_balance to {app_role()};
"""

# Rows stand for ever, even against a careless owner.
REFUSE = """
create function pool_refuse() returns trigger language plpgsql as $$
begin
  raise exception 'The books are only added to: % of % is refused', lower(tg_op), tg_table_name
    using errcode = 'check_violation', constraint = 'books-only-added-to';
end $$;
"""

# Entries and legs come in their posting's own transaction, before it is sealed.
IN_TIME = """
create function pool_entries_in_time() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select from (select distinct posting_id, fund_id from added) a
    left join pool_posting p on p.id = a.posting_id and p.fund_id = a.fund_id and p.transaction = pg_current_xact_id()
    where p.id is null
       or exists (select from pool_entry e join pool_link k on k.entry_id = e.id where e.posting_id = a.posting_id)
  ) then
    raise exception 'An entry can only be added in the transaction of its posting'
      using errcode = 'check_violation', constraint = 'entry-after-posting';
  end if;
  return null;
end $$;
create trigger entries_in_time after insert on pool_entry
  referencing new table as added for each statement execute function pool_entries_in_time();

create function pool_legs_in_time() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  in_time bigint;
  sealed boolean;
begin
  select sum(legs), bool_or(exists (select from pool_link k where k.entry_id = an_entry)) into in_time, sealed from (
    select count(*) as legs, min(e.id) as an_entry  -- a posting is sealed as a whole: one entry tells
    from added a
    join pool_entry e on e.id = a.entry_id and e.fund_id = a.fund_id
    join pool_posting p on p.id = e.posting_id and p.transaction = pg_current_xact_id()
    group by p.id
  ) by_posting;
  if sealed or in_time is distinct from (select nullif(count(*), 0) from added) then
    raise exception 'Nothing can be added to a posted entry'
      using errcode = 'check_violation', constraint = 'entry-already-posted';
  end if;
  return null;
end $$;
create trigger legs_in_time after insert on pool_leg
  referencing new table as added for each statement execute function pool_legs_in_time();
"""
IN_TIME_BACK = """
drop trigger entries_in_time on pool_entry; drop function pool_entries_in_time;
drop trigger legs_in_time on pool_leg; drop function pool_legs_in_time;
"""

# Every fund has a head, from which its chain starts.
HEAD = """
create function pool_make_head() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into pool_head (fund_id, number, link) values (new.id, 0, decode(repeat('00', 32), 'hex'));
  return null;
end $$;
create trigger fund_gets_head after insert on pool_fund for each row execute function pool_make_head();
"""

# Months: the engine's transition table, and the second person is another than the first. The head's lock puts steps
# and postings of a fund in one order; the number is drawn under that lock, so that the latest step is the last one.
PERIOD = """
create function pool_period_step() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  latest record;
begin
  perform from pool_head where fund_id = new.fund_id for update;
  select state, person_id into latest from pool_periodchange
    where fund_id = new.fund_id and month = new.month order by id desc limit 1;
  select t.result into new.state from (values
      ('unopened', 'open', 'open'),
      ('open', 'propose-close', 'closing'),
      ('closing', 'confirm', 'closed'),
      ('closing', 'withdraw', 'open'),
      ('closed', 'propose-reopen', 'reopening'),
      ('reopening', 'confirm', 'open'),
      ('reopening', 'withdraw', 'closed')
    ) as t (state, step, result)
    where t.state = coalesce(latest.state, 'unopened') and t.step = new.step;
  if new.state is null then
    raise exception 'A month that is % cannot take the step %', coalesce(latest.state, 'unopened'), new.step
      using errcode = 'check_violation', constraint = 'period-step';
  end if;
  if new.step = 'confirm' and latest.person_id is not distinct from new.person_id then
    raise exception 'Whoever proposes does not confirm' using errcode = 'check_violation', constraint = 'same-person';
  end if;
  new.id := nextval(pg_get_serial_sequence('pool_periodchange', 'id'));
  return new;
end $$;
create trigger period_step before insert on pool_periodchange for each row execute function pool_period_step();
"""

# The bytes of an entry as commonweal.engine.ledger.chain makes them, and the next link from them.
CHAIN = """
create function pool_netstring(content text) returns text language sql immutable
  return octet_length(content)::text || ':' || content || ',';  -- written so that it is inlined
create function pool_next_link(before bytea, content text, first bytea) returns bytea language plpgsql immutable as $$
begin
  return sha256(coalesce(before, first) || convert_to(content, 'UTF8'));
end $$;
create aggregate pool_links (content text, first bytea) (sfunc = pool_next_link, stype = bytea);
"""
CHAIN_BACK = """
drop aggregate pool_links (text, bytea); drop function pool_next_link; drop function pool_netstring;
"""

# A posting is checked, numbered, linked and added to the balances as one; the head's lock makes postings take turns.
SEAL = """
create function pool_seal() returns trigger language plpgsql security definer
  set search_path = public, pg_temp set work_mem = '64MB' as $$
declare
  head pool_head;
  wrong record;
begin
  select * into head from pool_head where fund_id = new.fund_id for update;

  if not exists (select from pool_entry where posting_id = new.id) then
    raise exception 'A posting has at least one entry' using errcode = 'check_violation', constraint = 'posting-empty';
  end if;

  select m.month into wrong from (select distinct date_trunc('month', day::timestamp)::date as month from pool_entry where posting_id = new.id) m
    where 'open' is distinct from
      (select state from pool_periodchange c where c.fund_id = new.fund_id and c.month = m.month order by c.id desc limit 1)
    limit 1;
  if wrong.month is not null then
    raise exception '% is not open for posting', to_char(wrong.month, 'YYYY-MM') using errcode = 'check_violation', constraint = 'entry-late';
  end if;

  perform from pool_entry e
    where e.posting_id = new.id and e.reverses_id is not null
      and not exists (select from pool_link k where k.entry_id = e.reverses_id and k.fund_id = new.fund_id);
  if found then
    raise exception 'A reversal takes back a posted entry of the same fund'
      using errcode = 'check_violation', constraint = 'reversal-of-nothing';
  end if;
  perform from (
      select e.id, l.account_id, l.amount_pence, 1 as times from pool_entry e join pool_leg l on l.entry_id = e.id
        where e.posting_id = new.id and e.reverses_id is not null
      union all
      select e.id, l.account_id, -l.amount_pence, -1 from pool_entry e join pool_leg l on l.entry_id = e.reverses_id
        where e.posting_id = new.id
    ) both_sides group by id, account_id, amount_pence having sum(times) <> 0;
  if found then
    raise exception 'A reversal has the legs of its entry with the opposite signs'
      using errcode = 'check_violation', constraint = 'reversal-differs';
  end if;

  with whole as materialized (
    select e.id, e.number, count(l.entry_id) as legs, coalesce(sum(l.amount_pence), 0) as pence, count(*) - count(a.id) as unknown,
      pool_netstring(f.code) || pool_netstring(e.number::text) || pool_netstring(to_char(e.day, 'YYYY-MM-DD'))
      || pool_netstring(e.description) || pool_netstring(e.reference) || pool_netstring(coalesce(r.number::text, ''))
      || pool_netstring(new.person_name)
      || string_agg(pool_netstring(a.code) || pool_netstring(l.amount_pence::text) || pool_netstring(l.memo), '' order by l.position)
      as content
    from (select *, head.number + row_number() over (order by id) as number from pool_entry where posting_id = new.id) e
    join pool_fund f on f.id = new.fund_id
    left join pool_leg l on l.entry_id = e.id
    left join pool_account a on a.id = l.account_id and a.fund_id = new.fund_id
    left join pool_link r on r.entry_id = e.reverses_id
    group by e.id, e.number, e.day, e.description, e.reference, f.code, r.number
  ), linked as (
    insert into pool_link (entry_id, fund_id, number, link)
      select id, new.fund_id, number, pool_links(content, head.link) over (order by number) from whole
      where content is not null
  )
  select * into wrong from whole where legs < 2 or pence <> 0 or unknown > 0 order by id limit 1;
  if wrong.legs < 2 then
    raise exception 'Entry % has % legs', wrong.number, wrong.legs using errcode = 'check_violation', constraint = 'entry-empty';
  elsif wrong.pence <> 0 then
    raise exception 'Entry % is out of balance by % pence', wrong.number, wrong.pence
      using errcode = 'check_violation', constraint = 'entry-unbalanced';
  elsif wrong.unknown > 0 then
    raise exception 'Entry % names an account that the fund does not have', wrong.number
      using errcode = 'check_violation', constraint = 'account-unknown';
  end if;
  update pool_head h set number = k.number, link = k.link
    from (select number, link from pool_link where fund_id = new.fund_id order by number desc limit 1) k
    where h.fund_id = new.fund_id;

  insert into pool_balance as b (fund_id, account_id, month, amount_pence)
    select new.fund_id, l.account_id, date_trunc('month', e.day::timestamp)::date, sum(l.amount_pence)
      from pool_entry e join pool_leg l on l.entry_id = e.id where e.posting_id = new.id
      group by l.account_id, date_trunc('month', e.day::timestamp)
    on conflict (account_id, month) do update set amount_pence = b.amount_pence + excluded.amount_pence;
  return null;
end $$;
create constraint trigger seal after insert on pool_posting deferrable initially deferred
  for each row execute function pool_seal();
"""

# Above the limit a virement waits, and another person of another partner decides it.
VIREMENT = """
create function pool_virement_waits() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  new.waits := new.amount_pence > (select virement_limit_pence from pool_fund where id = new.fund_id);
  return new;
end $$;
create trigger virement_waits before insert on pool_virement for each row execute function pool_virement_waits();

create function pool_virement_decided() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  perform from pool_virement v where v.id = new.virement_id
    and v.waits and v.person_id is distinct from new.person_id and v.partner_id <> new.partner_id;
  if not found then
    raise exception 'A virement above the limit is decided by another person of another partner'
      using errcode = 'check_violation', constraint = 'same-person';
  end if;
  return null;
end $$;
create trigger virement_decided after insert on pool_virementdecision for each row execute function pool_virement_decided();
"""
VIREMENT_BACK = """
drop trigger virement_waits on pool_virement; drop function pool_virement_waits;
drop trigger virement_decided on pool_virementdecision; drop function pool_virement_decided;
"""


def only_added_to(table: str, events: str) -> migrations.RunSQL:
    """These statements on this table are refused, whoever runs them."""
    return migrations.RunSQL(
        f"create trigger {table}_only_added_to before {events} on pool_{table} for each statement execute function pool_refuse()",
        f"drop trigger {table}_only_added_to on pool_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("pool", "0002_sight")]
    operations = [
        migrations.RunSQL(COLUMNS, COLUMNS_BACK),
        migrations.RunSQL(REFUSE, "drop function pool_refuse"),
        *(only_added_to(table, "update or delete or truncate") for table in ADDED_TO),
        *(only_added_to(table, "delete or truncate") for table in KEPT),
        migrations.RunSQL(IN_TIME, IN_TIME_BACK),
        migrations.RunSQL(HEAD, "drop trigger fund_gets_head on pool_fund; drop function pool_make_head"),
        migrations.RunSQL(PERIOD, "drop trigger period_step on pool_periodchange; drop function pool_period_step"),
        migrations.RunSQL(CHAIN, CHAIN_BACK),
        migrations.RunSQL(SEAL, "drop trigger seal on pool_posting; drop function pool_seal"),
        migrations.RunSQL(VIREMENT, VIREMENT_BACK),
    ]
