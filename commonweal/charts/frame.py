"""The plot that the monthly figures share: a place for it in the picture, its axes, and marks laid on it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any

from commonweal.charts import palette
from commonweal.charts.figure import Layout, text_width, wrapped
from commonweal.charts.scales import Scale, month_ticks, spread
from commonweal.engine.measures.series import Break
from commonweal.engine.periods import Month

if TYPE_CHECKING:
    import altair as alt

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Mark:
    """One thing to draw: a Vega mark, its style, and its row. Neighbours of one style are drawn as one layer."""

    kind: str
    style: Row
    row: Row


@dataclass(frozen=True, slots=True)
class Frame:
    """A plot in the picture; its axes' values run along and up, and marks are placed by value or in SVG units.

    `along` is the last value along (the first is 0) and `along_ticks` its labels. For months, x counts from the first
    month, so that no time zone comes in.
    """

    layout: Layout
    along: float
    along_ticks: Mapping[float, str]
    scale: Scale
    left: float
    right: float
    top: float
    height: float
    axes: bool = True

    @property
    def width(self) -> float:
        """Width of the plot itself."""
        return self.layout.width - self.left - self.right

    def x_of(self, place: float) -> float:
        """How far right a place along lies."""
        return self.width * place / self.along

    def y_of(self, value: float) -> float:
        """How far down a value lies."""
        return self.scale.height_of(value, self.height)

    def chart(self, marks: Iterable[Mark], above: float = 0, bottom: float = 30) -> alt.LayerChart:
        """The marks in their order over the axes, in a picture with room above the plot and under it."""
        import altair as alt

        padding = {"left": self.left, "right": self.right, "top": self.top + above, "bottom": bottom}
        framed: alt.LayerChart = self.plot(marks).properties(padding=padding, autosize=alt.AutoSizeParams(type="none"))
        return framed

    def plot(self, marks: Iterable[Mark]) -> alt.LayerChart:
        """The marks over the axes alone, for a picture of several plots."""
        import altair as alt

        layers = [_layer(list(alike)) for _, alike in groupby(marks, key=lambda m: (m.kind, m.style))]
        return alt.LayerChart(layer=[self._axes(), *layers], width=self.width, height=self.height)

    def _axes(self) -> alt.Chart:
        """Two unseen points that carry both axes and their ends."""
        import altair as alt

        up = {tick: self.scale.label(tick) for tick in self.scale.ticks}
        x_axis, y_axis = (
            alt.Axis(values=list(labels), labelExpr=_lookup(labels)) if self.axes else None
            for labels in (self.along_ticks, up)
        )
        ends = ({"x": 0, "y": self.scale.low}, {"x": self.along, "y": self.scale.high})
        along = alt.Scale(domain=[0, self.along], nice=False)
        upward = alt.Scale(domain=[self.scale.low, self.scale.high], nice=False)
        axes: alt.Chart = (
            alt.Chart(alt.InlineData(values=ends))
            .mark_point(opacity=0)
            .encode(
                x=alt.X(field="x", type="quantitative", axis=x_axis, scale=along),
                y=alt.Y(field="y", type="quantitative", axis=y_axis, scale=upward),
            )
        )
        return axes

    def _at(self, x: float, y: float) -> tuple[float, float]:
        """The values at a place in SVG units from the plot's top left."""
        up = (self.height - y) / self.height
        return x / self.width * self.along, self.scale.low + up * (self.scale.high - self.scale.low)

    def line(self, rows: Sequence[Row], **style: Any) -> list[Mark]:
        """A line through rows of x and y (y None is a gap), one for each `part`."""
        return [Mark("line", {"invalid": "break-paths-show-path-domains", **style}, row) for row in rows]

    def points(self, rows: Sequence[Row], **style: Any) -> list[Mark]:
        """A mark at each row of x and y."""
        return [Mark("point", {"filled": True, "opacity": 1, **style}, {"x": r["x"], "y": r["y"]}) for r in rows]

    def point_at(self, x: float, y: float, **style: Any) -> list[Mark]:
        """A mark at a place in SVG units."""
        along, up = self._at(x, y)
        return self.points([{"x": along, "y": up}], **style)

    def text(self, text: str, x: float, y: float, **style: Any) -> Mark:
        """A text at a place in SVG units; a newline breaks it."""
        along, up = self._at(x, y)
        usual = {"align": "left", "baseline": "middle", "color": palette.TEXT, "lineBreak": "\n"}
        sizes = {"fontSize": self.layout.font, "lineHeight": self.layout.font + 2}
        return Mark("text", {**usual, **sizes, **style}, {"x": along, "y": up, "text": text})

    def rule(self, from_x: float, from_y: float, to_x: float, to_y: float, **style: Any) -> Mark:
        """A straight line between two places in SVG units."""
        (x, y), (x2, y2) = self._at(from_x, from_y), self._at(to_x, to_y)
        return Mark("rule", style, {"x": x, "y": y, "x2": x2, "y2": y2})

    def box(self, x: float, y: float, width: float, height: float, **style: Any) -> Mark:
        """A filled rectangle from its top left, in SVG units."""
        (left, top), (right, bottom) = self._at(x, y), self._at(x + width, y + height)
        return Mark("rect", style, {"x": left, "y": top, "x2": right, "y2": bottom})

    def end_labels(self, labels: Mapping[str, float], *, bold: str | None = None) -> list[Mark]:
        """Labels at the right of the plot, each as near as may be to its value; `bold` is the one in bold."""
        line = self.layout.font + 2
        lines = max((text.count("\n") + 1 for text in labels), default=1)
        places = spread([self.y_of(value) for value in labels.values()], lines * line + 2, 0, self.height)
        marks = []
        for text, y in zip(labels, places, strict=True):
            weight = "bold" if text == bold else "normal"
            marks.append(self.text(text, self.width + 8, y - text.count("\n") * line / 2, fontWeight=weight))
        return marks

    def breaks(self, breaks: Sequence[Break], months: Sequence[Month]) -> tuple[list[Mark], float]:
        """An upright line where each break falls, half a month before its first month, labelled above the plot.

        The second value is the room that the labels take there. Labels lean towards the middle, so the nearer its line
        is to the middle the lower a label stands: no line then runs through another's label.
        """
        places = {b: self.x_of(b.month - months[0] - 0.5) for b in breaks if months[0] < b.month <= months[-1]}
        marks, up, line = [], 0.0, self.layout.font + 2
        for item, x in sorted(places.items(), key=lambda place: abs(place[1] - self.width / 2)):
            align, shift, room = ("right", -6, x) if x > self.width / 2 else ("left", 6, self.width - x)
            label = wrapped(item.label, self.layout.font, room - 6)
            up += (label.count("\n") + 1) * line + 4
            marks.append(self.rule(x, -up, x, self.height, color=palette.TEXT, strokeDash=[2, 3]))
            marks.append(self.text(label, x + shift, line / 2 - up, align=align))
        return marks, up


