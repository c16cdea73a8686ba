"""Organisations with every name, code and place of theirs and its days, for whoever takes the record elsewhere."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from django.db import connection
from django.db.models import Q

from commonweal.places.models import Code, Containment, Duty, Identity, Organisation
from commonweal.places.queries.basics import names, on_day
from commonweal.places.queries.successions import Link, predecessors, successors
from commonweal.places.queries.who import CodeThen, OrganisationThen, organisations_then

# Rows of these tables are added and removed, never changed; what changes of an organisation leaves an event.
STATE = " union all ".join(
    f"select count(*), coalesce(max({key}), 0) from places_{table}"  # noqa: S608 (names of our own tables)
    for table, key in [
        *((name, "id") for name in ("organisation", "identity", "code", "duty", "containment", "succession")),
        *((name, "id") for name in ("population", "boundary")),
        ("organisationevent", "pgh_id"),
    ]
)


@dataclass(frozen=True, slots=True)
class Named:
    """A name and the days on which it was borne."""

    name: str
    official_name: str
    start: date
    end: date | None
    note: str


@dataclass(frozen=True, slots=True)
class Lay:
    """What an organisation lay in, or held, and when."""

    key: str
    kind: str
    name: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Passed:
    """Whom an organisation followed, or who followed it; `share` None where it is not known."""

    key: str
    name: str
    kind: str
    day: date
    share: float | None
    basis: str
    note: str


@dataclass(frozen=True, slots=True)
class Held:
    """A duty in law and its days."""

    duty: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class OrganisationRecord:
    """All that is recorded of one organisation."""

    key: str
    kind: str
    kind_name: str
    is_reference: bool
    start: date
    end: date | None
    names: tuple[Named, ...]
    codes: tuple[CodeThen, ...]
    duties: tuple[Held, ...]
    lies_in: tuple[Lay, ...]
    holds: tuple[Lay, ...]
    predecessors: tuple[Passed, ...]
    successors: tuple[Passed, ...]


def state() -> str:
    """Another text whenever a row of the reference tables was added, removed or changed."""
    with connection.cursor() as cursor:
        cursor.execute(STATE)
        return " ".join(f"{count}/{latest}" for count, latest in cursor.fetchall())


def after(
    key: str, most: int, *, day: date, kind: str = "", text: str = "", within: str = ""
) -> tuple[OrganisationThen, ...]:
    """The first `most` organisations of a day whose keys come after `key`, as they were then.

    `text` is looked for in names and at the start of codes; `within` is the key of what they lie in.
    """
    rows = Organisation.objects.filter(on_day(day), key__gt=key)
    if kind:
        rows = rows.filter(kind=kind)
    if within:
        inner = Containment.objects.filter(on_day(day), outer__key=within).values("inner")
        rows = rows.filter(pk__in=inner)
    if wanted := " ".join(text.split()):
        named = Identity.objects.filter(on_day(day), Q(name__icontains=wanted) | Q(official_name__icontains=wanted))
        coded = Code.objects.filter(on_day(day), code__istartswith=wanted)
        rows = rows.filter(Q(pk__in=named.values("organisation")) | Q(pk__in=coded.values("organisation")))
    return organisations_then(rows.order_by("key").values_list("pk", flat=True)[:most], day)


def keys(ids: Iterable[int]) -> dict[int, str]:
    """The keys of organisations by their ids."""
    return dict(Organisation.objects.filter(pk__in=list(ids)).values_list("pk", "key"))


def id_of(key: str) -> int | None:
    """The id of the organisation with a key; None where there is none."""
    return Organisation.objects.filter(key=key).values_list("pk", flat=True).first()


def record(key: str) -> OrganisationRecord | None:
    """Everything that is recorded of the organisation with a key; None where there is none."""
    found = Organisation.objects.filter(key=key).first()
    if found is None:
        return None
    id = found.pk
    return OrganisationRecord(
        key=found.key,
        kind=found.kind,
        kind_name=Organisation.Kind(found.kind).label,
        is_reference=found.is_reference,
        start=found.start,
        end=found.end,
        names=tuple(
            Named(row.name, row.official_name, row.start, row.end, row.note)
            for row in Identity.objects.filter(organisation=id).order_by("start")
        ),
        codes=tuple(
            CodeThen(row.scheme, Code.Scheme(row.scheme).label, row.code, row.start, row.end)
            for row in Code.objects.filter(organisation=id).order_by("scheme", "start", "code")
        ),
        duties=tuple(
            Held(row.duty, row.start, row.end) for row in Duty.objects.filter(organisation=id).order_by("duty", "start")
        ),
        lies_in=_lay(Containment.objects.filter(inner=id).select_related("outer").order_by("kind", "start"), "outer"),
        holds=_lay(Containment.objects.filter(outer=id).select_related("inner").order_by("inner__key"), "inner"),
        predecessors=_passed(predecessors([id]).get(id, ())),
        successors=_passed(successors([id]).get(id, ())),
    )


def _lay(rows: Iterable[Containment], which: str) -> tuple[Lay, ...]:
    """Each by its latest name."""
    found = [(getattr(row, which), row) for row in rows]
    called = names({other.pk for other, _ in found}, date.max)
    return tuple(Lay(other.key, other.kind, called[other.pk], row.start, row.end) for other, row in found)


def _passed(links: Sequence[Link]) -> tuple[Passed, ...]:
    called = keys(link.organisation_id for link in links)
    return tuple(
        Passed(
            called[link.organisation_id],
            link.name,
            link.kind,
            link.day,
            None if link.share is None else float(link.share),
            link.basis,
            link.note,
        )
        for link in links
    )
