"""The money of a year is seen and added to like the rest of the fund; no two virements overdraw a line between them."""

import importlib

from django.db import migrations

from commonweal.core.rowsecurity import append_only, row_security

sight = importlib.import_module("commonweal.pool.migrations.0002_sight")

TABLES = ["accrual", "reservemove", "carriedbudget", "sourcecondition", "transfer", "passdown", "passdownpayment", "vatdecision"]

# table, column, table referred to: both of one fund. Those of `UNIQUE` had no such key yet.
SAME_FUND = [
    ("accrual", "line_id", "budgetline"), ("accrual", "entry_id", "entry"),
    ("reservemove", "reserve_id", "account"), ("reservemove", "source_id", "source"), ("reservemove", "entry_id", "entry"),
    ("carriedbudget", "line_id", "budgetline"), ("carriedbudget", "entry_id", "entry"),
    ("sourcecondition", "source_id", "source"),
    ("transfer", "source_id", "source"), ("transfer", "payer_id", "partner"), ("transfer", "payee_id", "partner"),
    ("transfervoucher", "transfer_id", "transfer"), ("transfervoucher", "partner_id", "partner"),
    ("passdown", "source_id", "source"),
    ("passdownpayment", "pass_down_id", "passdown"), ("passdownpayment", "entry_id", "entry"),
    ("vatdecision", "line_id", "budgetline"),
]  # fmt: skip
UNIQUE = ["account", "transfer", "passdown"]

# What a line has: its plan, what was carried into it, the virements in effect. Volatile, so that it sees what others
# committed while a lock was waited for.
AVAILABLE = """
create function pool_line_available(line bigint) returns bigint language sql volatile security definer set search_path = public, pg_temp as $$
  select b.planned_pence
    + coalesce((select sum(c.amount_pence) from pool_carriedbudget c
        where c.line_id = b.id and not exists (select from pool_entry e where e.reverses_id = c.entry_id)), 0)
    + coalesce((select sum(case when v.to_line_id = b.id then v.amount_pence else -v.amount_pence end)
        from pool_virement v left join pool_virementdecision d on d.virement_id = v.id
        where b.id in (v.from_line_id, v.to_line_id) and (not v.waits or d.is_approved)), 0)
  from pool_budgetline b where b.id = line
$$;
"""

# The line that gives is locked before it is asked what it has; the lock lets foreign keys to the line pass.
WITHIN_BUDGET = """
create function pool_virement_within_budget() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  moved pool_virement;
begin
  if tg_table_name = 'pool_virement' then
    moved := new;
  elsif new.is_approved then
    select * into moved from pool_virement where id = new.virement_id;
  else
    return new;
  end if;
  perform from pool_budgetline where id = moved.from_line_id for no key update;
  if moved.amount_pence > pool_line_available(moved.from_line_id) then
    raise exception 'The line no longer has what is to be moved'
      using errcode = 'check_violation', constraint = 'virement-uncovered';
  end if;
  return new;
end $$;
create trigger virement_within_budget before insert on pool_virement
  for each row execute function pool_virement_within_budget();
create trigger decision_within_budget before insert on pool_virementdecision
  for each row execute function pool_virement_within_budget();
"""
WITHIN_BUDGET_BACK = """
drop trigger virement_within_budget on pool_virement; drop trigger decision_within_budget on pool_virementdecision;
drop function pool_virement_within_budget; drop function pool_line_available;
"""


def same_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), so that no row refers into another fund."""
    unique = [
        migrations.RunSQL(
            f"alter table pool_{table} add constraint money_{table}_of_fund unique (fund_id, id)",
            f"alter table pool_{table} drop constraint money_{table}_of_fund",
        )
        for table in UNIQUE
    ]
    keys = [
        migrations.RunSQL(
            f"alter table pool_{table} add constraint {table}_{column}_same_fund"
            f" foreign key (fund_id, {column}) references pool_{target} (fund_id, id)",
            f"alter table pool_{table} drop constraint {table}_{column}_same_fund",
        )
        for table, column, target in SAME_FUND
    ]
    return unique + keys


class Migration(migrations.Migration):
    dependencies = [("pool", "0006_money_tables")]
    operations = [
        *(row_security(f"pool_{table}", see=sight.IN_SIGHT, add=sight.BY_ONESELF) for table in TABLES),
        row_security(
            "pool_transfervoucher",
            see=sight.IN_SIGHT,
            add=f"{sight.BY_ONESELF} and pool_partner_is_mine(partner_id)",
        ),
        *(append_only(f"pool_{table}") for table in [*TABLES, "transfervoucher"]),
        *same_fund(),
        migrations.RunSQL(AVAILABLE + WITHIN_BUDGET, WITHIN_BUDGET_BACK),
    ]
