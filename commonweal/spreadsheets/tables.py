"""Publications that are plain tables (.csv, .csv.gz, .json) as sheets, beside workbooks; faults are findings."""

from __future__ import annotations

import csv
import io
import re
import zlib

from commonweal.engine.findings import Finding, error
from commonweal.engine.workbook.grid import Cell, Grid, Row, Workbook
from commonweal.spreadsheets import records
from commonweal.spreadsheets.cells_child import NO_TEXT
from commonweal.spreadsheets.reading import DEFAULT_LIMITS, Limits, Opened, read_workbook

ENDINGS = (".csv", ".csv.gz", ".json")
SHEET = "table"
GZIP_MAGIC = b"\x1f\x8b"
NUMBER = re.compile(r"-?(0|[1-9]\d*)(\.\d+)?([eE][-+]?\d{1,3})?")
SEND_CSV = "Save it as comma-separated text in UTF-8, and send that."


def read_publication_file(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """The cells of a publication: of a table where the name says that it is one, otherwise of a workbook."""
    is_table = name.casefold().endswith(ENDINGS)
    return read_table(content, name, limits) if is_table else read_workbook(content, name, limits)


def read_table(content: bytes, name: str, limits: Limits = DEFAULT_LIMITS) -> Opened:
    """The cells of a table, packed or not; every fault of the file is a finding."""
    text = _text(content, name, limits)
    if isinstance(text, Finding):
        return Opened(None, (text,))
    if name.casefold().endswith(".json"):
        return records.read_records(text, name, limits)
    rows: list[Row] = []
    room = limits.cells
    try:
        for line in csv.reader(io.StringIO(text, newline=""), strict=True):
            room -= len(line)
            if len(rows) >= limits.rows or room < 0 or len(line) > limits.columns:
                return Opened(None, (_too_large(name),))
            if any(len(cell) > limits.cell_characters for cell in line):
                return Opened(None, (_damaged(name, f"a cell of line {len(rows) + 1:,} is too long"),))
            rows.append([_cell(cell) for cell in line])
    except csv.Error as fault:
        return Opened(None, (_damaged(name, f"after line {len(rows):,}: {fault}"),))
    width = max(map(len, rows), default=0)
    if width * len(rows) > limits.cells:
        return Opened(None, (_too_large(name),))
    return Opened(Workbook((Grid(SHEET, [[*row, *[""] * (width - len(row))] for row in rows]),)), ())


def _text(content: bytes, name: str, limits: Limits) -> str | Finding:
    """The file as text, or why it is none."""
    if not content:
        return error("empty-file", name, "The file is empty.", "Send the file again.")
    if len(content) > limits.file_bytes:
        return _too_large(name)
    if content.startswith(GZIP_MAGIC):
        unpacker = zlib.decompressobj(wbits=31)
        try:
            content = unpacker.decompress(content, limits.file_bytes * 5)
        except zlib.error:
            return _damaged(name, "it cannot be unpacked")
        if not unpacker.eof:
            return _too_large(name) if unpacker.unconsumed_tail else _damaged(name, "it is cut short")
    try:
        return content.decode("utf-8-sig").translate(NO_TEXT)
    except UnicodeDecodeError:
        return _damaged(name, "it is no text in UTF-8")


def _cell(text: str) -> Cell:
    """A cell as a number where it is the plain text of one."""
    return float(text) if NUMBER.fullmatch(text) else text


def _too_large(name: str) -> Finding:
    return error("table-too-large", name, "The table is larger than any that is taken.", "Send it in parts.")


def _damaged(name: str, why: str) -> Finding:
    return error("table-damaged", name, f"The table is damaged: {why}.", f"Fetch it again. {SEND_CSV}")
