"""People in hospital who could leave, by trust: day by day, by reason, and the days of February 2020.

A number knows its figure. A dash of the publication is no number: means are over the days that were sent.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from django.db.models import Avg, Count, F, Max, Q, QuerySet, Sum
from django.db.models.fields.json import KeyTextTransform

from commonweal.engine.periods import Month
from commonweal.observations.models import Figure, Publication, PublicationFile

DISCHARGES = "discharge-acute"
REASONS = "discharge-delay-reasons"
LAST_DELAYS = "dtoc-by-trust"
PATIENTS, BY_REASON, BY_OLDER_REASON = "patients", "patients-delayed-by-reason", "patients-delayed-per-day"
COULD_LEAVE, DISCHARGED, REMAINING = "all", "discharged", "remaining"
OUTCOME, MONTH_OF = KeyTextTransform("outcome", "slot__terms"), KeyTextTransform("month", "slot__terms")
OUTCOMES = (COULD_LEAVE, DISCHARGED, REMAINING)


@dataclass(frozen=True, slots=True)
class PrintedCount:
    """A printed number and its figure; `value` is None where a marker stands (`not-submitted`, `not-shown`)."""

    figure_id: int
    value: float | None
    marker: str


@dataclass(frozen=True, slots=True)
class TrustDay:
    """A trust's day by outcome: everybody who could leave, who was discharged, who remained."""

    day: date
    outcomes: Mapping[str, PrintedCount]


@dataclass(frozen=True, slots=True)
class Mean:
    """The mean of an outcome over the days of a month that were sent; None where none was."""

    people: float | None
    days_sent: int
    days: int


@dataclass(frozen=True, slots=True)
class TrustMonth:
    """A trust in a month, named as printed; `organisation_id` None where it is not settled who that was."""

    organisation_id: int | None
    code: str
    name: str
    region: str
    outcomes: Mapping[str, Mean]


@dataclass(frozen=True, slots=True)
class Total:
    """One day of England as printed beside the sum of its trusts, of which some may have sent nothing."""

    day: date
    outcome: str
    england: float | None
    trusts: float | None
    sent: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why people stayed, by the ids of the list in force; `collection` says which publication gave them."""

    collection: str
    month: Month
    reasons: Mapping[str, PrintedCount]


def discharge_months() -> tuple[Month, ...]:
    """The months whose daily reports were read, earliest first."""
    periods = Publication.objects.filter(collection=DISCHARGES, files__state=PublicationFile.State.CURRENT)
    return tuple(map(Month.of, periods.order_by("period").values_list("period", flat=True)))


def trusts_in(month: Month) -> tuple[TrustMonth, ...]:
    """Every trust of a month's daily reports, in the order printed."""
    rows = (
        _patients(month)
        .filter(place__level="trust")
        .values("place_id", "place__organisation_id", "place__local_code", "place__name", "place__region")
        .annotate(outcome=OUTCOME, mean=Avg("value"), sent=Count("value"), days=Count("pk"))
        .order_by("place_id")
    )
    found: dict[int, TrustMonth] = {}
    for row in rows:
        one = found.setdefault(
            row["place_id"],
            TrustMonth(
                row["place__organisation_id"], row["place__local_code"], row["place__name"], row["place__region"], {}
            ),
        )
        one.outcomes[row["outcome"] or COULD_LEAVE] = Mean(row["mean"], row["sent"], row["days"])  # type: ignore[index]
    return tuple(found.values())


def totals_in(month: Month) -> tuple[Total, ...]:
    """Each day and outcome of a month: England as printed, and the sum of its trusts."""
    rows = (
        _patients(month)
        .filter(Q(place__is_total=True) | Q(place__level="trust"))
        .values("slot__day")
        .annotate(
            outcome=OUTCOME,
            england=Max("value", filter=Q(place__is_total=True)),
            trusts=Sum("value", filter=Q(place__level="trust")),
            sent=Count("value", filter=Q(place__level="trust")),
        )
        .order_by("slot__day", "outcome")
    )
    return tuple(
        Total(row["slot__day"], row["outcome"] or COULD_LEAVE, row["england"], row["trusts"], row["sent"])
        for row in rows
    )


