"""What the pages need of the places room, gathered for one month: who is who, how many adults, where on the map.

Reference tables change with a release, so what is expensive is kept in this process's cache for an hour.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, TypeVar

from commonweal.charts.geometry import geometry
from commonweal.core.clock import today
from commonweal.engine.measures.rates import Population
from commonweal.engine.periods import Month
from commonweal.observations.definitions import RATE, definitions
from commonweal.observations.presenters.area import ListedArea
from commonweal.observations.presenters.councils import Known
from commonweal.observations.presenters.maps import AreasMap
from commonweal.places import queries as places

T = TypeVar("T")
KEPT_SECONDS = 3600
FIRST_DAY = date(2010, 4, 1)

_made: dict[str, tuple[float, Any]] = {}


def _kept(key: str, make: Callable[[], T]) -> T:
    """What this process made within the hour, in a plain dictionary: Django's cache would copy 50,000 corners."""
    made = _made.get(key)
    if made is None or made[0] < time.monotonic():
        made = _made[key] = (time.monotonic() + KEPT_SECONDS, make())
    found: T = made[1]
    return found


def population_year() -> int:
    """The year whose population the rate's definition names."""
    rule = definitions()[RATE].population
    if rule is None or rule.year is None:
        raise LookupError(f"{RATE} must name a population year")
    return rule.year


def adults() -> dict[int, Population]:
    """Adults of every organisation whose ages are known, in the definition's year or the nearest, which is told."""
    return _kept(
        "adults",
        lambda: {
            id: Population(people.adults, people.year)
            for id, people in places.populations(population_year()).items()
            if people.adults
        },
    )


def characteristics() -> dict[int, places.AreaCharacteristics]:
    """What areas are compared by."""
    return _kept("characteristics", lambda: places.characteristics(population_year()))


def known(month: Month) -> dict[int, Known]:
    """The councils with adult social care duties on a month's first day."""

    def make() -> dict[int, Known]:
        people = adults()
        return {
            council.id: Known(council.ons_code, council.name, council.region, people.get(council.id))
            for council in places.adult_social_care_councils(month.first)
        }

    return _kept(f"known:{month.iso}", make)


def outlines(month: Month) -> AreasMap:
    """The map of a month."""
    return _kept(f"outlines:{sorted(known(month))}", lambda: _outlines(month))


def _outlines(month: Month) -> AreasMap:
    found = places.boundaries(month.first)
    drawn = (*found.councils, *found.stand_ins)
    rings = {
        str(outline.organisation_id): [[(x, y) for x, y in ring] for polygon in outline.polygons for ring in polygon]
        for outline in drawn
    }
    came_from = places.predecessors(outline.organisation_id for outline in found.stand_ins)
    stand_ins = {
        outline.organisation_id: _stood_for(came_from.get(outline.organisation_id, ()), outline.stands_for)
        for outline in found.stand_ins
    }
    return AreasMap(geometry(rings), stand_ins)


def _stood_for(before: tuple[places.Link, ...], candidates: tuple[int, ...]) -> tuple[int, ...]:
    """The councils that passed on whole; where none did, the one that passed on most."""
    links = [link for link in before if link.organisation_id in candidates]
    wholes = tuple(link.organisation_id for link in links if link.share == 1)
    most = max(links, key=lambda link: link.share or 0, default=None)
    return wholes or ((most.organisation_id,) if most else ())


def every_area(until: date) -> tuple[ListedArea, ...]:
    """Every council with adult social care duties on any day from April 2010 on, by name and then by end."""

    def make() -> tuple[ListedArea, ...]:
        found: dict[int, ListedArea] = {}
        days = [FIRST_DAY, *places.days_of_change(FIRST_DAY, until)]
        for start, after in zip(days, [*days[1:], None], strict=True):
            for council in places.adult_social_care_councils(start):
                last = after - timedelta(days=1) if after else None
                found[council.id] = ListedArea(council.id, council.ons_code, council.name, council.region, last)
        return tuple(sorted(found.values(), key=lambda area: (area.name, area.last_day or date.max)))

    return _kept(f"areas:{until}", make)


def every_trust() -> tuple[places.Trust, ...]:
    """Every trust of any time, by name and then by end."""
    return _kept("trusts", places.trusts)


def catchments(day: date) -> tuple[places.Share, ...]:
    """Where the patients of every trust live, by council of a day."""
    return _kept(f"catchments:{day}", lambda: places.catchments(day))


def changes() -> dict[int, tuple[places.TerritoryChange, ...]]:
    """The changes of territory of every area and trust that ever had one."""

    def make() -> dict[int, tuple[places.TerritoryChange, ...]]:
        everybody = [*(one.id for one in every_area(today())), *(one.id for one in every_trust())]
        return {id: found for id, found in places.territory_changes_of(everybody).items() if found}

    return _kept("changes", make)
