"""A payment file to typed lines, findings by row, and the control total that says that no penny was lost.

The frame of lines has: `row` (UInt32, as a spreadsheet numbers it), `paid_on` (Date), `amount_pence` (Int64, the money
field that the map counts; positive is paid out), `net_pence`, `vat_pence`, `gross_pence` where the file has them, every
text field as printed (empty where the file has no such column), and `pool` (whether the line carries a sign of the
pool, or the map names none). A general ledger's extract is read the same way (commonweal.engine.matching.ledger_lines).
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cache

import polars as pl

from commonweal.engine.findings import Finding, Severity, error, note, warning
from commonweal.engine.matching import lines_findings
from commonweal.engine.matching.amounts import pence
from commonweal.engine.matching.column_map import GENERAL_LEDGER, MONEY_FIELDS, ColumnMap, heading_key
from commonweal.engine.matching.control import ControlTotal, Total
from commonweal.engine.matching.ledger_lines import typed_ledger
from commonweal.engine.matching.rows import Row, decode, split_rows

HEADING_SEARCHED_ROWS = 20
YEARS = range(1990, 2100)


Table = tuple[ColumnMap, tuple[Row, ...], tuple[Finding, ...]]
"""A map, the rows of cells that it is tried on, and what was found when they were split."""


@dataclass(frozen=True, slots=True)
class Headings:
    """Where the columns of a map stand in a file: the headings' row, each field's position, the headings unknown."""

    number: int
    width: int
    positions: dict[str, int]
    unknown: tuple[str, ...]
    twice: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class PaymentFile:
    """What was read. Without a map that fits, `column_map` and `control` are None and nothing was taken."""

    column_map: ColumnMap | None
    lines: pl.DataFrame
    refused: pl.DataFrame
    control: ControlTotal | None
    findings: tuple[Finding, ...] = field(default=())


def read_payments(content: bytes, maps: Sequence[ColumnMap]) -> PaymentFile:
    """Read a payment file's bytes through whichever map fits it.

    Each map is tried with its own encodings and delimiter; the one that knows most of the file's headings is taken.
    """
    split = cache(lambda encodings, delimiter: _rows(content, encodings, delimiter))
    return read_tables([(column_map, *split(column_map.encodings, column_map.delimiter)) for column_map in maps])


def read_tables(tables: Sequence[Table]) -> PaymentFile:
    """Read by whichever map knows most headings of the table that it is given with."""
    fits = [
        (len(headings.positions) - len(headings.unknown), column_map, rows, headings, findings)
        for column_map, rows, findings in tables
        if (headings := find_headings(rows, column_map)) is not None
    ]
    if not fits:
        return _nothing(tables)
    fits.sort(key=lambda fit: -fit[0])
    if len(fits) > 1 and fits[0][0] == fits[1][0]:
        names = f"'{fits[0][1].id}' and '{fits[1][1].id}'"
        return refused_whole(error("two-maps", "file", f"{names} both fit this file.", "Say which map to read it by."))
    _, column_map, rows, headings, findings = fits[0]
    return read_rows(rows, column_map, headings, findings)


def find_headings(rows: Sequence[Row], column_map: ColumnMap) -> Headings | None:
    """The first of the top rows that has a heading for every required field of the map, None if there is none."""
    for number, cells in rows[:HEADING_SEARCHED_ROWS]:
        fields = [column_map.field_of(cell) for cell in cells]
        if column_map.required() <= set(fields):
            named = [name for name in fields if name]
            return Headings(
                number,
                len(cells),
                {name: fields.index(name) for name in named},
                tuple(
                    cell.strip()
                    for cell, name in zip(cells, fields, strict=True)
                    if name is None and _asks(cell, column_map)
                ),
                tuple(dict.fromkeys(name for name in named if named.count(name) > 1)),
            )
    return None


def read_rows(
    rows: Sequence[Row], column_map: ColumnMap, headings: Headings, findings: Sequence[Finding] = ()
) -> PaymentFile:
    """Read rows of cells, from a delimited file or a sheet, below headings that were found."""
    if headings.twice:
        named = ", ".join(headings.twice)
        message = f"Two headings stand for the same field: {named}."
        return refused_whole(
            error("heading-twice", f"row {headings.number}", message, "Take one column out, or map them apart.")
        )
    cells = _cells(rows, headings, column_map)
    days = {text: _day(text, column_map.dates) for text in cells["paid_on_text"].unique()}
    ledger = column_map.kind == GENERAL_LEDGER
    typed = typed_ledger(cells, column_map, days) if ledger else _typed(cells, column_map, days)
    typed = typed.with_columns(_pool(column_map).alias("pool"))
    nameless = pl.all_horizontal(pl.col(name) == "" for name in ("dated_text", *column_map.text_fields))
    own_sums = typed.filter(nameless & pl.col("amount_pence").is_not_null() & pl.col("shape").eq(""))
    payments = typed.join(own_sums.select("row"), on="row", how="anti", maintain_order="left")
    refused = payments.filter(_reason() != "").with_columns(_reason().alias("reason"))
    printed = (f"{name}_text" for name in (*column_map.printed_fields, "counted", "dated"))
    lines = payments.filter(_reason() == "").drop("shape", *printed)
    control = _control(payments, refused, lines, own_sums)
    found = (
        *findings,
        *(_unknown(heading, headings.number) for heading in headings.unknown),
        *lines_findings.of_refused(refused, column_map),
        *lines_findings.of_accepted(payments.filter(_reason() == ""), column_map),
        *_of_publishers_sum(control, own_sums),
    )
    kept = refused.select("row", "amount_pence", "reason")
    return PaymentFile(column_map, lines, kept, control, found)


def _rows(content: bytes, encodings: tuple[str, ...], delimiter: str) -> tuple[tuple[Row, ...], tuple[Finding, ...]]:
    text, findings = decode(content, encodings)
    split = split_rows(text, delimiter)
    return split.rows, (*findings, *split.findings)


def _asks(heading: str, column_map: ColumnMap) -> bool:
    return bool(heading.strip()) and heading_key(heading) not in column_map.ignored


def _cells(rows: Sequence[Row], headings: Headings, column_map: ColumnMap) -> pl.DataFrame:
    """Text columns by field; `shape` says where a row has too few or too many cells."""
    width = headings.width
    below = [(number, cells) for number, cells in rows if number > headings.number]
    shapes = ["short" if len(cells) < width else "long" if any(cells[width:]) else "" for _, cells in below]
    padded = [cells if len(cells) == width else (cells + [""] * width)[:width] for _, cells in below]
    across = list(zip(*padded, strict=True)) or [()] * width
    columns: dict[str, pl.Series] = {
        "row": pl.Series([number for number, _ in below], dtype=pl.UInt32),
        "shape": pl.Series(shapes, dtype=pl.String),
    }
    for name in (*column_map.printed_fields, *column_map.text_fields):
        values = across[headings.positions[name]] if name in headings.positions else [""] * len(below)
        column = name if name in column_map.text_fields else f"{name}_text"
        columns[column] = pl.Series(values, dtype=pl.String).str.strip_chars()
    return pl.DataFrame(columns)


def _typed(cells: pl.DataFrame, column_map: ColumnMap, days: Mapping[str, date | None]) -> pl.DataFrame:
    whole = pl.col("shape") == ""
    counted = [name for name in MONEY_FIELDS if name in column_map.columns and name != "amount"]
    out = 1 if column_map.sign == "plus" else -1
    return cells.with_columns(
        pl.col("paid_on_text").replace_strict(days, return_dtype=pl.Date).alias("paid_on"),
        (pl.when(whole).then(pence(pl.col(f"{column_map.counts}_text"))) * out).alias("amount_pence"),
        *(pence(pl.col(f"{name}_text")).alias(f"{name}_pence") for name in counted),
        pl.col(f"{column_map.counts}_text").alias("counted_text"),
        pl.col("paid_on_text").alias("dated_text"),
    )


def _day(text: str, patterns: Sequence[str]) -> date | None:
    for pattern in patterns:
        try:
            day = datetime.strptime(text, pattern).date()
        except ValueError:
            continue
        if day.year in YEARS:
            return day
    return None


def _pool(column_map: ColumnMap) -> pl.Expr:
    if not column_map.pool:
        return pl.lit(True)
    signs = [pl.col(sign.field).str.to_lowercase().str.contains(sign.words, literal=True) for sign in column_map.pool]
    return pl.any_horizontal(signs)


def _reason() -> pl.Expr:
    """Why a line is refused, empty where it is not; the first reason of several."""
    return (
        pl.when(pl.col("shape") != "")
        .then(pl.col("shape") + "-line")
        .when(pl.col("amount_pence").is_null())
        .then(pl.lit("amount-unreadable"))
        .when(pl.col("paid_on").is_null())
        .then(pl.lit("date-unreadable"))
        .otherwise(pl.lit(""))
    )


def _control(
    payments: pl.DataFrame, refused: pl.DataFrame, lines: pl.DataFrame, own_sums: pl.DataFrame
) -> ControlTotal:
    return ControlTotal(
        file=Total.of(payments),
        refused=Total.of(refused),
        unreadable_count=refused["amount_pence"].null_count(),
        accepted=Total.of(lines),
        to_post=Total.of(lines.filter("pool")),
        left=Total.of(lines.filter(~pl.col("pool"))),
        publishers_pence=own_sums["amount_pence"][-1] if own_sums.height else None,
    )


def _of_publishers_sum(control: ControlTotal, own_sums: pl.DataFrame) -> tuple[Finding, ...]:
    if control.publishers_pence is None:
        return ()
    where = f"row {own_sums['row'][-1]}"
    if control.publisher_agrees:
        return (note("publishers-sum", where, "The file's own sum agrees with its lines to the penny."),)
    gap = control.publishers_pence - control.file.pence
    message = f"The file's own sum differs from its lines by {gap} pence."
    return (
        error("publishers-sum-differs", where, message, "Ask the publisher for the file again; lines may be missing."),
    )


def _unknown(heading: str, number: int) -> Finding:
    message = f"The column '{lines_findings.shown(heading)}' is not in the column map; it was left out."
    return warning("unknown-column", f"row {number}", message, "Say which field it is, or list it under 'ignored'.")


def _nothing(tables: Sequence[Table]) -> PaymentFile:
    """No map fits: why the file could not be split, or which headings the nearest map misses."""
    faults = [finding for _, _, findings in tables for finding in findings if finding.severity is Severity.ERROR]
    if faults:
        return refused_whole(*dict.fromkeys(faults))
    misses = [
        (len(gap), column_map.id, sorted(gap))
        for column_map, rows, _ in tables
        for _, cells in rows[:HEADING_SEARCHED_ROWS]
        if (gap := _gap(column_map, cells)) is not None
    ]
    nearest = f" The nearest is '{min(misses)[1]}', which misses: {', '.join(min(misses)[2])}." if misses else ""
    what_to_do = "Write a map for this publisher: docs/how-to/add-a-column-map.md."
    return refused_whole(error("no-map", "file", f"No column map knows this file's headings.{nearest}", what_to_do))


def _gap(column_map: ColumnMap, cells: list[str]) -> frozenset[str] | None:
    found = {column_map.field_of(cell) for cell in cells} - {None}
    return column_map.required() - found if found else None


def refused_whole(*findings: Finding) -> PaymentFile:
    """A file from which nothing is taken, and why."""
    return PaymentFile(None, pl.DataFrame(), pl.DataFrame(), None, findings)
