"""The table of every area in one month: shown, filtered and sorted alike on the page and in its downloads."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.measures.ranks import ranks
from commonweal.engine.measures.rates import Population, Rate, per_100_000
from commonweal.engine.periods import Month
from commonweal.observations.presenters.words import Linked, address, number, one_place, people
from commonweal.observations.queries import Delays
from commonweal.spreadsheets import writing


@dataclass(frozen=True, slots=True)
class Area:
    """An area of the month: who it is, what was printed of it, its rate and rank (1 is the lowest rate)."""

    organisation_id: int
    code: str
    name: str
    region: str
    delays: Delays
    rate: Rate | None
    rank: int | None
    note: str = ""

    @property
    def per_day(self) -> float | None:
        """People delayed on an average day."""
        return self.delays.people_per_day


@dataclass(frozen=True, slots=True)
class Known:
    """What the places room knows of an organisation on the month's first day."""

    code: str
    name: str
    region: str
    adults: Population | None
    note: str = ""


@dataclass(frozen=True, slots=True)
class Asked:
    """How the table is wanted; `sort` is a column's key, with a minus for the other way round."""

    region: str = ""
    name: str = ""
    sort: str = "-rate"


@dataclass(frozen=True, slots=True)
class Column:
    """A column's heading: a link that sorts by it."""

    text: str
    link: str
    is_number: bool
    direction: str


@dataclass(frozen=True, slots=True)
class Row:
    """An area's line."""

    rank: str
    name: str
    link: str
    note: str
    region: str
    numbers: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class CouncilTable:
    """The table as the page shows it."""

    action: str
    month: str
    month_name: str
    sort: str
    region: str
    name: str
    regions: tuple[str, ...]
    words: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    downloads: tuple[tuple[str, str], ...]


SIDES = {"nhs": "NHS", "social-care": "Social care", "both": "Both"}
COLUMNS = {
    "rank": "Rank",
    "name": "Area",
    "region": "Region",
    "rate": "A day per 100,000 adults",
    "per-day": "People a day",
    "days": "Delayed days",
    **SIDES,
}


def areas(printed: Sequence[Delays], known: Mapping[int, Known]) -> tuple[Area, ...]:
    """The councils of a month with rates and ranks; people resident elsewhere are in no area and left out."""
    found = {
        one.organisation_id: (one, who, per_100_000(one.people_per_day, who.adults))
        for one in printed
        if one.organisation_id is not None and (who := known.get(one.organisation_id))
    }
    placed = ranks({str(id): rate.value if rate else None for id, (_, _, rate) in found.items()}, low_is_good=True)
    return tuple(
        Area(
            id,
            who.code,
            who.name,
            who.region,
            one,
            rate,
            placed[str(id)].place if str(id) in placed else None,
            who.note,
        )
        for id, (one, who, rate) in found.items()
    )


def chosen(rows: Sequence[Area], asked: Asked) -> list[Area]:
    """The areas asked for, sorted; those without a value last, whichever way."""
    wanted = [
        area
        for area in rows
        if asked.region in ("", area.region) and asked.name.strip().casefold() in area.name.casefold()
    ]
    key, backwards = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    wanted.sort(key=lambda area: area.name)
    known = [area for area in wanted if _value(area, key) is not None]
    known.sort(key=lambda area: _value(area, key), reverse=backwards)  # type: ignore[arg-type, return-value]
    return known + [area for area in wanted if _value(area, key) is None]


def _value(area: Area, key: str) -> float | str | None:
    match key:
        case "name" | "region":
            return getattr(area, key)
        case "rank":
            return area.rank
        case "per-day":
            return area.per_day
        case "days":
            return area.delays.days
        case "rate":
            return area.rate.value if area.rate else None
    side = area.delays.sides.get(key)
    return side.days if side else None


def table(rows: Sequence[Area], asked: Asked, month: Month) -> CouncilTable:
    """The page's table."""
    shown = chosen(rows, asked)
    return CouncilTable(
        action=address("england"),
        month=month.iso,
        month_name=str(month),
        sort=asked.sort,
        region=asked.region,
        name=asked.name,
        regions=tuple(sorted({area.region for area in rows if area.region})),
        words=f"{len(shown)} of {len(rows)} areas. Rank 1 is the lowest rate. A number opens its cell.",
        columns=tuple(_column(key, text, asked, month) for key, text in COLUMNS.items()),
        rows=tuple(_row(area, month) for area in shown),
        downloads=tuple(
            (f"Download as {kind.upper()}", address("england-table", kind, **_query(asked, month)))
            for kind in ("csv", "xlsx")
        ),
    )


def _query(asked: Asked, month: Month, sort: str | None = None) -> dict[str, str]:
    return {"month": month.iso, "region": asked.region, "name": asked.name, "sort": sort or asked.sort}


def _column(key: str, text: str, asked: Asked, month: Month) -> Column:
    now = {key: "ascending", f"-{key}": "descending"}.get(asked.sort, "")
    words_first = key in ("name", "region", "rank")
    onward = f"-{key}" if (now == "ascending" or (not now and not words_first)) else key
    return Column(text, address("england", **_query(asked, month, onward)), key not in ("name", "region"), now)


def _row(area: Area, month: Month) -> Row:
    numbers = (
        Linked(one_place(area.rate.value if area.rate else None)),
        Linked(people(area.per_day)),
        number(area.delays.total),
        *(number(area.delays.sides.get(side)) for side in SIDES),
    )
    link = address("area", area.code, month=month.iso)
    return Row(str(area.rank or "–"), area.name, link, area.note, area.region, numbers)


def download(rows: Sequence[Area], asked: Asked, month: Month) -> writing.Table:
    """What the table shows, with codes and populations, as rows of a file."""
    headings = (
        *("Month", "ONS code", "Area", "Region", "Rank (1 is the lowest rate)", "Delayed days", "People a day"),
        *(f"Delayed days, {text}" for text in SIDES.values()),
        *("Rate a day per 100,000 adults", "Adults", "Population year"),
    )
    return writing.Table(f"Delays {month.iso}", headings, [_file_row(area, month) for area in chosen(rows, asked)])


def _file_row(area: Area, month: Month) -> tuple[writing.Value, ...]:
    sides = [area.delays.sides.get(side) for side in SIDES]
    rate = area.rate
    return (
        *(month.iso, area.code, area.name, area.region, area.rank, area.delays.days, area.per_day),
        *(side.days if side else None for side in sides),
        *((rate.value, rate.population, rate.population_year) if rate else (None, None, None)),
    )
