"""Ranked bars with one highlighted, and shares of a whole as bars of 100%; every bar is labelled directly."""

from __future__ import annotations

from dataclasses import dataclass

from commonweal.charts import palette, vega
from commonweal.charts.figure import NARROW, NO_VALUE, WIDE, About, Figure, Layout, Table, text_width, wrapped
from commonweal.charts.frame import Frame, Mark, canvas
from commonweal.engine.measures.rates import percentages

SWATCH = 12


@dataclass(frozen=True, slots=True)
class Bar:
    """One bar; values are not negative."""

    label: str
    value: float | None
    highlighted: bool = False


@dataclass(frozen=True, slots=True)
class BarFigure:
    """Bars, longest first (missing last) unless they keep an order of their own."""

    about: About
    bars: tuple[Bar, ...]
    label_heading: str = "Area"
    in_given_order: bool = False


@dataclass(frozen=True, slots=True)
class ShareRow:
    """One whole, in the order of the figure's parts; a whole with a missing part is not drawn."""

    label: str
    parts: tuple[float | None, ...]


@dataclass(frozen=True, slots=True)
class ShareFigure:
    """Shares of two to six parts; rows are areas, or periods in their order."""

    about: About
    part_names: tuple[str, ...]
    rows: tuple[ShareRow, ...]
    label_heading: str = "Period"


@dataclass(frozen=True, slots=True)
class _Rows:
    """Where rows of bars lie: beside their labels on a wide picture, under them on a narrow one."""

    layout: Layout
    left: float
    top: float
    pitch: float
    thick: float
    label_width: float

    def label(self, frame: Frame, text: str, i: int, *, bold: bool) -> Mark:
        """A row's label, wrapped."""
        weight, line = "bold" if bold else "normal", self.layout.font + 2
        text = wrapped(text, self.layout.font, self.label_width)
        more = text.count("\n") * line
        if self.layout.narrow:
            return frame.text(text, 0, self.bar_top(i) - 9 - more, fontWeight=weight)
        middle = self.bar_top(i) + self.thick / 2
        return frame.text(text, self.left - 10, middle - more / 2, align="right", fontWeight=weight)

    def bar_top(self, i: int) -> float:
        """Where row i's bar begins."""
        rest = self.pitch - self.thick
        return self.top + i * self.pitch + (rest if self.layout.narrow else rest / 2)

    def height(self, count: int) -> float:
        """How high all rows are."""
        return self.top + count * self.pitch + 6


def _rows(layout: Layout, labels: list[str], top: float) -> _Rows:
    widest = max((text_width(label, layout.font, bold=True) for label in labels), default=0)
    label_width = layout.width if layout.narrow else min(widest, layout.width * 0.4)
    lines = max((wrapped(label, layout.font, label_width).count("\n") + 1 for label in labels), default=1)
    if layout.narrow:
        return _Rows(layout, 0, top, 24 + lines * 14, 17, label_width)
    return _Rows(layout, label_width + 16, top, max(30, lines * 16 + 6), 21, label_width)


def bar_figure(data: BarFigure) -> Figure:
    """Draw ranked bars."""
    if any(bar.value is not None and bar.value < 0 for bar in data.bars):
        raise ValueError("a bar is not negative")
    bars = data.bars if data.in_given_order else tuple(sorted(data.bars, key=_longest_first))
    about, words = data.about, _bar_words(data.about, bars)
    heading = about.heading
    table = Table((data.label_heading, heading), tuple((bar.label, about.show(bar.value)) for bar in bars))
    wide, narrow = (_bars_picture(about, bars, layout, words) for layout in (WIDE, NARROW))
    return Figure(about.id, about.headline, about.subtitle, about.source, wide, narrow, table, words)


def _longest_first(bar: Bar) -> tuple[bool, float]:
    return bar.value is None, -(bar.value or 0)


def _bar_words(about: About, bars: tuple[Bar, ...]) -> tuple[str, ...]:
    known = [bar for bar in bars if bar.value is not None]
    if not known:
        return ("There are no values to show.",)
    high, low = (pick(known, key=lambda bar: bar.value or 0) for pick in (max, min))
    sentences = [
        f"Highest: {high.label}, {about.show_with_unit(high.value)};"
        f" lowest: {low.label}, {about.show_with_unit(low.value)}."
    ]
    for bar in known:
        if bar.highlighted:
            above = sum((other.value or 0) > (bar.value or 0) for other in known)
            sentences.append(f"{bar.label}: {about.show_with_unit(bar.value)}, with {above} of {len(known)} higher.")
    if len(known) < len(bars):
        sentences.append(f"No data: {', '.join(bar.label for bar in bars if bar.value is None)}.")
    return tuple(sentences)


