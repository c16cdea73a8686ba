"""The layouts and notes that ship with the program, read once and checked when they are read."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from commonweal.engine.periods import Month
from commonweal.engine.workbook.codelists import CodeList, parse_lists
from commonweal.engine.workbook.entries import Entry
from commonweal.engine.workbook.inheritance import INHERITS, inherited
from commonweal.engine.workbook.layout import Layout
from commonweal.engine.workbook.layout_file import parse_layout

FOLDER = Path(__file__).resolve().parent.parent / "layouts"
CODE_LISTS = FOLDER.with_name("codelists")
NOTES = "-notes.toml"


class BrokenDataFile(Exception):  # noqa: N818 - our own file is broken: a mistake of ours, not of a user's
    """A data file that we ship is not sound; the message lists its findings."""


@dataclass(frozen=True, slots=True)
class KnownNote:
    """What is known of a publication beyond what it prints; `codes` empty where it is about the whole of it.

    `denotes` says of a printed local code, by an ONS code, whose days stand there if not those of the code's holder.
    """

    collection: str
    period: Month
    codes: tuple[str, ...]
    text: str
    source: str
    denotes: tuple[tuple[str, str], ...] = ()


@cache
def layouts() -> tuple[Layout, ...]:
    """Every layout."""
    return tuple(_layout(path) for path in sorted(FOLDER.glob("*.toml")) if not path.name.endswith(NOTES))


@cache
def code_lists() -> dict[str, CodeList]:
    """Every list of codes by its id; a layout's dimension takes its terms from one by `codes`."""
    found: dict[str, CodeList] = {}
    for path in sorted(CODE_LISTS.glob("*.toml")):
        lists, findings = parse_lists(tomllib.loads(path.read_text(encoding="utf-8")), f"codelists/{path.name}")
        if findings:
            raise BrokenDataFile("\n".join(map(str, findings)))
        found |= {one.id: one for one in lists}
    return found


@cache
def notes() -> tuple[KnownNote, ...]:
    """Every note on a publication."""
    return tuple(note for path in sorted(FOLDER.glob(f"*{NOTES}")) for note in _notes(path))


def _layout(path: Path) -> Layout:
    layout, findings = parse_layout(_content(path), f"layouts/{path.name}")
    if layout is None:
        raise BrokenDataFile("\n".join(map(str, findings)))
    return layout


def _content(path: Path) -> dict[str, Any]:
    """What a layout file says, with what it inherits from others."""
    content = tomllib.loads(path.read_text(encoding="utf-8"))
    for dimension in content.get("dimension", ()):
        if (codes := dimension.pop("codes", "")) in code_lists():
            dimension["terms"] = code_lists()[codes].terms
    base = content.get(INHERITS)
    return inherited(content, _content(path.with_name(f"{base}.toml"))) if base else content


def _notes(path: Path) -> list[KnownNote]:
    top = Entry(tomllib.loads(path.read_text()), f"layouts/{path.name}")
    collection = top.text("collection")
    found = [
        KnownNote(
            collection,
            Month.parse(entry.text("period")),
            tuple(entry.texts("codes", optional=True)),
            entry.text("text"),
            entry.text("source"),
            tuple((printed, ons_code) for printed, ons_code in entry.lists("denotes")),
        )
        for entry in top.tables("note")
    ]
    if findings := top.all_findings():
        raise BrokenDataFile("\n".join(map(str, findings)))
    return found
