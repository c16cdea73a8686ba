"""The parts of a page that answers a question: heading, lead, ways to the next pages, sections with tables and figures.

Rooms fill these in; `core/answer.jinja` shows them. A page with a form of its own extends that template.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from commonweal.charts.figure import Figure
from commonweal.engine.findings import Finding
from commonweal.engine.periods import Month, Period, quarter_name


@dataclass(frozen=True, slots=True)
class Link:
    """Text that leads somewhere."""

    text: str
    href: str


Cell = str | Link


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first column names the row, those in `numbers` (from 0) are numbers, a last row may be the sum."""

    caption: str
    headers: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]
    numbers: frozenset[int] = frozenset()
    last_is_sum: bool = False
    nothing: str = "None so far."


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: sentences, some of which are links; a figure; a table."""

    heading: str
    words: tuple[Cell, ...] = ()
    grid: Grid | None = None
    figure: Figure | None = None


@dataclass(frozen=True, slots=True)
class Page:
    """The page: its heading is the answer, the lead the sentence that a busy person needs."""

    title: str
    heading: str
    lead: str
    caption: str = ""
    crumbs: tuple[Link, ...] = ()
    ways: tuple[Link, ...] = ()
    choices: tuple[tuple[str, tuple[Cell, ...]], ...] = ()
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    made: tuple[Cell, ...] = ()


def quarters(chosen: Period, on: date, query: str = "") -> tuple[Cell, ...]:
    """The quarters of the last twelve months, the chosen one without a link."""
    first = Month.of(on)
    first = first + -((first.number - 1) % 3)
    return tuple(_quarter(first + -3 * back, chosen, query) for back in (3, 2, 1, 0))


def _quarter(month: Month, chosen: Period, query: str) -> Cell:
    quarter = Period(month.first, (month + 3).first)
    name = quarter_name(quarter)
    return name if quarter == chosen else Link(name, f"?quarter={month.iso}{query}")