def frame_for(layout: Layout, months: Sequence[Month], scale: Scale, end_labels: Iterable[str]) -> Frame:
    """A frame for months, with room for the axis and half of the first month on its left, the labels on its right."""
    ticks = month_ticks(months, 4 if layout.narrow else 9)
    values = 10 + max(text_width(scale.label(tick), layout.font) for tick in scale.ticks)
    left = max(values, text_width(ticks.get(0, ""), layout.font) / 2)
    lines = [line for label in end_labels for line in label.split("\n")]
    right = 14 + max((text_width(line, layout.font, bold=True) for line in lines), default=0)
    height = 240 if layout.narrow else 320
    return Frame(layout, max(1, len(months) - 1), ticks, scale, left, right, top=14, height=height)


def canvas(layout: Layout, height: float) -> Frame:
    """A bare plot as wide as the picture, for marks that are placed in SVG units only."""
    return Frame(layout, layout.width, {}, Scale((0.0, height), 0), 0, 0, top=0, height=height, axes=False)


def _layer(marks: list[Mark]) -> alt.Chart:
    """Marks of one kind and style as one layer."""
    import altair as alt

    # Channels are made in full: Altair takes three times as long over its short forms ("x:Q").
    kind = marks[0].kind
    encoding: Row = {"x": alt.X(field="x", type="quantitative"), "y": alt.Y(field="y", type="quantitative")}
    match kind:
        case "line":
            encoding["detail"] = alt.Detail(field="detail", type="nominal")
        case "text":
            encoding["text"] = alt.Text(field="text", type="nominal")
        case "rule" | "rect":
            encoding |= {"x2": alt.X2(field="x2"), "y2": alt.Y2(field="y2")}
    # A tuple, as Altair copies lists again and again while it composes.
    chart = alt.Chart(alt.InlineData(values=tuple(mark.row for mark in marks)))
    drawn: alt.Chart = getattr(chart, f"mark_{kind}")(**marks[0].style)
    return drawn.encode(**encoding)


def _lookup(labels: Mapping[float, str]) -> str:
    """A Vega expression that finds the label of an axis value by its nearness, as floats come back a little off."""
    result = "''"
    for value, label in labels.items():
        result = f"abs(datum.value - {value!r}) < 1e-9 * (1 + abs(datum.value)) ? '{label}' : {result}"
    return result
