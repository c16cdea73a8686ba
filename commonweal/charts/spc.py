"""An SPC (XmR) chart of a reading: points by class, average, limits, and where limits begin afresh."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, WIDE, About, Figure, Layout, Table, text_width
from commonweal.charts.frame import Frame, Mark, frame_for
from commonweal.charts.scales import scale
from commonweal.charts.trend import months_table
from commonweal.engine.measures.series import Break
from commonweal.engine.measures.spc.reading import Phase, Reading, Recalculation
from commonweal.engine.measures.spc.rules import Cause, PointClass
from commonweal.engine.measures.spc.words import words as words_of
from commonweal.engine.periods import Month

# Shape as well as colour says the class. Blue and orange for better and worse are the NHS's habit with these charts.
MARKS = {
    PointClass.COMMON: ("circle", palette.MUTED_MARK, "Usual variation"),
    PointClass.UNREAD: ("cross", palette.MUTED_MARK, "Too few months to read"),
    PointClass.IMPROVEMENT: ("diamond", palette.DARK_BLUE, "Improvement"),
    PointClass.CONCERN: ("square", palette.ORANGE, "Concern"),
    PointClass.NEUTRAL_HIGH: ("triangle-up", palette.DARK_PINK, "Higher than usual"),
    PointClass.NEUTRAL_LOW: ("triangle-down", palette.DARK_PINK, "Lower than usual"),
}
CAUSES = {
    Cause.ABOVE_UPPER_LIMIT: "above the upper limit",
    Cause.BELOW_LOWER_LIMIT: "below the lower limit",
    Cause.TREND_UP: "steady rise",
    Cause.TREND_DOWN: "steady fall",
    Cause.TWO_IN_THREE_HIGH: "two in three close to the upper limit",
    Cause.TWO_IN_THREE_LOW: "two in three close to the lower limit",
    Cause.SHIFT_HIGH: "run above the average",
    Cause.SHIFT_LOW: "run below the average",
}


@dataclass(frozen=True, slots=True)
class SpcFigure:
    """What to draw: a reading. `subject` names the measure at the start of a sentence."""

    about: About
    reading: Reading
    subject: str


def figure(data: SpcFigure) -> Figure:
    """Draw it."""
    words = words_of(data.reading, subject=data.subject, show=data.about.show_with_unit)
    words = (*words, f"Read by the rule set {data.reading.rule_set}.")
    wide, narrow = (_picture(data, layout, words) for layout in (WIDE, NARROW))
    about = data.about
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, _table(data), words)


def _table(data: SpcFigure) -> Table:
    show, reading = data.about.show, data.reading
    points = {point.month: point for point in reading.points}
    months = _months(reading)
    known = [points.get(month) for month in months]
    limits = [reading.phases[point.phase].limits if point else None for point in known]
    return months_table(
        months,
        {
            data.about.heading: tuple(show(p.value if p else None) for p in known),
            "Average": tuple(show(limit.mean) if limit else "" for limit in limits),
            "Lower limit": tuple(show(limit.lower) if limit else "" for limit in limits),
            "Upper limit": tuple(show(limit.upper) if limit else "" for limit in limits),
            "Reading": tuple(_meaning(p.point_class, p.cause) if p else "" for p in known),
        },
    )


def _meaning(point_class: PointClass, cause: Cause) -> str:
    name = MARKS[point_class][2]
    return name if cause not in CAUSES else f"{name}: {CAUSES[cause]}"


def _months(reading: Reading) -> tuple[Month, ...]:
    if not reading.phases:
        return ()
    first, last = reading.phases[0].first, reading.phases[-1].last
    return tuple(first + i for i in range(last - first + 1))


def _picture(data: SpcFigure, layout: Layout, words: tuple[str, ...]) -> str:
    reading, months = data.reading, _months(data.reading)
    values = [point.value for point in reading.points] + ([reading.target] if reading.target is not None else [])
    limits = [phase.limits for phase in reading.phases if phase.limits]
    highest = [*values, *(limit.upper for limit in limits)]
    # A count has no room below nothing: a limit that falls there is left off the picture (the table has it).
    lowest = values if all(value >= 0 for value in values) else [*values, *(limit.lower for limit in limits)]
    axis = scale([*highest, *lowest], intervals=4 if layout.narrow else 5)
    end_labels = _end_labels(data, axis.low)
    frame = frame_for(layout, months, axis, end_labels)
    begun = [_as_break(phase) for phase in reading.phases if phase.begun_by]
    lines, above = frame.breaks(begun, months)
    marks = [*_phase_marks(frame, reading, axis.low), *lines]
    if reading.target is not None:
        y = frame.y_of(reading.target)
        marks.append(frame.rule(0, y, frame.width, y, color=palette.DARK_PINK, strokeDash=[8, 3], strokeWidth=1.5))
    marks += [*_points(frame, reading), *frame.end_labels(end_labels)]
    key, bottom = _key(frame, reading)
    return vega.svg(
        frame.chart([*marks, *key], above, bottom),
        layout=layout,
        figure_id=data.about.id,
        title=data.about.headline,
        description=f"{data.about.subtitle}. {' '.join(words)}",
    )


def _end_labels(data: SpcFigure, floor: float) -> dict[str, float]:
    show, reading = data.about.show, data.reading
    limits = reading.phases[-1].limits if reading.phases else None
    labels: dict[str, float] = {}
    if limits:
        labels[f"Upper limit\n{show(limits.upper)}"] = limits.upper
        labels[f"Average\n{show(limits.mean)}"] = limits.mean
        if limits.lower >= floor:
            labels[f"Lower limit\n{show(limits.lower)}"] = limits.lower
    if reading.target is not None:
        labels[f"Target\n{show(reading.target)}"] = reading.target
    return labels


def _phase_marks(frame: Frame, reading: Reading, floor: float) -> list[Mark]:
    """Each phase's average and limits over its own months."""
    marks = []
    months = _months(reading)
    for phase in reading.phases:
        if phase.limits:
            start, end = (frame.x_of(month - months[0]) for month in (phase.first, phase.last))
            for value, dash in (
                (phase.limits.mean, [1, 0]),
                (phase.limits.lower, [5, 4]),
                (phase.limits.upper, [5, 4]),
            ):
                if value >= floor:
                    y = frame.y_of(value)
                    marks.append(frame.rule(start, y, end, y, color=palette.DARK_GREY, strokeDash=dash))
    return marks


