"""One area: its series, what its latest month says, where it stands."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charts.figure import Figure
from commonweal.core.templating import day
from commonweal.engine.measures.series import Break, Series, series
from commonweal.engine.periods import Month
from commonweal.observations.definitions import BY_REASON, parts
from commonweal.observations.presenters import england, pictures
from commonweal.observations.presenters.councils import SIDES, Area
from commonweal.observations.presenters.similar import SimilarTable
from commonweal.observations.presenters.words import (
    Fact,
    Line,
    Linked,
    address,
    month_choices,
    number,
    one_place,
    people,
    percent_change,
    whole,
)
from commonweal.observations.queries import Delays, FileListed, KnownNote
from commonweal.spreadsheets import writing

NO_CROSS = (
    "The publication gives an area's days by reason and, apart from that, by side. "
    "It never says which reason was whose, so neither does this page."
)


@dataclass(frozen=True, slots=True)
class Change:
    """A change of territory, or what is known of a publication, with the areas before and after as links."""

    text: str
    links: tuple[tuple[str, str], ...] = ()


@dataclass(frozen=True, slots=True)
class Before:
    """What was printed of the areas that this one was formed from, together, in the months that print all of them."""

    names: str
    month: Month
    label: str
    people_per_day: dict[Month, float]


@dataclass(frozen=True, slots=True)
class MonthRow:
    """A month's line."""

    name: str
    link: str
    is_this: bool
    numbers: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class AreaPage:
    """What an area's page shows, top to bottom."""

    name: str
    lasted: str
    heading: str
    lead: str
    action: str
    month_name: str
    months: list[tuple[str, str, bool]]
    changes: tuple[Change, ...]
    facts: tuple[Fact, ...]
    trend: Figure
    reading: tuple[str, ...]
    figures: tuple[Figure, ...]
    no_cross: str
    rank_words: tuple[str, ...]
    similar: SimilarTable | None
    trusts_link: str
    month_headers: tuple[str, ...]
    month_rows: tuple[MonthRow, ...]
    made: tuple[Line, ...]
    downloads: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class AreaFacts:
    """All that an area's page is made from; `here` is the area in the chosen month."""

    code: str
    name: str
    lasted: str
    history: Sequence[Delays]
    month: Month
    here: Area
    of: int
    changes: tuple[Change, ...]
    notes: Sequence[KnownNote]
    before: Before | None
    similar: SimilarTable | None
    file: FileListed


def present(facts: AreaFacts) -> AreaPage:
    """The page."""
    line = own_series(facts.history, facts.before)
    reading = pictures.reading_of(line)
    delays = facts.here.delays
    return AreaPage(
        name=facts.name,
        lasted=facts.lasted,
        heading=f"{people(delays.people_per_day)} people were delayed on an average day in {facts.month}",
        lead=_lead(facts),
        action=address("area", facts.code),
        month_name=str(facts.month),
        months=month_choices(tuple(one.month for one in facts.history), facts.month),
        changes=(*facts.changes, *(Change(note.text) for note in facts.notes)),
        facts=_facts(facts),
        trend=pictures.trend(line, reading, figure_id="trend", whose=facts.name),
        reading=pictures.reading_words(reading),
        figures=(
            pictures.reasons(delays, figure_id="reasons", whose=facts.name),
            pictures.sides(facts.history, figure_id="sides", whose=facts.name),
        ),
        no_cross=NO_CROSS,
        rank_words=_rank_words(facts),
        similar=facts.similar,
        trusts_link=address("area-trusts", facts.code),
        month_headers=("Delayed days", "People a day", *SIDES.values(), "Acute", "Non-acute"),
        month_rows=tuple(_month_row(facts, one) for one in reversed(facts.history)),
        made=england.made(facts.file, reading.rule_set),
        downloads=tuple(
            (f"Every month and reason as {kind.upper()}", address("area-table", facts.code, kind))
            for kind in ("csv", "xlsx")
        ),
    )


def own_series(history: Sequence[Delays], before: Before | None) -> Series:
    """The area's people per day; what its predecessors had stands before a labelled break, and nothing crosses it."""
    values: dict[Month, float | None] = {one.month: one.people_per_day for one in history}
    if before is None:
        return series(values)
    return series({**before.people_per_day, **values}, [Break(before.month, before.label)])


def _lead(facts: AreaFacts) -> str:
    delays = facts.here.delays
    said = f"{whole(delays.days)} delayed days in {facts.month}"
    year_before = next((one for one in facts.history if one.month == facts.month + -12), None)
    if year_before is not None and year_before.people_per_day is not None and delays.people_per_day is not None:
        change = percent_change(delays.people_per_day, year_before.people_per_day)
        said += f", {change} {'a day than' if change[0].isdigit() else 'as'} in {year_before.month}"
    if facts.here.rate is not None:
        said += f": {one_place(facts.here.rate.value)} people a day for every 100,000 adults"
        said += f", {_standing(facts.here.rank, facts.of)}" if facts.here.rank else ""
    return f"{said}."


