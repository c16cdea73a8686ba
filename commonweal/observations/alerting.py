"""What changed in a month by statistical process control, area by area: gathered from this room and from places."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from commonweal.core.clock import today
from commonweal.engine.measures.series import Break, Series, series
from commonweal.engine.measures.spc.alerts import Alert, Watched, expected_by_chance, watch
from commonweal.engine.measures.spc.rules import NHSR_0_2_2, Direction, PointClass
from commonweal.engine.periods import Month
from commonweal.observations import atlas, queries
from commonweal.observations.presenters.area import ListedArea
from commonweal.observations.queries import Delays
from commonweal.places import queries as places

RULES = NHSR_0_2_2


@dataclass(frozen=True, slots=True)
class Measured:
    """A series that is watched: its id, what it is called in a sentence, and which way is better.

    Days move between sides when an area agrees to count them otherwise, so of a side neither way is better.
    """

    id: str
    name: str
    direction: Direction
    side: str = ""


MEASURES = (
    Measured("all", "People delayed on an average day", Direction.DECREASE),
    Measured("nhs", "People delayed a day for whom the NHS is responsible", Direction.NEUTRAL, "nhs"),
    Measured(
        "social-care", "People delayed a day for whom social care is responsible", Direction.NEUTRAL, "social-care"
    ),
    Measured("both", "People delayed a day for whom both are responsible", Direction.NEUTRAL, "both"),
)


@dataclass(frozen=True, slots=True)
class AreaWatched:
    """One series of one area, read up to the month; `breaks` are the changes of its territory up to then."""

    area: ListedArea
    measure: Measured
    watched: Watched
    breaks: tuple[str, ...]

    @property
    def alert(self) -> Alert | None:
        """The alert of the month, new or going on."""
        return self.watched.alert

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
        return tuple(one for one in self.series if one.watched.is_read)

    @property
    def unread(self) -> tuple[AreaWatched, ...]:
        """The series that were not read."""
        return tuple(one for one in self.series if not one.watched.is_read)

    @property
    def new(self) -> tuple[AreaWatched, ...]:
        """Those that say something new: concerns first, then improvements, then what is neither."""
        order = (PointClass.CONCERN, PointClass.IMPROVEMENT, PointClass.NEUTRAL_HIGH, PointClass.NEUTRAL_LOW)
        found = [(order.index(one.new.point_class), one.area.name, one) for one in self.series if one.new]
        return tuple(one for *_, one in sorted(found, key=lambda item: item[:2]))


def watched(month: Month, area: ListedArea | None = None) -> MonthWatched:
    """Every series of the areas that have figures in a month, or of one area."""
    listed = {one.id: one for one in ([area] if area else atlas.every_area(today()))}
    histories = queries.council_histories(month, list(listed) if area else None)
    in_month = {id: rows for id, rows in histories.items() if id in listed and rows[-1].month == month}
    changes = _changes(in_month)
    found = tuple(
        _watched(listed[id], measure, rows, changes.get(id, ()), month)
        for id, rows in in_month.items()
        if month.first <= (listed[id].last_day or month.first)
        for measure in MEASURES
    )
    lengths = [one.watched.reading.phases[-1].points for one in found if one.watched.is_read]
    return MonthWatched(month, found, expected_by_chance(lengths, RULES.id) or 0.0)


def _watched(
    area: ListedArea,
    measure: Measured,
    rows: Sequence[Delays],
    changes: Sequence[places.TerritoryChange],
    month: Month,
) -> AreaWatched:
    numbers = numbers_of(rows, measure, changes)
    read = watch(numbers, month, RULES, measure.direction)
    return AreaWatched(area, measure, read, tuple(change.label for change in changes if change.day <= month.first))


def numbers_of(rows: Sequence[Delays], measure: Measured, changes: Sequence[places.TerritoryChange]) -> Series:
    """An area's people per day, broken where its territory changed; what is not printed as a number stays a gap."""
    values = {one.month: _per_day(one, measure) for one in rows}
    breaks: dict[Month, str] = {}
    for change in changes:
        at = Month.of(change.day)
        breaks[at] = f"{breaks[at]}; {change.label}" if at in breaks else change.label
    return series(values, [Break(at, label) for at, label in breaks.items()])


def _per_day(one: Delays, measure: Measured) -> float | None:
    if not measure.side:
        return one.people_per_day
    printed = one.sides.get(measure.side)
    return None if printed is None or printed.days is None else printed.days / one.month.days


def _changes(ids: Iterable[int]) -> dict[int, tuple[places.TerritoryChange, ...]]:
    """The territory changes of those areas that ever had one."""
    wanted = list(ids)
    followed = {*places.predecessors(wanted), *places.successors(wanted)}
    return {id: places.territory_changes(id) for id in wanted if id in followed}
