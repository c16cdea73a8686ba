"""`commonweal pool`: files into a fund's books, through the same actions as the pages."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from commonweal import server
from commonweal.cli import manage, steps
from commonweal.engine.findings import Finding, error
from commonweal.engine.money import pounds

if TYPE_CHECKING:
    from commonweal.pool.queries.files import Proposal

app = typer.Typer(no_args_is_help=True)
SHOWN_FINDINGS = 50


@app.callback()
def pool() -> None:
    """Keep a pooled fund's books."""


@app.command("import-file")
def import_file(
    fund: Annotated[str, typer.Argument(help="The fund's code")],
    file: Annotated[Path, typer.Argument(exists=True, dir_okay=False, help="CSV, gzipped or not, or a workbook")],
    map_code: Annotated[
        str, typer.Option("--map", help="The column map to read it by; otherwise the one that fits")
    ] = "",
    partner: Annotated[str, typer.Option(help="Whose file it is, by code in the books; otherwise the host's")] = "",
    against: Annotated[str, typer.Option(help="The account against which it is posted; otherwise the bank")] = "",
    post: Annotated[
        bool, typer.Option("--post", help="Keep the file and post what is ready; without it, a trial")
    ] = False,
) -> None:
    """Read a file of payments or of a ledger, print its control total, and with --post post the lines that are ready.

    Ends with 1 where the file could not be read or posted, or where lines were refused or wait; 0 otherwise.
    """
    with server.running(manage.data_folder()):
        manage.set_up()
        from commonweal.core import scope
        from commonweal.pool.actions import Refused

        try:
            with scope.within(scope.SYSTEM_SCOPE):
                done = _import(fund, file, map_code, partner, against, post)
        except Refused as refused:
            _say_findings(refused.findings)
            raise typer.Exit(1) from refused
    raise typer.Exit(0 if done else 1)


def _import(fund: str, path: Path, map_code: str, partner: str, against: str, post: bool) -> bool:
    """Trial or posting; whether nothing was refused and nothing waits."""
    from commonweal.pool.queries import files as queries
    from commonweal.spreadsheets.ledger_files import read_ledger_file

    owner, content, start = _partner(fund, partner), path.read_bytes(), time.perf_counter()
    read, known = queries.find_map(owner, path.name, content)
    if map_code:
        known = _map(owner, map_code)
        read = read_ledger_file(content, path.name, [known.column_map])
    if read.control is None or read.column_map is None or known is None:
        _say_findings(read.findings)
        return False
    steps.say(f"Read by the column map '{known.column_map.id}': {known.column_map.title}")
    proposed = _post(owner, path.name, content, known, against) if post else queries.propose_unkept(owner, read)
    _say_statement(proposed, posted=post)
    for month, count in proposed.closed.items():
        steps.say(f"{month} is not open for posting; {count:,} lines would fall into it.")
    _say_findings(read.findings)
    steps.say(f"{'Posted' if post else 'A trial: nothing was kept or posted'} ({time.perf_counter() - start:.1f} s).")
    return proposed.agrees and not read.control.refused.count and not proposed.total.states["waiting"].count


def _post(owner: Any, name: str, content: bytes, known: Any, against: str) -> Proposal:
    """Keep the file, post what is ready, and look at what the ledger then holds."""
    from commonweal.core.actor import COMMAND_LINE
    from commonweal.core.clock import now
    from commonweal.engine.matching import proposal
    from commonweal.engine.matching.column_map import as_content
    from commonweal.pool.actions import files as actions
    from commonweal.pool.queries import files as queries

    who: dict[str, Any] = {"by": COMMAND_LINE, "at": now()}
    account = _account(owner.fund, against)
    kept = actions.keep_file(**who, partner=owner, name=name, content=content)
    used = actions.read_file_by(**who, file=kept, content=as_content(known.column_map), version=known.version)
    agreed = proposal.digest(queries.propose(kept, used).lines)
    actions.post_file(**who, file=kept, against=account, agreed=agreed)
    return queries.propose(kept, used)


def _partner(fund: str, code: str) -> Any:
    from commonweal.pool import queries

    found = queries.funds().filter(code=fund).first()
    if found is None:
        _refuse("fund-unknown", fund, "There is no fund of this code.", "Look at the fund's page for its code.")
    partners = [each for each in queries.partners(found) if code in ("", each.code)]
    hosts = [each for each in partners if each.organisation_id == found.host_id]
    if not partners:
        _refuse("partner-unknown", code, "The fund has no such partner.", "Give a partner's code in the books.")
    return (hosts or partners)[0]


def _map(owner: Any, code: str) -> Any:
    from commonweal.pool.queries import files as queries

    known = {each.column_map.id: each for each in queries.known_maps(owner)}
    if code not in known:
        _refuse("map-unknown", code, "There is no column map of this name.", f"Use one of {', '.join(sorted(known))}.")
    return known[code]


def _account(fund: Any, code: str) -> Any:
    from commonweal.pool.queries import files as queries

    accounts = [each for each in queries.contra_accounts(fund) if code in ("", each.code)]
    if not accounts:
        _refuse("account-unknown", code, "Nothing can be posted against it.", "Give a bank or payable account.")
    return accounts[0]


def _refuse(code: str, where: str, message: str, what_to_do: str) -> None:
    from commonweal.pool.actions import Refused

    raise Refused([error(code, where, message, what_to_do)])


def _say_statement(proposed: Proposal, *, posted: bool) -> None:
    table = Table("Control total", "Lines", "Sum")
    for column in table.columns[1:]:
        column.justify = "right"
    control = proposed.read.control
    rows = [*(control.rows() if control else ()), *proposed.total.rows()]
    if posted:
        rows.append(("The ledger holds of this file", proposed.booked))
    for label, total in rows:
        table.add_row(label, f"{total.count:,}", pounds(total.pence))
    steps.out.print(table)
    agrees = "File, statement and ledger agree to the penny."
    steps.say(agrees if proposed.agrees else "File, statement and ledger DISAGREE: report this.")


def _say_findings(findings: tuple[Finding, ...]) -> None:
    for finding in findings[:SHOWN_FINDINGS]:
        steps.out.print(Text(f"{finding.severity.value}: {finding} [{finding.code}]"))
    if len(findings) > SHOWN_FINDINGS:
        steps.say(f"and {len(findings) - SHOWN_FINDINGS:,} more.")
