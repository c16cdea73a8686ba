"""Reading people. Their names are read through the action `read_people`, which writes down who looked."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from django.db import connection
from django.db.models import QuerySet

from commonweal.care import models
from commonweal.commissioning import queries as commissioning
from commonweal.engine.periods import Period
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.commissioning.models import PackageRequest


@dataclass(frozen=True, slots=True)
class Lead:
    """Who leads for a person from a day up to, not including, another; `until` None goes on."""

    worker_id: int
    worker_name: str
    start: date
    until: date | None


def people() -> QuerySet[models.Person]:
    """The people in sight: those of the councils in which one is a social worker now."""
    return models.Person.objects.order_by("name", "id")


def person(person_id: int) -> models.Person | None:
    """One person, if they are in sight."""
    return people().filter(pk=person_id).first()


def leads(person: models.Person) -> list[Lead]:
    """Every lead of a person, one after the other without a gap."""
    rows = list(models.LeadProfessional.objects.filter(who=person).order_by("start"))
    ends = [row.start for row in rows[1:]] + [None]
    return [Lead(row.worker_id, row.worker_name, row.start, until) for row, until in zip(rows, ends, strict=True)]


def lead_on(person: models.Person, on: date) -> Lead | None:
    """The lead on a day; None before the first."""
    return next((lead for lead in leads(person) if on in Period(lead.start, lead.until)), None)


def leads_on(person_ids: Iterable[int], on: date) -> dict[int, str]:
    """Who leads on a day for each of several people."""
    rows = models.LeadProfessional.objects.filter(who_id__in=list(person_ids), start__lte=on)
    return dict(rows.order_by("who_id", "-start").distinct("who_id").values_list("who_id", "worker_name"))


def arrangements(person: models.Person) -> QuerySet[models.Arrangement]:
    """What was asked for a person, with what became of it."""
    rows = models.Arrangement.objects.filter(who=person)
    parts = ("request__placement__ending", "request__placement__lot__contract__provider", "request__ending")
    return rows.select_related(*parts).order_by("request__ready_on", "id")


def people_behind(request_ids: Iterable[int]) -> dict[int, int]:
    """Whose packages these are: the person's id by the request's, as far as people are in sight."""
    rows = models.Arrangement.objects.filter(request_id__in=list(request_ids))
    return dict(rows.values_list("request_id", "who_id"))


def people_count(request_ids: Iterable[int]) -> int:
    """How many people stand behind packages that one sees, for those too who may not see the people."""
    with connection.cursor() as cursor:
        cursor.execute("select care_people_behind(%s::bigint[])", [list(request_ids)])
        return int(cursor.fetchone()[0])


def unarranged(organisation_id: int) -> list[PackageRequest]:
    """The packages asked for in the funds that a council hosts and arranged for nobody yet, the latest needed first."""
    funds = pool.funds().filter(host_id=organisation_id)
    known = set(models.Arrangement.objects.filter(organisation_id=organisation_id).values_list("request_id", flat=True))
    return [row for fund in funds for row in commissioning.requests(fund) if row.pk not in known]


def accesses(person: models.Person) -> QuerySet[models.AccessEvent]:
    """Who read the person's record, the latest first."""
    return models.AccessEvent.objects.filter(who=person).order_by("-id")
