"""A map of areas shaded by class, written as SVG by hand: each area a link, London enlarged beside it.

Not by way of Vega: it would carry every outline through JSON and back, gives no links and no hatching, and takes a
hundred times as long. The outlines are snapped to the picture's grid, neighbours alike, so that no gaps open.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise
from xml.etree import ElementTree as ET

from commonweal.charts import palette
from commonweal.charts.figure import FONT, NARROW, NO_VALUE, WIDE, About, Figure, Layout, Table
from commonweal.charts.geometry import Geometry, Place, Ring
from commonweal.charts.vega import SVG, finish

GRID = 0.5  # the finest step of an outline, in SVG units; outlines are written in whole steps, which is shorter

Corner = tuple[int, int]


@dataclass(frozen=True, slots=True)
class MapArea:
    """An area's value, by the code that its outline has; `href` is where its link leads."""

    code: str
    name: str
    value: float | None
    href: str | None = None


@dataclass(frozen=True, slots=True)
class MapFigure:
    """What to draw. `bounds` are the upper ends of all classes but the last (one to four, rising); see `class_bounds`.

    `inset` are the codes to draw again, enlarged, under `inset_title`.
    """

    about: About
    areas: tuple[MapArea, ...]
    geometry: Geometry
    bounds: tuple[float, ...]
    inset: tuple[str, ...] = ()
    inset_title: str = "London"
    highlighted: str | None = None


def class_bounds(values: Iterable[float], classes: int = 5) -> tuple[float, ...]:
    """Bounds of about equally filled classes, rounded to two figures that people can read; fewer where values tie."""
    ordered = sorted(values)
    if not ordered:
        return ()
    cuts = [ordered[math.ceil(len(ordered) * i / classes) - 1] for i in range(1, classes)]
    bounds = sorted({_two_figures(cut) for cut in cuts})
    return tuple(bound for bound in bounds if ordered[0] <= bound < ordered[-1])


def _two_figures(value: float) -> float:
    return float(f"{value:.2g}")


def class_of(value: float, bounds: Sequence[float]) -> int:
    """Which class a value lies in: a bound belongs to the class under it."""
    return sum(value > bound for bound in bounds)


@dataclass(frozen=True, slots=True)
class _Window:
    """From the plane to a box in the picture."""

    left: float
    top: float
    scale: float
    west: float
    north: float

    def place(self, at: Place) -> Corner:
        """In whole steps of the picture's grid."""
        x = self.left + (at[0] - self.west) * self.scale
        y = self.top + (self.north - at[1]) * self.scale
        return round(x / GRID), round(y / GRID)


@dataclass(frozen=True, slots=True)
class _Plan:
    """Where the parts of the picture stand: (left, top, width, height) of map and inset; the legend's corner."""

    height: float
    main: tuple[float, float, float, float]
    inset: tuple[float, float, float, float]
    legend: Place


PLANS = {
    WIDE: _Plan(590, (4, 4, 500, 580), (514, 382, 204, 200), (530, 30)),
    NARROW: _Plan(604, (2, 4, 356, 410), (150, 426, 206, 172), (6, 434)),
}


def figure(data: MapFigure) -> Figure:
    """Draw it. Areas without an outline are in the table and the words only."""
    if not 1 <= len(data.bounds) < len(palette.SEQUENTIAL) or list(data.bounds) != sorted(set(data.bounds)):
        raise ValueError(f"one to four rising bounds, not {data.bounds}")
    about, words = data.about, _words(data)
    ranked = sorted(data.areas, key=lambda area: (area.value is None, -(area.value or 0), area.name))
    table = Table(("Area", about.heading), tuple((a.name, about.show(a.value)) for a in ranked))
    wide, narrow = (_picture(data, layout, words) for layout in (WIDE, NARROW))
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, table, words)


