"""A round's plans together: sentence, figure, tables, every area's line, and the same as files."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from statistics import median

from commonweal.charts.figure import Figure
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.clock import clock
from commonweal.engine.rulebook.consolidating import SPENDING, Consolidation, Total
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.nation import above_minimum, headroom_of, together
from commonweal.engine.rulebook.outlying import RULE, outliers, spread
from commonweal.engine.rulebook.procedure import State
from commonweal.plans.presenters.figures import (
    NOT_KNOWN,
    NOT_SAID,
    Cell,
    Column,
    address,
    each,
    money,
    money_bars,
    number,
    onward,
    ordered,
)
from commonweal.plans.presenters.words import STATES, count
from commonweal.plans.queries import AreaFigures
from commonweal.spreadsheets import writing

SOURCE = "plans held in this system"
BY = {
    "type": "Type of scheme",
    "source": "Source of money",
    "area_of_spend": "Area of spend",
    "commissioner": "Commissioner",
    "provider": "Provider",
}
COLUMNS = {
    "name": "Area",
    "region": "Region",
    "state": "State",
    "income": "Income",
    "spending": "Planned spending",
    "head": "Spending per head",
    "old": "Spending per person aged 65 or over",
    "year": "Population of",
    "above": "Pooled above the minimum",
    "room": "Least room above a ring-fence",
    "months": "Months lost",
    "note": "Far from the others",
}
TEXTS = ("name", "region", "state", "note")


@dataclass(frozen=True, slots=True)
class Asked:
    """How the page is wanted; `sort` is a column's key, with a minus for the other way round."""

    state: str = ""
    region: str = ""
    by: str = "type"
    sort: str = "name"

    def address(self, route: str, *arguments: object, **changes: str) -> str:
        """A route's address that asks for the same, but for the changes."""
        asked = {"state": self.state, "region": self.region, "by": self.by, "sort": self.sort} | changes
        return address(route, *arguments, **asked)


@dataclass(frozen=True, slots=True)
class Known:
    """What the places room knows of an area: no people where none were counted, never a guess."""

    name: str
    region: str = ""
    people: int | None = None
    aged_65_over: int | None = None
    people_year: int | None = None


@dataclass(frozen=True, slots=True)
class Area:
    """An area's plan in figures; None is not known."""

    figures: AreaFigures
    known: Known
    income_pence: int
    spending_pence: int
    above_pence: int | None
    room_pence: int | None
    months_lost: int
    notes: tuple[str, ...] = field(default=())

    @property
    def state(self) -> str:
        """Where the plan stands, in words."""
        return STATES[self.figures.record.state][0]

    @property
    def per_head_pence(self) -> Fraction | None:
        """Planned spending for each person."""
        return Fraction(self.spending_pence, self.known.people) if self.known.people else None

    @property
    def per_old_pence(self) -> Fraction | None:
        """Planned spending for each person aged 65 or over."""
        return Fraction(self.spending_pence, self.known.aged_65_over) if self.known.aged_65_over else None

    def value(self, key: str) -> object:
        """What a column sorts by."""
        return {
            "name": self.known.name,
            "region": self.known.region or None,
            "state": self.state,
            "income": self.income_pence,
            "spending": self.spending_pence,
            "head": self.per_head_pence,
            "old": self.per_old_pence,
            "year": self.known.people_year,
            "above": self.above_pence,
            "room": self.room_pence,
            "months": self.months_lost,
            "note": "; ".join(self.notes) or None,
        }[key]


@dataclass(frozen=True, slots=True)
class Table:
    """What the round is divided by one thing."""

    heading: str
    rows: tuple[tuple[str, tuple[str, ...]], ...]
    headings: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class RoundPage:
    """The page of a round."""

    id: str
    name: str
    note: str
    heading: str
    lead: str
    facts: tuple[tuple[str, str], ...]
    figure: Figure | None
    tables: tuple[Table, ...]
    action: str
    asked: Asked
    states: tuple[tuple[str, str], ...]
    regions: tuple[tuple[str, str], ...]
    by: Mapping[str, str]
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    shown: str
    how: tuple[str, ...]
    downloads: tuple[tuple[str, str], ...]


def areas(
    found: Sequence[AreaFigures], rulebook: Rulebook, known: Mapping[int, Known], today: date
) -> tuple[Area, ...]:
    """The areas of a round in figures, the outliers among them named."""
    made = [_area(one, rulebook, known.get(one.area_id, Known(NOT_KNOWN)), today) for one in found]
    far: dict[int, list[str]] = {}
    by_what = {
        "spending per head": {str(one.figures.plan_id): one.per_head_pence for one in made},
        "spending per person aged 65 or over": {str(one.figures.plan_id): one.per_old_pence for one in made},
    }
    for what, values in by_what.items():
        usual = spread([value for value in values.values() if value is not None])
        for plan_id, value in outliers(values).items():
            is_high = usual is not None and value > usual.middle
            far.setdefault(int(plan_id), []).append(f"{'high' if is_high else 'low'} {what}")
    return tuple(_noted(one, tuple(far.get(one.figures.plan_id, ()))) for one in made)


