"""`commonweal plans`: planning workbooks made, checked and consolidated from files; no server, nothing stored."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.text import Text

from commonweal.cli import manage, steps
from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.money import pounds

if TYPE_CHECKING:
    from commonweal.engine.rulebook.consolidating import Consolidation
    from commonweal.engine.rulebook.model import Rulebook
    from commonweal.engine.rulebook.plan import Plan
    from commonweal.engine.rulebook.workbook_shape import WorkbookOut

app = typer.Typer(no_args_is_help=True)
FILE_BYTES_MOST = 10_000_000


@app.callback()
def plans() -> None:
    """Planning workbooks: templates out, filled ones checked, a folder of them consolidated."""


@dataclass(frozen=True, slots=True)
class Checked:
    """A file with what it says and what is wrong with it."""

    path: Path
    rulebook: Rulebook | None
    plan: Plan | None
    findings: tuple[Finding, ...]

    @property
    def is_sound(self) -> bool:
        """Whether nothing is wrong that is an error."""
        return self.plan is not None and all(one.severity is not Severity.ERROR for one in self.findings)


@app.command("rounds")
def rounds_known() -> None:
    """List the rounds that plans can be made for, and what is wrong with files of this installation's own.

    Ends with 1 where a file of the installation is no round, 0 otherwise.
    """
    from commonweal.plans.rounds import faults, own_folder, rounds, shipped

    for one in rounds().values():
        where = "ships" if one.id in shipped() else f"{own_folder() / one.id}.toml"
        steps.say(f"{one.id}: {one.name} ({one.status}; {where})")
    for finding in faults():
        steps.say_finding(finding)
    raise typer.Exit(1 if any(one.severity is Severity.ERROR for one in faults()) else 0)


@app.command("template")
def template(
    round_id: Annotated[str, typer.Argument(metavar="ROUND", help="The round, such as 2025-26.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .xlsx file to write.")],
    plan: Annotated[int | None, typer.Option(help="Fill in what this plan of the database says.")] = None,
) -> None:
    """Write a round's planning workbook: empty, or (with the database) as a plan stands, with what is published."""
    from commonweal.engine.rulebook.allocations import Allocations
    from commonweal.engine.rulebook.plan import Plan
    from commonweal.engine.rulebook.workbook_out import workbook_of
    from commonweal.spreadsheets.plans import planning_workbook_bytes

    rulebook = _round(round_id)
    described = (
        workbook_of(rulebook, Plan(rulebook.id, ""), Allocations("")) if plan is None else _of_plan(round_id, plan)
    )
    if described.findings:
        for finding in described.findings:
            steps.say_finding(finding)
        raise typer.Exit(1)
    _save(output, planning_workbook_bytes(described))
    steps.say(f"Written: {output}, {len(described.sheets) - 2:,} sheets for {rulebook.name}")


def _round(round_id: str) -> Rulebook:
    """The round of that id; where there is none, it is said and the command ends."""
    from commonweal.plans.rounds import rounds

    if round_id not in rounds():
        told = f"There are: {', '.join(rounds())}."
        steps.say_finding(error("round-unknown", "ROUND", f"There is no round {round_id!r}.", told))
        raise typer.Exit(1)
    return rounds()[round_id]


def _of_plan(round_id: str, plan_id: int) -> WorkbookOut:
    from commonweal import server

    with server.running(manage.data_folder()):
        manage.set_up()
        from commonweal.core import scope
        from commonweal.core.clock import today
        from commonweal.places import queries as places
        from commonweal.plans import queries

        with scope.within(scope.SYSTEM_SCOPE):
            found = queries.plan(plan_id)
            if found is None or found.round != round_id:
                told = "Its page's address ends with its number."
                steps.say_finding(error("plan-unknown", "--plan", f"No plan {plan_id} of {round_id}.", told))
                raise typer.Exit(1)
            return queries.workbook(found, places.names([found.area_id], today()).get(found.area_id, ""))


