"""The kinds of paper that ship, read once and checked when they are read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from commonweal.engine.reporting.sentences import Template, template_of

FOLDER = Path(__file__).parent / "papers"


@cache
def templates() -> dict[str, Template]:
    """Every template by its id; ValueError if one of our own files is faulty."""
    found, faults = {}, []
    for path in sorted(FOLDER.glob("*.toml")):
        template, wrong = template_of(tomllib.loads(path.read_text(encoding="utf-8")))
        found[template.id] = template
        faults += wrong
    if faults:
        raise ValueError("; ".join(map(str, faults)))
    return found
