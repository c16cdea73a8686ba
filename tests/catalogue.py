"""What PostgreSQL itself says of a database: whose it is, who may do what, and everything that guards its rows."""

from __future__ import annotations

import psycopg

OURS = "n.nspname = 'public'"
PARTS = {
    "roles": """
        select r.rolname, rolsuper, rolbypassrls, rolinherit, rolcreaterole, rolcreatedb, rolreplication, rolcanlogin,
            rolconfig::text, (select array_agg(m.roleid::regrole::text order by 1) from pg_auth_members m
            where m.member = r.oid)::text
        from pg_roles r where r.rolname = any(%(roles)s)""",
    "database": """
        select d.datdba::regrole::text, d.datacl::text, d.encoding, d.datcollate, d.datlocale, s.setrole::regrole::text,
            s.setconfig::text from pg_database d left join pg_db_role_setting s on s.setdatabase = d.oid
        where d.datname = current_database()""",
    "schemas": """
        select n.nspname, n.nspowner::regrole::text, n.nspacl::text from pg_namespace n
        where n.nspname !~ '^pg_' and n.nspname <> 'information_schema'""",
    "rights by default": """
        select d.defaclrole::regrole::text, d.defaclnamespace::regnamespace::text, d.defaclobjtype::text,
            d.defaclacl::text from pg_default_acl d""",
    "extensions": "select extname, extversion from pg_extension",
    "tables": f"""
        select c.relname, c.relkind::text, c.relowner::regrole::text, c.relacl::text, c.relrowsecurity,
            c.relforcerowsecurity, c.relpersistence::text, c.reloptions::text
        from pg_class c join pg_namespace n on n.oid = c.relnamespace where {OURS}""",
    "columns": f"""
        select c.relname, a.attname, format_type(a.atttypid, a.atttypmod), a.attnotnull, a.attidentity::text,
            a.attgenerated::text, pg_get_expr(d.adbin, d.adrelid), a.attacl::text
        from pg_attribute a join pg_class c on c.oid = a.attrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
        where {OURS} and a.attnum > 0 and not a.attisdropped""",
    "triggers": f"""
        select c.relname, t.tgname, t.tgenabled::text, t.tgdeferrable, t.tginitdeferred, pg_get_triggerdef(t.oid)
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        where {OURS} and not t.tgisinternal""",
    "keys' own triggers": f"""
        select c.relname, k.conname, t.tgenabled::text, t.tgfoid::regproc::text
        from pg_trigger t join pg_class c on c.oid = t.tgrelid join pg_namespace n on n.oid = c.relnamespace
        left join pg_constraint k on k.oid = t.tgconstraint where {OURS} and t.tgisinternal""",
    "policies": """
        select tablename, policyname, permissive, roles::text, cmd, qual, with_check from pg_policies
        where schemaname = 'public'""",
    "constraints": f"""
        select c.relname, k.conname, k.convalidated, pg_get_constraintdef(k.oid)
        from pg_constraint k join pg_class c on c.oid = k.conrelid join pg_namespace n on n.oid = c.relnamespace
        where {OURS}""",
    "indexes": "select tablename, indexname, indexdef from pg_indexes where schemaname = 'public'",
    "rules": "select tablename, rulename, definition from pg_rules where schemaname = 'public'",
    "functions": f"""
        select p.oid::regprocedure::text, p.proowner::regrole::text, p.proacl::text, p.prosecdef, p.proconfig::text,
            pg_get_functiondef(p.oid)
        from pg_proc p join pg_namespace n on n.oid = p.pronamespace where {OURS} and p.prokind in ('f', 'p')""",
    "triggers of events": "select evtname, evtevent, evtenabled::text, evtfoid::regproc::text from pg_event_trigger",
}


def catalogue(connection: psycopg.Connection, roles: list[str]) -> dict[str, list[str]]:
    """Every part's rows as sorted text; `roles` are those whose limits are told."""
    told = {}
    for part, query in PARTS.items():
        rows = connection.execute(query, {"roles": roles}).fetchall()
        told[part] = sorted(" | ".join("-" if value is None else str(value) for value in row) for row in rows)
    return told


def differences(one: dict[str, list[str]], other: dict[str, list[str]]) -> list[str]:
    """What stands in one of two catalogues only."""
    return [
        f"{part}, only in the {where}: {row}"
        for part in one
        for where, here, there in [("first", one, other), ("second", other, one)]
        for row in sorted(set(here[part]) - set(there[part]))
    ]
