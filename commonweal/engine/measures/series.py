"""A monthly series: gaps stay gaps, and a change of territory breaks it."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from commonweal.engine.periods import Month


@dataclass(frozen=True, slots=True)
class Break:
    """From `month` on the numbers speak of something else: an area reorganised, a definition changed (the `label`)."""

    month: Month
    label: str


@dataclass(frozen=True, slots=True)
class Series:
    """A value, or None where there is none, for every month from the first to the last; made by `series`."""

    months: tuple[Month, ...]
    values: tuple[float | None, ...]
    breaks: tuple[Break, ...] = ()

    def __post_init__(self) -> None:
        if len(self.months) != len(self.values):
            raise ValueError(f"{len(self.months)} months and {len(self.values)} values")
        if any(later - earlier != 1 for earlier, later in zip(self.months, self.months[1:], strict=False)):
            raise ValueError("the months of a series follow each other without a hole")

    @property
    def gaps(self) -> tuple[Month, ...]:
        """The months without a value."""
        return tuple(month for month, value in zip(self.months, self.values, strict=True) if value is None)

    @property
    def segments(self) -> tuple[Series, ...]:
        """The parts between breaks, each carrying the break that began it; nothing is computed across them."""
        if not self.months:
            return ()
        inside = [b for b in self.breaks if self.months[0] < b.month <= self.months[-1]]
        edges = [0, *(b.month - self.months[0] for b in inside), len(self.months)]
        begun_by: list[tuple[Break, ...]] = [(), *((b,) for b in inside)]
        return tuple(
            Series(self.months[start:end], self.values[start:end], begun)
            for start, end, begun in zip(edges, edges[1:], begun_by, strict=False)
        )


def series(values: Mapping[Month, float | None], breaks: Iterable[Break] = ()) -> Series:
    """A series from values by month: months that are missing in between become gaps, breaks are put in order."""
    if not values:
        return Series((), (), tuple(breaks))
    first, last = min(values), max(values)
    months = tuple(first + i for i in range(last - first + 1))
    ordered = tuple(sorted(breaks, key=lambda b: b.month))
    if len({b.month for b in ordered}) != len(ordered):
        raise ValueError("one break a month: put both reasons in its label")
    return Series(months, tuple(values.get(month) for month in months), ordered)


@dataclass(frozen=True, slots=True)
class YearComparison:
    """Two financial years over the same months only; means weigh months by their days, and are None of no months.

    `compared` are the months of the later year; `left_out` those of either year (as the later year's) that lack a value
    on one side; `broken_by` the breaks in between, which make the two years not comparable (means are then None).
    """

    earlier_year: int
    later_year: int
    earlier_mean: float | None
    later_mean: float | None
    compared: tuple[Month, ...]
    left_out: tuple[Month, ...]
    broken_by: tuple[Break, ...]


def compare_years(numbers: Series, earlier_year: int, later_year: int) -> YearComparison:
    """Two financial years (named by the year they begin in), like for like; for measures per day or rates of them."""
    by_month = dict(zip(numbers.months, numbers.values, strict=True))
    back = 12 * (earlier_year - later_year)
    pairs = [(m, by_month.get(m + back), by_month.get(m)) for m in (Month(later_year, 4) + i for i in range(12))]
    both = [(m, before, now) for m, before, now in pairs if before is not None and now is not None]
    compared = tuple(month for month, _, _ in both)
    left_out = tuple(
        month for month, before, now in pairs if month not in compared and (before is not None or now is not None)
    )
    first, last = Month(earlier_year, 4), Month(later_year, 4) + 11
    broken_by = tuple(b for b in numbers.breaks if first < b.month <= last)
    if not both or broken_by:
        return YearComparison(earlier_year, later_year, None, None, compared, left_out, broken_by)
    earlier_days, later_days = sum((m + back).days for m in compared), sum(m.days for m in compared)
    earlier = sum(before * (m + back).days for m, before, _ in both) / earlier_days
    later = sum(now * m.days for m, _, now in both) / later_days
    return YearComparison(earlier_year, later_year, earlier, later, compared, left_out, ())
