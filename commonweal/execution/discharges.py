"""The daily discharges that ship, as series: people ready and people delayed in each integrated care board.

NHS England counts, each day, patients who no longer meet the criteria to reside and how many of them were discharged.
Those who remain are delayed at the end of the day; whoever is counted today and did not remain yesterday became
ready today. A 0 where hundreds are usual is a report that was not made: missing.
"""

from __future__ import annotations

import csv
import gzip
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path

from commonweal.engine.flow.calibration.series import Series

FOLDER = Path(str(files("commonweal") / "scenarios" / "data"))
CHOSEN = ("Dorset", "Derby and Derbyshire", "Hertfordshire and West Essex")
"""Areas that report whole and without slips; the last one shows what a change of definitions does."""


@dataclass(frozen=True, slots=True)
class DischargeArea:
    """An integrated care board: code, name, and discharges on pathways 0 to 3."""

    code: str
    name: str
    by_pathway: tuple[int, int, int, int]

    @property
    def shares(self) -> tuple[float, ...]:
        """The share of discharges on each pathway."""
        return tuple(count / sum(self.by_pathway) for count in self.by_pathway)


@cache
def areas() -> tuple[DischargeArea, ...]:
    """Every area of the table, by name."""
    with (FOLDER / "discharge-areas.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    made = [DischargeArea(row["code"], row["name"], tuple(int(row[f"p{n}"]) for n in range(4))) for row in rows]  # type: ignore[arg-type]
    return tuple(sorted(made, key=lambda area: area.name))


def find_area(name: str) -> DischargeArea | None:
    """The area of a name, whatever its capitals."""
    return next((area for area in areas() if area.name.casefold() == name.strip().casefold()), None)


@cache
def _counts() -> tuple[date, dict[tuple[str, str], tuple[int | None, ...]]]:
    """The first day, and the counts as published by area and name."""
    with gzip.open(FOLDER / "daily-discharges.csv.gz", "rt", encoding="utf-8") as file:
        (_, _, first, *_), *lines = csv.reader(file)
    counts = {(code, name): tuple(int(cell) if cell else None for cell in cells) for code, name, *cells in lines}
    return date.fromisoformat(first), counts


def series_of(area: DischargeArea) -> Series:
    """The whole series of an area."""
    first_day, counts = _counts()
    ready, delayed = ready_and_delayed(counts[area.code, "not_meeting_criteria"], counts[area.code, "discharged"])
    return Series(area.name, first_day, ready, delayed)


def ready_and_delayed(
    counted: tuple[int | None, ...], discharged: tuple[int | None, ...]
) -> tuple[tuple[int | None, ...], tuple[int | None, ...]]:
    """People who became ready and people delayed at the end, by day, from the two published counts.

    Missing where either is 0 or not given; ready also where yesterday's is missing, or more people remained yesterday
    than are counted today.
    """
    ready: list[int | None] = []
    delayed: list[int | None] = []
    for now, gone in zip(counted, discharged, strict=True):
        left = now - gone if now and gone and now >= gone else None
        before = delayed[-1] if delayed else None
        known = left is not None and before is not None and now is not None and now >= before
        ready.append(now - before if known else None)  # type: ignore[operator]
        delayed.append(left)
    return tuple(ready), tuple(delayed)
