"""Whose fund it is: its partners and its host see it, nobody else; what belongs to a fund refers to the same fund's parts.

Everything in this room is added to and never changed.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

# What the application adds to; each belongs to a fund.
OF_FUND = [
    "partner", "source", "scheme", "account", "minimum", "agreementversion", "periodchange", "posting", "entry", "leg",
    "budgetline", "virement", "virementdecision", "commitment", "commitmentend", "forecast", "contribution", "instalment", "riskrule",
]  # fmt: skip
SIGNED = {"periodchange", "posting", "agreementversion", "budgetline", "commitment", "commitmentend", "forecast", "contribution", "riskrule"}
FOR_A_PARTNER = {"virement", "virementdecision"}
KEPT_BY_THE_DATABASE = ["head", "link", "balance"]

# table, column, table referred to: both of one fund.
SAME_FUND = [
    ("source", "payer_id", "partner"), ("account", "source_id", "source"), ("account", "scheme_id", "scheme"),
    ("budgetline", "scheme_id", "scheme"), ("budgetline", "source_id", "source"),
    ("virement", "from_line_id", "budgetline"), ("virement", "to_line_id", "budgetline"), ("virement", "partner_id", "partner"),
    ("virementdecision", "virement_id", "virement"), ("virementdecision", "partner_id", "partner"),
    ("commitment", "line_id", "budgetline"), ("commitmentend", "commitment_id", "commitment"), ("commitmentend", "entry_id", "entry"),
    ("forecast", "line_id", "budgetline"), ("contribution", "source_id", "source"), ("instalment", "contribution_id", "contribution"),
    ("riskrule", "scheme_id", "scheme"),
]  # fmt: skip

FUNDS_IN_SIGHT = f"""
create function pool_funds_in_sight() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(f.id), '{{}}') from pool_fund f
  where {IS_SYSTEM} or f.host_id = any({ORGANISATIONS})
     or exists (select from pool_partner p where p.fund_id = f.id and p.organisation_id = any({ORGANISATIONS}))
$$;
create function pool_partner_is_mine(partner bigint) returns boolean language sql stable security definer set search_path = public, pg_temp as $$
  select {IS_SYSTEM} or exists (select from pool_partner p where p.id = partner and p.organisation_id = any({ORGANISATIONS}))
$$;
"""
IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
BY_ONESELF = f"{IN_SIGHT} and ({IS_SYSTEM} or person_id = {PERSON})"
HOSTED = f"{IS_SYSTEM} or host_id = any({ORGANISATIONS})"


def who_adds(table: str) -> str:
    """Nobody signs with another's name, or acts for a partner that is not their own."""
    if table in FOR_A_PARTNER:
        return f"{BY_ONESELF} and pool_partner_is_mine(partner_id)"
    return BY_ONESELF if table in SIGNED else IN_SIGHT


def same_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), so that no row refers into another fund."""
    targets = sorted({target for _, _, target in SAME_FUND})
    unique = [
        migrations.RunSQL(
            f"alter table pool_{target} add constraint {target}_of_fund unique (fund_id, id)",
            f"alter table pool_{target} drop constraint {target}_of_fund",
        )
        for target in targets
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
    dependencies = [("pool", "0001_fund_books_plans")]
    operations = [
        migrations.RunSQL(FUNDS_IN_SIGHT, "drop function pool_funds_in_sight; drop function pool_partner_is_mine"),
        row_security("pool_fund", see=f"{HOSTED} or id = any ((select pool_funds_in_sight())::bigint[])", add=HOSTED),
        append_only("pool_fund"),
        *(row_security(f"pool_{table}", see=IN_SIGHT, add=who_adds(table)) for table in OF_FUND),
        *(append_only(f"pool_{table}") for table in OF_FUND),
        *(row_security(f"pool_{table}", see=IN_SIGHT, add="false") for table in KEPT_BY_THE_DATABASE),
        *same_fund(),
    ]
