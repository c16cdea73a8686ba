"""The parts of a page of money in and out: its answer, tables with links, buttons that send a whole form."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from commonweal.engine.findings import Finding


@dataclass(frozen=True, slots=True)
class Link:
    """A cell that leads somewhere."""

    text: str
    href: str


@dataclass(frozen=True, slots=True)
class Grid:
    """A table; the first column names the row, those in `numbers` (from 0) are amounts."""

    headers: tuple[str, ...]
    rows: tuple[tuple[str | Link, ...], ...]
    numbers: frozenset[int] = frozenset()


@dataclass(frozen=True, slots=True)
class Button:
    """A form that is filled in already: one click."""

    text: str
    do: str
    hidden: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A part of the page: sentences, a table, buttons."""

    heading: str
    words: tuple[str, ...] = ()
    grid: Grid | None = None
    buttons: tuple[Button, ...] = ()


@dataclass(frozen=True, slots=True)
class DeskPage:
    """The page: its heading is the answer, the lead the sentence that a busy person needs."""

    title: str
    heading: str
    lead: str
    sections: tuple[Section, ...] = ()
    findings: tuple[Finding, ...] = ()
    made: tuple[str, ...] = field(default=())


def hidden_day(prefix: str, name: str, value: date) -> tuple[tuple[str, str], ...]:
    """A day as the three inputs of a date, for a button that gives it."""
    parts = {"day": value.day, "month": value.month, "year": value.year}
    return tuple((f"{prefix}-{name}_{part}", str(number)) for part, number in parts.items())


def day(value: date) -> str:
    """27 September 2019."""
    return f"{value.day} {value:%B %Y}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 source`, `3 sources`."""
    return f"{count} {one if count == 1 else many or one + 's'}"
