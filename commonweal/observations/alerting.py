"""What changed in a month by statistical process control: series by area or trust, from this room and from places."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.core.clock import today
from commonweal.engine.measures.series import Break, Series, series
from commonweal.engine.measures.spc.alerts import Alert, expected_by_chance, sieve, watch
from commonweal.engine.measures.spc.rules import PointClass
from commonweal.engine.measures.watched import WatchedMeasure, Whose
from commonweal.engine.periods import Month
from commonweal.observations import atlas, queries
from commonweal.observations.definitions import watched_measures
from commonweal.observations.presenters.area import ListedArea
from commonweal.observations.queries import MonthValues
from commonweal.places import queries as places

MEASURES = watched_measures()


@dataclass(frozen=True, slots=True)
class AreaWatched:
    """One series of one area or trust, read up to the month; `breaks` are the changes of its territory in that time.

    `points` are those of its newest phase, `withheld` says why it was not read. `alert` is that of the month, new or
    going on; where every area is watched, only what is new.
    """

    area: ListedArea
    measure: WatchedMeasure
    points: int
    withheld: str | None
    alert: Alert | None
    breaks: tuple[str, ...]

    @property
    def is_read(self) -> bool:
        """Whether its newest phase has points enough."""
        return self.withheld is None

    @property
    def new(self) -> Alert | None:
        """The alert, where it is new in the month."""
        return self.alert if self.alert and self.alert.is_new else None


@dataclass(frozen=True, slots=True)
class MonthWatched:
    """Every series of a month. `expected` is how many new alerts chance alone would give."""

    month: Month
    series: tuple[AreaWatched, ...]
    expected: float

    @property
    def read(self) -> tuple[AreaWatched, ...]:
        """The series that have points enough."""
        return tuple(one for one in self.series if one.is_read)

    @property
    def unread(self) -> tuple[AreaWatched, ...]:
        """The series that were not read."""
        return tuple(one for one in self.series if not one.is_read)

    @property
    def new(self) -> tuple[AreaWatched, ...]:
        """Those that say something new: concerns first, then improvements, then what is neither."""
        order = (PointClass.CONCERN, PointClass.IMPROVEMENT, PointClass.NEUTRAL_HIGH, PointClass.NEUTRAL_LOW)
        found = [(order.index(one.new.point_class), one.area.name, one) for one in self.series if one.new]
        return tuple(one for *_, one in sorted(found, key=lambda item: item[:2]))


def asked(measure: str, *, of_area: bool = False) -> tuple[WatchedMeasure, ...]:
    """The measure of an id, or every one, those of trusts left out for an area; none for an id that is not known."""
    return tuple(
        one for one in MEASURES if (not measure or one.id == measure) and not (of_area and one.whose is not Whose.AREA)
    )


def months_by_measure(
    measures: Iterable[WatchedMeasure], area: ListedArea | None = None
) -> dict[str, tuple[Month, ...]]:
    """The months in which something may be looked for, earliest first: of every area, or those printed of one."""
    if area is None:
        return queries.months_of_series(measures)
    last = area.last_day or date.max
    return {
        measure: tuple(one for found in by_id.values() for one in found.months_printed if one.first <= last)
        for measure, by_id in queries.series_of(measures, [area.id]).items()
    }


def months(measures: Iterable[WatchedMeasure], area: ListedArea | None = None) -> tuple[Month, ...]:
    """The months of any of the measures."""
    return tuple(sorted({month for found in months_by_measure(measures, area).values() for month in found}))


def latest_months(measures: Iterable[WatchedMeasure], area: ListedArea | None, most: int) -> tuple[Month, ...]:
    """The last months of each measure, as publications end at different times; earliest first."""
    return tuple(sorted({month for found in months_by_measure(measures, area).values() for month in found[-most:]}))


def watched(month: Month, area: ListedArea | None = None, measure: str = "") -> MonthWatched:
    """Every series of whoever has figures in a month, or those of one area; of every measure, or of one."""
    return watched_in([month], area, measure)[0]


def watched_in(months: Iterable[Month], area: ListedArea | None = None, measure: str = "") -> list[MonthWatched]:
    """The same of several months."""
    measures = asked(measure, of_area=area is not None)
    kept = queries.series_of(measures, [area.id] if area else None)
    listed = {one.id: one for one in ([area] if area else _everybody({one.whose for one in measures}))}
    changes = {area.id: places.territory_changes(area.id)} if area else atlas.changes()
    return [
        _month(month, _in_month(kept, measures, month), listed, changes, is_one=area is not None) for month in months
    ]


def _month(
    month: Month,
    in_month: Iterable[tuple[int, WatchedMeasure, MonthValues]],
    listed: Mapping[int, ListedArea],
    changes: Mapping[int, tuple[places.TerritoryChange, ...]],
    *,
    is_one: bool,
) -> MonthWatched:
    found = tuple(
        _watched(listed[id], one, then, changes.get(id, ()), is_one=is_one)
        for id, one, then in in_month
        if id in listed and month.first <= (listed[id].last_day or month.first)
    )
    chances = (expected_by_chance([one.points], one.measure.rules.id) for one in found if one.is_read)
    return MonthWatched(month, found, sum(chance or 0.0 for chance in chances))


def _everybody(kinds: set[Whose]) -> list[ListedArea]:
    areas = list(atlas.every_area(today())) if Whose.AREA in kinds else []
    trusts = atlas.every_trust() if Whose.TRUST in kinds else ()
    return areas + [ListedArea(one.id, one.code, one.name, one.region, one.last_day) for one in trusts]


def _in_month(
    kept: dict[str, dict[int, MonthValues]], measures: Sequence[WatchedMeasure], month: Month
) -> list[tuple[int, WatchedMeasure, MonthValues]]:
    """The series of which something is printed in the month, as they stood then, one area after the other."""
    found: dict[int, list[tuple[WatchedMeasure, MonthValues]]] = {}
    for measure in measures:
        for id, values in kept.get(measure.id, {}).items():
            if (then := values.until(month)) is not None:
                found.setdefault(id, []).append((measure, then))
    return [(id, measure, then) for id, series_of_area in found.items() for measure, then in series_of_area]


def _watched(
    area: ListedArea,
    measure: WatchedMeasure,
    then: MonthValues,
    changes: Sequence[places.TerritoryChange],
    *,
    is_one: bool,
) -> AreaWatched:
    """A series sieved; only one that says something is read point by point, to tell what and since when."""
    begun = sorted({Month.of(change.day) for change in changes})
    edges = [one - then.first for one in begun if then.first < one <= then.last]
    found = sieve(then.values, edges, measure.rules, measure.direction)
    alert = None
    if found.is_new or (found.is_special and is_one):
        numbers = numbers_of(then, changes)
        alert = watch(numbers, then.last, measure.rules, measure.direction, is_new=found.is_new).alert
    labels = tuple(change.label for change in changes if then.first <= Month.of(change.day) <= then.last)
    return AreaWatched(area, measure, found.points, found.withheld, alert, labels)


def numbers_of(then: MonthValues, changes: Sequence[places.TerritoryChange]) -> Series:
    """A series broken where the territory changed; what is not printed as a number stays a gap."""
    values = {then.first + i: value for i, value in enumerate(then.values)}
    breaks: dict[Month, str] = {}
    for change in changes:
        at = Month.of(change.day)
        breaks[at] = f"{breaks[at]}; {change.label}" if at in breaks else change.label
    return series(values, [Break(at, label) for at, label in breaks.items()])
