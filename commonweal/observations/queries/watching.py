"""The watched series: each measure of each area or trust, month by month, as kept or put together anew.

What is kept was put together when something was read (`actions.reckon`); where it is of other files, it is put together
when it is asked for.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db.models import Avg, Count, Max
from django.db.models.fields.json import KeyTextTransform

from commonweal.engine.measures.watched import Value, WatchedMeasure
from commonweal.engine.periods import Month
from commonweal.observations.definitions import watched_measures
from commonweal.observations.models import Figure, KeptSeries, Publication, PublicationFile
from commonweal.observations.queries.delays import Delays, council_histories

EDITION = 1  # of putting together: another one makes what an earlier one kept hold no more
CURRENT = PublicationFile.State.CURRENT
LAST = Month.of(date(9999, 1, 1))


@dataclass(frozen=True, slots=True)
class MonthValues:
    """A value, or None where there is no number, for each month from the first on; `printed` where something is."""

    first: Month
    values: tuple[float | None, ...]
    printed: tuple[bool, ...]

    @property
    def last(self) -> Month:
        """The last month."""
        return self.first + (len(self.values) - 1)

    @property
    def months_printed(self) -> tuple[Month, ...]:
        """The months of which something is printed."""
        return tuple(self.first + i for i, is_printed in enumerate(self.printed) if is_printed)

    def until(self, month: Month) -> MonthValues | None:
        """As it stood at a month; None where nothing is printed of that month."""
        count = month - self.first + 1
        if not 0 < count <= len(self.values) or not self.printed[count - 1]:
            return None
        return MonthValues(self.first, self.values[:count], self.printed[:count])


def _bases() -> dict[str, str]:
    """What series are put together from: the latest current file of each collection."""
    rows = PublicationFile.objects.filter(state=CURRENT).values_list("publication__collection")
    return {collection: f"{EDITION}:{latest}" for collection, latest in rows.annotate(Max("pk"))}


def stale() -> tuple[tuple[WatchedMeasure, str], ...]:
    """The measures of which something was read, and whose series are not kept as they stand now."""
    bases, kept = _bases(), dict(KeptSeries.objects.values_list("measure", "basis").distinct())
    return tuple(
        (one, bases[one.collection])
        for one in watched_measures()
        if one.collection in bases and kept.get(one.id) != bases[one.collection]
    )


def series_of(
    measures: Iterable[WatchedMeasure], organisation_ids: Sequence[int] | None = None
) -> dict[str, dict[int, MonthValues]]:
    """The series of every organisation, or of those, by measure and organisation."""
    bases = _bases()
    wanted = [one for one in measures if one.collection in bases]
    rows = KeptSeries.objects.filter(measure__in=[one.id for one in wanted]).order_by("pk")
    if organisation_ids is not None:
        rows = rows.filter(organisation_id__in=organisation_ids)
    found: dict[str, dict[int, MonthValues]] = {}
    basis_of: dict[str, str] = dict(KeptSeries.objects.values_list("measure", "basis").distinct())
    for measure, organisation_id, first, values, printed in rows.values_list(
        "measure", "organisation_id", "first", "values", "printed"
    ):
        kept = MonthValues(Month.of(first), tuple(values), tuple(letter == "1" for letter in printed))
        found.setdefault(measure, {})[organisation_id] = kept
    return {
        one.id: found.get(one.id, {})
        if basis_of.get(one.id) == bases[one.collection]
        else put_together(one, organisation_ids)
        for one in wanted
    }


def months_of_series(measures: Iterable[WatchedMeasure]) -> dict[str, tuple[Month, ...]]:
    """The months for which something was published, by measure, earliest first."""
    periods: dict[str, list[Month]] = {}
    wanted = list(measures)
    rows = Publication.objects.filter(collection__in={one.collection for one in wanted}, files__state=CURRENT)
    for collection, period in rows.order_by("period").values_list("collection", "period"):
        periods.setdefault(collection, []).append(Month.of(period))
    found = {one.id: tuple(periods.get(one.collection, ())) for one in wanted if one.value is not Value.PRINTED}
    for measure, kept in series_of([one for one in wanted if one.value is Value.PRINTED]).items():
        found[measure] = tuple(sorted({month for one in kept.values() for month in one.months_printed}))
    return found


def read_at(months: Iterable[Month], measures: Iterable[WatchedMeasure]) -> dict[Month, datetime]:
    """When the latest file that speaks for each month was read; of a table of many months, the table's own moment."""
    rows = PublicationFile.objects.filter(
        state=CURRENT, publication__collection__in={one.collection for one in measures}
    )
    by_month: dict[Month, datetime] = {}
    for period, read in rows.order_by("read_at").values_list("publication__period", "read_at"):
        by_month[Month.of(period)] = read
    return {month: by_month.get(month) or max(by_month.values()) for month in months} if by_month else {}


def put_together(measure: WatchedMeasure, organisation_ids: Sequence[int] | None = None) -> dict[int, MonthValues]:
    """The series of a measure from the figures that were read."""
    make = {Value.PER_DAY: _per_day, Value.MEAN_OF_DAYS: _means_of_days, Value.PRINTED: _as_printed}[measure.value]
    return {id: _dense(values) for id, values in make(measure, organisation_ids).items()}


Values = dict[int, dict[Month, float | None]]


def _dense(values: Mapping[Month, float | None]) -> MonthValues:
    first, last = min(values), max(values)
    months = [first + i for i in range(last - first + 1)]
    return MonthValues(first, tuple(values.get(one) for one in months), tuple(one in values for one in months))


def _per_day(measure: WatchedMeasure, ids: Sequence[int] | None) -> Values:
    return {
        id: {one.month: _days_of(one, measure.side) for one in rows}
        for id, rows in council_histories(LAST, ids).items()
    }


def _days_of(one: Delays, side: str) -> float | None:
    if not side:
        return one.people_per_day
    printed = one.sides.get(side)
    return None if printed is None or printed.days is None else printed.days / one.month.days


def _means_of_days(measure: WatchedMeasure, ids: Sequence[int] | None) -> Values:
    """Of trusts: days of zeros that were sent count, dashes do not."""
    rows = (
        _figures(measure, ids)
        .filter(place__level=measure.whose, slot__day__isnull=False)
        .annotate(outcome=KeyTextTransform("outcome", "slot__terms"))
        .filter(outcome=measure.outcome)
        .values_list("place__organisation_id", "place__file__publication__period")
        .annotate(mean=Avg("value"), sent=Count("value"))
    )
    found: Values = {}
    for id, period, mean, sent in rows:
        found.setdefault(id, {})[Month.of(period)] = mean if sent >= measure.days_at_least else None
    return found


def _as_printed(measure: WatchedMeasure, ids: Sequence[int] | None) -> Values:
    rows = _figures(measure, ids).annotate(month=KeyTextTransform("month", "slot__terms"))
    found: Values = {}
    for id, month, value in rows.values_list("place__organisation_id", "month", "value"):
        found.setdefault(id, {})[Month.parse(month)] = value
    return found


def _figures(measure: WatchedMeasure, ids: Sequence[int] | None):  # type: ignore[no-untyped-def]
    rows = Figure.objects.filter(
        place__file__state=CURRENT,
        place__file__publication__collection=measure.collection,
        place__organisation_id__isnull=False,
        slot__measure=measure.measure,
    )
    return rows if ids is None else rows.filter(place__organisation_id__in=ids)