def _words(data: MapFigure) -> tuple[str, ...]:
    known = sorted((a for a in data.areas if a.value is not None), key=lambda a: (-(a.value or 0), a.name))
    if not known:
        return ("There are no values to show.",)
    show = data.about.show_with_unit
    high, low = (
        [f"{a.name} {show(a.value)}" for a in part] for part in (known[:3], known[: -min(3, len(known)) - 1 : -1])
    )
    sentences = [f"Highest: {', '.join(high)}.", f"Lowest: {', '.join(low)}."]
    missing = [a.name for a in data.areas if a.value is None]
    undrawn = [a.name for a in data.areas if a.code not in data.geometry.rings]
    if missing:
        sentences.append(f"No data: {', '.join(missing)}.")
    if undrawn:
        sentences.append(f"Not on the map: {', '.join(undrawn)}.")
    return tuple(sentences)


def _picture(data: MapFigure, layout: Layout, words: tuple[str, ...]) -> str:
    plan, prefix = PLANS[layout], f"{data.about.id}-{layout.name}"
    root = ET.Element(f"{{{SVG}}}svg", {"viewBox": f"0 0 {layout.width} {plan.height:g}"})
    _add(root, "rect", width=layout.width, height=plan.height, fill=palette.WHITE)
    _hatching(root, prefix)
    drawn = [area for area in data.areas if area.code in data.geometry.rings]
    drawn.sort(key=lambda area: area.code == data.highlighted)  # its outline lies on top
    _areas(root, data, drawn, _window(data, drawn, plan.main), prefix)
    inside = [area for area in drawn if area.code in data.inset]
    if inside:
        left, top, width, height = plan.inset
        _add(root, "rect", x=left, y=top, width=width, height=height, fill=palette.WHITE, stroke=palette.GRID)
        _text(root, data.inset_title, left + 8, top + layout.font + 6, layout, **{"font-weight": "bold"})
        box = (left + 8, top + layout.font + 14, width - 16, height - layout.font - 22)
        again = _add(root, "g", **{"aria-hidden": "true"})
        _areas(again, data, inside, _window(data, inside, box), prefix)
        for link in again.iter(f"{{{SVG}}}a"):  # the same links stand on the map: once is enough for keyboards
            link.set("tabindex", "-1")
    _legend(root, data, plan.legend, layout, prefix)
    description = f"{data.about.subtitle}. {' '.join(words)}"
    role = "group" if any(area.href for area in drawn) else "img"
    return finish(root, layout=layout, prefix=prefix, title=data.about.headline, description=description, role=role)


def _window(data: MapFigure, areas: Sequence[MapArea], box: tuple[float, float, float, float]) -> _Window:
    """Fit the areas into a box, in its middle across."""
    left, top, width, height = box
    places = [place for area in areas for ring in data.geometry.rings[area.code] for place in ring]
    if not places:
        return _Window(left, top, 1, 0, 0)
    easts, norths = zip(*places, strict=True)
    across, up = max(easts) - min(easts), max(norths) - min(norths)
    scale = min(width / (across or 1), height / (up or 1))
    return _Window(left + (width - across * scale) / 2, top, scale, min(easts), max(norths))


def _areas(root: ET.Element, data: MapFigure, areas: Sequence[MapArea], window: _Window, prefix: str) -> None:
    outline = {"stroke": palette.OUTLINE, "stroke-width": str(0.5 / GRID), "stroke-linejoin": "round"}
    group = _add(root, "g", transform=f"scale({GRID})", **outline)
    for area in areas:
        path = "".join(_path(ring, window) for ring in data.geometry.rings[area.code])
        if not path:
            continue
        parent = _add(group, "a", href=area.href) if area.href else group
        fill = (
            f"url(#{prefix}-hatch)" if area.value is None else _colour(class_of(area.value, data.bounds), data.bounds)
        )
        style = {"stroke": palette.ORANGE, "stroke-width": str(2.5 / GRID)} if area.code == data.highlighted else {}
        shape = _add(parent, "path", d=path, fill=fill, **style)
        _add(shape, "title").text = f"{area.name}: {data.about.show_with_unit(area.value)}"


def _colour(number: int, bounds: Sequence[float]) -> str:
    """Few classes still span light to dark."""
    return palette.SEQUENTIAL[round(number * (len(palette.SEQUENTIAL) - 1) / len(bounds))]


