"""The guarded child that takes a workbook's bytes apart; run as a script of its own, it imports nothing of ours.

Damaged old workbooks can make any reader abort the process or ask for 100 GB (measured on mutated .xls files), so
the reading happens here, under a memory limit, and the parent keeps the clock. Requests and answers are marshal
values behind an eight-byte length: (content, limits) in, ("ok", sheets) or (fault, detail) out.
"""

import io
import marshal
import posixpath
import re
import resource
import sys
import zipfile
from datetime import date, datetime, time, timedelta
from typing import Any, BinaryIO
from xml.etree import ElementTree

from python_calamine import CalamineWorkbook, PasswordError

Answer = tuple[str, Any]
# Control characters are no text: no database column and no page can hold them. The sign says that something was there.
NO_TEXT = dict.fromkeys([*range(9), 11, 12, *range(14, 32), *range(127, 160)], "\N{REPLACEMENT CHARACTER}")


def plain(cell: Any) -> str | float | int | bool:
    """A cell as a plain value: text without control characters, days and times in their ISO form."""
    if isinstance(cell, str):
        return cell.translate(NO_TEXT)
    if isinstance(cell, datetime):
        return cell.date().isoformat() if cell.time() == time() else cell.isoformat()
    if isinstance(cell, date | time):
        return cell.isoformat()
    return str(cell) if isinstance(cell, timedelta) else cell


def plain_row(row: list[Any]) -> list[Any]:
    """A row of plain values; most rows are plain already."""
    return row if all(is_plain(cell) for cell in row) else [plain(cell) for cell in row]


def is_plain(cell: Any) -> bool:
    """Whether a cell can be given on as it is."""
    kind = type(cell)
    return cell.isprintable() if kind is str else kind is float or kind is int or kind is bool


def shape_fault(name: str, rows: int, columns: int, limits: dict[str, int]) -> Answer | None:
    """Why a sheet is too large to be taken, if it is."""
    for fault, size, limit in (
        ("too-many-rows", rows, limits["rows"]),
        ("too-many-columns", columns, limits["columns"]),
        ("too-many-cells", rows * columns, limits["cells"]),
    ):
        if size > limit:
            return fault, (name, size, limit)
    return None


def long_cell(name: str, rows: list[list[Any]], limit: int) -> Answer | None:
    """The first cell whose text is longer than the limit."""
    for number, row in enumerate(rows):
        for column, cell in enumerate(row):
            if type(cell) is str and len(cell) > limit:
                return "cell-too-long", (name, number, column, len(cell), limit)
    return None


def take_apart(content: bytes, limits: dict[str, int]) -> Answer:
    """The sheets of a workbook as lists of rows, or the first limit that it breaks."""
    workbook = CalamineWorkbook.from_filelike(io.BytesIO(content))
    names = workbook.sheet_names
    if len(names) > limits["sheets"]:
        return "too-many-sheets", (len(names), limits["sheets"])
    sheets, room = [], limits["cells"]
    for name in names:
        sheet = workbook.get_sheet_by_name(name)
        rows, columns = (sheet.end[0] + 1, sheet.end[1] + 1) if sheet.end else (0, 0)
        if fault := shape_fault(name, rows, columns, {**limits, "cells": room}):
            return fault
        room -= rows * columns
        cells = [plain_row(row) for row in sheet.to_python(skip_empty_area=False)]
        if fault := long_cell(name, cells, limits["cell_characters"]):
            return fault
        sheets.append((name, cells))
    marked = formulas(content) if limits["formulas"] else {}
    return "ok", [(name, cells, marked.get(name, [])) for name, cells in sheets]


# A cell with its attributes, and a formula that follows; prefixes and spaces as XML allows them.
CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*)?>(?:\s*<(?:\w+:)?f(\s[^>]*)?/?>)?")
FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
AT = re.compile(rb"""\br\s*=\s*["']([A-Z]{1,3})([0-9]{1,7})["']""")
IS_ERROR = re.compile(rb"""\bt\s*=\s*["']e["']""")
SPILLS = re.compile(rb"""\bref\s*=\s*["']([A-Z]{1,3})([0-9]{1,7}):([A-Z]{1,3})([0-9]{1,7})["']""")
SPILT_CELLS_MOST = 10_000


