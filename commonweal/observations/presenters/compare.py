"""Two to six areas side by side."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.charts.figure import Figure, Table
from commonweal.engine.measures.rates import Population, per_100_000
from commonweal.engine.measures.series import Series, series
from commonweal.engine.periods import Month
from commonweal.observations.definitions import BY_REASON, parts
from commonweal.observations.presenters import england, pictures
from commonweal.observations.presenters.councils import SIDES
from commonweal.observations.presenters.words import Line, month_choices, one_place, people, whole
from commonweal.observations.queries import Delays, FileListed

FEWEST, MOST = 2, 6


@dataclass(frozen=True, slots=True)
class Compared:
    """An area, its history, everything printed of it in the chosen month, and its adults."""

    code: str
    name: str
    history: Sequence[Delays]
    here: Delays | None
    adults: Population | None

    def rates(self) -> Series:
        """Its rate in every month."""
        found = {one.month: per_100_000(one.people_per_day, self.adults) for one in self.history}
        return series({month: rate.value if rate else None for month, rate in found.items()})


@dataclass(frozen=True, slots=True)
class ComparePage:
    """The question with what can be chosen, and the answer once two areas are."""

    heading: str
    lead: str
    errors: list[dict[str, str]]
    choices: list[str]
    areas: list[tuple[str, str]]
    months: list[tuple[str, str, bool]]
    month_name: str = ""
    figure: Figure | None = None
    words: tuple[str, ...] = ()
    table: Table | None = None
    made: tuple[Line, ...] = ()
    downloads: tuple[tuple[str, str], ...] = ()


def ask(
    areas: list[tuple[str, str]], asked: Sequence[str], months: tuple[Month, ...], month: Month, said: str = ""
) -> ComparePage:
    """The question alone, with what was wrong with an attempt."""
    return ComparePage(
        heading="Compare areas",
        lead="Two to six areas on the same axes, each by its own adults.",
        errors=[{"text": said, "href": "#area-1"}] if said else [],
        choices=[*asked, *[""] * (MOST - len(asked))][:MOST],
        areas=areas,
        months=month_choices(months, month),
    )


def present(
    areas: list[tuple[str, str]],
    compared: Sequence[Compared],
    months: tuple[Month, ...],
    month: Month,
    file: FileListed,
) -> ComparePage:
    """The answer."""
    drawn = pictures.comparison([(area.name, area.rates()) for area in compared])
    names = [area.name for area in compared]
    return ComparePage(
        heading=f"{', '.join(names[:-1])} and {names[-1]}",
        lead=_lead(compared, month),
        errors=[],
        choices=[*(area.code for area in compared), *[""] * (MOST - len(compared))],
        areas=areas,
        months=month_choices(months, month),
        month_name=str(month),
        figure=drawn,
        words=(*drawn.words, *(_unknown(area) for area in compared if area.adults is None)),
        table=_table(compared, month),
        made=england.made(file, pictures.RULES.id)[:3],
    )


def _unknown(area: Compared) -> str:
    return f"No population by age was published for {area.name}, so it has no rate; its days are in the table."


def _rate(area: Compared) -> float | None:
    rate = per_100_000(area.here.people_per_day, area.adults) if area.here else None
    return rate.value if rate else None


def _lead(compared: Sequence[Compared], month: Month) -> str:
    known = [(rate, area.name) for area in compared if (rate := _rate(area)) is not None]
    if len(known) < FEWEST:
        return f"In {month}, fewer than two of these areas have figures."
    (low, lowest), (high, highest) = min(known), max(known)
    return (
        f"In {month}, {one_place(low)} people a day for every 100,000 adults were delayed in {lowest}, "
        f"{one_place(high)} in {highest}."
    )


def _table(compared: Sequence[Compared], month: Month) -> Table:
    heres = [area.here for area in compared]
    rows: list[tuple[str, ...]] = [
        ("A day per 100,000 adults", *(one_place(_rate(area)) for area in compared)),
        ("People a day", *(people(here.people_per_day if here else None) for here in heres)),
        ("Delayed days", *(whole(here.days if here else None) for here in heres)),
    ]
    for side, text in SIDES.items():
        rows.append((f"Days, {text}", *(_days(here.sides.get(side) if here else None) for here in heres)))
    for reason, text in parts(BY_REASON).items():
        rows.append((f"Days, {text}", *(_days(here.reasons.get(reason) if here else None) for here in heres)))
    return Table((str(month), *(area.name for area in compared)), tuple(rows))


def _days(printed: object) -> str:
    days = getattr(printed, "days", None)
    return "–" if printed is None else "-" if days is None else whole(days)
