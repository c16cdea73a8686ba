"""Boundaries as arcs that neighbours share, so that a simplified border has no gap."""

from __future__ import annotations

import heapq
import itertools
import math
from collections import defaultdict
from collections.abc import Iterable

Point = tuple[float, float]
Line = tuple[Point, ...]
Ring = list[int]
"""Arc numbers in order; `~n` is arc n walked backwards."""


class Topology:
    """Arcs, and areas as polygons (outer ring first, then holes) of arc numbers."""

    def __init__(self, areas: dict[str, list[list[Line]]]) -> None:
        self.arcs: list[Line] = []
        self._numbers: dict[Line, int] = {}
        junctions = find_junctions(ring for polygons in areas.values() for polygon in polygons for ring in polygon)
        self.areas = {
            key: [[[self._number(arc) for arc in cut(ring, junctions)] for ring in polygon] for polygon in polygons]
            for key, polygons in areas.items()
        }

    def _number(self, arc: Line) -> int:
        """An arc's number; backwards where its reverse is already there."""
        if arc[::-1] in self._numbers:
            return ~self._numbers[arc[::-1]]
        if arc not in self._numbers:
            self._numbers[arc] = len(self.arcs)
            self.arcs.append(arc)
        return self._numbers[arc]

    def union(self, keys: Iterable[str]) -> list[list[Ring]]:
        """Several areas as one, without the borders between them; each remaining ring its own polygon."""
        used = [number for key in keys for polygon in self.areas[key] for ring in polygon for number in ring]
        left = [number for number in used if ~number not in used]
        starts = defaultdict(list)
        for number in left:
            starts[self.ends(number)[0]].append(number)
        polygons = []
        while left:
            ring = [left.pop(0)]
            while self.ends(ring[-1])[1] != self.ends(ring[0])[0]:
                following = next(n for n in starts[self.ends(ring[-1])[1]] if n in left)
                left.remove(following)
                ring.append(following)
            polygons.append([ring])
        return polygons

    def ends(self, number: int) -> tuple[Point, Point]:
        """The first and last point of an arc as walked."""
        arc = self.arcs[number] if number >= 0 else self.arcs[~number][::-1]
        return arc[0], arc[-1]


def find_junctions(rings: Iterable[Line]) -> set[Point]:
    """Points where more than two border pieces meet."""
    neighbours: defaultdict[Point, set[Point]] = defaultdict(set)
    for ring in rings:
        for a, b in itertools.pairwise(ring):
            neighbours[a].add(b)
            neighbours[b].add(a)
    return {point for point, others in neighbours.items() if len(others) > 2}


def cut(ring: Line, junctions: set[Point]) -> list[Line]:
    """A closed ring cut at its junctions; one without any begins at its smallest point, for its neighbour's sake."""
    points = ring[:-1]
    at = [n for n, point in enumerate(points) if point in junctions]
    start = at[0] if at else points.index(min(points))
    turned = points[start:] + points[: start + 1]
    stops = [n - start for n in at] + [len(points)] if at else [0, len(points)]
    return [turned[a : b + 1] for a, b in itertools.pairwise(stops)]


def simplify(arc: Line, smallest_km2: float) -> Line:
    """Visvalingam's method: leave out, smallest first, the points whose triangle is below an area; ends stay."""
    before = list(range(-1, len(arc) - 1))
    after = list(range(1, len(arc) + 1))
    kept_at_least = 4 if arc[0] == arc[-1] else 2
    queue = [(triangle_km2(arc[n - 1], arc[n], arc[n + 1]), n) for n in range(1, len(arc) - 1)]
    heapq.heapify(queue)
    current = {n: area for area, n in queue}
    alive = len(arc)
    while queue and alive > kept_at_least:
        area, n = heapq.heappop(queue)
        if current.get(n) != area:
            continue
        if area >= smallest_km2:
            break
        del current[n]
        alive -= 1
        a, b = before[n], after[n]
        after[a], before[b] = b, a
        for m in (a, b):
            if m in current:
                current[m] = max(area, triangle_km2(arc[before[m]], arc[m], arc[after[m]]))
                heapq.heappush(queue, (current[m], m))
    return tuple(point for n, point in enumerate(arc) if n in current or n in (0, len(arc) - 1))


def triangle_km2(a: Point, b: Point, c: Point) -> float:
    """Area of a small triangle of longitudes and latitudes, in square kilometres."""
    wide = 111.32 * math.cos(math.radians(b[1]))
    return abs((b[0] - a[0]) * (c[1] - a[1]) - (c[0] - a[0]) * (b[1] - a[1])) * wide * 110.57 / 2
