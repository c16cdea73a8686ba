"""Figures as they were printed, for whoever takes them elsewhere: in the order in which they were read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.db.models import Max, QuerySet, Sum

from commonweal.engine.periods import Month
from commonweal.engine.workbook.grid import a1
from commonweal.observations.models import Figure, PublicationFile

CURRENT = PublicationFile.State.CURRENT


@dataclass(frozen=True, slots=True)
class Asked:
    """Which figures are wanted; what is empty or None is not asked. `terms` holds care, side and reason."""

    collection: str = ""
    measure: str = ""
    organisation_id: int | None = None
    totals: bool | None = None
    first: Month | None = None
    last: Month | None = None
    day: date | None = None
    file_id: int | None = None
    terms: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Printed:
    """One figure with its place, slot and cell. `value` is None where a marker stands."""

    id: int
    file_id: int
    collection: str
    month: Month
    organisation_id: int | None
    name: str
    local_code: str
    ons_code: str
    level: str
    is_total: bool
    measure: str
    care: str
    side: str
    reason: str
    day: date | None
    terms: Mapping[str, str]
    value: float | None
    marker: str
    sheet: str
    cell: str


def changed() -> datetime | None:
    """When the latest file was read; None where none was."""
    found: datetime | None = PublicationFile.objects.aggregate(latest=Max("read_at"))["latest"]
    return found


def collections() -> tuple[str, ...]:
    """The collections of which anything was read."""
    rows = PublicationFile.objects.order_by("publication__collection")
    return tuple(rows.values_list("publication__collection", flat=True).distinct())


def figures_after(id: int, most: int, asked: Asked) -> tuple[Printed, ...]:
    """The first `most` figures wanted after the one with that id: of current files, or of one file."""
    files = {file.pk: file for file in _files(asked).select_related("publication")}
    rows = Figure.objects.filter(pk__gt=id, place__file__in=list(files), **_where(asked))
    return tuple(
        _printed(row, files[row.place.file_id]) for row in rows.select_related("place", "slot").order_by("pk")[:most]
    )


def _files(asked: Asked) -> QuerySet[PublicationFile]:
    rows = PublicationFile.objects.filter(**{"state": CURRENT} if asked.file_id is None else {"pk": asked.file_id})
    if asked.collection:
        rows = rows.filter(publication__collection=asked.collection)
    if asked.first:
        rows = rows.filter(publication__period__gte=asked.first.first)
    if asked.last:
        rows = rows.filter(publication__period__lte=asked.last.first)
    return rows.defer("accounts", "identities", "findings", "notes")


def _where(asked: Asked) -> dict[str, Any]:
    """The conditions on place and slot."""
    wanted = {
        "place__organisation": asked.organisation_id,
        "place__is_total": asked.totals,
        "slot__measure": asked.measure or None,
        "slot__day": asked.day,
        **{f"slot__{name}": term for name, term in (asked.terms or {}).items()},
    }
    return {name: value for name, value in wanted.items() if value is not None}


def _printed(row: Figure, file: PublicationFile) -> Printed:
    place, slot = row.place, row.slot
    return Printed(
        id=row.pk,
        file_id=file.pk,
        collection=file.publication.collection,
        month=Month.of(file.publication.period),
        organisation_id=place.organisation_id,
        name=place.name,
        local_code=place.local_code,
        ons_code=place.ons_code,
        level=place.level,
        is_total=place.is_total,
        measure=slot.measure,
        care=slot.care,
        side=slot.side,
        reason=slot.reason,
        day=slot.day,
        terms=slot.terms,
        value=row.value,
        marker=row.marker,
        sheet=file.sheets[row.sheet],
        cell=a1(row.row, row.column),
    )


def files_after(id: int, most: int, asked: Asked, *, all_states: bool = False) -> tuple[PublicationFile, ...]:
    """The first `most` files read after the one with that id, those that speak for their publication or all."""
    rows = PublicationFile.objects.filter(pk__gt=id) if all_states else _files(asked).filter(pk__gt=id)
    if all_states and asked.collection:
        rows = rows.filter(publication__collection=asked.collection)
    return tuple(rows.select_related("publication").order_by("pk")[:most])


def figure_count() -> int:
    """How many figures the files have that speak for their months."""
    found: int | None = PublicationFile.objects.filter(state=CURRENT).aggregate(sum=Sum("figure_count"))["sum"]
    return found or 0
