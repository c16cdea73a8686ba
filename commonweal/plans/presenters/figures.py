"""Money and people of areas as text and as figures: what the national pages share."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.cache import FigureCache
from commonweal.charts.draw import Drawable
from commonweal.charts.figure import About, Figure
from commonweal.engine.money import pounds

NOT_KNOWN = "Not known"
NOT_SAID = "Not said"
MILLION_PENCE, THOUSAND_PENCE = 100_000_000, 100_000


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading, a link that sorts by it; `direction` where it is what the rows are sorted by."""

    text: str
    link: str
    is_number: bool
    direction: str


@dataclass(frozen=True, slots=True)
class Cell:
    """A value as the page shows it and as a file has it."""

    text: str
    value: str | int | float | None
    link: str = ""


@cache
def _drawn() -> FigureCache:
    return FigureCache(settings.DATA_FOLDER / "figures")


def drawn(data: Drawable) -> Figure:
    """The figure, drawn once for its data."""
    return _drawn().figure(data)


def money(pence: int | None) -> Cell:
    """An amount: whole pounds and pence for people, pounds for files."""
    if pence is None:
        return Cell(NOT_KNOWN, None)
    return Cell(pounds(pence), pence // 100 if pence % 100 == 0 else pence / 100)


def each(pence: Fraction | None) -> Cell:
    """An amount for each person, to the nearest penny."""
    return money(None if pence is None else round(pence))


def number(value: int | None) -> Cell:
    """A whole number."""
    return Cell(NOT_KNOWN, None) if value is None else Cell(f"{value:,}", value)


def address(route: str, *arguments: object, **asked: object) -> str:
    """A route's address with a query of what is not empty."""
    query = urlencode([(key, value) for key, value in asked.items() if value not in (None, "")])
    path = reverse(f"plans:{route}", args=arguments)
    return f"{path}?{query}" if query else path


def onward(key: str, sort: str, *, is_number: bool) -> tuple[str, str]:
    """What a column's link sorts by, and the direction it stands in now: numbers begin with the highest."""
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return (f"-{key}" if now == "ascending" or (not now and is_number) else key), now


def ordered(rows: Iterable[Any], sort: str, value: Any, name: Any) -> list[Any]:
    """Rows by a value, those without one last whichever way; of one value by name."""
    by_name = sorted(rows, key=name)
    known = [row for row in by_name if value(row) is not None]
    known.sort(key=value, reverse=sort.startswith("-"))
    return known + [row for row in by_name if value(row) is None]


def money_bars(id: str, headline: str, subtitle: str, source: str, amounts: Mapping[str, int], heading: str) -> Figure:
    """Amounts as ranked bars, in millions or thousands of pounds as they are large; amounts below nothing are left."""
    largest = max(amounts.values(), default=0)
    unit, size, decimals = (
        ("million pounds", MILLION_PENCE, 1)
        if largest >= 10 * MILLION_PENCE
        else ("thousand pounds", THOUSAND_PENCE, 0)
    )
    about = About(id, headline, subtitle, source, unit, decimals)
    bars = tuple(Bar(label or NOT_SAID, pence / size) for label, pence in amounts.items() if pence >= 0)
    return drawn(BarFigure(about, bars, heading))