def _noted(area: Area, notes: tuple[str, ...]) -> Area:
    known = (area.figures, area.known, area.income_pence, area.spending_pence, area.above_pence, area.room_pence)
    return Area(*known, area.months_lost, notes)


def _area(one: AreaFigures, rulebook: Rulebook, known: Known, today: date) -> Area:
    rooms = [room.room_pence for room in headroom_of(one.sums, rulebook, one.allocations)]
    return Area(
        one,
        known,
        sum(one.sums.tables.income_pence),
        sum(one.sums.tables.spending_pence),
        above_minimum(one.sums, rulebook, one.allocations),
        min(rooms, default=None),
        sum(clock(year, one.reached, today).months_lost for year in rulebook.years),
    )


def chosen(rows: Sequence[Area], asked: Asked) -> list[Area]:
    """The areas asked for, sorted."""
    wanted = [
        row
        for row in rows
        if asked.region in ("", row.known.region or NOT_KNOWN) and asked.state in ("", row.figures.record.state)
    ]
    key = asked.sort.removeprefix("-")
    return ordered(wanted, asked.sort, lambda row: row.value(key), lambda row: row.known.name)


def cells(row: Area, *, linked: bool) -> tuple[Cell, ...]:
    """An area's line; with a way to the plan for those who may see it."""
    link = address("plan", row.figures.plan_id) if linked else ""
    region, year, notes = row.known.region, row.known.people_year, "; ".join(row.notes)
    return (
        Cell(row.known.name, row.known.name, link),
        Cell(region or NOT_KNOWN, region or None),
        Cell(row.state, row.state),
        money(row.income_pence),
        money(row.spending_pence),
        each(row.per_head_pence),
        each(row.per_old_pence),
        Cell(f"mid-{year}" if year else NOT_KNOWN, year),
        money(row.above_pence),
        money(row.room_pence),
        number(row.months_lost),
        Cell(notes, notes or None),
    )


def present(rows: Sequence[Area], rulebook: Rulebook, asked: Asked, *, is_national: bool) -> RoundPage:
    """The page."""
    shown = chosen(rows, asked)
    whole = together([row.figures.sums.tables for row in shown], rulebook)
    what = "plans" if is_national else "approved plans"
    states = dict.fromkeys(row.figures.record.state for row in rows)
    return RoundPage(
        id=rulebook.id,
        name=rulebook.name,
        note=rulebook.note,
        heading=_heading(whole, rulebook),
        lead=_lead(shown, whole, what),
        facts=_facts(shown, whole),
        figure=_figure(whole, rulebook, asked.by) if any(whole.spending_pence) else None,
        tables=_tables(whole, rulebook),
        action=address("round", rulebook.id),
        asked=asked,
        states=tuple((state, STATES[state][0]) for state in State if state in states),
        regions=tuple((name, name) for name in sorted({row.known.region or NOT_KNOWN for row in rows})),
        by=_asked_of(rulebook),
        columns=tuple(_column(key, text, asked, rulebook.id) for key, text in COLUMNS.items()),
        rows=tuple(cells(row, linked=is_national) for row in shown),
        shown=f"{len(shown):,} of {count(len(rows), 'plan')}.",
        how=_how(rulebook, is_national=is_national),
        downloads=_downloads(rulebook, asked),
    )


def _heading(whole: Consolidation, rulebook: Rulebook) -> str:
    if not whole.areas:
        return f"No plan of {rulebook.id} is to be seen"
    return f"{pounds(sum(whole.spending_pence))} planned in {count(len(whole.areas), 'area')}"


def _lead(shown: Sequence[Area], whole: Consolidation, what: str) -> str:
    if not shown:
        return f"There are no {what} that fit. Plans are public once they are approved."
    largest = max(whole.spending["type"], key=lambda total: total.whole_pence, default=None)
    said = f"The {what} shown bring in {pounds(sum(whole.income_pence))}."
    if largest is not None and largest.whole_pence > 0:
        share = round(100 * Fraction(largest.whole_pence, sum(whole.spending_pence)))
        said += f" The most, {share}% of spending, goes to {largest.name or NOT_SAID}."
    months = [row.months_lost for row in shown]
    return f"{said} Half of the areas lost {median(months):g} months or more of the year without agreed funding."


