"""The measure definitions that ship with the program, read once and checked when they are read."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

from commonweal.engine.measures import watched
from commonweal.engine.measures.definition import Definition, parse
from commonweal.engine.measures.watched import WatchedMeasure
from commonweal.observations.layouts import BrokenDataFile

FOLDER = Path(__file__).resolve().parent.parent / "measures"
WATCHED = FOLDER / "watched" / "series.toml"

DAYS = "delayed-days"
PER_DAY = "people-delayed-per-day"
RATE = "delayed-days-per-day-rate"
BY_REASON = "share-of-delayed-days-by-reason"
BY_SIDE = "share-of-delayed-days-by-side"
BY_CARE = "share-of-delayed-days-by-care"


@cache
def definitions() -> dict[str, Definition]:
    """Every definition by id."""
    found = {}
    for path in sorted(FOLDER.glob("*.toml")):
        definition, findings = parse(tomllib.loads(path.read_text(encoding="utf-8")), f"measures/{path.name}")
        if definition is None:
            raise BrokenDataFile("\n".join(map(str, findings)))
        found[definition.id] = definition
    return found


@cache
def watched_measures() -> tuple[WatchedMeasure, ...]:
    """The series in which alerts are looked for, in their order."""
    found, findings = watched.parse(
        tomllib.loads(WATCHED.read_text(encoding="utf-8")), f"measures/watched/{WATCHED.name}"
    )
    if findings:
        raise BrokenDataFile("\n".join(map(str, findings)))
    return found


def parts(measure: str) -> dict[str, str]:
    """The parts of a share, id to name, in their order."""
    return dict(definitions()[measure].parts)
