"""The figures of the pages: what is drawn, kept under its digest."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import cache

from django.conf import settings

from commonweal.charts.areas_map import MapArea, MapFigure, class_bounds
from commonweal.charts.bars import Bar, BarFigure, ShareFigure, ShareRow
from commonweal.charts.cache import FigureCache
from commonweal.charts.compare import CompareFigure, NamedSeries
from commonweal.charts.draw import Drawable
from commonweal.charts.figure import About, Figure
from commonweal.charts.geometry import Geometry
from commonweal.charts.spc import SpcFigure
from commonweal.engine.measures.series import Series
from commonweal.engine.measures.spc.reading import Reading, read
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Direction
from commonweal.engine.measures.spc.words import words as words_of
from commonweal.engine.periods import Month
from commonweal.observations.definitions import BY_REASON, BY_SIDE, parts
from commonweal.observations.presenters.words import SOURCE, people
from commonweal.observations.queries import Delays

RULES = NHSR_0_2_2
LONDON = "London"


@cache
def _kept() -> FigureCache:
    return FigureCache(settings.DATA_FOLDER / "figures")


def drawn(data: Drawable) -> Figure:
    """The figure, drawn once for its data."""
    return _kept().figure(data)


def reading_of(series: Series) -> Reading:
    """What a series of people delayed per day says; fewer is better."""
    return read(series, RULES, Direction.DECREASE)


def reading_words(reading: Reading) -> tuple[str, ...]:
    """The reading's sentences."""
    return words_of(reading, subject="People delayed on an average day", show=people)


def trend(series: Series, reading: Reading, *, figure_id: str, whose: str) -> Figure:
    """An area's people per day under the rule set, its message taken from the reading."""
    latest = reading.points[-1] if reading.points else None
    headline = f"{whose}: no figures yet"
    if latest is not None:
        peak = max(reading.points, key=lambda point: point.value)
        headline = f"{whose}: {people(latest.value)} people delayed a day in {latest.month}"
        if peak.month != latest.month:
            headline += f", {people(peak.value)} at the highest in {peak.month}"
    about = About(
        figure_id,
        headline,
        f"People delayed in hospital on an average day, by month, read under rule set {reading.rule_set}",
        SOURCE,
        "people a day",
        decimals=0 if latest is None or latest.value >= 100 else 1,
    )
    return drawn(SpcFigure(about, reading, "People delayed on an average day"))


def reasons(here: Delays, *, figure_id: str, whose: str) -> Figure:
    """Days of a month by reason, the most first."""
    named = parts(BY_REASON)
    printed = {key: here.reasons[key] for key in named if key in here.reasons}
    most = max(printed, key=lambda key: printed[key].counted, default=None)
    about = About(
        figure_id,
        f"{whose}: most days were waits for {_in_sentence(named[most])}" if most else f"{whose}: no reasons printed",
        f"Delayed days in {here.month}, by reason",
        SOURCE,
        "days",
    )
    bars = tuple(Bar(named[key], number.counted, key == most) for key, number in printed.items())
    return drawn(BarFigure(about, bars, "Reason"))


def _in_sentence(reason: str) -> str:
    """A reason inside a sentence; only NHS keeps its capitals."""
    return reason if reason.isupper() else reason[0].lower() + reason[1:]


def sides(history: Sequence[Delays], *, figure_id: str, whose: str) -> Figure:
    """Shares of days by side in every financial year, by the days that were printed."""
    named = parts(BY_SIDE)
    years: dict[int, dict[str, int]] = {}
    months: dict[int, int] = {}
    for one in history:
        year = one.month.financial_year
        months[year] = months.get(year, 0) + 1
        for side in named:
            total = years.setdefault(year, dict.fromkeys(named, 0))
            total[side] += one.sides[side].counted if side in one.sides else 0
    rows = tuple(
        ShareRow(_year(year, months[year]), tuple(map(float, total.values()))) for year, total in sorted(years.items())
    )
    about = About(
        figure_id,
        _sides_headline(whose, years, named),
        "Share of delayed days by whom they were attributed to, financial years from April",
        SOURCE,
        "%",
    )
    return drawn(ShareFigure(about, tuple(named.values()), rows, "Financial year"))


def _year(year: int, months: int) -> str:
    return f"{year} to {year + 1}" + ("" if months == 12 else f" ({months} month{'s' if months > 1 else ''})")


def _sides_headline(whose: str, years: Mapping[int, Mapping[str, int]], named: Mapping[str, str]) -> str:
    latest = years[max(years)] if years else {}
    whole = sum(latest.values())
    if not whole:
        return f"{whose}: no days attributed"
    side = max(latest, key=lambda key: latest[key])
    return f"{whose}: {100 * latest[side] / whole:.0f}% of days attributed to {_side(named[side])} in the latest year"


def _side(name: str) -> str:
    """A side inside a sentence."""
    return {"NHS": "the NHS", "Both": "both together"}.get(name, name.lower())


def rates_map(
    rates: Mapping[int, tuple[str, float | None, str]], geometry: Geometry, london: frozenset[int], month: Month
) -> Figure:
    """Rates by area, each area a link. `rates`: name, rate and address by organisation id."""
    known = [rate for _, rate, _ in rates.values() if rate is not None]
    highest = max((item for item in rates.values() if item[1] is not None), key=lambda item: item[1] or 0)
    about = About(
        "map",
        f"Highest in {highest[0]}: {highest[1]:.1f} people delayed a day per 100,000 adults",
        f"People delayed on an average day in {month} per 100,000 adults (population of mid-2019)",
        f"{SOURCE}; boundaries and populations: Office for National Statistics",
        "per 100,000 adults",
        decimals=1,
    )
    areas = tuple(MapArea(str(id), name, rate, href) for id, (name, rate, href) in sorted(rates.items()))
    inset = tuple(str(id) for id in sorted(london & rates.keys()))
    return drawn(MapFigure(about, areas, geometry, class_bounds(known), inset, LONDON))


def comparison(areas: Sequence[tuple[str, Series]]) -> Figure:
    """Two to six areas' rates on the same axes."""
    about = About(
        "comparison",
        f"{_listed([name for name, _ in areas])} side by side",
        "People delayed on an average day per 100,000 adults (population of mid-2019), by month",
        f"{SOURCE}; populations: Office for National Statistics",
        "per 100,000 adults",
        decimals=1,
    )
    return drawn(CompareFigure(about, tuple(NamedSeries(name, series) for name, series in areas)))


def _listed(names: Sequence[str]) -> str:
    return f"{', '.join(names[:-1])} and {names[-1]}" if len(names) > 1 else "".join(names)
