"""Bytes of a stranger's spreadsheet to plain cells, or to a finding that says what is wrong with the file.

Nothing that a file holds is trusted: its size, its unpacked size, its kind and its macros are looked at before it is
opened, and it is opened in a guarded child process. Formulas are never evaluated; their stored values are read.
"""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Callable
from dataclasses import asdict, dataclass
from typing import Any

from commonweal.engine.findings import Finding, error, note
from commonweal.engine.workbook.grid import Grid, Workbook, a1
from commonweal.spreadsheets.guarded import READER, ChildFailedError

OLE_MAGIC = bytes.fromhex("D0CF11E0A1B11AE1")
ZIP_MAGIC = b"PK\x03\x04"
OLE_MACROS = "_VBA_PROJECT".encode("utf-16-le")
OLE_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
ODS_TYPE = b"application/vnd.oasis.opendocument.spreadsheet"
SAVE_AGAIN = "Open it in a spreadsheet program, save it as a plain .xlsx workbook, and send that."


@dataclass(frozen=True, slots=True)
class Limits:
    """What a workbook may hold. Bytes, counts, characters and seconds; whole numbers all."""

    file_bytes: int = 20_000_000
    unpacked_bytes: int = 300_000_000
    ratio: int = 200  # unpacked to packed, of members above a megabyte: real sheets stay under 50
    sheets: int = 100
    rows: int = 200_000
    columns: int = 16_384  # the most that Excel itself can hold: publishers leave stray headings out to its edge
    cells: int = 2_000_000
    cell_characters: int = 32_767  # the most that Excel itself can hold
    seconds: int = 20
    memory_bytes: int = 300_000_000  # of the reading process, and so many times the file's size besides:
    memory_per_byte: int = 30  # a damaged file then meets the limit soon, a large sound one does not
    formulas: int = 0  # 1: say which cells of an .xlsx hold a formula or an error


DEFAULT_LIMITS = Limits()


@dataclass(frozen=True, slots=True)
class Opened:
    """A workbook, or None with the findings that say why not; notes may come with a workbook."""

    workbook: Workbook | None
    findings: tuple[Finding, ...]


def read_workbook(content: bytes, name: str = "the file", limits: Limits = DEFAULT_LIMITS) -> Opened:
    """The cells of an .xls, .xlsx or .ods workbook; every fault of the file is a finding, none is raised."""
    if fault := _refusal(content, name, limits):
        return Opened(None, (fault,))
    try:
        verdict, detail = READER.ask(content, asdict(limits))
    except ChildFailedError as failed:
        verdict, detail = failed.reason, None
    if verdict != "ok":
        return Opened(None, (_fault_in_words(verdict, detail, name),))
    sheets = tuple(Grid(sheet, rows, frozenset(marked)) for sheet, rows, marked in detail)
    return Opened(Workbook(sheets), _remarks(content, name))


def _refusal(content: bytes, name: str, limits: Limits) -> Finding | None:
    """Why a file is not even opened."""
    if not content:
        return error("empty-file", name, "The file is empty.", "Send the file again.")
    if len(content) > limits.file_bytes:
        return error(
            "file-too-large",
            name,
            f"The file has {len(content):,} bytes; at most {limits.file_bytes:,} are taken.",
            "Remove pictures and sheets that are not needed, and send it again.",
        )
    if content.startswith(ZIP_MAGIC):
        return _zip_refusal(content, name, limits)
    if content.startswith(OLE_MAGIC):
        return _encrypted(name) if OLE_ENCRYPTED in content else None
    return error(
        "not-a-workbook",
        name,
        "The file is not an .xls, .xlsx or .ods workbook, whatever its name says.",
        "If it is a text or a web page with another ending, " + SAVE_AGAIN[0].lower() + SAVE_AGAIN[1:],
    )