def _path(ring: Ring, window: _Window) -> str:
    """A ring as a path of relative steps on the grid; nothing if it shrinks to under three corners."""
    corners = _corners([window.place(place) for place in ring])
    if len(corners) < 3:
        return ""
    steps = [(b[0] - a[0], b[1] - a[1]) for a, b in pairwise(corners)]
    way = " ".join(f"{dx} {dy}" for dx, dy in steps).replace(" -", "-")
    return f"M{corners[0][0]} {corners[0][1]}l{way}z"


def _corners(places: Sequence[Corner]) -> list[Corner]:
    """The places without repeats, the closing one, and those on a straight way between their neighbours."""
    kept: list[Corner] = []
    for place in places:
        if kept and place == kept[-1]:
            continue
        if len(kept) > 1 and _straight(kept[-2], kept[-1], place):
            kept.pop()
        kept.append(place)
    return kept[:-1] if len(kept) > 1 and kept[0] == kept[-1] else kept


def _straight(a: Corner, b: Corner, c: Corner) -> bool:
    """Whether b lies on the way from a to c."""
    cross = (b[0] - a[0]) * (c[1] - a[1]) - (b[1] - a[1]) * (c[0] - a[0])
    onward = (b[0] - a[0]) * (c[0] - b[0]) + (b[1] - a[1]) * (c[1] - b[1])
    return cross == 0 and onward > 0


def _legend(root: ET.Element, data: MapFigure, corner: Place, layout: Layout, prefix: str) -> None:
    """Class bounds, highest first, and what missing looks like."""
    x, y = corner
    _text(root, data.about.heading, x, y, layout, **{"font-weight": "bold"})
    bounds, size = data.bounds, layout.font

    def show(bound: float) -> str:
        """All of its figures, as a bound that is rounded again puts areas in the wrong class."""
        return f"{bound:,.0f}" if bound == int(bound) else f"{bound:,}"

    labels = [f"up to {show(bounds[0])}"]
    labels += [f"over {show(low)} to {show(high)}" for low, high in pairwise(bounds)]
    labels.append(f"over {show(bounds[-1])}")
    keys = [(_colour(i, bounds), label) for i, label in enumerate(labels)][::-1]
    if any(area.value is None for area in data.areas):
        keys.append((f"url(#{prefix}-hatch)", NO_VALUE.capitalize()))
    # In the scale of the outlines, so that hatching looks the same here as there.
    boxes = _add(root, "g", transform=f"scale({GRID})", stroke=palette.OUTLINE)
    for i, (fill, label) in enumerate(keys, 1):
        top = y + i * (layout.font + 8)
        box = {"x": x, "y": top - size + 2, "width": size + 6, "height": size}
        _add(boxes, "rect", fill=fill, **{name: length / GRID for name, length in box.items()})
        _text(root, label, x + size + 14, top, layout)
    for area in data.areas:
        if area.code == data.highlighted:
            top = y + (len(keys) + 1) * (layout.font + 8)
            box = {"x": x + 1, "y": top - size + 3, "width": size + 4, "height": size - 2}
            _add(root, "rect", fill=palette.WHITE, stroke=palette.ORANGE, **{"stroke-width": 2.5, **box})
            _text(root, area.name, x + size + 14, top, layout)


def _hatching(root: ET.Element, prefix: str) -> None:
    pattern = {"id": f"{prefix}-hatch", "width": "5", "height": "5", "patternUnits": "userSpaceOnUse"}
    hatch = _add(_add(root, "defs"), "pattern", patternTransform="rotate(45)", **pattern)
    _add(hatch, "rect", width=5, height=5, fill=palette.WHITE)
    _add(hatch, "rect", width=1.5, height=5, fill=palette.MUTED_MARK)


def _text(root: ET.Element, text: str, x: float, y: float, layout: Layout, **style: str) -> None:
    usual = {"font-size": str(layout.font), "font-family": FONT, "fill": palette.TEXT}
    _add(root, "text", x=x, y=y, **usual, **style).text = text


def _add(parent: ET.Element, name: str, **attributes: str | float) -> ET.Element:
    texts = {key: value if isinstance(value, str) else f"{value:g}" for key, value in attributes.items()}
    return ET.SubElement(parent, f"{{{SVG}}}{name}", texts)
