"""One or two measures over the days of a month or so; a day without a figure is a gap, never a zero."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, WIDE, About, Figure, Layout, Table, text_width
from commonweal.charts.frame import Frame, Mark, Row
from commonweal.charts.scales import scale

COLOURS = (palette.DARK_BLUE, palette.DARK_PINK)


@dataclass(frozen=True, slots=True)
class DayLine:
    """A value, or None where there is none, for each of the figure's days."""

    name: str
    values: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class DaysFigure:
    """What to draw: days that follow each other, and one or two lines over them."""

    about: About
    days: tuple[date, ...]
    lines: tuple[DayLine, ...]


def figure(data: DaysFigure) -> Figure:
    """Draw it. ValueError where there are no days, more than two lines, or a line of another length."""
    if not data.days or not 1 <= len(data.lines) <= len(COLOURS):
        raise ValueError("one or two lines over at least one day")
    if any(len(line.values) != len(data.days) for line in data.lines):
        raise ValueError("every line has a value or a gap for every day")
    about, words = data.about, _words(data)
    shown = [tuple(about.show(value) for value in line.values) for line in data.lines]
    rows = tuple(zip(map(_day, data.days), *shown, strict=True))
    table = Table(("Day", *(line.name for line in data.lines)), rows)
    wide, narrow = (_picture(data, layout, words) for layout in (WIDE, NARROW))
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, table, words)


def _day(day: date) -> str:
    return f"{day.day} {day:%B %Y}"


def _words(data: DaysFigure) -> tuple[str, ...]:
    sentences = []
    for line in data.lines:
        known = [(day, value) for day, value in zip(data.days, line.values, strict=True) if value is not None]
        if not known:
            sentences.append(f"{line.name}: no figures.")
            continue
        high, low = max(known, key=lambda pair: pair[1]), min(known, key=lambda pair: pair[1])
        show = data.about.show_with_unit
        sentences.append(
            f"{line.name}: highest {show(high[1])} on {_day(high[0])}, lowest {show(low[1])} on {_day(low[0])}."
        )
    gaps = sum(all(line.values[i] is None for line in data.lines) for i in range(len(data.days)))
    if gaps:
        sentences.append(f"No figures for {gaps} of {len(data.days)} days.")
    return tuple(sentences)


def _picture(data: DaysFigure, layout: Layout, words: tuple[str, ...]) -> str:
    ends = {line.name: _last(line) for line in data.lines}
    labels = {_label(data, name, layout): end[1] for name, end in ends.items() if end}
    frame = _frame(data, layout, labels)
    marks: list[Mark] = []
    for line, colour in zip(data.lines, COLOURS, strict=False):
        rows = _rows(line)
        marks += frame.line(rows, color=colour, strokeWidth=2.5)
        marks += frame.points([row for row in rows if _is_lone(rows, row["x"])], color=colour, size=20)
        if end := ends[line.name]:
            marks += frame.points([{"x": end[0], "y": end[1]}], color=colour, size=55)
    first = _label(data, data.lines[0].name, layout)
    marks += frame.end_labels(labels, bold=first)
    return vega.svg(
        frame.chart(marks),
        layout=layout,
        figure_id=data.about.id,
        title=data.about.headline,
        description=f"{data.about.subtitle}. {' '.join(words)}",
    )


def _label(data: DaysFigure, name: str, layout: Layout) -> str:
    """A line's name and last value, one word a line where there is little room."""
    end = _last(next(line for line in data.lines if line.name == name))
    text = name.replace(" ", "\n") if layout.narrow else name
    return f"{text}\n{data.about.show(end[1] if end else None)}"


def _last(line: DayLine) -> tuple[int, float] | None:
    return next(((i, v) for i, v in reversed(list(enumerate(line.values))) if v is not None), None)


def _frame(data: DaysFigure, layout: Layout, labels: dict[str, float]) -> Frame:
    values = [value for line in data.lines for value in line.values if value is not None]
    axis = scale(values, intervals=4 if layout.narrow else 5)
    left = 10 + max(text_width(axis.label(tick), layout.font) for tick in axis.ticks)
    lines = [part for label in labels for part in label.split("\n")]
    right = 14 + max((text_width(part, layout.font, bold=True) for part in lines), default=0)
    every = 14 if layout.narrow else 7
    ticks: dict[float, str] = {i: f"{day.day} {day:%b}" for i, day in enumerate(data.days) if i % every == 0}
    height = 240 if layout.narrow else 320
    return Frame(layout, max(1, len(data.days) - 1), ticks, axis, left, right, top=14, height=height)


def _rows(line: DayLine) -> list[Row]:
    return [{"x": i, "y": value, "detail": line.name} for i, value in enumerate(line.values)]


def _is_lone(rows: list[Row], i: int) -> bool:
    """Whether a value stands between gaps: a line would not show it."""
    beside = [rows[j]["y"] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
    return rows[i]["y"] is not None and all(value is None for value in beside)
