"""Matching is only added to: results and pairs by the job alone, decisions in one's own name for one's own partner."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, PERSON, append_only, row_security

IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
BY_ONESELF = f"{IN_SIGHT} and ({IS_SYSTEM} or person_id = {PERSON})"
BY_THE_JOB = f"{IN_SIGHT} and {IS_SYSTEM}"
WHO_ADDS = {
    "matchingrun": BY_ONESELF,
    "matchingfile": f"{IN_SIGHT} and exists (select from pool_matchingrun r where r.id = run_id and ({IS_SYSTEM} or r.person_id = {PERSON}))",
    "matchingresult": BY_THE_JOB,
    "matchedpair": BY_THE_JOB,
    "pairline": BY_THE_JOB,
    "pairdecision": f"{BY_ONESELF} and pool_partner_is_mine(partner_id)",
}
WHO_SEES = {"matchingfile": WHO_ADDS["matchingfile"]}  # a whole book is not shown to the other partner, only its pairs

# table, column, table referred to: both of one fund.
SAME_FUND = [
    ("matchingrun", "first_id", "partner"), ("matchingrun", "second_id", "partner"), ("matchingfile", "run_id", "matchingrun"),
    ("matchingresult", "run_id", "matchingrun"), ("matchedpair", "run_id", "matchingrun"), ("pairline", "pair_id", "matchedpair"),
    ("pairdecision", "pair_id", "matchedpair"), ("pairdecision", "partner_id", "partner"),
    ("pairdecision", "entry_id", "entry"), ("pairdecision", "undoes_id", "entry"),
]  # fmt: skip

# A decision follows the latest one of its own pair. What corrected the books is undone before anything else is decided,
# and both move exactly the pair's sum: an entry for the pair debits and credits no more and no less.
DECIDED = """
create function pool_pair_decided() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  before pool_pairdecision;
  pair pool_matchedpair;
begin
  select * into pair from pool_matchedpair where id = new.pair_id;
  if new.supersedes_id is not null then
    select * into before from pool_pairdecision where id = new.supersedes_id;
    if before.pair_id is distinct from new.pair_id then
      raise exception 'A decision supersedes the one before it on the same pair'
        using errcode = 'check_violation', constraint = 'decision-of-another-pair';
    end if;
  end if;
  if (before.entry_id is not null or new.undoes_id is not null) and not exists (
    select from pool_entry e where e.id = new.undoes_id and e.reverses_id = before.entry_id
  ) then
    raise exception 'What corrected the books is taken back by the decision that follows'
      using errcode = 'check_violation', constraint = 'correction-stands';
  end if;
  if new.entry_id is not null and (new.decision <> 'double' or pair.again_pence is distinct from (
    select sum(l.amount_pence) from pool_leg l where l.entry_id = new.entry_id and l.amount_pence > 0
  )) then
    raise exception 'An agreed double count is corrected by its own sum'
      using errcode = 'check_violation', constraint = 'correction-differs';
  end if;
  return null;
end $$;
create trigger pair_decided after insert on pool_pairdecision for each row execute function pool_pair_decided();
"""
DECIDED_BACK = "drop trigger pair_decided on pool_pairdecision; drop function pool_pair_decided;"


def same_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), so that no row refers into another fund."""
    unique = [
        migrations.RunSQL(
            f"alter table pool_{target} add constraint {target}_of_fund unique (fund_id, id)",
            f"alter table pool_{target} drop constraint {target}_of_fund",
        )
        for target in ("matchingrun", "matchedpair")
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


def only_added_to(table: str) -> migrations.RunSQL:
    """Nothing is changed or removed, whoever asks."""
    return migrations.RunSQL(
        f"create trigger {table}_only_added_to before update or delete or truncate on pool_{table}"
        " for each statement execute function pool_refuse()",
        f"drop trigger {table}_only_added_to on pool_{table}",
    )


class Migration(migrations.Migration):
    dependencies = [("pool", "0010_match_runs")]
    operations = [
        *(row_security(f"pool_{table}", see=WHO_SEES.get(table, IN_SIGHT), add=add) for table, add in WHO_ADDS.items()),
        *(append_only(f"pool_{table}") for table in WHO_ADDS),
        *(only_added_to(table) for table in WHO_ADDS),
        *same_fund(),
        migrations.RunSQL(DECIDED, DECIDED_BACK),
    ]