def days_of(organisation_id: int) -> tuple[TrustDay, ...]:
    """Every day that the daily reports print of a trust, earliest first."""
    rows = (
        _patients()
        .filter(place__organisation_id=organisation_id, place__level="trust")
        .order_by("slot__day")
        .values_list("slot__day", OUTCOME, "pk", "value", "marker")
    )
    found: dict[date, dict[str, PrintedCount]] = {}
    for day, outcome, *printed in rows:
        found.setdefault(day, {})[outcome or COULD_LEAVE] = PrintedCount(*printed)
    return tuple(TrustDay(day, outcomes) for day, outcomes in found.items())


def reasons_of(organisation_id: int, month: Month) -> Reasons | None:
    """Why people with a stay of 14 days and more stayed on, on average, by the month's own workbook."""
    rows = _current(DISCHARGES).filter(
        place__organisation_id=organisation_id,
        place__level="trust",
        slot__measure=BY_OLDER_REASON,
        place__file__publication__period=month.first,
    )
    found = {reason: PrintedCount(*printed) for reason, *printed in _by_reason(rows)}
    return Reasons(DISCHARGES, month, found) if found else None


def latest_reasons_of(organisation_id: int) -> Reasons | None:
    """Why people stayed on in the latest month of the present list of reasons."""
    rows = _current(REASONS).filter(place__organisation_id=organisation_id, slot__measure=BY_REASON)
    months = [month for month in rows.values_list(MONTH_OF, flat=True).distinct() if month]
    if not months:
        return None
    latest = max(months)
    found = {reason: PrintedCount(*printed) for reason, *printed in _by_reason(rows.filter(slot__terms__month=latest))}
    return Reasons(REASONS, Month.parse(latest), found)


def top_reasons(month: Month) -> dict[int, str]:
    """The reason for which most people of each trust stayed on, in a month's workbook, by organisation."""
    rows = (
        _current(DISCHARGES)
        .filter(
            place__level="trust",
            slot__measure=BY_OLDER_REASON,
            place__file__publication__period=month.first,
            place__organisation_id__isnull=False,
            value__gt=0,
        )
        .order_by("place__organisation_id", "-value", "slot__reason")
        .distinct("place__organisation_id")
    )
    return dict(rows.values_list("place__organisation_id", "slot__reason"))


def last_delays_of(organisation_id: int) -> dict[str, PrintedCount]:
    """Delayed days of the last month of delayed transfers by provider, by side; those of both sides are not printed."""
    rows = _current(LAST_DELAYS).filter(place__organisation_id=organisation_id, slot__measure="delayed-days")
    return {side: PrintedCount(*printed) for side, *printed in rows.values_list("slot__side", "pk", "value", "marker")}


def last_delays_file() -> tuple[int, Month] | None:
    """The file of the last month of delayed transfers by provider, and that month."""
    found = PublicationFile.objects.filter(
        publication__collection=LAST_DELAYS, state=PublicationFile.State.CURRENT
    ).select_related("publication")
    file = found.first()
    return (file.pk, Month.of(file.publication.period)) if file else None


def _by_reason(rows: QuerySet[Figure]) -> QuerySet[Figure]:
    return rows.order_by(F("value").desc(nulls_last=True), "slot__reason").values_list(
        "slot__reason", "pk", "value", "marker"
    )


def _current(collection: str) -> QuerySet[Figure]:
    return Figure.objects.filter(
        place__file__state=PublicationFile.State.CURRENT, place__file__publication__collection=collection
    )


def _patients(month: Month | None = None) -> QuerySet[Figure]:
    """The figures of people by day, of one month or of all."""
    rows = _current(DISCHARGES).filter(slot__measure=PATIENTS, slot__day__isnull=False)
    return rows.filter(place__file__publication__period=month.first) if month else rows
