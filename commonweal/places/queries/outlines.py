"""Outlines of councils for maps."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.places.models import Boundary, Duty, Succession
from commonweal.places.queries.basics import names, on_day

Polygons = list[list[list[list[float]]]]
"""Polygons, each an outer ring (clockwise) and its holes, closed, of [longitude, latitude] in degrees (WGS84)."""


@dataclass(frozen=True, slots=True)
class Outline:
    """One area's polygons; `stands_for` names the councils of the day that have none of their own, else empty."""

    organisation_id: int
    name: str
    vintage: str
    polygons: Polygons
    stands_for: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Outlines:
    """The map of a day: every council with an outline; `stand_ins` are later areas drawn where none is known."""

    councils: tuple[Outline, ...]
    stand_ins: tuple[Outline, ...]
    not_known: tuple[int, ...]

    def as_geojson(self) -> dict[str, object]:
        """A GeoJSON feature collection; a stand-in has `stands_for`, and the id of its own (later) council."""
        return {
            "type": "FeatureCollection",
            "features": [
                {
                    "type": "Feature",
                    "id": outline.organisation_id,
                    "properties": {"name": outline.name, "stands_for": list(outline.stands_for)},
                    "geometry": {"type": "MultiPolygon", "coordinates": outline.polygons},
                }
                for outline in (*self.councils, *self.stand_ins)
            ],
        }


def boundaries(day: date) -> Outlines:
    """Outlines of the councils with adult social care duties on a day.

    Of Bournemouth, Poole and the old Dorset no outline of their own is in the tables: for days before April 2019 the
    areas of their successors stand in, saying for whom.
    """
    councils = set(
        Duty.objects.filter(on_day(day), duty=Duty.Name.ADULT_SOCIAL_CARE).values_list("organisation_id", flat=True)
    )
    known = set(
        Boundary.objects.filter(on_day(day), organisation_id__in=councils).values_list("organisation_id", flat=True)
    )
    instead: dict[int, list[int]] = {}
    for old, new in Succession.objects.filter(predecessor_id__in=councils - known).values_list(
        "predecessor_id", "successor_id"
    ):
        instead.setdefault(new, []).append(old)
    rows = list(Boundary.objects.filter(organisation_id__in=known | set(instead)).order_by("organisation_id"))
    called = names((row.organisation_id for row in rows), day)
    outlines = [
        Outline(
            row.organisation_id,
            called[row.organisation_id],
            row.vintage,
            row.polygons,
            tuple(sorted(instead.get(row.organisation_id, []))),
        )
        for row in rows
    ]
    return Outlines(
        tuple(outline for outline in outlines if not outline.stands_for),
        tuple(outline for outline in outlines if outline.stands_for),
        tuple(sorted(councils - known)),
    )
