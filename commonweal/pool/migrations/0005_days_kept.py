"""Daily balances are written by the database alone, when it links a posting's entries into the chain."""

from django.db import migrations

from commonweal.core.rowsecurity import app_role, row_security

SUM_DAYS = """
create function pool_sum_days() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  insert into pool_daybalance as b (fund_id, account_id, day, amount_pence)
    select e.fund_id, l.account_id, e.day, sum(l.amount_pence)
      from added k join pool_entry e on e.id = k.entry_id join pool_leg l on l.entry_id = k.entry_id
      group by e.fund_id, l.account_id, e.day
    on conflict (account_id, day) do update set amount_pence = b.amount_pence + excluded.amount_pence;
  return null;
end $$;
create trigger sum_days after insert on pool_link
  referencing new table as added for each statement execute function pool_sum_days();
insert into pool_daybalance (fund_id, account_id, day, amount_pence)
  select e.fund_id, l.account_id, e.day, sum(l.amount_pence)
    from pool_link k join pool_entry e on e.id = k.entry_id join pool_leg l on l.entry_id = k.entry_id
    group by e.fund_id, l.account_id, e.day;
"""
SUM_DAYS_BACK = "drop trigger sum_days on pool_link; drop function pool_sum_days;"


class Migration(migrations.Migration):
    dependencies = [("pool", "0004_daily_balances")]
    operations = [
        migrations.RunSQL(
            f"revoke insert, update, delete on pool_daybalance from {app_role()}",
            f"grant insert, update, delete on pool_daybalance to {app_role()}",
        ),
        row_security("pool_daybalance", see="fund_id = any ((select pool_funds_in_sight())::bigint[])", add="false"),
        migrations.RunSQL(
            "create trigger daybalance_only_added_to before delete or truncate on pool_daybalance"
            " for each statement execute function pool_refuse()",
            "drop trigger daybalance_only_added_to on pool_daybalance",
        ),
        migrations.RunSQL(SUM_DAYS, SUM_DAYS_BACK),
    ]
