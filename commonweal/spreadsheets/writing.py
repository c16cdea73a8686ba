"""Rows to a download, .xlsx or .csv, in which no text can wake up as a formula.

A cell of text that begins like a formula (= + - @, a tab or a return) would be run by the spreadsheet program of
whoever opens the file. In .xlsx it is stored as text and marked as quoted; in .csv, which has no types, an
apostrophe is put in front. Numbers, negative ones too, are numbers and stay as they are.
"""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

import xlsxwriter
from xlsxwriter.format import Format
from xlsxwriter.worksheet import Worksheet

Value = str | int | float | bool | date | None
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "\n", "=", "+", "-", "@")  # the wide forms count too


@dataclass(frozen=True, slots=True)
class Table:
    """One sheet to be written: its name (at most 31 characters), its headings and its rows."""

    name: str
    headings: Sequence[str]
    rows: Iterable[Sequence[Value]]


def looks_like_formula(text: str) -> bool:
    """Whether a spreadsheet program might run a text; a lone dash is only a dash."""
    return text != "-" and text.lstrip(" ").startswith(FORMULA_STARTS)


def csv_bytes(table: Table) -> bytes:
    """A table as comma-separated text in UTF-8, with a byte-order mark so that Excel reads the letters right."""
    text = io.StringIO(newline="")
    writer = csv.writer(text)
    writer.writerow([_csv_value(heading) for heading in table.headings])
    writer.writerows([_csv_value(value) for value in row] for row in table.rows)
    return text.getvalue().encode("utf-8-sig")


def _csv_value(value: Value) -> Value:
    return "'" + value if isinstance(value, str) and looks_like_formula(value) else value


def xlsx_bytes(tables: Sequence[Table]) -> bytes:
    """Tables as the sheets of one .xlsx workbook, headings bold and frozen."""
    content = io.BytesIO()
    with xlsxwriter.Workbook(
        content, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    ) as workbook:
        bold = workbook.add_format({"bold": True})
        quoted = workbook.add_format({"quote_prefix": True})
        day = workbook.add_format({"num_format": "yyyy-mm-dd"})
        for table in tables:
            sheet = workbook.add_worksheet(table.name)
            sheet.freeze_panes(1, 0)
            sheet.write_row(0, 0, table.headings, bold)
            for number, row in enumerate(table.rows, start=1):
                for column, value in enumerate(row):
                    _write(sheet, number, column, value, quoted, day)
    return content.getvalue()


def _write(sheet: Worksheet, row: int, column: int, value: Value, quoted: Format, day: Format) -> None:
    """One cell by its type, text always as text."""
    if isinstance(value, str):
        sheet.write_string(row, column, value, quoted if looks_like_formula(value) else None)
    elif isinstance(value, date):
        sheet.write_datetime(row, column, value, day)
    elif value is not None:
        sheet.write(row, column, value)
