"""A place's year as one picture: twelve months, and under them lanes of stretches, of monthly bars, and of days."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, NO_VALUE, WIDE, About, Figure, Layout, Table, text_width, wrapped
from commonweal.charts.frame import Frame, Mark, canvas
from commonweal.charts.scales import spread
from commonweal.engine.periods import Month

MONTHS = 12
TOP, LANE_GAP, SPAN_HIGH, BARS_HIGH, ROOM_FOR_VALUE = 26.0, 20.0, 28.0, 64.0, 18.0


@dataclass(frozen=True, slots=True)
class Span:
    """A stretch of the year in a state; places count months from the year's beginning, 0 to 12."""

    label: str
    start: float
    end: float
    colour: str = palette.DARK_BLUE


@dataclass(frozen=True, slots=True)
class SpanLane:
    """States one after the other."""

    name: str
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class BarLane:
    """A value for each month (None: not known, or not yet), and what was expected of it as a line across."""

    name: str
    values: tuple[float | None, ...]
    expected: tuple[float | None, ...] = ()
    expected_name: str = ""
    decimals: int = 0

    def show(self, value: float | None) -> str:
        """A value as text."""
        return NO_VALUE if value is None else f"{value:,.{self.decimals}f}"


@dataclass(frozen=True, slots=True)
class Day:
    """A day of the year and what falls on it."""

    label: str
    place: float


@dataclass(frozen=True, slots=True)
class YearFigure:
    """`today` is a place in the year, None outside it."""

    about: About
    first: Month
    lanes: tuple[SpanLane | BarLane, ...]
    days: tuple[Day, ...] = ()
    today: float | None = None


def figure(data: YearFigure) -> Figure:
    """Draw a year. ValueError where a lane has not a value for each month, or a stretch lies outside the year."""
    for lane in data.lanes:
        if isinstance(lane, BarLane) and {len(lane.values), len(lane.expected) or MONTHS} != {MONTHS}:
            raise ValueError("a lane of bars has a value for each month")
        if isinstance(lane, SpanLane) and not all(0 <= one.start <= one.end <= MONTHS for one in lane.spans):
            raise ValueError("a stretch lies in the year")
    about, words = data.about, tuple(_words(data))
    wide, narrow = (_picture(data, layout, words) for layout in (WIDE, NARROW))
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, _table(data), words)


def _months(data: YearFigure) -> list[Month]:
    return [data.first + place for place in range(MONTHS)]


def _words(data: YearFigure) -> Iterator[str]:
    for lane in data.lanes:
        if isinstance(lane, SpanLane):
            yield f"{lane.name}: {', then '.join(one.label for one in lane.spans) or 'nothing'}."
            continue
        both = zip(lane.values, _months(data), strict=True)
        known = [(value, month) for value, month in both if value is not None]
        high = max(known, key=lambda one: one[0], default=None)
        yield f"{lane.name}: most in {high[1]}, {lane.show(high[0])}." if high else f"{lane.name}: nothing yet."
    yield from (f"{day.label}." for day in data.days)


def _table(data: YearFigure) -> Table:
    headers, columns = ["Month"], [[str(month) for month in _months(data)]]
    for lane in data.lanes:
        headers.append(lane.name)
        if isinstance(lane, SpanLane):
            columns.append(_by_month([(one.start, one.end, one.label) for one in lane.spans]))
            continue
        columns.append([lane.show(value) for value in lane.values])
        if lane.expected:
            headers.append(lane.expected_name)
            columns.append([lane.show(value) for value in lane.expected])
    headers.append("Days to know")
    columns.append(_by_month([(day.place, day.place, day.label) for day in data.days]))
    return Table(tuple(headers), tuple(zip(*columns, strict=True)))


def _by_month(stretches: list[tuple[float, float, str]]) -> list[str]:
    """What of some stretches falls in each month; a day is a stretch without length."""

    def falls(start: float, end: float, month: int) -> bool:
        return start < month + 1 and (end > month or (start == end and start >= month))

    months = [[label for start, end, label in stretches if falls(start, end, i)] for i in range(MONTHS)]
    return [", ".join(inside) or "–" for inside in months]


@dataclass(frozen=True, slots=True)
class _Plot:
    """Where things lie: the months' left edge and width, and the lanes' tops."""

    layout: Layout
    left: float
    tops: tuple[float, ...]
    height: float

    def x(self, place: float) -> float:
        return self.left + (self.layout.width - self.left) * place / MONTHS

    @property
    def name_room(self) -> float:
        """How much of a lane its name takes above it, on a narrow picture."""
        return 18.0 if self.layout.narrow else 0.0


def _plot(data: YearFigure, layout: Layout) -> tuple[_Plot, list[str]]:
    left = 0.0 if layout.narrow else 150.0
    name_room = 18.0 if layout.narrow else 0.0
    tops, y = [], TOP
    for lane in data.lanes:
        tops.append(y)
        y += name_room + (SPAN_HIGH if isinstance(lane, SpanLane) else BARS_HIGH + ROOM_FOR_VALUE) + LANE_GAP
    tops.append(y)
    notes = [wrapped(f"{i}  {day.label}", layout.font, layout.width - 8) for i, day in enumerate(data.days, 1)]
    lines = sum(note.count("\n") + 1 for note in notes)
    height = y + (name_room + 30 + lines * (layout.font + 4) if notes else 0) + 4
    return _Plot(layout, left, tuple(tops), height), notes


