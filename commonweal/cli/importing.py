"""`commonweal import`: publications from files, through the same action as the page."""

from __future__ import annotations

import time
from collections import Counter, defaultdict
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.markup import escape
from rich.table import Table

from commonweal import server
from commonweal.cli import manage, steps
from commonweal.engine.findings import Finding, Severity

app = typer.Typer(no_args_is_help=True)
SHOWN_FINDINGS = 50
OUTCOMES = {"stored": "stored", "again": "read before", "older": "kept, but older", "refused": "REFUSED"}


@app.callback()
def importing() -> None:
    """Read publications into the record."""


@app.command("dtoc", hidden=True)
@app.command("publications")
def publications(
    files: Annotated[
        list[Path], typer.Argument(exists=True, dir_okay=False, help="Workbooks or tables as they were published")
    ],
) -> None:
    """Read publications (.xls, .xlsx, .ods; tables in .csv, .csv.gz, .json): each whole or not at all, with findings.

    Ends with 1 where a file was refused, 0 otherwise.
    """
    with server.running(manage.data_folder()):
        manage.set_up()
        outcomes, findings = _import_all(files)
    _say_findings(findings)
    told = ", ".join(f"{count:,} {OUTCOMES[outcome]}" for outcome, count in outcomes.items())
    steps.say(f"{len(files):,} {'file' if len(files) == 1 else 'files'}: {told}")
    raise typer.Exit(1 if outcomes["refused"] else 0)


def _import_all(files: list[Path]) -> tuple[Counter[str], list[tuple[str, Finding]]]:
    """Every file in its own transaction; what became of them, and all findings by file."""
    from commonweal.core import scope
    from commonweal.core.actor import COMMAND_LINE
    from commonweal.core.clock import now  # Django is set up by now, not when this file is read
    from commonweal.observations import actions, warming

    outcomes: Counter[str] = Counter()
    seconds: defaultdict[str, float] = defaultdict(float)
    findings: list[tuple[str, Finding]] = []
    start = time.perf_counter()
    with steps.step("Read publications") as report:
        for done, path in enumerate(files, start=1):
            with scope.within(scope.SYSTEM_SCOPE):
                imported = actions.import_publication(
                    by=COMMAND_LINE, at=now(), name=path.name, content=path.read_bytes()
                )
            outcomes[imported.outcome.value] += 1
            for stage, spent in imported.seconds.items():
                seconds[stage] += spent
            findings += [(path.name, finding) for finding in imported.findings]
            report(path.name, done, len(files))
        report("What is compared and watched")
        with scope.within(scope.SYSTEM_SCOPE):
            actions.reckon(by=COMMAND_LINE, at=now())
            warming.draw_alerts()
    seconds["transactions and the rest"] = time.perf_counter() - start - sum(seconds.values())
    steps.say("  " + ", ".join(f"{stage} {spent:.1f} s" for stage, spent in seconds.items()))
    return outcomes, findings


def _say_findings(findings: list[tuple[str, Finding]]) -> None:
    """Errors and warnings first; many of one kind are counted after the first few."""
    order: dict[Any, int] = {severity: number for number, severity in enumerate(Severity)}
    ranked = sorted(findings, key=lambda item: order[item[1].severity])
    if not ranked:
        return
    table = Table("File", "Where", "", "What is wrong", "What to do")
    for name, finding in ranked[:SHOWN_FINDINGS]:
        cells = (name, finding.where, finding.severity.value, finding.message, finding.what_to_do)
        table.add_row(*map(escape, cells))  # a file's own text is never taken for our markup
    steps.out.print(table)
    if len(ranked) > SHOWN_FINDINGS:
        steps.say(f"and {len(ranked) - SHOWN_FINDINGS:,} more; each file's own page lists all of them.")
