"""Codes of councils that only publications print: three-digit council codes and older ONS codes."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

import python_calamine

ONS = re.compile(r"E(06|08|09|10)\d{6}")


def council_codes(source: Path) -> list[tuple[str, str, str, str | None]]:
    """(scheme, code, name, organisation's ONS code) as printed; no organisation for pseudo-councils."""
    found: dict[tuple[str, str], tuple[str, str | None]] = {}
    for ons, code, name in [*outcomes(source), *delayed_transfers(source)]:
        key = ons if ONS.fullmatch(ons) else None
        if key or ons == "-":
            found[scheme_of(code), f"{code}|{key}"] = (name, key)
    return [(scheme, code.split("|")[0], name, key) for (scheme, code), (name, key) in sorted(found.items())]


def scheme_of(code: str) -> str:
    """Which scheme a printed code belongs to."""
    return "cassr" if code.isdigit() and len(code) > 2 else "old-ons"


def delayed_transfers(source: Path) -> Iterator[tuple[str, str, str]]:
    """ONS code, code and name of every row of the delayed transfers workbooks that carry both codes."""
    for path in sorted((source / "dtoc").glob("*.xls")):
        workbook = python_calamine.CalamineWorkbook.from_path(path)
        for sheet in workbook.sheet_names:
            yield from under_header(workbook.get_sheet_by_name(sheet).to_python(), "ONS Geography", "Code", "Name")


def outcomes(source: Path) -> Iterator[tuple[str, str, str]]:
    """ONS code, code and name of every row of the adult social care outcomes tables."""
    workbook = python_calamine.CalamineWorkbook.from_path(source / "outcomes/ascof-2024-25.ods")
    for sheet in workbook.sheet_names:
        yield from under_header(
            workbook.get_sheet_by_name(sheet).to_python(), "ONS area code", "Local authority code", "Local authority"
        )


def under_header(rows: Sequence[Sequence[object]], *titles: str) -> Iterator[tuple[str, str, str]]:
    """The three named columns of a sheet, below the row that names them."""
    columns: list[int] = []
    for row in rows:
        cells = [str(int(cell)) if isinstance(cell, float) and cell.is_integer() else str(cell).strip() for cell in row]
        if set(titles) <= set(cells):
            columns = [cells.index(title) for title in titles]
        elif columns and re.fullmatch(r"\d{3,4}|\d\d[A-Z]{2}", cells[columns[1]]):
            yield cells[columns[0]], cells[columns[1]], cells[columns[2]]
