"""Workbooks spoilt at random: cells, rows, tabs of one that was read; bytes and members of a file."""

from __future__ import annotations

import io
import random
import zipfile
from dataclasses import replace

from commonweal.engine.workbook.grid import Grid

CELLS = ["", "=1+1", "#REF!", 1e300, -1e9, float("nan"), float("inf"), True, "x" * 3000, "Total", "\ufffd", 0.005, "½"]


def spoilt_tabs(tabs: list[Grid], chance: random.Random) -> list[Grid]:
    """One to five things done to a workbook that people, or programs, might do."""
    found = [replace(tab, rows=[list(row) for row in tab.rows]) for tab in tabs]
    for _ in range(chance.randint(1, 5)):
        at = chance.randrange(len(found))
        found[at] = chance.choice(TAB_CHANGES)(found[at], chance)
        if chance.random() < 0.05:
            del found[chance.randrange(len(found))]
        if not found or chance.random() < 0.05:
            found.append(Grid("New sheet", [["x"]]))
    return found


def _cell(tab, chance):
    if tab.rows and tab.rows[0]:
        row = chance.choice(tab.rows)
        if row:
            row[chance.randrange(len(row))] = chance.choice(CELLS)
    return tab


def _swap_columns(tab, chance):
    width = min(map(len, tab.rows), default=0)
    if width > 1:
        one, other = chance.sample(range(width), 2)
        for row in tab.rows:
            row[one], row[other] = row[other], row[one]
    return tab


def _rows(tab, chance):
    if tab.rows:
        at = chance.randrange(len(tab.rows))
        chance.choice([lambda: tab.rows.pop(at), lambda: tab.rows.insert(at, list(tab.rows[at])), tab.rows.reverse])()
    return tab


def _short_rows(tab, chance):
    return replace(tab, rows=[row[: chance.randint(0, len(row))] for row in tab.rows])


def _formulas(tab, chance):
    places = {(chance.randrange(200), chance.randrange(20)) for _ in range(chance.randint(1, 50))}
    return replace(tab, formulas=tab.formulas | places)


def _name(tab, chance):
    return replace(tab, name=chance.choice(["", "Lists", "Commonweal", tab.name.upper(), "4. Income", "x" * 40]))


def _empty(tab, chance):
    return replace(tab, rows=chance.choice([[], [[]], [[""]]]))


TAB_CHANGES = [_cell, _cell, _cell, _swap_columns, _rows, _short_rows, _formulas, _name, _empty]


def spoilt_bytes(content: bytes, chance: random.Random) -> bytes:
    """A file with bytes changed, cut, doubled, or with a member of its package spoilt."""
    return chance.choice([_flip, _cut, _double, _member, _member])(content, chance)


def _flip(content, chance):
    spoilt = bytearray(content)
    for _ in range(chance.randint(1, 40)):
        spoilt[chance.randrange(len(spoilt))] = chance.randrange(256)
    return bytes(spoilt)


def _cut(content, chance):
    return content[: chance.randrange(len(content))]


def _double(content, chance):
    at = chance.randrange(len(content))
    return content[:at] + content[at - 200 :]


def _member(content, chance):
    """Inside a member's XML: tags, numbers and references are what a reader trusts."""
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(content)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        names = old.namelist()
        chosen = chance.choice(names)
        for name in names:
            inside = old.read(name)
            if name == chosen:
                inside = chance.choice([_flip, _cut, _double, _swap])(inside or b"x", chance)
            new.writestr(name, inside)
    return made.getvalue()


def _swap(content, chance):
    old, new = chance.choice(
        [(b'r="', b'r="ZZ'), (b"<v>", b"<v>9"), (b'r:id="rId1"', b'r:id="rId9"'), (b"<c ", b"<c><f/")]
    )
    return content.replace(old, new, chance.randint(1, 5))
