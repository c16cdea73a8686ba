"""The published planned spending of 2022-23 by area: ranks, outliers, a map, and the total held to its sum."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from fractions import Fraction

from commonweal.charts.areas_map import MapArea, MapFigure, class_bounds
from commonweal.charts.figure import About, Figure
from commonweal.charts.geometry import Geometry
from commonweal.engine.findings import Finding
from commonweal.engine.measures.ranks import ranks
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.outlying import RULE, outliers, spread
from commonweal.engine.rulebook.planned import MONEY
from commonweal.plans.presenters.figures import (
    NOT_KNOWN,
    Cell,
    Column,
    address,
    drawn,
    each,
    money,
    money_bars,
    number,
    onward,
    ordered,
)
from commonweal.plans.queries import PlannedArea, PlannedSpend
from commonweal.spreadsheets import writing

WHAT = {**MONEY, "both": "Both together"}
COLUMNS = {
    "rank": "Rank, 1 is the highest",
    "name": "Area",
    "region": "Region",
    "planned": "Planned spending",
    "head": "Per head",
    "old": "Per person aged 65 or over",
    "year": "Population of",
    "note": "Far from the others",
}
TEXTS = ("rank", "name", "region", "note")
LONDON = "London"


@dataclass(frozen=True, slots=True)
class Asked:
    """How the page is wanted."""

    what: str = "bed_based"
    region: str = ""
    sort: str = "-old"

    def address(self, route: str, *arguments: object, **changes: str) -> str:
        """A route's address that asks for the same, but for the changes."""
        return address(route, *arguments, **({"what": self.what, "region": self.region, "sort": self.sort} | changes))


@dataclass(frozen=True, slots=True)
class Row:
    """An area's line; `rank` by spending per person aged 65 or over."""

    area: PlannedArea
    what: str
    rank: int | None
    note: str

    def value(self, key: str) -> object:
        """What a column sorts by."""
        match key:
            case "name":
                return self.area.printed.name
            case "region":
                return self.area.printed.region or None
            case "planned":
                return self.area.printed.planned_pence(self.what)
            case "head":
                return self.area.per_head_pence(self.what)
            case "old":
                return self.area.per_old_pence(self.what)
            case "year":
                return self.area.people.year if self.area.people else None
            case "rank":
                return self.rank
        return self.note or None


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """The page."""

    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    figures: tuple[Figure, ...]
    asked: Asked
    what: Mapping[str, str]
    regions: tuple[tuple[str, str], ...]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: str
    findings: tuple[Finding, ...]
    how: tuple[str, ...]
    downloads: tuple[tuple[str, str], ...]


def rows(spend: PlannedSpend, what: str) -> tuple[Row, ...]:
    """Every area with its rank and whether it is an outlier."""
    old = {area.printed.ons_code: area.per_old_pence(what) for area in spend.areas}
    placed = ranks({code: None if pence is None else float(pence) for code, pence in old.items()}, low_is_good=False)
    far = outliers(old)
    usual = spread([pence for pence in old.values() if pence is not None])
    middle = usual.middle if usual else Fraction(0)
    return tuple(
        Row(
            area,
            what,
            placed[code].place if (code := area.printed.ons_code) in placed else None,
            ("High" if far[code] > middle else "Low") if code in far else "",
        )
        for area in spend.areas
    )


def chosen(found: Sequence[Row], asked: Asked) -> list[Row]:
    """The areas asked for, sorted."""
    wanted = [row for row in found if asked.region in ("", row.area.printed.region or NOT_KNOWN)]
    key = asked.sort.removeprefix("-")
    return ordered(wanted, asked.sort, lambda row: row.value(key), lambda row: row.area.printed.name)


def cells(row: Row) -> tuple[Cell, ...]:
    """An area's line."""
    printed, people = row.area.printed, row.area.people
    return (
        Cell("–", None) if row.rank is None else number(row.rank),
        Cell(printed.name, printed.name),
        Cell(printed.region or NOT_KNOWN, printed.region or None),
        money(printed.planned_pence(row.what)),
        each(row.area.per_head_pence(row.what)),
        each(row.area.per_old_pence(row.what)),
        Cell(f"mid-{people.year}", people.year) if people else Cell(NOT_KNOWN, None),
        Cell(row.note, row.note or None),
    )


def present(spend: PlannedSpend, asked: Asked, geometry: Geometry) -> PlannedPage:
    """The page."""
    found = rows(spend, asked.what)
    shown = chosen(found, asked)
    return PlannedPage(
        heading=_heading(spend, asked.what),
        lead=_lead(found, asked.what),
        facts=_facts(spend, asked.what),
        figures=tuple(_figures(spend, found, asked.what, geometry)),
        asked=asked,
        what=WHAT,
        regions=tuple((name, name) for name in sorted({row.area.printed.region or NOT_KNOWN for row in found})),
        columns=tuple(_column(key, text, asked) for key, text in COLUMNS.items()),
        rows=tuple(cells(row) for row in shown),
        shown=f"{len(shown)} of {len(found)} areas.",
        findings=spend.findings,
        how=_how(spend),
        downloads=tuple(
            (f"Download as {kind.upper()}", asked.address("planned-spend-table", kind)) for kind in ("csv", "xlsx")
        ),
    )


def _heading(spend: PlannedSpend, what: str) -> str:
    name = "both kinds of intermediate care" if what == "both" else WHAT[what].lower()
    return f"{pounds(_sum(spend, what))} was planned for {name} in {_year(spend)}"


