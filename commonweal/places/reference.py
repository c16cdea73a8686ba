"""The reference tables as rows, checked when they are read: what is wrong in a table is a finding, not a trace."""

from __future__ import annotations

import csv
import gzip
import io
import json
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation
from pathlib import Path
from typing import Any

from commonweal.engine.findings import Finding, error

FOLDER = Path(__file__).resolve().parent / "data"
Row = tuple[Any, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How a reference table becomes rows of one database table.

    `keys` are the columns that name an organisation, in front; `columns` are what follows, with the database's type.
    """

    model: str
    keys: tuple[str, ...]
    columns: dict[str, str]


PERIOD = {"start": "date", "end": "date"}
ORGANISATIONS = Table("organisation", ("key",), {"kind": "text", **PERIOD})
TABLES = {
    "identities": Table(
        "identity", ("organisation",), {"name": "text", "official_name": "text", **PERIOD, "note": "text"}
    ),
    "codes": Table("code", ("organisation",), {"scheme": "text", "code": "text", **PERIOD}),
    "duties": Table("duty", ("organisation",), {"duty": "text", **PERIOD}),
    "containments": Table("containment", ("inner", "outer"), {"kind": "text", **PERIOD}),
    "successions": Table(
        "succession",
        ("predecessor", "successor"),
        {"day": "date", "share": "numeric(9,8)", "basis": "text", "note": "text"},
    ),
    "populations": Table(
        "population",
        ("organisation",),
        {"year": "smallint", "basis": "text", "ages": "smallint[]", "persons": "integer[]", "label": "text"},
    ),
    "catchments": Table("catchment", ("trust", "area"), {"year": "smallint", "share": "numeric(9,8)"}),
    "boundaries": Table("boundary", ("organisation",), {**PERIOD, "vintage": "text", "polygons": "jsonb"}),
}
PACKED = ("populations", "catchments")
ROUNDED = Decimal("0.00001")


@dataclass(frozen=True, slots=True)
class Reference:
    """All tables: organisations (key, kind, start, end) and, by table name, rows in the order of `TABLES`."""

    organisations: tuple[Row, ...]
    tables: dict[str, tuple[Row, ...]]
    findings: tuple[Finding, ...]


class _Reading:
    """One pass over a folder of tables, gathering what is wrong on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.findings: list[Finding] = []
        self.lives: dict[str, Row] = {}

    def read(self) -> Reference:
        organisations = self._rows("organisations.csv", ORGANISATIONS)
        self.lives = {row[0]: row for row in organisations}
        tables = {
            name: self._rows(f"{name}.csv", table)
            for name, table in TABLES.items()
            if name not in {"boundaries", *PACKED}
        }
        tables |= {name: self._rows(f"{name}.csv.gz", TABLES[name]) for name in PACKED}
        tables["boundaries"] = self._boundaries()
        self._check_shares(tables["successions"])
        self._check_catchments(tables["catchments"])
        return Reference(organisations, tables, tuple(self.findings))

    def _text(self, name: str) -> str:
        content = (self.folder / name).read_bytes()
        return (gzip.decompress(content) if name.endswith(".gz") else content).decode()

    def _rows(self, name: str, table: Table) -> tuple[Row, ...]:
        rows = []
        for line, cells in enumerate(csv.DictReader(io.StringIO(self._text(name))), start=2):
            where = f"{name}:{line}"
            try:
                row = self._row(cells, table)
            except (KeyError, ValueError, InvalidOperation) as fault:
                self._say("reference-cell", where, f"A cell cannot be read ({fault}).")
            else:
                if self._is_sound(row, table, where):
                    rows.append(row)
        return tuple(rows)

    def _row(self, cells: dict[str, str], table: Table) -> Row:
        if None in cells or None in cells.values():
            raise ValueError("too few or too many cells")
        if table.model == "organisation":
            cells = {"key": cells["organisation"]} | cells
        if table.model == "containment":
            cells = {"kind": self.lives[cells["outer"]][1]} | cells
        return (
            *(cells[key] for key in table.keys),
            *(READERS[kind](cells[name]) for name, kind in table.columns.items()),
        )

    def _is_sound(self, row: Row, table: Table, where: str) -> bool:
        unknown = [key for key in row[: len(table.keys)] if self.lives and key not in self.lives]
        if unknown:
            self._say("reference-organisation", where, f"{unknown[0]} is no organisation of organisations.csv.")
        named = dict(zip((*table.keys, *table.columns), row, strict=True))
        backwards = "start" in named and named["end"] is not None and named["end"] <= named["start"]
        if backwards:
            self._say("reference-period", where, "The period ends before it starts.")
        return not unknown and not backwards

    def _boundaries(self) -> tuple[Row, ...]:
        content = json.loads(self._text("boundaries.json"))
        arcs = [_points(arc, content["scale"]) for arc in content["arcs"]]
        rows = []
        for key, polygons in content["areas"].items():
            if key in self.lives:
                _, _, start, end = self.lives[key]
                outline = [[_ring(numbers, arcs) for numbers in polygon] for polygon in polygons]
                rows.append((key, start, end, content["vintage"], json.dumps(outline, separators=(",", ":"))))
            else:
                self._say(
                    "reference-organisation",
                    f"boundaries.json:{key}",
                    f"{key} is no organisation of organisations.csv.",
                )
        return tuple(rows)

    def _check_shares(self, rows: Iterable[Row]) -> None:
        shares: defaultdict[str, list[Decimal | None]] = defaultdict(list)
        for predecessor, _, _, share, *_ in rows:
            shares[predecessor].append(share)
        for predecessor, found in shares.items():
            if None not in found and sum(share or 0 for share in found) != 1:
                self._say(
                    "reference-shares",
                    f"successions.csv:{predecessor}",
                    f"The shares of {predecessor} do not sum to 1.",
                )

    def _check_catchments(self, rows: Iterable[Row]) -> None:
        """Everybody whom a trust admitted came from somewhere; shares are rounded to eight places."""
        shares: defaultdict[str, Decimal] = defaultdict(Decimal)
        for trust, _, _, share in rows:
            shares[trust] += share
        for trust, whole in shares.items():
            if abs(whole - 1) > ROUNDED:
                where = f"catchments.csv.gz:{trust}"
                self._say("reference-shares", where, f"The shares of the areas of {trust} sum to {whole} and not to 1.")

    def _say(self, code: str, where: str, message: str) -> None:
        what_to_do = "Make the tables again with scripts/make_reference_tables.py, or mend the line."
        self.findings.append(error(code, where, message, what_to_do))


def _ages(text: str) -> list[int]:
    """`0-90` is every age from 0 to 90; otherwise the lower limits, or the numbers of people, one by one."""
    if "-" in text:
        first, last = map(int, text.split("-"))
        return list(range(first, last + 1))
    return [int(part) for part in text.split()]


READERS: dict[str, Any] = {
    "text": str,
    "date": lambda text: date.fromisoformat(text) if text else None,
    "numeric(9,8)": lambda text: Decimal(text) if text else None,
    "smallint": int,
    "smallint[]": _ages,
    "integer[]": _ages,
}


def _points(steps: list[int], scale: int) -> list[list[float]]:
    """An arc's points in degrees from its differences."""
    x, y = steps[0], steps[1]
    points = [[x / scale, y / scale]]
    for dx, dy in zip(steps[2::2], steps[3::2], strict=True):
        x, y = x + dx, y + dy
        points.append([x / scale, y / scale])
    return points


def _ring(numbers: list[int], arcs: list[list[list[float]]]) -> list[list[float]]:
    """Arcs one after the other (`~n` backwards), each joint once."""
    ring: list[list[float]] = []
    for number in numbers:
        arc = arcs[number] if number >= 0 else arcs[~number][::-1]
        ring += arc[1:] if ring else arc
    return ring


def read(folder: Path = FOLDER) -> Reference:
    """The tables of a folder, by default those that ship."""
    return _Reading(folder).read()
