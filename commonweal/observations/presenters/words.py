"""Numbers and changes as people say them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from urllib.parse import urlencode

from django.urls import reverse

from commonweal.engine.periods import Month
from commonweal.observations.queries import Number

SOURCE = "NHS England, delayed transfers of care, Open Government Licence v3.0"
NOT_PRINTED = "–"


@dataclass(frozen=True, slots=True)
class Linked:
    """A number as text; `link` leads to its publication, sheet and cell where it was printed."""

    text: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Fact:
    """A number that stands by itself, with what it is."""

    value: str
    label: str
    link: str = ""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text that may end in a link."""

    text: str
    link: str = ""
    link_text: str = ""


def whole(value: float | None) -> str:
    """1,234."""
    return NOT_PRINTED if value is None else f"{value:,.0f}"


def one_place(value: float | None) -> str:
    """1,234.5."""
    return NOT_PRINTED if value is None else f"{value:,.1f}"


def people(value: float | None) -> str:
    """People per day: whole from 100 on, one decimal below, as one person matters more in a small area."""
    return whole(value) if value is None or value >= 100 else one_place(value)


def percent_change(now: float, before: float) -> str:
    """`12% more`, `3% less`, `no change`; ten times and more in times."""
    if before == 0:
        return "up from none" if now else "no change"
    change = round(100 * (now - before) / before)
    if change == 0:
        return "about the same"
    if change >= 900:
        return f"{now / before:.0f} times as many"
    return f"{abs(change)}% {'more' if change > 0 else 'fewer'}"


@cache
def _root(route: str) -> str:
    """An address without its last argument, which is a number: the many links of a table need no look-up each."""
    return reverse(f"observations:{route}", args=[0]).removesuffix("0/")


@cache
def _path(route: str, arguments: tuple[object, ...]) -> str:
    return reverse(f"observations:{route}", args=arguments)


def number(printed: Number | None) -> Linked:
    """A printed number with its way back; a dash of the publication stays a dash."""
    if printed is None:
        return Linked(NOT_PRINTED)
    text = whole(printed.days) if printed.days is not None else "-"
    return Linked(text, f"{_root('figure')}{printed.figure_id}/")


def address(route: str, *arguments: object, **asked: object) -> str:
    """A route's address with a query of what is not empty."""
    query = urlencode([(key, value) for key, value in asked.items() if value not in (None, "")])
    path = f"{_root(route)}{arguments[0]}/" if route == "publication" else _path(route, arguments)
    return f"{path}?{query}" if query else path


def month_choices(months: tuple[Month, ...], chosen: Month) -> list[tuple[str, str, bool]]:
    """What a list of months offers, the latest first."""
    return [(month.iso, str(month), month == chosen) for month in reversed(months)]
