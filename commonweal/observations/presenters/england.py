"""England in one month."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.charts.figure import Figure
from commonweal.engine.measures.series import Series, series
from commonweal.observations.definitions import BY_CARE, BY_SIDE, parts
from commonweal.observations.presenters import pictures
from commonweal.observations.presenters.councils import Area, Asked, CouncilTable, table
from commonweal.observations.presenters.maps import AreasMap
from commonweal.observations.presenters.words import (
    Fact,
    Line,
    address,
    month_choices,
    number,
    one_place,
    people,
    percent_change,
    whole,
)
from commonweal.observations.queries import Delays, FileListed


@dataclass(frozen=True, slots=True)
class EnglandPage:
    """What the overview shows, top to bottom."""

    heading: str
    lead: str
    month_name: str
    months: list[tuple[str, str, bool]]
    facts: tuple[Fact, ...]
    trend: Figure
    reading: tuple[str, ...]
    map: Figure
    reasons: Figure
    sides: Figure
    table: CouncilTable
    made: tuple[Line, ...]


def people_per_day(history: Sequence[Delays]) -> Series:
    """A history as a series of people delayed on an average day."""
    return series({one.month: one.people_per_day for one in history})


def present(
    history: Sequence[Delays], here: Delays, areas: Sequence[Area], outlines: AreasMap, file: FileListed, asked: Asked
) -> EnglandPage:
    """The page for a month of the history; `here` is that month with its reasons."""
    month = here.month
    line = people_per_day(history)
    reading = pictures.reading_of(line)
    return EnglandPage(
        heading=f"{people(here.people_per_day)} people were delayed on an average day in {month}",
        lead=_lead(here, history, areas),
        month_name=str(month),
        months=month_choices(line.months, month),
        facts=_facts(here, areas),
        trend=pictures.trend(line, reading, figure_id="trend", whose="England"),
        reading=pictures.reading_words(reading),
        map=outlines.figure(areas, month),
        reasons=pictures.reasons(here, figure_id="reasons", whose="England"),
        sides=pictures.sides(history, figure_id="sides", whose="England"),
        table=table(areas, asked, month),
        made=made(file, reading.rule_set),
    )


def _lead(here: Delays, history: Sequence[Delays], areas: Sequence[Area]) -> str:
    """The sentence that a busy person needs."""
    said = f"They were ready to leave hospital and still there: {whole(here.days)} delayed days in the month"
    before = next((one for one in history if one.month == here.month + -12), None)
    if before is not None and before.people_per_day and here.people_per_day is not None:
        change = percent_change(here.people_per_day, before.people_per_day)
        said += (
            f", {change} a day than in {before.month}" if change[0].isdigit() else f", {change} as in {before.month}"
        )
    ranked = [area for area in areas if area.rate is not None]
    if ranked:
        low, high = (pick(ranked, key=_rate) for pick in (min, max))
        said += (
            f". For every 100,000 adults the lowest was {one_place(_rate(low))} a day in {low.name},"
            f" the highest {one_place(_rate(high))} in {high.name}"
        )
    return f"{said}."


def _rate(area: Area) -> float:
    return area.rate.value if area.rate else 0.0


def _facts(here: Delays, areas: Sequence[Area]) -> tuple[Fact, ...]:
    adults = sum(area.rate.population for area in areas if area.rate)
    years = sorted({area.rate.population_year for area in areas if area.rate})
    days = number(here.total)
    facts = [Fact(days.text, "delayed days", days.link)]
    if here.people_per_day is not None and adults:
        year = " and ".join(map(str, years))
        facts.append(Fact(one_place(here.people_per_day * 100_000 / adults), f"a day per 100,000 adults (mid-{year})"))
    named = parts(BY_SIDE) | parts(BY_CARE)
    for term, printed in [*here.sides.items(), *here.care.items()]:
        share = f"{100 * printed.counted / here.days:.0f}%" if here.days else "–"
        facts.append(Fact(share, f"{named[term]}: {whole(printed.days)} days", number(printed).link))
    return tuple(facts)


def made(file: FileListed, rule_set: str) -> tuple[Line, ...]:
    """How the page's numbers came about."""
    as_at = file.revised or file.published
    when = f", as revised on {as_at.day} {as_at:%B %Y}" if as_at else ""
    return (
        Line(f"Delayed days: {file.title}, {file.month}{when}.", address("publication", file.file_id), "What was read"),
        Line("People a day: delayed days divided by the days of the month."),
        Line(
            "Rates: people a day per 100,000 adults. The population of mid-2019 serves every month, so that a rate "
            "moves with delays alone. Of Bournemouth, Poole and the former Dorset no population by age was published "
            "for that year, so their rates are not known."
        ),
        Line(
            f"Chance is told from change by rule set {rule_set} of statistical process control; "
            "limits are computed over the whole series, as nobody has declared a recalculation."
        ),
        Line("A publication gives reason or side for an area, never both crossed, and neither do we."),
    )
