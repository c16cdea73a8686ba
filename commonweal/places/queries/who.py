"""Who was this on that date."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from django.db.models import Q
from django.db.models.functions import Upper

from commonweal.engine.matching.names import Bearer, Names
from commonweal.places.models import Code, Containment, Identity, Organisation
from commonweal.places.queries.basics import names, on_day
from commonweal.places.queries.successions import Link, predecessors, successors

MOST_FOUND = 50


@dataclass(frozen=True, slots=True)
class CodeThen:
    """A code and the days on which it denoted the organisation."""

    scheme: str
    scheme_name: str
    code: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class Within:
    """What an organisation lay in: a county, a region, a board."""

    organisation_id: int
    kind: str
    name: str


@dataclass(frozen=True, slots=True)
class OrganisationThen:
    """An organisation as it was on a day; `codes` are all that it had then."""

    id: int
    key: str
    kind: str
    kind_name: str
    name: str
    official_name: str
    start: date
    end: date | None
    codes: tuple[CodeThen, ...]
    within: tuple[Within, ...]
    predecessors: tuple[Link, ...]
    successors: tuple[Link, ...]


@dataclass(frozen=True, slots=True)
class Found:
    """An organisation under one of its names or codes, with the days on which that denoted it."""

    id: int
    kind: str
    kind_name: str
    name: str
    asked: str
    start: date
    end: date | None


@dataclass(frozen=True, slots=True)
class WhoWas:
    """Who it was on the day (several only for a name that several bore), and whom it denoted at other times."""

    asked: str
    day: date
    then: tuple[OrganisationThen, ...]
    at_other_times: tuple[Found, ...]


def who_was(code_or_name: str, day: date) -> WhoWas:
    """Whom a code of any scheme, or a name, denoted on a day; and whom else at other times."""
    found = _denoted(code_or_name)
    then = [item.id for item in found if item.start <= day and (item.end is None or day < item.end)]
    others = tuple(item for item in found if item.id not in then)
    return WhoWas(code_or_name, day, organisations_then(dict.fromkeys(then), day), others)


def _denoted(code_or_name: str) -> list[Found]:
    """Everybody whom it ever denoted: by code if it is one, else by name, own before bare."""
    text = " ".join(code_or_name.split())
    codes = (
        Code.objects.annotate(upper=Upper("code"))
        .filter(upper=text.upper())
        .select_related("organisation")
        .order_by("start")
    )
    rows: list[Code | Identity] = list(codes)
    if not rows:
        identities = list(Identity.objects.select_related("organisation").order_by("start", "organisation_id"))
        bearers = Names(Bearer(row.pk, row.name, row.official_name) for row in identities).bearers(text)
        rows = [row for row in identities if row.pk in bearers]
    called = names({row.organisation_id for row in rows}, date.max)
    return [_found(row, called, text) for row in rows]


def _found(row: Code | Identity, called: dict[int, str], asked: str) -> Found:
    kind = row.organisation.kind
    name = row.name if isinstance(row, Identity) else called[row.organisation_id]
    return Found(row.organisation_id, kind, Organisation.Kind(kind).label, name, asked, row.start, row.end)


def organisations_then(ids: Iterable[int], day: date) -> tuple[OrganisationThen, ...]:
    """Organisations with their names, codes and surroundings of a day, in the order given."""
    wanted = list(ids)
    identities = {row.organisation_id: row for row in Identity.objects.filter(on_day(day), organisation_id__in=wanted)}
    before, after = predecessors(wanted), successors(wanted)
    codes = _codes(wanted, day)
    within = _within(wanted, day)
    rows = Organisation.objects.in_bulk(wanted)
    return tuple(
        OrganisationThen(
            id=id,
            key=rows[id].key,
            kind=rows[id].kind,
            kind_name=Organisation.Kind(rows[id].kind).label,
            name=identities[id].name,
            official_name=identities[id].official_name,
            start=rows[id].start,
            end=rows[id].end,
            codes=tuple(codes[id]),
            within=tuple(within[id]),
            predecessors=before.get(id, ()),
            successors=after.get(id, ()),
        )
        for id in wanted
        if id in identities
    )


def _codes(ids: list[int], day: date) -> defaultdict[int, list[CodeThen]]:
    codes: defaultdict[int, list[CodeThen]] = defaultdict(list)
    for row in Code.objects.filter(on_day(day), organisation_id__in=ids).order_by("scheme", "code"):
        codes[row.organisation_id].append(
            CodeThen(row.scheme, Code.Scheme(row.scheme).label, row.code, row.start, row.end)
        )
    return codes


def _within(ids: list[int], day: date) -> defaultdict[int, list[Within]]:
    rows = list(Containment.objects.filter(on_day(day), inner_id__in=ids).order_by("kind"))
    called = names({row.outer_id for row in rows}, day)
    within: defaultdict[int, list[Within]] = defaultdict(list)
    for row in rows:
        within[row.inner_id].append(Within(row.outer_id, row.kind, called[row.outer_id]))
    return within


def search(text: str, limit: int = MOST_FOUND) -> tuple[Found, ...]:
    """Organisations of any time with the text in a name, or beginning a code; those whose name begins with it first."""
    wanted = " ".join(text.split())
    if not wanted:
        return ()
    by_name = Identity.objects.filter(Q(name__icontains=wanted) | Q(official_name__icontains=wanted)).select_related(
        "organisation"
    )
    by_code = Code.objects.filter(code__istartswith=wanted).select_related("organisation").order_by("code", "start")
    rows: list[Code | Identity] = [*by_code[:limit], *by_name.order_by("name", "start")[: 4 * limit]]
    called = names({row.organisation_id for row in rows}, date.max)
    best: dict[int, Found] = {}
    for row in rows:
        found = _found(row, called, row.code if isinstance(row, Code) else row.name)
        best.setdefault(found.id, found)
    ordered = sorted(
        best.values(), key=lambda item: (not item.asked.casefold().startswith(wanted.casefold()), item.name, item.start)
    )
    return tuple(ordered[:limit])
