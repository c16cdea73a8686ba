"""People, who leads for them, what was arranged, and who looked. Seen by the social workers of their council alone."""

from __future__ import annotations

from django.db import models
from django.db.models import Q

from commonweal.commissioning.models import PackageRequest
from commonweal.core.models import Signed
from commonweal.places.models import Organisation


class Person(Signed):
    """Somebody whom a council arranges care for, from the day that the case was taken up."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    nhs_number = models.CharField(max_length=10)
    name = models.TextField()
    born = models.DateField()
    since = models.DateField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "nhs_number"], name="person_nhs_number_once"),
            models.CheckConstraint(condition=Q(name__regex=r"\S"), name="person_has_a_name"),
        ]
        verbose_name_plural = "people"

    def __str__(self) -> str:
        return self.name


class LeadProfessional(Signed):
    """Who leads from a day on, until the next row's day: so at each moment there is one, and never two.

    The database refuses a person without a lead from the first day, two on one day, and a handover back in time.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="leads")
    worker_id = models.BigIntegerField()
    worker_name = models.TextField()
    start = models.DateField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["who", "start"], name="lead_one_at_a_time")]

    def __str__(self) -> str:
        return f"{self.worker_name} from {self.start}"


class Arrangement(Signed):
    """The package of care that was asked for a person: the one link from people to hours."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="arrangements")
    request = models.OneToOneField(PackageRequest, on_delete=models.PROTECT, related_name="arrangement")

    def __str__(self) -> str:
        return f"{self.who_id}: {self.request_id}"


class AccessEvent(Signed):
    """Somebody read a person's record: written in the transaction that showed it."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    who = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="access_events")
    what = models.TextField()
    why = models.TextField()

    class Meta:
        indexes = [models.Index(fields=["who", "-id"], name="access_event_latest")]

    def __str__(self) -> str:
        return self.what
