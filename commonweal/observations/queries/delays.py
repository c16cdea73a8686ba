"""Delayed days of England and of councils, by month, as the current publications print them.

Each function is one statement. A number knows its figure, so that a page can open its publication, sheet and cell.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from commonweal.engine.periods import Month
from commonweal.observations.models import Figure, Publication, PublicationFile

DELAYS = "delayed-transfers-of-care"
DAYS = "delayed-days"
ALL = "all"


@dataclass(frozen=True, slots=True)
class Number:
    """A printed number of days and its figure; `days` is None where a marker stands (`none-reported`, `barred`)."""

    figure_id: int
    days: int | None
    marker: str

    @property
    def counted(self) -> int:
        """For sums: a marker counts as 0, as in the publication's own sums."""
        return self.days or 0


@dataclass(frozen=True, slots=True)
class Delays:
    """One place in one month: its days in all, by side, by reason and by type of care, as far as they are printed.

    `name` and codes are as printed; `organisation_id` is whom that was on the month's first day, None for England and
    where it is not settled. Terms: sides nhs, social-care, both; reasons A, B, C, Di, Dii, E to I, O; care acute,
    non-acute. What a publication does not cross (reason by side) is not here.
    """

    month: Month
    file_id: int
    organisation_id: int | None
    name: str
    local_code: str
    ons_code: str
    region: str
    total: Number | None
    sides: Mapping[str, Number]
    reasons: Mapping[str, Number]
    care: Mapping[str, Number]

    @property
    def days(self) -> int | None:
        """Delayed days in all; None where not printed."""
        return self.total.days if self.total else None

    @property
    def people_per_day(self) -> float | None:
        """Delayed days divided by the days of the month: how many people were delayed on an average day."""
        return None if self.days is None else self.days / self.month.days


def months() -> tuple[Month, ...]:
    """The months for which a publication can be shown, earliest first."""
    periods = Publication.objects.filter(collection=DELAYS, files__state=PublicationFile.State.CURRENT)
    return tuple(map(Month.of, periods.order_by("period").values_list("period", flat=True)))


def months_of(organisation_id: int, *, until: date | None = None) -> tuple[Month, ...]:
    """The months in which an organisation was printed, up to a day, earliest first."""
    files = PublicationFile.objects.filter(
        state=PublicationFile.State.CURRENT,
        publication__collection=DELAYS,
        publication__period__lte=until or date.max,
        places__organisation_id=organisation_id,
    )
    periods = files.order_by("publication__period").values_list("publication__period", flat=True).distinct()
    return tuple(map(Month.of, periods))


def england_series(*, reasons: bool = False) -> tuple[Delays, ...]:
    """England in every month, earliest first; its reasons, half of all rows, only where they are asked for."""
    return _delays(Q(place__is_total=True), reasons)


def england_in(month: Month) -> Delays | None:
    """England in one month with everything printed of it; None where that month was not read."""
    return next(iter(_delays(Q(place__is_total=True, place__file__publication__period=month.first), True)), None)


def councils_in(month: Month, *, reasons: bool = False) -> tuple[Delays, ...]:
    """Every place of one month in the order printed: councils, and people resident elsewhere; not England."""
    return _delays(Q(place__is_total=False, place__file__publication__period=month.first), reasons)


def history(organisation_ids: Iterable[int], *, reasons: bool = False) -> tuple[Delays, ...]:
    """One organisation, or several that followed one another, in every month in which they were printed."""
    return _delays(Q(place__organisation_id__in=list(organisation_ids)), reasons)


def council_histories(until: Month, ids: Sequence[int] | None = None) -> dict[int, tuple[Delays, ...]]:
    """Total and sides of every council (or of those) in every month up to one, the earliest first, by id."""
    which = Q(place__is_total=False, slot__care=ALL, place__file__publication__period__lte=until.first)
    which &= Q(place__organisation_id__isnull=False) if ids is None else Q(place__organisation_id__in=ids)
    found: dict[int, list[Delays]] = {}
    for one in _delays(which, False):
        if one.organisation_id is not None:
            found.setdefault(one.organisation_id, []).append(one)
    return {id: tuple(rows) for id, rows in found.items()}


def printed_in(month: Month, organisation_ids: Iterable[int]) -> dict[int, Delays]:
    """Organisations in one month with everything printed of them, by id."""
    of_month = Q(place__organisation_id__in=list(organisation_ids), place__file__publication__period=month.first)
    return {one.organisation_id: one for one in _delays(of_month, True) if one.organisation_id is not None}


COLUMNS = (
    "place__file__publication__period",
    "place__file_id",
    "place_id",
    "place__organisation_id",
    "place__name",
    "place__local_code",
    "place__ons_code",
    "place__region",
    "slot__care",
    "slot__side",
    "slot__reason",
    "id",
    "value",
    "marker",
)
NOT_CROSSED = (
    Q(slot__care=ALL, slot__side=ALL) | Q(slot__care=ALL, slot__reason=ALL) | Q(slot__side=ALL, slot__reason=ALL)
)


def _delays(which: Q, reasons: bool) -> tuple[Delays, ...]:
    rows = (
        Figure.objects.filter(
            which,
            NOT_CROSSED if reasons else NOT_CROSSED & Q(slot__reason=ALL),
            slot__measure=DAYS,
            place__file__state=PublicationFile.State.CURRENT,
            place__file__publication__collection=DELAYS,
        )
        .order_by("place__file__publication__period", "place_id", "sheet", "column")
        .values_list(*COLUMNS)
    )
    places: dict[int, _Gathered] = {}
    for period, file_id, place_id, organisation_id, *rest in rows:
        name, local_code, ons_code, region, care, side, reason, figure_id, value, marker = rest
        place = places.get(place_id)
        if place is None:
            key = (file_id, organisation_id, name, local_code, ons_code, region)
            place = places[place_id] = _Gathered(period, key, {}, {}, {}, {})
        where = place.total
        if care != ALL:
            where = place.care
        elif side != ALL:
            where = place.sides
        elif reason != ALL:
            where = place.reasons
        term = care if care != ALL else side if side != ALL else reason
        # A total is printed on several sheets; the first is kept.
        where.setdefault(term, Number(figure_id, None if value is None else int(value), marker))
    return tuple(place.delays() for place in places.values())


@dataclass(slots=True)
class _Gathered:
    """A place while its rows come."""

    period: date
    key: tuple[int, int | None, str, str, str, str]
    total: dict[str, Number]
    sides: dict[str, Number]
    reasons: dict[str, Number]
    care: dict[str, Number]

    def delays(self) -> Delays:
        return Delays(Month.of(self.period), *self.key, self.total.get(ALL), self.sides, self.reasons, self.care)