def _as_break(phase: Phase) -> Break:
    match phase.begun_by:
        case Recalculation(month=month, reason=reason):
            return Break(month, f"New limits: {reason}")
        case Break() as cut:
            return cut
    raise ValueError("the first phase was begun by nothing")


def _points(frame: Frame, reading: Reading) -> list[Mark]:
    """The line, with its gaps, broken between territories; and every point by its class."""
    months, part = _months(reading), 0
    parts: dict[Month, int] = {}
    for phase in reading.phases:
        part += isinstance(phase.begun_by, Break)
        parts |= {phase.first + i: part for i in range(phase.last - phase.first + 1)}
    values = {point.month: point.value for point in reading.points}
    rows = [{"x": m - months[0], "y": values.get(m), "detail": parts.get(m, 0)} for m in months]
    marks = frame.line(rows, color=palette.MUTED_MARK, strokeWidth=1.5)
    for point_class, (shape, colour, _) in MARKS.items():
        of_class = [{"x": p.month - months[0], "y": p.value} for p in reading.points if p.point_class is point_class]
        size = (24 if frame.layout.narrow else 40) * (1 if point_class is PointClass.COMMON else 1.5)
        marks += frame.points(of_class, color=colour, shape=shape, size=size)
    return marks


def _key(frame: Frame, reading: Reading) -> tuple[list[Mark], float]:
    """Under the plot, which mark means what (only the classes that are there), and the room that it takes."""
    used = [c for c in MARKS if any(point.point_class is c for point in reading.points)]
    size, x, y = frame.layout.font, 0.0, frame.height + 46.0
    points, texts = [], []
    for point_class in used:
        shape, colour, name = MARKS[point_class]
        width = 18 + text_width(name, size)
        if x and x + width > frame.width + frame.right - 6:
            x, y = 0.0, y + size + 8
        points += frame.point_at(x + 5, y, color=colour, shape=shape, size=50)
        texts.append(frame.text(name, x + 14, y, color=palette.QUIET_TEXT))
        x += width + 10
    return [*points, *texts], y - frame.height + size
