"""Tables that anybody may take whole: made once for a state of the data, sent from the disk, described for programs.

The description is a Data Package (frictionlessdata.io): fields with their units, publisher, licence, as-at moment and
the digest of each file. A file is written as the database sends it, so that its size needs no memory.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path
from tempfile import NamedTemporaryFile
from typing import Any

from django.conf import settings
from django.db import connection

FOLDER = "open-data"
OGL, MIT = "Open Government Licence v3.0", "MIT License"
LICENCES = {
    OGL: {
        "name": "OGL-UK-3.0",
        "path": "https://www.nationalarchives.gov.uk/doc/open-government-licence/version/3/",
    },
    MIT: {"name": "MIT", "path": "https://opensource.org/licenses/MIT"},
}
# A text that a spreadsheet program would run gets an apostrophe in front, as in every download of ours.
FORMULA = r"^\s*[=+\-@\t\r\n＝＋－＠]"


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its type of the Data Package, what it says, its unit and the SQL that gives it (else its name)."""

    name: str
    type: str
    description: str
    sql: str = ""
    unit: str = ""


@dataclass(frozen=True, slots=True)
class OpenTable:
    """A table for everybody: `rows` is the SQL after `select`, with its order; `parameters` fill its places."""

    name: str
    title: str
    description: str
    publisher: str
    source: str
    columns: tuple[Column, ...]
    rows: str
    parameters: tuple[Any, ...] = ()
    keys: tuple[str, ...] = ()
    licences: tuple[str, ...] = (OGL,)


@dataclass(frozen=True, slots=True)
class MadeFile:
    """A table as a file; `rows` does not count the heading."""

    path: Path
    sha256: str
    size_bytes: int
    rows: int


def made(table: OpenTable, state: str) -> MadeFile:
    """The file of a table for a state of the data: the one that is there, or made now."""
    folder = settings.DATA_FOLDER / FOLDER
    key = hashlib.sha256(f"{state} {table!r}".encode()).hexdigest()[:16]
    path, said = folder / f"{table.name}-{key}.csv", folder / f"{table.name}-{key}.json"
    if path.exists() and said.exists():
        return MadeFile(path, **json.loads(said.read_text()))
    folder.mkdir(parents=True, exist_ok=True)
    with NamedTemporaryFile(dir=folder, suffix=".part", delete=False) as part:
        found = _write(table, part)
    for old in folder.glob(f"{table.name}-????????????????.*"):
        old.unlink(missing_ok=True)
    Path(part.name).replace(path)
    said.write_text(json.dumps(found))
    return MadeFile(path, **found)


def _write(table: OpenTable, file: Any) -> dict[str, Any]:
    """Every chunk as it comes, into the file and into the digest."""
    digest, size, rows = hashlib.sha256(), 0, 0
    with connection.cursor() as cursor:
        copied = f"copy (select {_listed(table.columns)} {table.rows}) to stdout with (format csv, header)"
        with cursor.copy(copied, table.parameters or None) as copy:
            for chunk in copy:
                content = bytes(chunk)
                file.write(content)
                digest.update(content)
                size += len(content)
                rows += 1  # the database sends a row at a time
    return {"sha256": digest.hexdigest(), "size_bytes": size, "rows": max(rows - 1, 0)}


def _listed(columns: Sequence[Column]) -> str:
    return ", ".join(f'{_guarded(one)} as "{one.name}"' for one in columns)


def _guarded(column: Column) -> str:
    value = column.sql or f'"{column.name}"'
    if column.type == "boolean":
        return f"({value})::text"  # true and false, not t and f
    if column.type != "string":
        return value
    return f"case when {value} ~ '{FORMULA}' and {value} <> '-' then '''' || {value} else {value} end"


def package(tables: Sequence[OpenTable], state: str, as_at: datetime | None) -> dict[str, Any]:
    """The description of all tables, as datapackage.json has it."""
    return {
        "profile": "tabular-data-package",
        "name": "commonweal-open-data",
        "title": "Commonweal: published observations and reference data",
        "description": (
            "Every figure that was read from a publication, with its file, sheet and cell, and the reference tables of "
            "organisations and areas with the days on which each fact held. What has no number has a marker, never 0."
        ),
        "version": hashlib.sha256(state.encode()).hexdigest()[:16],
        **({"created": as_at.isoformat()} if as_at else {}),
        "licenses": _licences((OGL,)),
        "resources": [_resource(table, made(table, state)) for table in tables],
    }


def _resource(table: OpenTable, file: MadeFile) -> dict[str, Any]:
    return {
        "profile": "tabular-data-resource",
        "name": table.name,
        "title": table.title,
        "description": table.description,
        "path": f"{table.name}.csv",
        "format": "csv",
        "mediatype": "text/csv",
        "encoding": "utf-8",
        "bytes": file.size_bytes,
        "hash": f"sha256:{file.sha256}",
        "rows": file.rows,
        "licenses": _licences(table.licences),
        "sources": [{"title": table.publisher, **({"path": table.source} if table.source else {})}],
        "schema": {
            "fields": [_field(column) for column in table.columns],
            "missingValues": [""],
            **({"primaryKey": list(table.keys)} if table.keys else {}),
        },
    }


def _field(column: Column) -> dict[str, str]:
    return {name: value for name, value in asdict(column).items() if name != "sql" and value}


def _licences(names: Sequence[str]) -> list[dict[str, str]]:
    return [{**LICENCES.get(name, {}), "title": name} for name in names]
