"""Records (.json) as sheets: one for each list of records, with a row for each and a column for each of its entries.

Entries of records within a record stand in columns named by the path to them (`metrics.days.count`); a list of records
within records becomes a sheet of its own, which repeats the plain entries of the record that it belongs to. Nothing is
left away: what stands outside of any list is on the sheet `cover`.
"""

from __future__ import annotations

import json
from typing import Any

from commonweal.engine.findings import error
from commonweal.engine.workbook.grid import Cell, Grid, Workbook
from commonweal.spreadsheets.reading import Limits, Opened

COVER = "cover"
DEEPEST = 20
Record = dict[str, Cell]


def read_records(text: str, name: str, limits: Limits) -> Opened:
    """The sheets of a file of records; every fault of the file is a finding."""
    try:
        content = json.loads(text, parse_int=float, parse_constant=str)
        tables: dict[str, list[Record]] = {}
        cover = _take(content if isinstance(content, dict) else {"records": content}, {}, "", tables, 0)
    except (ValueError, RecursionError) as fault:
        return Opened(
            None, (error("records-damaged", name, f"The records cannot be read: {fault}"[:300], "Fetch it again."),)
        )
    grids = [Grid(COVER, [[label, value] for label, value in cover.items()])]
    grids += [_grid(sheet, rows) for sheet, rows in tables.items()]
    cells = sum(len(grid.rows) * len(grid.rows[0]) for grid in grids if grid.rows)
    if cells > limits.cells or len(grids) > limits.sheets:
        return Opened(
            None, (error("table-too-large", name, f"The records fill {cells:,} cells.", "Send it in parts."),)
        )
    return Opened(Workbook(tuple(grids)), ())


def _take(record: dict[str, Any], above: Record, path: str, tables: dict[str, list[Record]], depth: int) -> Record:
    """The plain entries of a record, with those of records in it; its lists of records go to their sheets."""
    if depth > DEEPEST:
        raise ValueError("records stand in records too deep")
    plain: Record = {}
    lists: list[tuple[str, list[Any]]] = []
    for name, value in record.items():
        if isinstance(value, dict) and path == "" and depth == 0:
            lists.append((name, [value]))  # a record at the top is a list of one
        elif isinstance(value, dict):
            inner = _take(value, above, f"{path} {name}".strip(), tables, depth + 1)
            plain |= {f"{name}.{label}": cell for label, cell in inner.items()}
        elif isinstance(value, list) and any(isinstance(item, dict) for item in value):
            lists.append((name, value))
        else:
            plain[name] = _cell(value)
    for name, items in lists:
        sheet = f"{path} {name}".strip()
        rows = tables.setdefault(sheet, [])
        own = {label: cell for label, cell in plain.items() if "." not in label} if path else {}
        for item in items:
            inner = item if isinstance(item, dict) else {"value": item}
            rows.append({**above, **own, **_take(inner, {**above, **own}, sheet, tables, depth + 1)})
    return plain


def _cell(value: Any) -> Cell:
    """A plain cell: nothing is the empty text, a list of plain values is its text."""
    if value is None:
        return ""
    return value if isinstance(value, str | float | bool) else json.dumps(value, ensure_ascii=False)


def _grid(name: str, rows: list[Record]) -> Grid:
    headings = list(dict.fromkeys(label for row in rows for label in row))
    return Grid(name, [list(headings), *([row.get(label, "") for label in headings] for row in rows)])
