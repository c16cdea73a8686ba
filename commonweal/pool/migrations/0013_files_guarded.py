"""Files are only added to. A file is its partner's alone; rules, and which lines are in the books, are the fund's.

The database itself holds the bytes to their digest and to 20 MB, and a line to one entry: the same row of a file, and the
same line in another file of its partner, cannot be posted twice, whoever posts at the same moment.
"""

from django.db import migrations

from commonweal.core.rowsecurity import IS_SYSTEM, ORGANISATIONS, PERSON, append_only, row_security

IN_SIGHT = "fund_id = any ((select pool_funds_in_sight())::bigint[])"
MINE = f"{IN_SIGHT} and partner_id = any ((select pool_my_partners())::bigint[])"
OF_MY_FILE = f"{IN_SIGHT} and exists (select from pool_ledgerfile f where f.id = file_id)"  # as far as one sees files
BY_ONESELF = f"({IS_SYSTEM} or person_id = {PERSON})"

# table: who sees its rows, who adds them.
TABLES = {
    "columnmap": (MINE, f"{MINE} and {BY_ONESELF}"),
    "ledgerfile": (MINE, f"{MINE} and {BY_ONESELF}"),
    "filereading": (OF_MY_FILE, f"{OF_MY_FILE} and {BY_ONESELF}"),
    "linecoding": (OF_MY_FILE, f"{OF_MY_FILE} and {BY_ONESELF}"),
    "fileposting": (OF_MY_FILE, OF_MY_FILE),
    "codingrule": (IN_SIGHT, f"{IN_SIGHT} and {BY_ONESELF}"),
    "codingruleend": (IN_SIGHT, f"{IN_SIGHT} and {BY_ONESELF}"),
    "fileline": (IN_SIGHT, MINE),
}
UNIQUE = ["ledgerfile", "filereading", "codingrule", "posting", "account"]
SAME_FUND = [
    ("columnmap", "partner_id", "partner"), ("ledgerfile", "partner_id", "partner"), ("filereading", "file_id", "ledgerfile"),
    ("codingrule", "account_id", "account"), ("codingruleend", "rule_id", "codingrule"),
    ("linecoding", "file_id", "ledgerfile"), ("linecoding", "account_id", "account"),
    ("fileposting", "file_id", "ledgerfile"), ("fileposting", "reading_id", "filereading"),
    ("fileposting", "posting_id", "posting"), ("fileposting", "against_id", "account"),
]  # fmt: skip

MY_PARTNERS = f"""
create function pool_my_partners() returns bigint[] language sql stable security definer set search_path = public, pg_temp as $$
  select coalesce(array_agg(id), '{{}}') from pool_partner where {IS_SYSTEM} or organisation_id = any({ORGANISATIONS})
$$;
"""

CONTENT = """
alter table pool_ledgerfile add constraint file_has_a_size check (octet_length(content) between 1 and 20000000);
alter table pool_ledgerfile add constraint file_digest check (encode(sha256(content), 'hex') = sha256);
"""
CONTENT_BACK = """
alter table pool_ledgerfile drop constraint file_has_a_size;
alter table pool_ledgerfile drop constraint file_digest;
"""

BELONG = """
create function pool_file_lines_belong() returns trigger language plpgsql security definer set search_path = public, pg_temp as $$
begin
  if exists (
    select from added a
    left join pool_ledgerfile f on f.id = a.file_id and f.fund_id = a.fund_id and f.partner_id = a.partner_id
    left join pool_entry e on e.id = a.entry_id and e.fund_id = a.fund_id
    left join pool_fileposting p on p.file_id = a.file_id and p.posting_id = e.posting_id
    where f.id is null or e.id is null or p.id is null
  ) then
    raise exception 'A line names its file, and an entry that the file was posted as'
      using errcode = 'check_violation', constraint = 'file-line-elsewhere';
  end if;
  return null;
end $$;
create trigger file_lines_belong after insert on pool_fileline
  referencing new table as added for each statement execute function pool_file_lines_belong();
"""


def unique(table: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table pool_{table} add constraint files_{table}_of_fund unique (fund_id, id)",
        f"alter table pool_{table} drop constraint files_{table}_of_fund",
    )


def same_fund(table: str, column: str, target: str) -> migrations.RunSQL:
    return migrations.RunSQL(
        f"alter table pool_{table} add constraint {table}_{column}_same_fund"
        f" foreign key (fund_id, {column}) references pool_{target} (fund_id, id)",
        f"alter table pool_{table} drop constraint {table}_{column}_same_fund",
    )


class Migration(migrations.Migration):
    dependencies = [("pool", "0012_files_tables")]
    operations = [
        *(unique(table) for table in UNIQUE),
        migrations.RunSQL(MY_PARTNERS, "drop function pool_my_partners"),
        *(same_fund(*key) for key in SAME_FUND),
        *(row_security(f"pool_{table}", see=see, add=add) for table, (see, add) in TABLES.items()),
        *(append_only(f"pool_{table}") for table in TABLES),
        *(migrations.RunSQL(
            f"create trigger {table}_only_added_to before update or delete or truncate on pool_{table}"
            " for each statement execute function pool_refuse()",
            f"drop trigger {table}_only_added_to on pool_{table}",
        ) for table in TABLES),
        migrations.RunSQL(CONTENT, CONTENT_BACK),
        migrations.RunSQL(BELONG, "drop trigger file_lines_belong on pool_fileline; drop function pool_file_lines_belong"),
    ]
