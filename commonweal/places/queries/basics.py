"""Names of organisations on a day, and the councils with adult social care duties."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import OuterRef, Q, QuerySet, Subquery

from commonweal.core import prepared
from commonweal.places.models import Code, Containment, Duty, Identity, Organisation

NAMES_MARKED = (Identity,)  # what names are read from


@dataclass(frozen=True, slots=True)
class Council:
    """A council with adult social care duties on a day; a code is empty where it has none of that scheme."""

    id: int
    name: str
    official_name: str
    ons_code: str
    cassr_code: str
    region_id: int | None
    region: str


def on_day(day: date, prefix: str = "") -> Q:
    """Rows whose half-open period holds the day."""
    return Q(**{f"{prefix}start__lte": day}) & (Q(**{f"{prefix}end__isnull": True}) | Q(**{f"{prefix}end__gt": day}))


def organisations(ids: Iterable[int]) -> QuerySet[Organisation]:
    """The organisations with those ids."""
    return Organisation.objects.filter(pk__in=list(ids))


def names(ids: Iterable[int], day: date, *, official: bool = False) -> dict[int, str]:
    """What each was called on a day, in everyday use or officially; of one that did not live then, its nearest name."""
    found: dict[int, tuple[int, str]] = {}
    wanted = list({*ids})
    rows = prepared.objects(Identity, "organisation_id = any(%s::bigint[])", wanted) if wanted else ()
    for row in rows:
        apart = max((row.start - day).days, (day - row.end).days + 1 if row.end else 0, 0)
        if row.organisation_id not in found or apart < found[row.organisation_id][0]:
            found[row.organisation_id] = (apart, row.official_name if official else row.name)
    return {id: name for id, (_, name) in found.items()}


def adult_social_care_councils(day: date) -> tuple[Council, ...]:
    """The councils with adult social care duties on a day, by name: 152 before April 2019, 153 since April 2023."""

    def code(scheme: object) -> Subquery:
        return Subquery(
            Code.objects.filter(on_day(day), organisation=OuterRef("organisation"), scheme=scheme).values("code")[:1]
        )

    def identity(field: str, of: str = "organisation") -> Subquery:
        return Subquery(Identity.objects.filter(on_day(day), organisation=OuterRef(of)).values(field)[:1])

    region = Containment.objects.filter(
        on_day(day), inner=OuterRef("organisation"), kind=Organisation.Kind.REGION
    ).values("outer")[:1]
    rows = (
        Duty.objects.filter(on_day(day), duty=Duty.Name.ADULT_SOCIAL_CARE)
        .annotate(region_id=Subquery(region))
        .values_list(
            "organisation_id",
            identity("name"),
            identity("official_name"),
            code(Code.Scheme.ONS),
            code(Code.Scheme.CASSR),
            "region_id",
            identity("name", "region_id"),
        )
    )
    councils = [
        Council(id, name, official, ons or "", cassr or "", place, region or "")
        for id, name, official, ons, cassr, place, region in rows
    ]
    return tuple(sorted(councils, key=lambda council: (council.name, council.id)))


def days_of_change(after: date, until: date) -> list[date]:
    """The days later than `after`, up to `until`, on which the councils with adult social care duties were others."""
    rows = Duty.objects.filter(duty=Duty.Name.ADULT_SOCIAL_CARE).values_list("start", "end")
    return sorted({day for row in rows for day in row if day is not None and after < day <= until})


def living(kinds: Iterable[str], day: date) -> list[tuple[int, str]]:
    """Id and everyday name of every body of some kinds that lives on a day, by name."""
    ids = Organisation.objects.filter(on_day(day), kind__in=list(kinds)).values_list("pk", flat=True)
    return sorted(names(ids, day).items(), key=lambda item: (item[1], item[0]))
