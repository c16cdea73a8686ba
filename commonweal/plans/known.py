"""What the national pages need of the places room: names, regions, people, outlines.

Reference tables change with a release, so what is the same for every request is kept in this process for an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from datetime import date
from typing import Any, TypeVar

from commonweal.charts.geometry import Geometry, geometry
from commonweal.places import queries as places
from commonweal.plans.presenters.national import Known

T = TypeVar("T")
KEPT_SECONDS = 3600

_made: dict[str, tuple[float, Any]] = {}


def _kept(key: str, make: Callable[[], T]) -> T:
    made = _made.get(key)
    if made is None or made[0] < time.monotonic():
        made = _made[key] = (time.monotonic() + KEPT_SECONDS, make())
    found: T = made[1]
    return found


def areas(names: Mapping[int, str], year: int, today: date) -> dict[int, Known]:
    """Areas with their names, region today and people in the year nearest to one; what is not known stays so."""
    people = _kept(f"people:{year}", lambda: places.populations(year))
    regions = _kept(f"regions:{today}", lambda: _regions(today))
    found = {}
    for id, name in names.items():
        counted = people.get(id)
        found[id] = Known(
            name,
            regions.get(id, ""),
            counted.total if counted else None,
            counted.aged_65_over if counted else None,
            counted.year if counted else None,
        )
    return found


def _regions(today: date) -> dict[int, str]:
    return {council.id: council.region for council in places.adult_social_care_councils(today)}


def outlines(day: date) -> Geometry:
    """The map of a day by ONS code."""
    return _kept(f"outlines:{day}", lambda: _outlines(day))


def _outlines(day: date) -> Geometry:
    codes = {council.id: council.ons_code for council in places.adult_social_care_councils(day)}
    return geometry(
        {
            codes[outline.organisation_id]: [
                [(x, y) for x, y in ring] for polygon in outline.polygons for ring in polygon
            ]
            for outline in places.boundaries(day).councils
            if codes.get(outline.organisation_id)
        }
    )
