"""`commonweal check-payments`: a payment file's control total and what is wrong with it, nothing stored."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.table import Table
from rich.text import Text

from commonweal.engine.findings import Finding, Severity
from commonweal.engine.money import pounds

if TYPE_CHECKING:
    from commonweal.engine.matching.control import ControlTotal
    from commonweal.engine.matching.payments import PaymentFile


def check_payments(files: Annotated[list[Path], typer.Argument(help="Payment files: CSV, gzipped or not.")]) -> None:
    """Read payment files and print, for each, its control total and every finding. Fails where lines were refused."""
    console = Console()
    reads = [_checked(console, path) for path in files]
    raise typer.Exit(0 if all(map(_sound, reads)) else 1)


def _checked(console: Console, path: Path) -> PaymentFile:
    from commonweal.spreadsheets.payments import read_payment_file  # tables: a second no other command should wait for

    read = read_payment_file(path)
    console.print(Text(str(path), style="bold"))
    if read.column_map is not None and read.control is not None:
        console.print(Text(f"Read by the column map '{read.column_map.id}': {read.column_map.title}"))
        console.print(_statement(read.control))
        console.print(_verdict(read.control))
    for finding in read.findings:
        console.print(_line(finding), soft_wrap=True)
    return read


def _statement(control: ControlTotal) -> Table:
    table = Table("Control total", "Lines", "Sum")
    for column in table.columns[1:]:
        column.justify = "right"
    for label, total in control.rows():
        table.add_row(label, f"{total.count:,}", pounds(total.pence))
    if control.publishers_pence is not None:
        table.add_row("Sum that the file itself prints", "", pounds(control.publishers_pence))
    return table


def _verdict(control: ControlTotal) -> Text:
    words = "File = accepted + refused, to the penny." if control.agrees else "File and parts DISAGREE: report this."
    if control.unreadable_count:
        words += f" {control.unreadable_count:,} refused lines have no readable amount and stand in no sum."
    return Text(words)


def _line(finding: Finding) -> Text:
    return Text(f"{finding.severity.value}: {finding} [{finding.code}]")


def _sound(read: PaymentFile) -> bool:
    return (
        read.control is not None
        and read.control.agrees
        and not any(f.severity is Severity.ERROR for f in read.findings)
    )