def _sum(spend: PlannedSpend, what: str) -> int:
    """The sum of what is printed; of both, each kind's."""
    return sum(spend.published.sum_pence(key) for key in (MONEY if what == "both" else (what,)))


def _year(spend: PlannedSpend) -> str:
    return f"{spend.about.year} to {spend.about.year + 1}"


def _lead(found: Sequence[Row], what: str) -> str:
    known = [row for row in found if row.rank is not None]
    high = min(known, key=lambda row: row.rank or 0)
    low = max(known, key=lambda row: row.rank or 0)
    told = [f"{row.area.printed.name} ({each(row.area.per_old_pence(what)).text})" for row in (high, low)]
    return f"For each person aged 65 or over, the most was planned in {told[0]}, the least in {told[1]}."


def _facts(spend: PlannedSpend, what: str) -> tuple[tuple[str, str], ...]:
    printed = [area for area in spend.areas if area.printed.planned_pence(what) is not None]
    facts = [(f"{len(printed)} of {len(spend.areas)}", "areas with a figure")]
    for key in MONEY if what == "both" else (what,):
        gap = spend.published.gap_pence(key)
        said = NOT_KNOWN if gap is None else pounds(gap)
        facts.append((said, f"printed total less the sum of the rows, {MONEY[key].lower()}"))
    return tuple(facts)


def _figures(spend: PlannedSpend, found: Sequence[Row], what: str, geometry: Geometry) -> list[Figure]:
    source = f"{spend.about.publisher}, {spend.about.title}, {spend.about.licence}"
    by_region: dict[str, int] = {}
    for row in found:
        region = row.area.printed.region or "Cornwall & Scilly: no region printed"
        by_region[region] = by_region.get(region, 0) + (row.area.printed.planned_pence(what) or 0)
    most = max(by_region, key=lambda name: by_region[name])
    headline = f"{most} planned the most: {pounds(by_region[most])}"
    bars = money_bars("regions", headline, f"{WHAT[what]}, planned, {_year(spend)}", source, by_region, "Region")
    return [_map(spend, found, what, geometry, source), bars]


def _map(spend: PlannedSpend, found: Sequence[Row], what: str, geometry: Geometry, source: str) -> Figure:
    """Pounds for each person aged 65 or over; an area whose money is unsure is hatched."""
    value = {row.area.printed.ons_code: row.area.per_old_pence(what) for row in found}
    known = [float(pence / 100) for pence in value.values() if pence is not None]
    high = min((row for row in found if row.rank is not None), key=lambda row: row.rank or 0)
    about = About(
        "planned-map",
        f"Highest in {high.area.printed.name}: {each(high.area.per_old_pence(what)).text} for each older person",
        f"{WHAT[what]}, planned for {_year(spend)}, pounds for each person aged 65 or over, people of the nearest year",
        f"{source}; boundaries and populations: Office for National Statistics",
        "pounds per person",
        decimals=2,
    )
    drawable = tuple(
        MapArea(
            row.area.printed.ons_code,
            row.area.printed.name,
            None if (pence := value[row.area.printed.ons_code]) is None else float(pence / 100),
        )
        for row in sorted(found, key=lambda row: row.area.printed.ons_code)
    )
    london = tuple(one.area.printed.ons_code for one in found if one.area.printed.region == LONDON)
    return drawn(MapFigure(about, drawable, geometry, class_bounds(known), tuple(sorted(london)), LONDON))


def _column(key: str, text: str, asked: Asked) -> Column:
    sort, direction = onward(key, asked.sort, is_number=key not in TEXTS)
    return Column(text, asked.address("planned-spend", sort=sort), key not in TEXTS or key == "rank", direction)


def _how(spend: PlannedSpend) -> tuple[str, ...]:
    return (
        f"{spend.about.publisher}: {spend.about.title}. {spend.about.licence}. A compact table of facts made from the "
        "publisher's file by a script; amounts are printed with fractions of a penny and rounded to the nearest.",
        "People are ours (Office for National Statistics, of the year named beside each), not the publisher's: the "
        "populations printed beside the money are of adults, and missing for some areas.",
        "Each row's area is known by its code on 1 April 2022, and its name must be that council's; where it is not, "
        "nothing is divided.",
        "Not printed is not nothing: such an area has no rank. Rank 1 is the most for each person aged 65 or over.",
        RULE,
    )


def download(spend: PlannedSpend, asked: Asked) -> list[writing.Table]:
    """What the table shows, and what is to be known about it."""
    pounds_in = {"planned", "head", "old"}
    headings = ["ONS code as printed", *(f"{text}, £" if key in pounds_in else text for key, text in COLUMNS.items())]
    lines = [
        [row.area.printed.ons_code, *(cell.value for cell in cells(row))]
        for row in chosen(rows(spend, asked.what), asked)
    ]
    about = [
        ("Title", spend.about.title),
        ("Publisher", spend.about.publisher),
        ("Licence", spend.about.licence),
        ("Planned spending on", WHAT[asked.what]),
        ("Region asked for", asked.region or "all"),
        ("Empty cell", "Not printed, or not known"),
        ("Outliers", RULE),
        *((f"{finding.code}: {finding.where}", finding.message) for finding in spend.findings),
    ]
    return [writing.Table("Planned spending", headings, lines), writing.Table("About", ("What", "Is"), about)]
