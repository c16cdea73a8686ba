"""Whose rows they are: those of the fund's partners. Everything is added and nothing changed; all of a row is of one fund.

A payment is held to the books by the database itself: its parts come to it, each part is what its entry spends on its
scheme from its source, and all payments of a contract that stand come to the time paid for at its rate, rounded once.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, PERSON, append_only, row_security

IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
BY_ONESELF = f"{IN_SIGHT} and ({IS_SYSTEM} or person_id = {PERSON})"
SIGNED = ["contract", "packagerequest", "requestend", "placement", "placementend", "delivery", "payment"]
UNSIGNED = ["contractpayer", "contractlot", "paymentpart"]

UNIQUE = ["contract", "contractpayer", "contractlot", "packagerequest", "placement", "payment"]
SAME_FUND = [
    ("contractpayer", "contract_id", "commissioning_contract"), ("contractpayer", "scheme_id", "pool_scheme"),
    ("contractpayer", "source_id", "pool_source"), ("contractlot", "contract_id", "commissioning_contract"),
    ("packagerequest", "lot_id", "commissioning_contractlot"), ("packagerequest", "follows_id", "commissioning_packagerequest"),
    ("requestend", "request_id", "commissioning_packagerequest"), ("placement", "request_id", "commissioning_packagerequest"),
    ("placement", "lot_id", "commissioning_contractlot"), ("placementend", "placement_id", "commissioning_placement"),
    ("delivery", "placement_id", "commissioning_placement"), ("delivery", "contract_id", "commissioning_contract"),
    ("payment", "contract_id", "commissioning_contract"), ("paymentpart", "payment_id", "commissioning_payment"),
    ("paymentpart", "payer_id", "commissioning_contractpayer"), ("paymentpart", "entry_id", "pool_entry"),
]  # fmt: skip

HELD_TO_THE_BOOKS = """
create function commissioning_part_is_spent() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if new.amount_pence is distinct from (
    select sum(l.amount_pence) from pool_leg l
    join pool_account a on a.id = l.account_id and a.kind = 'spending'
    join commissioning_contractpayer p on p.id = new.payer_id and p.scheme_id = a.scheme_id and p.source_id = a.source_id
    where l.entry_id = new.entry_id and l.fund_id = new.fund_id
  ) then
    raise exception 'A part of a payment is what its entry spends on its scheme from its source'
      using errcode = 'check_violation', constraint = 'payment-part-not-spent';
  end if;
  return null;
end $$;
create trigger part_is_spent after insert on commissioning_paymentpart
  for each row execute function commissioning_part_is_spent();

create function commissioning_payment_is_whole() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  minutes bigint; pence bigint; rate bigint;
begin
  if new.amount_pence is distinct from (select sum(amount_pence) from commissioning_paymentpart where payment_id = new.id) then
    raise exception 'The parts of a payment come to it'
      using errcode = 'check_violation', constraint = 'payment-parts';
  end if;
  select c.rate_pence into rate from commissioning_contract c where c.id = new.contract_id;
  select sum(p.minutes), sum(p.amount_pence) into minutes, pence from commissioning_payment p
  where p.contract_id = new.contract_id and not exists (
    select from commissioning_paymentpart part join pool_entry back on back.reverses_id = part.entry_id
    where part.payment_id = p.id
  );
  if new.rate_pence <> rate or pence is distinct from (2 * minutes * rate + 60) / 120 then
    raise exception 'The payments of a contract come to its time at its rate'
      using errcode = 'check_violation', constraint = 'payment-sum';
  end if;
  return null;
end $$;
create constraint trigger payment_is_whole after insert on commissioning_payment deferrable initially deferred
  for each row execute function commissioning_payment_is_whole();

create function commissioning_delivery_of_contract() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select from added a join commissioning_placement p on p.id = a.placement_id join commissioning_contractlot l on l.id = p.lot_id
    where l.contract_id <> a.contract_id
  ) then
    raise exception 'A delivery is of the contract that its placement is with'
      using errcode = 'check_violation', constraint = 'delivery-elsewhere';
  end if;
  return null;
end $$;
create trigger delivery_of_contract after insert on commissioning_delivery
  referencing new table as added for each statement execute function commissioning_delivery_of_contract();
"""
HELD_BACK = """
drop trigger part_is_spent on commissioning_paymentpart; drop function commissioning_part_is_spent;
drop trigger payment_is_whole on commissioning_payment; drop function commissioning_payment_is_whole;
drop trigger delivery_of_contract on commissioning_delivery; drop function commissioning_delivery_of_contract;
"""


def of_one_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), as the pool has them."""
    unique = [
        migrations.RunSQL(
            f"alter table commissioning_{table} add constraint commissioning_{table}_of_fund unique (fund_id, id)",
            f"alter table commissioning_{table} drop constraint commissioning_{table}_of_fund",
        )
        for table in UNIQUE
    ]
    keys = [
        migrations.RunSQL(
            f"alter table commissioning_{table} add constraint {table}_{column}_same_fund"
            f" foreign key (fund_id, {column}) references {target} (fund_id, id)",
            f"alter table commissioning_{table} drop constraint {table}_{column}_same_fund",
        )
        for table, column, target in SAME_FUND
    ]
    return unique + keys


class Migration(migrations.Migration):
    dependencies = [("commissioning", "0001_contracts_hours"), ("pool", "0013_files_guarded")]
    operations = [
        *(row_security(f"commissioning_{table}", see=IN_SIGHT, add=BY_ONESELF) for table in SIGNED),
        *(row_security(f"commissioning_{table}", see=IN_SIGHT, add=IN_SIGHT) for table in UNSIGNED),
        *(append_only(f"commissioning_{table}") for table in [*SIGNED, *UNSIGNED]),
        *of_one_fund(),
        migrations.RunSQL(HELD_TO_THE_BOOKS, HELD_BACK),
    ]
