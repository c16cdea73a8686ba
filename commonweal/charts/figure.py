"""What every figure gives: pictures, table and words; the two layouts; numbers as text."""

from __future__ import annotations

import re
from dataclasses import dataclass

FONT = "Arial, sans-serif"
NO_VALUE = "no data"
_ID = re.compile(r"[a-z][a-z0-9-]*")


@dataclass(frozen=True, slots=True)
class Table:
    """The figure's numbers as text; the first column names the row, the others are numbers."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str, ...], ...]


@dataclass(frozen=True, slots=True)
class Figure:
    """One figure, drawn: `svg` is 720 units wide, `svg_narrow` 360, for pages to show one by the width of the screen.

    Headline (the message), subtitle (what is measured, in which unit) and source are text for the page around the
    picture; the picture itself carries them as its title and description. `words` are sentences.
    """

    id: str
    headline: str
    subtitle: str
    source: str
    svg: str
    svg_narrow: str
    table: Table
    words: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class About:
    """What every kind of figure says of itself. `id` is unique on its page and fit for an HTML id."""

    id: str
    headline: str
    subtitle: str
    source: str
    unit: str = ""
    decimals: int = 0

    def __post_init__(self) -> None:
        if not _ID.fullmatch(self.id):
            raise ValueError(f"{self.id!r} is not an id: small letters, figures and hyphens, a letter first")

    @property
    def heading(self) -> str:
        """The unit as the heading of a column."""
        return self.unit[:1].upper() + self.unit[1:] or "Value"

    def show(self, value: float | None) -> str:
        """A value as text, without its unit; minus zero is zero."""
        if value is None:
            return NO_VALUE
        return f"{round(value, self.decimals) + 0.0:,.{self.decimals}f}"

    def show_with_unit(self, value: float | None) -> str:
        """A value with its unit: `12.3%`, `12.3 people`."""
        if value is None:
            return NO_VALUE
        space = "" if self.unit in ("", "%") else " "
        return f"{self.show(value)}{space}{self.unit}"


@dataclass(frozen=True, slots=True)
class Layout:
    """The size of a picture in SVG units; at 343 pixels across, `font` of the narrow one is still 11 pixels high."""

    name: str
    width: int
    font: int
    narrow: bool


WIDE = Layout("wide", 720, 14, narrow=False)
NARROW = Layout("narrow", 360, 12, narrow=True)


def text_width(text: str, size: int, *, bold: bool = False) -> float:
    """About how wide Arial sets a text, in the unit of `size`; errs on the wide side."""
    ems = sum(0.72 if c.isupper() else 0.3 if c in " .,:;ijl'|" else 0.57 for c in text)
    return ems * size * (1.1 if bold else 1.0)


def wrapped(text: str, size: int, width: float) -> str:
    """A text broken at spaces into lines that keep to a width, where its words allow."""
    lines: list[str] = []
    for word in text.split():
        longer = f"{lines[-1]} {word}" if lines else word
        if lines and text_width(longer, size) <= width:
            lines[-1] = longer
        else:
            lines.append(word)
    return "\n".join(lines)