def _zip_refusal(content: bytes, name: str, limits: Limits) -> Finding | None:
    """Why an .xlsx or .ods package is not opened: its kind, its macros, or what it would unpack to."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as package:
            members = package.infolist()
            kind = _kind(package)
    except (zipfile.BadZipFile, zlib.error, OSError, ValueError, RuntimeError, EOFError):
        return _damaged(name)
    names = {member.filename.lower() for member in members}
    if len(names) < len(members):  # two readers of such a package may each read another copy
        return _damaged(name)
    if any(member.flag_bits & 1 for member in members):
        return _encrypted(name)
    if any("vbaproject" in member for member in names):
        return error(
            "macros",
            name,
            "The workbook holds macros (programs), which are never taken.",
            "Save it as an .xlsx workbook without macros, and send that.",
        )
    if "xl/workbook.xml" not in names and not kind.startswith(ODS_TYPE):
        return error("not-a-workbook", name, "The file is a package, but not a workbook.", SAVE_AGAIN)
    return _bomb(members, name, limits)


def _kind(package: zipfile.ZipFile) -> bytes:
    """The kind that an open document states; only so many bytes are unpacked as a kind can have."""
    if "mimetype" not in package.namelist():
        return b""
    with package.open("mimetype") as stated:
        return stated.read(100)


def _bomb(members: list[zipfile.ZipInfo], name: str, limits: Limits) -> Finding | None:
    """Whether the members would unpack to more than a workbook ever needs.

    Sizes are what the package states; a package that lies meets the child's memory limit.
    """
    unpacked = sum(member.file_size for member in members)
    swollen = any(m.file_size > 1_000_000 and m.file_size > limits.ratio * max(m.compress_size, 1) for m in members)
    if unpacked <= limits.unpacked_bytes and not swollen:
        return None
    return error(
        "unpacks-too-large",
        name,
        f"The file of {sum(m.compress_size for m in members):,} bytes would unpack to {unpacked:,}.",
        "Clear the empty or repeated rows and columns from its sheets, save it, and send it again.",
    )


def _encrypted(name: str) -> Finding:
    return error("encrypted", name, "The workbook is locked by a password.", "Remove the password, and send it again.")


def _damaged(name: str) -> Finding:
    return error("unreadable", name, "The workbook is damaged or cut short.", "Fetch it again. " + SAVE_AGAIN)


def _too_many(what: str) -> Callable[[Any, str], Finding]:
    """The words for a sheet that has too many of something."""

    def words(detail: Any, name: str) -> Finding:
        sheet, found, limit = detail
        return error(
            f"too-many-{what}",
            f"{name}: {sheet}",
            f"The sheet {sheet!r} has {found:,} {what}; at most {limit:,} are taken.",
            "Delete the rows and columns that are not needed, save it, and send it again.",
        )

    return words


def _long_cell(detail: Any, name: str) -> Finding:
    sheet, row, column, length, limit = detail
    return error(
        "cell-too-long",
        f"{sheet}!{a1(row, column)}",
        f"A cell of {name} holds {length:,} characters; at most {limit:,} are taken.",
        "Shorten the text of this cell, and send the file again.",
    )


def _too_many_sheets(detail: Any, name: str) -> Finding:
    message = f"The workbook has {detail[0]:,} sheets; at most {detail[1]:,} are taken."
    return error("too-many-sheets", name, message, "Delete the sheets that are not needed, and send it again.")


def _too_slow(detail: Any, name: str) -> Finding:
    return error("too-slow", name, "The workbook took too long to read and was put aside.", SAVE_AGAIN)


WORDS: dict[str, Callable[[Any, str], Finding]] = {
    "too-many-sheets": _too_many_sheets,
    "too-many-rows": _too_many("rows"),
    "too-many-columns": _too_many("columns"),
    "too-many-cells": _too_many("cells"),
    "cell-too-long": _long_cell,
    "encrypted": lambda detail, name: _encrypted(name),
    "slow": _too_slow,
}


def _fault_in_words(verdict: str, detail: Any, name: str) -> Finding:
    """The finding for what the child said; a child that died had a damaged file."""
    return WORDS[verdict](detail, name) if verdict in WORDS else _damaged(name)


def _remarks(content: bytes, name: str) -> tuple[Finding, ...]:
    """What to know of a workbook that was read. Old .xls publications carry idle macro projects: read, never run."""
    if content.startswith(OLE_MAGIC) and OLE_MACROS in content:
        return (note("macros-ignored", name, "The workbook holds macros; they were not run."),)
    return ()