def _standing(rank: int | None, of: int) -> str:
    """`the 12th lowest of 151 areas`; from the near end."""
    if rank is None:
        return "without a rank"
    low = rank <= (of + 1) // 2
    place = rank if low else of - rank + 1
    return f"the {'' if place == 1 else _ordinal(place) + ' '}{'lowest' if low else 'highest'} of {of} areas"


def _ordinal(place: int) -> str:
    suffix = "th" if 10 < place % 100 < 14 else {1: "st", 2: "nd", 3: "rd"}.get(place % 10, "th")
    return f"{place}{suffix}"


def _facts(facts: AreaFacts) -> tuple[Fact, ...]:
    delays, rate = facts.here.delays, facts.here.rate
    days = number(delays.total)
    found = [Fact(days.text, "delayed days", days.link)]
    if rate is not None:
        found.append(Fact(one_place(rate.value), f"a day per 100,000 adults (mid-{rate.population_year})"))
    if facts.here.rank:
        found.append(Fact(f"{facts.here.rank} of {facts.of}", "rank by rate, 1 is the lowest"))
    for term, text in SIDES.items():
        printed = number(delays.sides.get(term))
        found.append(Fact(printed.text, f"days, {text}", printed.link))
    return tuple(found)


def _rank_words(facts: AreaFacts) -> tuple[str, ...]:
    if facts.here.rank is None:
        return (f"{facts.name} has no rank in {facts.month}: its adult population is not known.",)
    quarter = ("lowest", "second lowest", "second highest", "highest")[(facts.here.rank - 1) * 4 // facts.of]
    return (
        f"By people delayed a day per 100,000 adults, {facts.name} was {_standing(facts.here.rank, facts.of)} "
        f"in {facts.month}, in the {quarter} quarter.",
    )


def _month_row(facts: AreaFacts, one: Delays) -> MonthRow:
    numbers = (
        number(one.total),
        Linked(people(one.people_per_day)),
        *(number(one.sides.get(side)) for side in SIDES),
        *(number(one.care.get(care)) for care in ("acute", "non-acute")),
    )
    return MonthRow(str(one.month), address("area", facts.code, month=one.month.iso), one.month == facts.month, numbers)


def download(name: str, history: Sequence[Delays]) -> writing.Table:
    """Every month of the area with everything that was printed of it, earliest first."""
    reasons = parts(BY_REASON)
    headings = (
        *("Month", "Area as printed", "ONS code as printed", "Code as printed", "Delayed days", "People a day"),
        *(f"Days, {text}" for text in SIDES.values()),
        *("Days, acute", "Days, non-acute"),
        *(f"Days, {letter}) {text}" for letter, text in reasons.items()),
    )
    rows = []
    for one in history:
        printed = [*(one.sides.get(s) for s in SIDES), one.care.get("acute"), one.care.get("non-acute")]
        printed += [one.reasons.get(reason) for reason in reasons]
        rows.append(
            (
                *(one.month.iso, one.name, one.ons_code, one.local_code, one.days, one.people_per_day),
                *(item.days if item else None for item in printed),
            )
        )
    return writing.Table(name[:31], headings, rows)


@dataclass(frozen=True, slots=True)
class ListedOnPage:
    """An area in the list."""

    name: str
    link: str
    note: str


@dataclass(frozen=True, slots=True)
class Group:
    """The areas of a region."""

    name: str
    areas: tuple[ListedOnPage, ...]


@dataclass(frozen=True, slots=True)
class AreasPage:
    """Areas to choose from."""

    lead: str
    asked: str
    groups: tuple[Group, ...]


@dataclass(frozen=True, slots=True)
class ListedArea:
    """A council of any time; `last_day` is the last on which it had its duties, None while it has."""

    id: int
    code: str
    name: str
    region: str
    last_day: date | None


def present_list(listed: Sequence[ListedArea], asked: str) -> AreasPage:
    """Areas by region, those whose name or code holds what was asked for."""
    wanted = [
        one for one in listed if asked.casefold() in one.name.casefold() or asked.casefold() == one.code.casefold()
    ]
    regions = sorted({one.region for one in wanted})
    return AreasPage(
        lead=f"{len(wanted)} areas: every council that had adult social care duties on any day since April 2010.",
        asked=asked,
        groups=tuple(
            Group(region, tuple(map(_listed, (o for o in wanted if o.region == region)))) for region in regions
        ),
    )


def _listed(one: ListedArea) -> ListedOnPage:
    return ListedOnPage(one.name, address("area", one.code), f"(until {day(one.last_day)})" if one.last_day else "")


def choices(listed: Sequence[ListedArea]) -> list[tuple[str, str]]:
    """Code and name of every area, for a list to choose from."""
    return [(one.code, f"{one.name} (until {day(one.last_day)})" if one.last_day else one.name) for one in listed]
