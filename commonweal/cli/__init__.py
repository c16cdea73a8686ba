"""The `commonweal` command."""

from __future__ import annotations

import sys

import typer
from django.core.exceptions import ImproperlyConfigured

from commonweal import server
from commonweal.cli import alerts, database, docs, importing, loading, manage, payments, people, plans, pool, run, steps

PASSED_ON = {"allow_extra_args": True, "ignore_unknown_options": True, "help_option_names": []}

app = typer.Typer(
    help="Commonweal: plan, pool, commission, deliver and account for joined-up care.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
app.command("run")(run.run)
app.command("migrate")(manage.migrate)
app.command("django", context_settings=PASSED_ON)(manage.django_admin)
app.command("flow", context_settings=PASSED_ON)(manage.flow)
app.command("docs")(docs.docs)
app.command("alerts")(alerts.alerts)
app.command("check-payments")(payments.check_payments)
app.add_typer(database.app, name="db", help="The database: start, stop, look into, back up, restore.")
app.add_typer(loading.app, name="load", help="Load what ships: reference tables, the demonstration.")
app.add_typer(importing.app, name="import", help="Read publications into the record.")
app.add_typer(people.app, name="people", help="Invite somebody, close an account, take off lost second steps.")
app.add_typer(plans.app, name="plans", help="Planning workbooks: make, check, consolidate; no server needed.")
app.add_typer(pool.app, name="pool", help="Bring files of payments and ledgers into a fund's books.")


def main() -> None:
    """Run the command; what the user can mend is said in plain words, without a trace."""
    try:
        app()
    except server.ServerProblem as problem:
        steps.say_finding(problem.finding)
        sys.exit(1)
    except ImproperlyConfigured as fault:
        steps.say_error(str(fault))
        sys.exit(1)
