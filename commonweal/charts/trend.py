"""A measure over months: one line, with its gaps, its breaks and a target."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, WIDE, About, Figure, Layout, Table
from commonweal.charts.frame import Row, frame_for
from commonweal.charts.scales import scale
from commonweal.engine.measures.series import Series
from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class TrendFigure:
    """What to draw: a series, and the target that it is held against, if any."""

    about: About
    series: Series
    target: float | None = None
    target_label: str = "Target"


def figure(data: TrendFigure) -> Figure:
    """Draw it."""
    words = _words(data)
    wide, narrow = (_picture(data, layout, words) for layout in (WIDE, NARROW))
    about = data.about
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, _table(data), words)


def months_table(months: tuple[Month, ...], columns: dict[str, tuple[str, ...]]) -> Table:
    """A row for each month, the latest first."""
    rows = zip(map(str, months), *columns.values(), strict=True)
    return Table(("Month", *columns), tuple(rows)[::-1])


def _table(data: TrendFigure) -> Table:
    heading = data.about.heading
    return months_table(data.series.months, {heading: tuple(data.about.show(v) for v in data.series.values)})


def _words(data: TrendFigure) -> tuple[str, ...]:
    known = [(m, v) for m, v in zip(data.series.months, data.series.values, strict=True) if v is not None]
    if not known:
        return ("There are no values to show.",)
    show = data.about.show_with_unit
    (first, first_value), (last, last_value) = known[0], known[-1]
    high_month, high = max(known, key=lambda pair: pair[1])
    low_month, low = min(known, key=lambda pair: pair[1])
    sentences = [
        f"{show(last_value)} in {last}, from {show(first_value)} in {first}.",
        f"Highest: {show(high)} in {high_month}; lowest: {show(low)} in {low_month}.",
    ]
    if data.target is not None:
        side = "above" if last_value > data.target else "below" if last_value < data.target else "on"
        sentences.append(f"The latest month is {side} the {data.target_label.lower()} of {show(data.target)}.")
    sentences += [f"From {b.month} the series is broken: {b.label}." for b in data.series.breaks]
    if data.series.gaps:
        sentences.append(f"No data for {', '.join(map(str, data.series.gaps))}.")
    return tuple(sentences)


def _picture(data: TrendFigure, layout: Layout, words: tuple[str, ...]) -> str:
    known = [(i, v) for i, v in enumerate(data.series.values) if v is not None]
    values = [v for _, v in known] + ([data.target] if data.target is not None else [])
    axis = scale(values, intervals=4 if layout.narrow else 5)
    end_labels = {data.about.show(known[-1][1]): known[-1][1]} if known else {}
    if data.target is not None:
        end_labels[f"{data.target_label}\n{data.about.show(data.target)}"] = data.target
    frame = frame_for(layout, data.series.months, axis, end_labels)
    rows = line_rows(data.series)
    marks, above = frame.breaks(data.series.breaks, data.series.months)
    if data.target is not None:
        y = frame.y_of(data.target)
        marks.append(frame.rule(0, y, frame.width, y, color=palette.TEXT, strokeDash=[6, 4], strokeWidth=1.5))
    marks += frame.line(rows, color=palette.DARK_BLUE, strokeWidth=2.5)
    lone = [row for row in rows if row["y"] is not None and _is_lone(rows, row["x"])]
    marks += frame.points(lone, color=palette.DARK_BLUE, size=20)
    latest = None
    if known:
        marks += frame.points([{"x": known[-1][0], "y": known[-1][1]}], color=palette.DARK_BLUE, size=55)
        latest = data.about.show(known[-1][1])
    marks += frame.end_labels(end_labels, bold=latest)
    return vega.svg(
        frame.chart(marks, above),
        layout=layout,
        figure_id=data.about.id,
        title=data.about.headline,
        description=f"{data.about.subtitle}. {' '.join(words)}",
    )


def line_rows(numbers: Series, prefix: str = "") -> list[Row]:
    """A row for each month, gaps too; `detail` tells the parts between breaks from each other."""
    parts = [f"{prefix}{number}" for number, segment in enumerate(numbers.segments) for _ in segment.months]
    return [{"x": i, "y": value, "detail": parts[i]} for i, value in enumerate(numbers.values)]


def _is_lone(rows: list[Row], i: int) -> bool:
    """Whether a value has none beside it in its part: a line would not show it."""
    beside = [rows[j] for j in (i - 1, i + 1) if 0 <= j < len(rows)]
    return not any(row["y"] is not None and row["detail"] == rows[i]["detail"] for row in beside)