def _bars_picture(about: About, bars: tuple[Bar, ...], layout: Layout, words: tuple[str, ...]) -> str:
    rows = _rows(layout, [bar.label for bar in bars], top=8)
    frame = canvas(layout, rows.height(len(bars)))
    room = (
        layout.width
        - rows.left
        - max((text_width(about.show(b.value), layout.font, bold=True) for b in bars), default=0)
    )
    longest = max((bar.value or 0 for bar in bars), default=0) or 1
    boxes, texts = [], []
    for i, bar in enumerate(bars):
        length = (room - 14) * (bar.value or 0) / longest
        colour = palette.DARK_BLUE if bar.highlighted or not any(b.highlighted for b in bars) else palette.MUTED_MARK
        boxes.append(frame.box(rows.left, rows.bar_top(i), length, rows.thick, color=colour))
        weight = "bold" if bar.highlighted else "normal"
        x, y = rows.left + length + 6, rows.bar_top(i) + rows.thick / 2
        texts += [rows.label(frame, bar.label, i, bold=bar.highlighted)]
        texts += [frame.text(about.show(bar.value), x, y, fontWeight=weight)]
    texts.sort(key=lambda mark: (mark.style["align"], mark.style["fontWeight"]))
    foot = frame.rule(rows.left, rows.top - 4, rows.left, frame.height - 4, color=palette.QUIET_TEXT)
    return _svg(about, layout, words, frame, [*boxes, *([] if layout.narrow else [foot]), *texts])


def share_figure(data: ShareFigure) -> Figure:
    """Draw shares of a whole. The percentages of a row add up to 100."""
    if not 2 <= len(data.part_names) <= len(palette.CATEGORICAL):
        raise ValueError(f"shares are of two to six parts, not {len(data.part_names)}")
    if any(len(row.parts) != len(data.part_names) for row in data.rows):
        raise ValueError("every row has every part")
    shown = [_percentages(row, data.about.decimals) for row in data.rows]
    about, words = data.about, _share_words(data, shown)
    wide, narrow = (_shares_picture(data, shown, layout, words) for layout in (WIDE, NARROW))
    return Figure(
        about.id, about.headline, about.subtitle, about.source, wide, narrow, _share_table(data, shown), words
    )


def _percentages(row: ShareRow, decimals: int) -> tuple[float, ...] | None:
    known = [part for part in row.parts if part is not None]
    return None if len(known) < len(row.parts) or not any(known) else percentages(known, decimals)


def _share_table(data: ShareFigure, shown: list[tuple[float, ...] | None]) -> Table:
    missing = (NO_VALUE,) * len(data.part_names)
    rows = tuple(
        (row.label, *(tuple(f"{data.about.show(p)}%" for p in percent) if percent else missing))
        for row, percent in zip(data.rows, shown, strict=True)
    )
    return Table((data.label_heading, *data.part_names), rows)


def _share_words(data: ShareFigure, shown: list[tuple[float, ...] | None]) -> tuple[str, ...]:
    sentences = []
    known = [(row, percent) for row, percent in zip(data.rows, shown, strict=True) if percent]
    for row, percent in known[:1] + known[1:][-1:]:
        parts = (f"{name} {data.about.show(p)}%" for name, p in zip(data.part_names, percent, strict=True))
        sentences.append(f"{row.label}: {', '.join(parts)}.")
    missing = [row.label for row, percent in zip(data.rows, shown, strict=True) if percent is None]
    return (*sentences, *((f"No data: {', '.join(missing)}.",) if missing else ()))


def _shares_picture(
    data: ShareFigure, shown: list[tuple[float, ...] | None], layout: Layout, words: tuple[str, ...]
) -> str:
    lines = _key_lines(data, layout)
    rows = _rows(layout, [row.label for row in data.rows], top=(lines[-1][1] if lines else 0) + 26)
    frame = canvas(layout, rows.height(len(data.rows)))
    boxes, texts = [], []
    for name, (x, y), colour in zip(data.part_names, lines, palette.CATEGORICAL, strict=False):
        boxes.append(frame.box(x, y, SWATCH, SWATCH, color=colour))
        texts.append(frame.text(name, x + SWATCH + 6, y + SWATCH / 2, fontWeight="normal"))
    for i, (row, percent) in enumerate(zip(data.rows, shown, strict=True)):
        texts.append(rows.label(frame, row.label, i, bold=False))
        x, y = rows.left, rows.bar_top(i)
        if percent is None:
            texts.append(frame.text(NO_VALUE, x, y + rows.thick / 2, fontWeight="normal"))
        whole = sum(part or 0 for part in row.parts)
        for share, part, colour in zip(percent or (), row.parts, palette.CATEGORICAL, strict=False):
            length = (layout.width - rows.left) * (part or 0) / whole
            boxes.append(frame.box(x, y, max(0, length - 1), rows.thick, color=colour))
            text = f"{data.about.show(share)}%"
            if text_width(text, layout.font) + 8 < length:
                style = {"align": "center", "color": palette.text_on(colour), "fontWeight": "normal"}
                texts.append(frame.text(text, x + length / 2, y + rows.thick / 2, **style))
            x += length
    boxes.sort(key=lambda mark: str(mark.style["color"]))
    texts.sort(key=lambda mark: (mark.style["align"], mark.style["color"]))
    return _svg(data.about, layout, words, frame, [*boxes, *texts])


def _key_lines(data: ShareFigure, layout: Layout) -> list[tuple[float, float]]:
    """Where each part's swatch and name stand above the bars, in the bars' order, wrapped to the width."""
    places, x, y = [], 0.0, 4.0
    for name in data.part_names:
        width = SWATCH + 6 + text_width(name, layout.font)
        if x and x + width > layout.width:
            x, y = 0.0, y + layout.font + 8
        places.append((x, y))
        x += width + 12
    return places


def _svg(about: About, layout: Layout, words: tuple[str, ...], frame: Frame, marks: list[Mark]) -> str:
    description = f"{about.subtitle}. {' '.join(words)}"
    chart = frame.chart(marks, bottom=0)
    return vega.svg(chart, layout=layout, figure_id=about.id, title=about.headline, description=description)
