"""Boundaries of councils: the 153 of December 2023, and predecessors of which they are exact parts."""

from __future__ import annotations

import itertools
import json
from pathlib import Path
from typing import Any

from reference_tables.topology import Line, Topology, simplify

SCALE = 10_000
SMALLEST_KM2 = 0.05
SMALLEST_ISLAND_KM2 = 1.0
VINTAGE = "ONS, counties and unitary authorities, December 2023, ultra generalised"
SAME_AS_BEFORE = {"E10000002": ["E06000060"], "E10000023": ["E06000065"], "E10000027": ["E06000066"]}
DISSOLVED = {"E10000006": ["E06000063", "E06000064"], "E10000021": ["E06000061", "E06000062"]}


def boundaries(source: Path) -> str:
    """Arcs as differences of whole ten-thousandths of a degree, and each council's rings of arc numbers, as JSON."""
    features = json.loads((source / "reference/boundaries/upper-tier-dec-2023.geojson").read_text())["features"]
    topology = Topology({feature["properties"]["CTYUA23CD"]: polygons(feature["geometry"]) for feature in features})
    areas = dict(topology.areas)
    areas |= {old: topology.union(new) for old, new in (SAME_AS_BEFORE | DISSOLVED).items()}
    lines = [whole_steps(simplify(arc, SMALLEST_KM2)) for arc in topology.arcs]
    areas = {key: without_specks(found, lines) for key, found in sorted(areas.items())}
    used = sorted(
        {n if n >= 0 else ~n for found in areas.values() for polygon in found for ring in polygon for n in ring}
    )
    number = {old: new for new, old in enumerate(used)}
    renumbered = {
        key: [[[number[n] if n >= 0 else ~number[~n] for n in ring] for ring in polygon] for polygon in found]
        for key, found in areas.items()
    }
    content = {"vintage": VINTAGE, "scale": SCALE, "arcs": [differences(lines[n]) for n in used], "areas": renumbered}
    return json.dumps(content, separators=(",", ":")) + "\n"


def polygons(geometry: dict[str, Any]) -> list[list[Line]]:
    """A geometry's polygons; points to a millionth of a degree, so that neighbours' points are equal."""
    found = geometry["coordinates"] if geometry["type"] == "MultiPolygon" else [geometry["coordinates"]]
    return [[tuple((round(x, 6), round(y, 6)) for x, y in ring) for ring in polygon] for polygon in found]


def whole_steps(arc: Line) -> list[tuple[int, int]]:
    """Points in whole ten-thousandths of a degree, repeated ones once."""
    points = [(round(x * SCALE), round(y * SCALE)) for x, y in arc]
    return [point for n, point in enumerate(points) if n == 0 or point != points[n - 1]]


def without_specks(found: list[list[list[int]]], lines: list[list[tuple[int, int]]]) -> list[list[list[int]]]:
    """An area without its smallest islands; its largest piece always stays."""
    sizes = [size_km2(polygon[0], lines) for polygon in found]
    return [
        polygon for polygon, size in zip(found, sizes, strict=True) if size >= SMALLEST_ISLAND_KM2 or size == max(sizes)
    ]


def size_km2(ring: list[int], lines: list[list[tuple[int, int]]]) -> float:
    """A ring's area, near enough to tell an island from a speck (at 53 degrees north)."""
    points = [point for n in ring for point in (lines[n] if n >= 0 else lines[~n][::-1])]
    doubled = sum(a[0] * b[1] - b[0] * a[1] for a, b in zip(points, [*points[1:], points[0]], strict=True))
    return abs(doubled) / 2 / SCALE**2 * 67.0 * 111.3


def differences(points: list[tuple[int, int]]) -> list[int]:
    """x, y, then dx, dy for each further point."""
    flat = list(points[0])
    for a, b in itertools.pairwise(points):
        flat += [b[0] - a[0], b[1] - a[1]]
    return flat