def _facts(shown: Sequence[Area], whole: Consolidation) -> tuple[tuple[str, str], ...]:
    above = [row.above_pence for row in shown if row.above_pence is not None]
    short = sum(row.room_pence is not None and row.room_pence < 0 for row in shown)
    measured = sum(row.room_pence is not None for row in shown)
    lines = sum(total.rows for total in whole.spending["plan"])
    return (
        (pounds(sum(whole.income_pence)), f"income; it is spent in {count(lines, 'line')}"),
        (pounds(sum(above)) if above else NOT_KNOWN, f"pooled above the minimum, known of {count(len(above), 'area')}"),
        (f"{short:,}", f"below a ring-fence, of {count(measured, 'area')} whose minimum is known"),
    )


def _amounts(table: Sequence[Total]) -> dict[str, int]:
    """Whole amounts by name; two keys of one name come together."""
    amounts: dict[str, int] = {}
    for total in table:
        name = total.name or NOT_SAID
        amounts[name] = amounts.get(name, 0) + total.whole_pence
    return amounts


def _figure(whole: Consolidation, rulebook: Rulebook, by: str) -> Figure:
    amounts = _amounts(whole.spending[by])
    most = max(amounts, key=lambda name: amounts[name])
    headline = f"By {BY[by].lower()}, the most is planned for {most}: {pounds(amounts[most])}"
    return money_bars("spending", headline, f"Planned spending, {rulebook.name}", SOURCE, amounts, BY[by])


def _asked_of(rulebook: Rulebook) -> dict[str, str]:
    """What spending can be divided by: what the round has a list for."""
    return {key: text for key, text in BY.items() if rulebook.items(SPENDING[key][0])}


def _tables(whole: Consolidation, rulebook: Rulebook) -> tuple[Table, ...]:
    years = tuple(f"{year} to {year + 1}" for year in rulebook.years)
    years = (*years, "All years") if len(years) > 1 else years
    income = Table("Income by source of money", _lines(whole.income["source"]), (*years, "Areas"))
    spent = (
        Table(f"Spending by {text.lower()}", _lines(whole.spending[key]), (*years, "Areas"))
        for key, text in _asked_of(rulebook).items()
    )
    return (income, *spent)


def _lines(table: Sequence[Total]) -> tuple[tuple[str, tuple[str, ...]], ...]:
    rows = [(one.name or NOT_SAID, (*map(pounds, _amounts_of(one.amounts_pence)), f"{one.plans:,}")) for one in table]
    if table:
        sums = tuple(map(sum, zip(*(one.amounts_pence for one in table), strict=True)))
        rows.append(("Together", (*map(pounds, _amounts_of(sums)), "")))
    return tuple(rows)


def _amounts_of(years: tuple[int, ...]) -> tuple[int, ...]:
    return (*years, sum(years)) if len(years) > 1 else years


def _column(key: str, text: str, asked: Asked, round_id: str) -> Column:
    sort, direction = onward(key, asked.sort, is_number=key not in TEXTS)
    return Column(text, asked.address("round", round_id, sort=sort), key not in TEXTS, direction)


def _how(rulebook: Rulebook, *, is_national: bool) -> tuple[str, ...]:
    seen = (
        "You see every plan of the round, in whatever state."
        if is_national
        else "You see the plans that are approved or later; others are not public."
    )
    return (
        seen,
        "Every line counts once, whatever it says; an amount that nobody has filled in counts as nothing.",
        "Pooled above the minimum: voluntary sources, and what a source brings above its published allocation.",
        "Room above a ring-fence: what counts towards a minimum less what is required; the least of all minimums and "
        "years is shown, below nothing where the plan falls short.",
        "Months lost: whole calendar months of the round's years that passed without agreed funding, up to today.",
        "People are counted in the year named; where none were counted, nothing is divided.",
        RULE,
    )


def _downloads(rulebook: Rulebook, asked: Asked) -> tuple[tuple[str, str], ...]:
    return (
        ("Download the areas as CSV", asked.address("round-table", rulebook.id, "csv")),
        ("Download the areas as XLSX", asked.address("round-table", rulebook.id, "xlsx")),
        ("Open data of the approved plans, line by line (JSON)", address("round-open-data", rulebook.id)),
    )


def download(rows: Sequence[Area], rulebook: Rulebook, asked: Asked, today: date) -> list[writing.Table]:
    """What the table of areas shows, and what is to be known about it."""
    pounds_in = {"income", "spending", "head", "old", "above", "room"}
    headings = [f"{text}, £" if key in pounds_in else text for key, text in COLUMNS.items()]
    lines = [[cell.value for cell in cells(row, linked=False)] for row in chosen(rows, asked)]
    about: list[tuple[str, writing.Value]] = [
        ("Round", rulebook.name),
        ("As at", today),
        ("State asked for", asked.state or "all"),
        ("Region asked for", asked.region or "all"),
        ("Empty cell", NOT_KNOWN),
        ("Outliers", RULE),
    ]
    return [writing.Table("Areas", headings, lines), writing.Table("About", ("What", "Is"), about)]