def _picture(data: YearFigure, layout: Layout, words: tuple[str, ...]) -> str:
    plot, notes = _plot(data, layout)
    frame = canvas(layout, plot.height)
    marks = [*_lanes(frame, plot, data), *_days(frame, plot, data, notes)]
    if data.today is not None:
        x, bottom = plot.x(data.today), plot.tops[-1] - LANE_GAP / 2
        marks.append(frame.rule(x, TOP - 6, x, bottom, color=palette.DARK_PINK, strokeWidth=2))
    order = ("rect", "rule", "point", "text")  # what lies under what; alike ones together are drawn as one layer
    marks.sort(key=lambda mark: (order.index(mark.kind), sorted(map(str, mark.style.items()))))
    description = f"{data.about.subtitle}. {' '.join(words)}"
    chart = frame.chart([*_grid(frame, plot, data), *marks], bottom=0)
    return vega.svg(chart, layout=layout, figure_id=data.about.id, title=data.about.headline, description=description)


def _grid(frame: Frame, plot: _Plot, data: YearFigure) -> Iterator[Mark]:
    bottom = plot.tops[-1] - LANE_GAP / 2
    for place in range(MONTHS):
        yield frame.rule(plot.x(place), TOP - 6, plot.x(place), bottom, color=palette.GRID)
    for place, month in enumerate(_months(data)):
        short = str(month)[:1] if plot.layout.narrow else str(month)[:3]
        yield frame.text(short, plot.x(place + 0.5), 10, align="center", color=palette.QUIET_TEXT)


def _lanes(frame: Frame, plot: _Plot, data: YearFigure) -> Iterator[Mark]:
    for lane, top in zip(data.lanes, plot.tops, strict=False):
        inside = top + plot.name_room
        if isinstance(lane, SpanLane):
            yield from _name(frame, plot, lane.name, top, SPAN_HIGH)
            yield from _spans(frame, plot, lane, inside)
        else:
            named = f"{lane.name} (line: {lane.expected_name})" if lane.expected else lane.name
            yield from _name(frame, plot, named, top, BARS_HIGH + ROOM_FOR_VALUE)
            yield from _bars(frame, plot, lane, inside)


def _name(frame: Frame, plot: _Plot, name: str, top: float, high: float) -> Iterator[Mark]:
    if plot.layout.narrow:
        yield frame.text(name, 2, top + 6, fontWeight="bold")
        return
    text = wrapped(name, plot.layout.font, plot.left - 12)
    more = text.count("\n") * (plot.layout.font + 2)
    yield frame.text(text, 0, top + high / 2 - more / 2, fontWeight="bold")


def _spans(frame: Frame, plot: _Plot, lane: SpanLane, top: float) -> Iterator[Mark]:
    for one in lane.spans:
        x, width = plot.x(one.start), plot.x(one.end) - plot.x(one.start)
        yield frame.box(x, top, max(1, width - 1), SPAN_HIGH, color=one.colour)
        if text_width(one.label, plot.layout.font) + 8 < width:
            colour = palette.text_on(one.colour)
            yield frame.text(one.label, x + 6, top + SPAN_HIGH / 2, color=colour)


def _bars(frame: Frame, plot: _Plot, lane: BarLane, top: float) -> Iterator[Mark]:
    known = [value for value in (*lane.values, *lane.expected) if value is not None]
    longest, foot, size = max(known, default=0) or 1, top + ROOM_FOR_VALUE + BARS_HIGH, 12
    for place, value in enumerate(lane.values):
        x, width = plot.x(place) + 2, plot.x(1) - plot.x(0) - 4
        expected = (lane.expected[place] if lane.expected else None) or 0
        line = foot - BARS_HIGH * expected / longest
        if value is not None:
            high = BARS_HIGH * value / longest
            yield frame.box(x, foot - high, width, high, color=palette.DARK_BLUE)
            if text_width(lane.show(value), size) <= width + 4:
                above = min(foot - high, line) - 9
                yield frame.text(lane.show(value), x + width / 2, above, align="center", fontSize=size)
        if expected:
            yield frame.rule(x - 2, line, x + width + 2, line, color=palette.ORANGE, strokeWidth=3)
    yield frame.rule(plot.left, foot, plot.layout.width, foot, color=palette.QUIET_TEXT)


def _days(frame: Frame, plot: _Plot, data: YearFigure, notes: list[str]) -> Iterator[Mark]:
    if not data.days:
        return
    top, line = plot.tops[-1], plot.layout.font + 4
    yield from _name(frame, plot, "Days to know", top, 20)
    middle = top + plot.name_room + 10
    places = spread([plot.x(day.place) for day in data.days], 22, plot.left + 10, plot.layout.width - 11)
    for number, x in enumerate(places, 1):
        yield from frame.point_at(x, middle, shape="circle", size=300, color=palette.DARK_GREY)
        yield frame.text(str(number), x, middle, align="center", color=palette.WHITE, fontSize=12)
    y = middle + 26
    for note in notes:
        yield frame.text(note, 2, y)
        y += line * (note.count("\n") + 1)