@app.command("check")
def check(files: Annotated[list[Path], typer.Argument(help="Filled planning workbooks (.xlsx).")]) -> None:
    """Read planning workbooks and check them under their round's rules, without a server or a database.

    What is published for an area is not known here, so nothing is compared with it. Ends with 1 where a workbook has
    errors, 0 otherwise.
    """
    console = Console()
    checked = [_check(path) for path in files]
    for one in checked:
        _say(console, one)
    raise typer.Exit(0 if all(one.is_sound for one in checked) else 1)


def _check(path: Path) -> Checked:
    """A file read and checked; whatever is wrong with it is a finding."""
    from commonweal.engine.rulebook.allocations import Allocations
    from commonweal.engine.rulebook.checking import check as check_plan
    from commonweal.engine.rulebook.workbook_in import at_cells, marker_of, read_plan
    from commonweal.plans.rounds import rounds
    from commonweal.spreadsheets.plans import read_planning_workbook

    try:
        with path.open("rb") as file:
            content = file.read(FILE_BYTES_MOST + 1)
    except OSError as fault:
        told = "Check its name, and whether you may read it."
        return Checked(path, None, None, (error("unreadable", path.name, f"It cannot be read: {fault}.", told),))
    opened = read_planning_workbook(content, path.name)
    if opened.workbook is None:
        return Checked(path, None, None, opened.findings)
    marker = marker_of(opened.workbook.sheets)
    rulebook = rounds().get(marker.round) if marker else None
    if rulebook is None:
        return Checked(path, None, None, (_no_round(path, marker.round if marker else ""),))
    read = read_plan(opened.workbook.sheets, rulebook)
    found = check_plan(read.plan, rulebook, Allocations(read.plan.area)) if read.plan else ()
    return Checked(path, rulebook, read.plan, (*opened.findings, *read.findings, *at_cells(found, read)))


def _no_round(path: Path, said: str) -> Finding:
    message = f"It is of a round {said!r} that is not known here." if said else "It does not say which round it is of."
    return error("no-round", path.name, message, "Copy the entries into a fresh workbook of the round.")


def _say(console: Console, checked: Checked) -> None:
    console.print(Text(str(checked.path), style="bold"))
    if checked.plan is not None and checked.rulebook is not None:
        lines = [line for scheme in checked.plan.schemes for line in scheme.lines]
        spent = sum(amount or 0 for line in lines for amount in line.amounts_pence)
        words = f"{checked.rulebook.name}: {len(checked.plan.schemes):,} schemes, {len(lines):,} lines, {pounds(spent)}"
        console.print(Text(words))
    for finding in checked.findings:
        console.print(Text(f"{finding.severity.value}: {finding} [{finding.code}]"), soft_wrap=True)
    if not checked.findings:
        console.print(Text("Nothing is wrong."))


@app.command("consolidate")
def consolidate(
    folder: Annotated[Path, typer.Argument(exists=True, file_okay=False, help="A folder of planning workbooks.")],
    output: Annotated[Path, typer.Option("--output", "-o", help="The .csv or .xlsx file to write.")],
) -> None:
    """Put a folder of one round's workbooks together: income and spending by each dimension, to the penny.

    Every .xlsx file of the folder is taken or named as left out; ends with 1 where one was. Errors of the rules leave
    none out: they are counted, and `commonweal plans check` says them.
    """
    if output.suffix not in (".csv", ".xlsx"):
        steps.say_finding(error("file-type", str(output), "Only .csv and .xlsx are written.", "Name such a file."))
        raise typer.Exit(1)
    console = Console()
    files = sorted(path for path in folder.iterdir() if path.is_file() and not path.name.startswith((".", "~$")))
    read = [_check(path) for path in files if path.resolve() != output.resolve()]
    taken, left = _choose(read)
    for path, why in left:
        console.print(Text(f"LEFT OUT {path.name}: {why}"), soft_wrap=True)
    if not taken:
        steps.say_error("There is no workbook to consolidate.")
        raise typer.Exit(1)
    together = _together(taken)
    _write(output, together)
    faulty = sum(not one.is_sound for one in taken)
    spent = pounds(sum(together.spending_pence))
    told = f"{len(taken):,} workbooks taken, {len(left):,} left out; {faulty:,} of those taken have errors"
    steps.say(f"{told}; spending {spent}")
    raise typer.Exit(1 if left else 0)


