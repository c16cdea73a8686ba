"""A delimited file's bytes as rows of cells, with a finding where that cannot be done safely.

The standard library's reader splits the text: it is fast enough (147,000 lines in a fifth of a second) and keeps the
numbers of rows as a spreadsheet shows them, which readers that skip blank lines or mend ragged ones do not.
"""

from __future__ import annotations

import csv
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error, note, warning

Row = tuple[int, list[str]]
COLUMNS_MOST = 1_000
ROWS_MOST = 1_048_576  # as many as a spreadsheet can show


@dataclass(frozen=True, slots=True)
class Rows:
    """Rows that hold something, with their number as a spreadsheet shows it (the first is 1)."""

    rows: tuple[Row, ...]
    findings: tuple[Finding, ...]


def decode(content: bytes, encodings: tuple[str, ...]) -> tuple[str, tuple[Finding, ...]]:
    """The text by the first encoding that fits, a UTF-16 mark first; a note where it was not the first choice."""
    marked = ("utf-16",) if content[:2] in (b"\xff\xfe", b"\xfe\xff") else ()
    for encoding in (*marked, *encodings):
        try:
            text = content.decode(encoding)
        except UnicodeError:
            continue
        second_choice = encoding != encodings[0]
        return text, (note("encoding", "file", f"The file was read as {encoding}."),) if second_choice else ()
    what_to_do = "Save it again as CSV UTF-8, or name its encoding in the column map."
    return "", (error("encoding-unreadable", "file", f"The file is not text in {', '.join(encodings)}.", what_to_do),)


def split_rows(text: str, delimiter: str) -> Rows:
    """The rows of a delimited text. An unclosed quotation mark, an enormous cell, row or file refuses it as a whole."""
    reader = csv.reader(text.splitlines(keepends=True), delimiter=delimiter, strict=True)
    rows: list[Row] = []
    findings: list[Finding] = []
    line = 0
    try:
        for number, cells in enumerate(reader, start=1):
            if reader.line_num > line + 1:
                findings.append(_spans_lines(number, reader.line_num - line))
            line = reader.line_num
            if len(cells) > COLUMNS_MOST or number > ROWS_MOST:
                return Rows((), (_too_large(number, len(cells)),))
            if any(cells):
                rows.append((number, cells))
    except csv.Error as fault:
        return Rows((), (_not_delimited(line + 1, fault),))
    return Rows(tuple(rows), tuple(findings))


def _spans_lines(number: int, lines: int) -> Finding:
    what_to_do = "Check that a quotation mark before it is not left open."
    return warning(
        "cell-spans-lines", f"row {number}", f"A cell of this row runs over {lines} lines of the file.", what_to_do
    )


def _too_large(number: int, columns: int) -> Finding:
    message = f"A file has at most {ROWS_MOST:,} rows of {COLUMNS_MOST:,} cells; this row has {columns:,}."
    return error("too-many-cells", f"row {number}", message, "Split the file by month, and leave out empty columns.")


def _not_delimited(line: int, fault: csv.Error) -> Finding:
    message = f"The file cannot be split into cells here ({fault}); nothing was taken from it."
    return error(
        "not-delimited", f"line {line}", message, "Close or remove the quotation mark, or save the file again as CSV."
    )
