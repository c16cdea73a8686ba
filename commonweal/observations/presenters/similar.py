"""Areas like one area, side by side."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.measures.similar import similar
from commonweal.observations.presenters.councils import SIDES, Area
from commonweal.observations.presenters.words import address, one_place, people
from commonweal.places.queries import AreaCharacteristics

COUNT = 5
IN_PICTURE = 3
BY = {"adults": "adults (as a logarithm)", "65": "share aged 65 and over", "85": "share aged 85 and over"}


@dataclass(frozen=True, slots=True)
class SimilarRow:
    """An area's line; `is_this` is the area of the page."""

    name: str
    link: str
    is_this: bool
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class SimilarTable:
    """The nearest areas with what is compared, and by what they were found."""

    headers: tuple[str, ...]
    rows: tuple[SimilarRow, ...]
    compare_link: str
    words: str


def present(here: Area, areas: Sequence[Area], known: Mapping[int, AreaCharacteristics]) -> SimilarTable | None:
    """The areas nearest to one by adults and ages; None where its ages are not known."""
    described = {str(a.organisation_id): _of(known[a.organisation_id]) for a in areas if a.organisation_id in known}
    found = similar(described, str(here.organisation_id), COUNT, tuple(BY))
    if found is None:
        return None
    by_id = {str(area.organisation_id): area for area in areas}
    nearest = [by_id[like.area] for like in found.nearest]
    codes = [area.code for area in (here, *nearest[:IN_PICTURE])]
    return SimilarTable(
        headers=(
            "A day per 100,000 adults",
            "People a day",
            *(f"{text} %" for text in SIDES.values()),
            "Adults",
            "65+ %",
        ),
        rows=tuple(_row(area, area is here, known[area.organisation_id]) for area in (here, *nearest)),
        compare_link=f"{address('compare')}?{'&'.join(f'area={code}' for code in codes)}&month={here.delays.month.iso}",
        words=f"Nearest by {', '.join(list(BY.values())[:-1])} and {list(BY.values())[-1]}, each standardised. "
        "This is our own plain measure, not CIPFA's nearest neighbours.",
    )


def _of(area: AreaCharacteristics) -> dict[str, float | None]:
    return {"adults": math.log(area.adults), "65": area.share_65_over, "85": area.share_85_over}


def _row(area: Area, is_this: bool, known: AreaCharacteristics) -> SimilarRow:
    days = area.delays.days
    shares = [
        f"{100 * area.delays.sides[side].counted / days:.0f}" if days and side in area.delays.sides else "–"
        for side in SIDES
    ]
    numbers = (
        *(one_place(area.rate.value if area.rate else None), people(area.per_day), *shares),
        *(f"{known.adults:,}", f"{100 * known.share_65_over:.0f}"),
    )
    link = "" if is_this else address("area", area.code, month=area.delays.month.iso)
    return SimilarRow(area.name, link, is_this, numbers)