def _choose(read: Iterable[Checked]) -> tuple[list[Checked], list[tuple[Path, str]]]:
    """Those of one round, of each area one; the others with the reason."""
    taken: list[Checked] = []
    left: list[tuple[Path, str]] = []
    areas: dict[str, Path] = {}
    for one in read:
        if one.plan is None or one.rulebook is None:
            left.append((one.path, str(one.findings[0])))
        elif taken and one.rulebook.id != (taken[0].rulebook or one.rulebook).id:
            left.append((one.path, f"it is of {one.rulebook.id}, the first of the folder is not."))
        elif one.plan.area and one.plan.area in areas:
            left.append((one.path, f"{areas[one.plan.area].name} is of the same area."))
        elif any(finding.code in _LOSES for finding in one.findings):
            code = next(finding for finding in one.findings if finding.code in _LOSES)
            left.append((one.path, f"not all of its money can be read: {code}"))
        else:
            plan = one.plan if one.plan.area else replace(one.plan, area=one.path.stem)
            areas[plan.area] = one.path
            taken.append(replace(one, plan=plan))
    return taken, left


# What of a workbook's money cannot be read: a sum without it would be silently short.
_LOSES = frozenset(
    {
        *("formula", "not-money", "not-whole-pence", "sheet-missing", "headings-missing", "column-missing"),
        *("heading-twice", "too-many-rows", "many-findings", "sheets-disagree"),
    }
)


def _together(taken: Iterable[Checked]) -> Consolidation:
    from commonweal.engine.rulebook.consolidating import consolidate

    kept = list(taken)
    rulebook = kept[0].rulebook
    assert rulebook is not None  # noqa: S101 - only those with a round are taken
    return consolidate([one.plan for one in kept if one.plan], rulebook)


def _write(output: Path, found: Consolidation) -> None:
    from commonweal.engine.rulebook.workbook_layout import year_name
    from commonweal.plans.rounds import rounds
    from commonweal.spreadsheets.writing import Table, Value, csv_bytes, xlsx_bytes

    years = [year_name(year) for year in rounds()[found.round].years]
    headings = ["Table", "By", "Key", "Name", *(f"Pounds {year}" for year in years), "Rows", "Plans", "Blank amounts"]
    tables = (("income", found.income), ("spending", found.spending))
    as_file = output.suffix == ".csv"  # there exact decimals; a spreadsheet's numbers are exact to the penny far beyond
    rows: list[list[Value]] = [
        [
            what,
            by,
            total.key,
            total.name,
            *(_decimal(pence) if as_file else pence / 100 for pence in total.amounts_pence),
            total.rows,
            total.plans,
            total.blanks,
        ]
        for what, parts in tables
        for by, totals in parts.items()
        for total in totals
    ]
    table = Table("Consolidated", headings, rows)
    _save(output, csv_bytes(table) if as_file else xlsx_bytes([table]))


def _save(output: Path, content: bytes) -> None:
    """The file, or why it cannot be written."""
    try:
        output.write_bytes(content)
    except OSError as fault:
        told = "Name a file in a folder that is there and that you may write into."
        steps.say_finding(error("unwritable", str(output), f"It cannot be written: {fault.strerror}.", told))
        raise typer.Exit(1) from fault


def _decimal(pence: int) -> str:
    """Pounds with two decimals, exactly."""
    sign = "-" if pence < 0 else ""
    return f"{sign}{abs(pence) // 100}.{abs(pence) % 100:02d}"
