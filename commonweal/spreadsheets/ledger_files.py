"""A partner's file of payments or of its ledger, as bytes: CSV, gzipped or not, or a workbook. Its only hands."""

from __future__ import annotations

import io
import zlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from gzip import GzipFile

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.matching.column_map import ColumnMap
from commonweal.engine.matching.payments import PaymentFile, find_headings, read_payments, read_tables, refused_whole
from commonweal.engine.matching.rows import Row, decode, split_rows
from commonweal.engine.workbook.grid import Cell, Grid, Workbook
from commonweal.spreadsheets.payments import CONTENT_BYTES_MOST
from commonweal.spreadsheets.reading import OLE_MAGIC, ZIP_MAGIC, read_workbook

LARGEST_BYTES = 20_000_000
GZIP_MAGIC = b"\x1f\x8b"
DELIMITERS = (",", ";", "\t", "|")
ENCODINGS = ("utf-8-sig", "cp1252")
ISO_DAY = "%Y-%m-%d"  # how a workbook's days come from the reader


def read_ledger_file(content: bytes, name: str, maps: Sequence[ColumnMap]) -> PaymentFile:
    """Read through whichever map fits; every fault of the file is a finding, none is raised."""
    if _is_workbook(content):
        opened = read_workbook(content, name)
        if opened.workbook is None:
            return refused_whole(*opened.findings)
        return _read_sheets(opened.workbook, maps, opened.findings)
    unpacked = _unpacked(content, name)
    return refused_whole(unpacked) if isinstance(unpacked, Finding) else read_payments(unpacked, maps)


def rows_to_ask_about(content: bytes, name: str) -> tuple[tuple[Row, ...], str]:
    """The rows of a file that no map fits, with the delimiter that splits it best; no rows where it cannot be read."""
    if _is_workbook(content):
        workbook = read_workbook(content, name).workbook
        sheets = [_rows(sheet) for sheet in workbook.sheets] if workbook else []
        return max(sheets, key=_width, default=()), ","
    unpacked = _unpacked(content, name)
    if isinstance(unpacked, Finding):
        return (), ","
    text, _ = decode(unpacked, ENCODINGS)
    top = "".join(text.splitlines(keepends=True)[:200])
    tried = [(split_rows(top, delimiter).rows, delimiter) for delimiter in DELIMITERS]
    return max(tried, key=lambda each: _evenness(each[0]))


def _is_workbook(content: bytes) -> bool:
    return content.startswith((ZIP_MAGIC, OLE_MAGIC))


def _unpacked(content: bytes, name: str) -> bytes | Finding:
    if not content:
        return error("empty-file", name, "The file is empty.", "Send the file again.")
    if content.startswith(GZIP_MAGIC):
        try:
            with GzipFile(fileobj=io.BytesIO(content)) as packed:
                content = packed.read(CONTENT_BYTES_MOST + 1)
        except (OSError, EOFError, zlib.error):
            return error("unreadable", name, "The packed file is damaged or cut short.", "Fetch it again.")
    if len(content) > CONTENT_BYTES_MOST:
        return error("too-large", name, "The file is larger than 128 MiB.", "Split it by month.")
    return content


def _read_sheets(workbook: Workbook, maps: Sequence[ColumnMap], findings: tuple[Finding, ...]) -> PaymentFile:
    """Read the one sheet that a map fits; where two fit, a person says which by sending it alone."""
    maps = [replace(column_map, dates=(*column_map.dates, ISO_DAY)) for column_map in maps]
    sheets = [(sheet.name, _rows(sheet)) for sheet in workbook.sheets]
    fitting = [(name, rows) for name, rows in sheets if any(find_headings(rows, each) for each in maps)]
    if len(fitting) > 1:
        names = ", ".join(f"'{name}'" for name, _ in fitting)
        message = f"{len(fitting)} sheets look like lists of lines: {names}."
        return refused_whole(error("two-sheets", "file", message, "Save each as a file of its own."))
    chosen = fitting[0][1] if fitting else max((rows for _, rows in sheets), key=_width, default=())
    others = tuple(_left(name) for name, rows in sheets if rows and fitting and name != fitting[0][0])
    return read_tables([(column_map, chosen, (*findings, *others)) for column_map in maps])


def _left(name: str) -> Finding:
    return warning(
        "sheet-left", f"sheet {name}", "The sheet has no headings of a list; it was not read.", "Look at it."
    )


def _rows(sheet: Grid) -> tuple[Row, ...]:
    texts = ((number, [_text(cell) for cell in row]) for number, row in enumerate(sheet.rows, start=1))
    return tuple((number, cells) for number, cells in texts if any(cells))


def _text(cell: Cell) -> str:
    """A cell as it would be typed: fifteen digits, as many as a spreadsheet keeps, and no power of ten."""
    if isinstance(cell, bool | str):
        return str(cell)
    return f"{float(f'{cell:.15g}'):.10f}".rstrip("0").rstrip(".") if abs(cell) < 1e15 else str(cell)


def _evenness(rows: tuple[Row, ...]) -> int:
    """Rows times cells of the most usual width among the first rows: what splits them well gives most."""
    widths = Counter(len(cells) for _, cells in rows[:20] if len(cells) > 1)
    return max((width * times for width, times in widths.items()), default=0)


def _width(rows: tuple[Row, ...]) -> int:
    return max((sum(1 for cell in cells if cell.strip()) for _, cells in rows[:20]), default=0)
