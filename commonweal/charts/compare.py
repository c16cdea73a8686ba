"""Two to six areas over the same months: a small plot for each, its own line dark and the others behind it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, WIDE, About, Figure, Layout, Table, text_width, wrapped
from commonweal.charts.frame import Frame
from commonweal.charts.scales import Scale, month_ticks, scale
from commonweal.charts.trend import line_rows, months_table
from commonweal.engine.measures.series import Series, series
from commonweal.engine.periods import Month

if TYPE_CHECKING:
    import altair as alt


@dataclass(frozen=True, slots=True)
class NamedSeries:
    """An area's series."""

    name: str
    series: Series


@dataclass(frozen=True, slots=True)
class CompareFigure:
    """What to draw: the areas in reading order, the reader's own first."""

    about: About
    areas: tuple[NamedSeries, ...]


def figure(data: CompareFigure) -> Figure:
    """Draw it, every plot on the same axes."""
    if not 2 <= len(data.areas) <= 6:
        raise ValueError(f"two to six areas are compared, not {len(data.areas)}")
    known_months = [month for area in data.areas for month in area.series.months]
    if not known_months:
        raise ValueError("areas without any month cannot be compared")
    first, last = min(known_months), max(known_months)
    months = tuple(first + i for i in range(last - first + 1))
    data = CompareFigure(data.about, tuple(_over(months, area) for area in data.areas))
    words = _words(data)
    wide, narrow = (_picture(data, months, layout, words) for layout in (WIDE, NARROW))
    about = data.about
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, _table(data, months), words)


def _over(months: tuple[Month, ...], area: NamedSeries) -> NamedSeries:
    """The area with a value or a gap for each of `months`."""
    values = dict.fromkeys(months) | dict(zip(area.series.months, area.series.values, strict=True))
    return NamedSeries(area.name, series(values, area.series.breaks))


def _table(data: CompareFigure, months: tuple[Month, ...]) -> Table:
    return months_table(months, {a.name: tuple(data.about.show(v) for v in a.series.values) for a in data.areas})


def _words(data: CompareFigure) -> tuple[str, ...]:
    sentences = []
    for area in data.areas:
        latest = _latest(area)
        if latest:
            place, value = latest
            sentences.append(f"{area.name}: {data.about.show_with_unit(value)} in {area.series.months[place]}.")
        else:
            sentences.append(f"{area.name}: no data.")
        sentences += [f"{area.name} is broken at {b.month}: {b.label}." for b in area.series.breaks]
    return tuple(sentences)


def _latest(area: NamedSeries) -> tuple[int, float] | None:
    """The place and value of the last month that has one."""
    known = [(i, value) for i, value in enumerate(area.series.values) if value is not None]
    return known[-1] if known else None


def _picture(data: CompareFigure, months: tuple[Month, ...], layout: Layout, words: tuple[str, ...]) -> str:
    import altair as alt

    known = [v for area in data.areas for v in area.series.values if v is not None]
    axis = scale(known, intervals=3)
    columns = 2 if layout.narrow or len(data.areas) in (2, 4) else 3
    gap, left = 18.0, 8 + max(text_width(axis.label(tick), layout.font) for tick in axis.ticks)
    width = (layout.width - columns * left - (columns - 1) * gap - 4) / columns
    plots = [_plot(data, i, months, axis, layout, width) for i in range(len(data.areas))]
    chart = alt.concat(*plots, columns=columns, spacing=gap).properties(
        padding={"left": 0, "right": 4, "top": 6, "bottom": 2}
    )
    description = f"{data.about.subtitle}. {' '.join(words)}"
    return vega.svg(chart, layout=layout, figure_id=data.about.id, title=data.about.headline, description=description)


def _plot(
    data: CompareFigure, own: int, months: tuple[Month, ...], axis: Scale, layout: Layout, width: float
) -> alt.LayerChart:
    """One area's plot, its name and latest value above."""
    ticks = month_ticks(months, 2 if layout.narrow else 4)
    frame = Frame(
        layout, max(1, len(months) - 1), ticks, axis, 0, layout.width - width, 0, 110 if layout.narrow else 150
    )
    marks = []
    for i, other in enumerate(data.areas):
        if i != own:
            marks += frame.line(line_rows(other.series, f"{i}-"), color=palette.BEHIND, strokeWidth=1.5)
    area = data.areas[own]
    lines, above = frame.breaks(area.series.breaks, months)
    marks += lines
    marks += frame.line(line_rows(area.series), color=palette.DARK_BLUE, strokeWidth=2.5)
    latest = _latest(area)
    if latest:
        marks += frame.points([{"x": latest[0], "y": latest[1]}], color=palette.DARK_BLUE, size=45)
    name = wrapped(area.name, layout.font + 1, width)  # a point more, for the bold
    up = above + 12 + (name.count("\n") + 1) * (layout.font + 2)
    marks.append(frame.text(name, 0, -up, fontWeight="bold"))
    said = f"{data.about.show(latest[1])}, {months[latest[0]]}" if latest else "no data"
    marks.append(frame.text(said, 0, -above - 12, color=palette.QUIET_TEXT))
    return frame.plot(marks)
