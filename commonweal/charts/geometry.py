"""Boundaries on a plane: the projection of longitude and latitude, and shapes that know their digest."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

Place = tuple[float, float]
Ring = tuple[Place, ...]

EARTH_RADIUS_M = 6_371_000
# The true origin and scale of the British National Grid; on a sphere rather than Airy's ellipsoid, so positions
# differ from the Grid's by under 0.5%: good for pictures, not for measuring.
ORIGIN_LONGITUDE, ORIGIN_LATITUDE, ORIGIN_SCALE = -2.0, 49.0, 0.9996012717


def project(longitude: float, latitude: float) -> Place:
    """Degrees to metres east and north of 49 N 2 W, by the transverse Mercator projection of a sphere.

    Formula: Snyder, Map Projections: A Working Manual (USGS 1395, 1987), 8-1 to 8-3.
    """
    along, up = math.radians(longitude - ORIGIN_LONGITUDE), math.radians(latitude)
    b = math.cos(up) * math.sin(along)
    east = EARTH_RADIUS_M * ORIGIN_SCALE * math.atanh(b)
    from_equator = math.atan2(math.tan(up), math.cos(along))
    return east, EARTH_RADIUS_M * ORIGIN_SCALE * (from_equator - math.radians(ORIGIN_LATITUDE))


@dataclass(frozen=True, slots=True)
class Geometry:
    """The outlines of areas by code, in metres on a plane; made once by `geometry` and kept for the process's life.

    Only the digest stands for the shapes when a figure's digest is taken, so that a page need not hash 50,000 places.
    """

    digest: str
    rings: Mapping[str, tuple[Ring, ...]] = field(repr=False, compare=False, hash=False)


def geometry(rings: Mapping[str, Iterable[Sequence[Place]]]) -> Geometry:
    """Project outlines given in degrees (longitude, latitude), as in GeoJSON, one or more rings an area."""
    projected = {
        code: tuple(tuple(project(place[0], place[1]) for place in ring) for ring in rings[code])
        for code in sorted(rings)
    }
    return Geometry(hashlib.sha256(repr(projected).encode()).hexdigest(), projected)
