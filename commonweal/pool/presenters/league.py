"""Published pools by size, against what was required of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.ledger.sizes import PoolSize
from commonweal.engine.money import pounds
from commonweal.pool.presenters.figures import kept

NOT_PUBLISHED = "not published"
COLUMNS = (
    ("place", "Place"),
    ("year", "Year"),
    ("", "Parts as published"),
    ("size", "Size"),
    ("published", "Published total"),
    ("difference", "Published total less parts"),
    ("required", "Required"),
    ("above", "Above what was required"),
    ("", "Source"),
)


@dataclass(frozen=True, slots=True)
class Header:
    """A column's heading: a link that sorts by it, and how it is sorted now."""

    text: str
    link: str
    sorted: str


@dataclass(frozen=True, slots=True)
class LeaguePage:
    """The league table with its sentence and its figure."""

    lead: str
    figure: Figure
    headers: tuple[Header, ...]
    table: Table


def present(sizes: Sequence[PoolSize], sort: str = "-size") -> LeaguePage:
    """The published pools, largest first unless asked otherwise; `sort` is a column, with a minus downwards."""
    largest = sizes[0]
    lead = (
        f"The largest pool whose size we know was {largest.place}'s of {largest.year}: {pounds(largest.total_pence)}."
    )
    if largest.above_required_pence is not None:
        required = pounds(largest.required_pence or 0)
        lead += f" {required} was required; {pounds(largest.above_required_pence)} was put in beyond that."
    sort = sort if sort.removeprefix("-") in {key for key, _ in COLUMNS if key} else "-size"
    headers = tuple(_header(key, text, sort) for key, text in COLUMNS)
    rows = tuple(map(_row, _sorted(sizes, sort)))
    return LeaguePage(lead, _figure(sizes), headers, Table(tuple(text for _, text in COLUMNS), rows))


_KEYS: dict[str, Callable[[PoolSize], int | str | None]] = {
    "place": lambda size: size.place,
    "year": lambda size: size.year,
    "size": lambda size: size.total_pence,
    "published": lambda size: size.published_total_pence,
    "difference": lambda size: size.unexplained_pence if _has_both(size) else None,
    "required": lambda size: size.required_pence,
    "above": lambda size: size.above_required_pence,
}


def _sorted(sizes: Sequence[PoolSize], sort: str) -> list[PoolSize]:
    """In the order asked for; what was not published comes last, whichever way."""
    key = _KEYS[sort.removeprefix("-")]
    by_name = sorted(sizes, key=lambda size: size.place)
    known = [size for size in by_name if key(size) is not None]
    known.sort(key=key, reverse=sort.startswith("-"))  # type: ignore[arg-type]
    return known + [size for size in by_name if key(size) is None]


def _header(key: str, text: str, sort: str) -> Header:
    if not key:
        return Header(text, "", "")
    now = {key: "ascending", f"-{key}": "descending"}.get(sort, "")
    return Header(text, f"?sort={key if sort == f'-{key}' else f'-{key}'}#league", now)


def _has_both(size: PoolSize) -> bool:
    return bool(size.parts_pence) and size.published_total_pence is not None


def _row(size: PoolSize) -> tuple[str, ...]:
    parts = ", ".join(f"{name} {pounds(pence)}" for name, pence in size.parts_pence.items())
    above, required = size.above_required_pence, size.required_pence
    return (
        size.place,
        size.year,
        parts or NOT_PUBLISHED,
        pounds(size.total_pence),
        NOT_PUBLISHED if size.published_total_pence is None else pounds(size.published_total_pence),
        pounds(size.unexplained_pence) if _has_both(size) else NOT_PUBLISHED,
        NOT_PUBLISHED if required is None else pounds(required),
        NOT_PUBLISHED if above is None else pounds(above),
        size.source,
    )


def _figure(sizes: Sequence[PoolSize]) -> Figure:
    bars = tuple(
        Bar(f"{size.place}, {size.year}", size.total_pence / 100_000_000, highlighted=size.required_pence is not None)
        for size in sizes
    )
    first = sizes[0]
    about = About(
        id="league",
        headline=f"{first.place} pooled the most: £{first.total_pence / 100_000_000:,.0f}m in {first.year}",
        subtitle="Pools whose size was published, in millions of pounds; dark where the required minimum is known too",
        source="as named in the table; years and what was pooled differ between places",
        unit="million pounds",
        decimals=1,
    )
    return kept().figure(BarFigure(about, bars, label_heading="Place and year"))