def formulas(content: bytes) -> dict[str, list[tuple[int, int]]]:
    """Of an .xlsx package, by sheet: the cells (row, column from 0) that hold a formula or an error.

    A cell whose place is not stated counts as (-1, -1): somewhere on the sheet.
    """
    with zipfile.ZipFile(io.BytesIO(content)) as package:
        return {name: marked_cells(package.read(part)) for name, part in parts(package).items()}


def parts(package: zipfile.ZipFile) -> dict[str, str]:
    """Which member of the package holds which sheet."""
    related = ElementTree.fromstring(package.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    targets = {one.get("Id"): one.get("Target", "") for one in related}
    found = {}
    for one in ElementTree.fromstring(package.read("xl/workbook.xml")).iter():  # noqa: S314
        if one.tag.endswith("}sheet"):
            key = next((value for name, value in one.items() if name.endswith("}id")), "")
            found[one.get("name", "")] = posixpath.normpath(posixpath.join("xl", targets[key])).lstrip("/")
    members = set(package.namelist())
    return {name: path if path in members else path.removeprefix("xl/") for name, path in found.items()}


def marked_cells(sheet: bytes) -> list[tuple[int, int]]:
    """The cells of a sheet's XML that hold a formula or an error."""
    if sheet[:2] in (b"\xff\xfe", b"\xfe\xff"):
        sheet = sheet.decode("utf-16").encode()
    found, left = [], len(FORMULA.findall(sheet))
    for cell in CELL.finditer(sheet):
        attributes, formula = cell[1] or b"", cell[0].count(b"<") > 1
        left -= formula
        if formula or IS_ERROR.search(attributes):
            at = AT.search(attributes)
            found.append((int(at[2]) - 1, column_of(at[1])) if at else (-1, -1))
            found += spilt(cell[2] or b"")
    return [*found, (-1, -1)] if left else found  # a formula where none should stand: somewhere is all that is known


def spilt(formula: bytes) -> list[tuple[int, int]]:
    """The cells that a formula for many cells fills besides its own."""
    over = SPILLS.search(formula) if b"array" in formula or b"dataTable" in formula else None
    if over is None:
        return []
    rows, columns = range(int(over[2]) - 1, int(over[4])), range(column_of(over[1]), column_of(over[3]) + 1)
    if len(rows) * len(columns) > SPILT_CELLS_MOST:
        return [(-1, -1)]
    return [(row, column) for row in rows for column in columns]


def column_of(letters: bytes) -> int:
    """A is 0, Z is 25, AA is 26."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number - 1


def answer(content: bytes, limits: dict[str, int]) -> Answer:
    """Take a workbook apart; whatever the reader throws, a panic included, becomes a fault."""
    try:
        return take_apart(content, limits)
    except PasswordError:
        return "encrypted", None
    except (KeyboardInterrupt, SystemExit):
        raise
    except BaseException as fault:  # a panic of the reader is not an Exception
        return "unreadable", f"{type(fault).__name__}: {fault}"[:200]


def read_exactly(stream: BinaryIO, count: int) -> bytes:
    """So many bytes, or the end of the program when the parent has gone."""
    content = stream.read(count)
    if len(content) < count:
        sys.exit(0)
    return content


def serve(requests: BinaryIO, answers: BinaryIO) -> None:
    """Answer requests until the parent closes the pipe."""
    while True:
        content, limits = marshal.loads(read_exactly(requests, int.from_bytes(read_exactly(requests, 8), "big")))  # noqa: S302
        memory_bytes = limits["memory_bytes"] + limits["memory_per_byte"] * len(content)
        resource.setrlimit(resource.RLIMIT_AS, (memory_bytes, resource.RLIM_INFINITY))
        reply = marshal.dumps(answer(content, limits))
        answers.write(len(reply).to_bytes(8, "big") + reply)
        answers.flush()


if __name__ == "__main__":
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    serve(sys.stdin.buffer, sys.stdout.buffer)
