"""NHS trusts of any time, and where their patients come from."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta

from commonweal.places.models import Catchment, Code, Containment, Organisation, Succession
from commonweal.places.queries.basics import names, on_day

KIND = Organisation.Kind.TRUST


@dataclass(frozen=True, slots=True)
class Trust:
    """A trust under its last name; `last_day` is None while it lives. Board and region are the last that it lay in."""

    id: int
    code: str
    name: str
    last_day: date | None
    board: str
    region: str


@dataclass(frozen=True, slots=True)
class Share:
    """A part of everybody whom a trust admitted: a fraction, by the area where they live."""

    trust_id: int
    area_id: int
    share: float


def trusts() -> tuple[Trust, ...]:
    """Every trust of any time, by name and then by end."""
    rows = list(Organisation.objects.filter(kind=KIND))
    ids = [row.pk for row in rows]
    codes = dict(
        Code.objects.filter(organisation_id__in=ids, scheme=Code.Scheme.ODS).values_list("organisation_id", "code")
    )
    lay_in: dict[tuple[int, str], int] = {}
    for inner, outer, kind in (
        Containment.objects.filter(inner_id__in=ids).order_by("start").values_list("inner_id", "outer_id", "kind")
    ):
        lay_in[inner, kind] = outer
    called = names({*ids, *lay_in.values()}, date.max)

    def around(id: int, kind: str) -> str:
        return called[lay_in[id, kind]] if (id, kind) in lay_in else ""

    found = [
        Trust(
            row.pk,
            codes[row.pk],
            called[row.pk],
            row.end - timedelta(days=1) if row.end else None,
            around(row.pk, str(Organisation.Kind.ICB)),
            around(row.pk, str(Organisation.Kind.NHS_REGION)),
        )
        for row in rows
        if row.pk in codes
    ]
    return tuple(sorted(found, key=lambda one: (one.name, one.last_day or date.max)))


def catchments(day: date) -> tuple[Share, ...]:
    """Every trust's patients by the council, of a day, with adult social care in whose area they live.

    The published lookup is of districts and unitary councils of one year: those of a county are added up, and one that
    is no more by the day counts to the council that took over the whole of it.
    """
    home = _council_of(day)
    added: defaultdict[tuple[int, int], float] = defaultdict(float)
    for trust, area, share in Catchment.objects.values_list("trust_id", "area_id", "share"):
        added[trust, home.get(area, area)] += float(share)
    return tuple(Share(trust, area, share) for (trust, area), share in added.items())


def _council_of(day: date) -> dict[int, int]:
    """The council in whose area each area of the lookup lay on a day; a council then is left out."""
    areas = set(Catchment.objects.values_list("area_id", flat=True).distinct())
    ended = set(Organisation.objects.filter(pk__in=areas, end__lte=day).values_list("pk", flat=True))
    found = _outer(areas - ended, day)
    for before, after in Succession.objects.filter(predecessor_id__in=ended, share=1).values_list(
        "predecessor_id", "successor_id"
    ):
        found[before] = after
    return found


def _outer(areas: Iterable[int], day: date) -> dict[int, int]:
    rows = Containment.objects.filter(on_day(day), inner_id__in=list(areas), kind=Organisation.Kind.COUNCIL)
    return dict(rows.values_list("inner_id", "outer_id"))
