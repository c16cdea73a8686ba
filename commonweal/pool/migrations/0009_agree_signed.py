"""Who sees and adds these rows; a signature is bound to the digest of the latest version, and the database checks it."""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, PERSON, append_only, row_security

SIGNED = ["approval", "spendauthority", "timelimitedmoney", "dependence", "controlfinding"]
SIGNATURE = "agreementsignature"
IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
BY_ONESELF = f"{IN_SIGHT} and ({IS_SYSTEM} or person_id = {PERSON})"

# Referred to here for the first time: their rows need a key with the fund in it.
KEYED = ["agreementversion", "timelimitedmoney"]
SAME_FUND = [
    (SIGNATURE, "agreement_id", "agreementversion"), (SIGNATURE, "partner_id", "partner"),
    ("spendauthority", "scheme_id", "scheme"), ("timelimitedmoney", "source_id", "source"),
    ("dependence", "money_id", "timelimitedmoney"), ("dependence", "scheme_id", "scheme"),
    ("controlfinding", "scheme_id", "scheme"), ("controlfinding", "holder_id", "partner"),
]  # fmt: skip

# A signature holds the digest of what was signed, and nobody signs what was edited since.
SIGNED_AS_IT_STANDS = """
create function pool_signed_as_it_stands() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
declare
  signed pool_agreementversion;
begin
  select * into signed from pool_agreementversion where id = new.agreement_id and fund_id = new.fund_id;
  if new.digest is distinct from encode(sha256(convert_to(signed.record::text, 'UTF8')), 'hex') then
    raise exception 'The digest is not that of version %', signed.version
      using errcode = 'check_violation', constraint = 'signature-digest';
  end if;
  perform from pool_agreementversion where fund_id = new.fund_id and version > signed.version;
  if found then
    raise exception 'Version % was edited since', signed.version
      using errcode = 'check_violation', constraint = 'signature-superseded';
  end if;
  return null;
end $$;
create trigger signed_as_it_stands after insert on pool_agreementsignature
  for each row execute function pool_signed_as_it_stands();
"""
SIGNED_BACK = "drop trigger signed_as_it_stands on pool_agreementsignature; drop function pool_signed_as_it_stands;"


def of_one_fund() -> list[migrations.RunSQL]:
    """Foreign keys over (fund, row), as the second migration has them."""
    unique = [
        migrations.RunSQL(
            f"alter table pool_{table} add constraint {table}_of_fund unique (fund_id, id)",
            f"alter table pool_{table} drop constraint {table}_of_fund",
        )
        for table in KEYED
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
    dependencies = [("pool", "0008_agree_records")]
    operations = [
        *(row_security(f"pool_{table}", see=IN_SIGHT, add=BY_ONESELF) for table in SIGNED),
        row_security(f"pool_{SIGNATURE}", see=IN_SIGHT, add=f"{BY_ONESELF} and pool_partner_is_mine(partner_id)"),
        *(append_only(f"pool_{table}") for table in [*SIGNED, SIGNATURE]),
        *of_one_fund(),
        migrations.RunSQL(SIGNED_AS_IT_STANDS, SIGNED_BACK),
    ]
