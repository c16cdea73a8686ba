"""Organisations and areas, each fact with the days on which it held.

Periods are half-open: from `start` up to, not including, `end`; an empty `end` goes on. The tables begin on
1 April 2009; a period from that day may be older. What may not overlap is refused by the database (0002_guarantees).
A row that the reference tables no longer hold is removed and kept in the history.
"""

from __future__ import annotations

import pghistory
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import F, Q


def ends_after_start(table: str) -> models.CheckConstraint:
    """A period has at least one day."""
    return models.CheckConstraint(
        condition=Q(end__isnull=True) | Q(end__gt=F("start")), name=f"{table}_ends_after_start"
    )


@pghistory.track(pghistory.UpdateEvent(row=pghistory.Old))
class Organisation(models.Model):
    """One body or area, for as long as it is that one; `key` is its name in the reference tables."""

    class Kind(models.TextChoices):
        """What kind of body or area it is."""

        COUNCIL = "council", "Council with adult social care"
        DISTRICT = "district", "District council"
        REGION = "region", "Region"
        NATION = "nation", "Nation"
        ICB = "icb", "Integrated care board"
        SUB_ICB = "sub-icb", "Part of an integrated care board"
        CCG = "ccg", "Clinical commissioning group"
        TRUST = "trust", "NHS trust"
        NHS_REGION = "nhs-region", "NHS region"
        PROVIDER = "provider", "Care provider"
        PSEUDO = "pseudo", "Not a council: people from elsewhere"

    key = models.TextField(unique=True)
    kind = models.TextField(choices=Kind)
    start = models.DateField()
    end = models.DateField(null=True)
    is_reference = models.BooleanField(default=False)

    class Meta:
        constraints = [ends_after_start("organisation")]

    def __str__(self) -> str:
        return self.key


@pghistory.track(pghistory.DeleteEvent())
class Identity(models.Model):
    """What an organisation was called: one name at a time."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="identities")
    name = models.TextField()
    official_name = models.TextField()
    start = models.DateField()
    end = models.DateField(null=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [ends_after_start("identity")]
        verbose_name_plural = "identities"

    def __str__(self) -> str:
        return self.name


@pghistory.track(pghistory.DeleteEvent())
class Code(models.Model):
    """A name for machines: of one scheme it denotes one organisation at a time, and may be used again for another."""

    class Scheme(models.TextChoices):
        """Whose codes they are."""

        ONS = "ons", "ONS code"
        OLD_ONS = "old-ons", "ONS code before 2011"
        CASSR = "cassr", "Three-digit council code"
        ODS = "ods", "NHS code"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="codes")
    scheme = models.TextField(choices=Scheme)
    code = models.TextField()
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [ends_after_start("code")]
        indexes = [models.Index(fields=["code"], name="code_code")]

    def __str__(self) -> str:
        return f"{self.scheme} {self.code}"


@pghistory.track(pghistory.DeleteEvent())
class Duty(models.Model):
    """A duty in law that a council has."""

    class Name(models.TextChoices):
        """Which duty."""

        ADULT_SOCIAL_CARE = "adult-social-care", "Adult social care"

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="duties")
    duty = models.TextField(choices=Name)
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [ends_after_start("duty")]
        verbose_name_plural = "duties"

    def __str__(self) -> str:
        return self.duty


@pghistory.track(pghistory.DeleteEvent())
class Containment(models.Model):
    """One lies in the other, in one of a kind at a time: a district in a county, a council in a region."""

    inner = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="lies_in")
    outer = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="holds")
    kind = models.TextField(choices=Organisation.Kind)  # the kind of the outer one
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [ends_after_start("containment")]

    def __str__(self) -> str:
        return f"{self.inner_id} in {self.outer_id}"


@pghistory.track(pghistory.DeleteEvent())
class Succession(models.Model):
    """One took over a share of another on a day; `share` empty where it is not known, `basis` says what it rests on."""

    predecessor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="followed_by")
    successor = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="follows")
    day = models.DateField()
    share = models.DecimalField(max_digits=9, decimal_places=8, null=True)
    basis = models.TextField()
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["predecessor", "successor"], name="succession_once"),
            models.CheckConstraint(
                condition=Q(share__isnull=True) | Q(share__gt=0, share__lte=1), name="succession_share"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.predecessor_id} to {self.successor_id}"


@pghistory.track(pghistory.DeleteEvent())
class Population(models.Model):
    """People by age in one year: `persons[n]` from `ages[n]` to below the next; a label tells a sum of our own."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="populations")
    year = models.SmallIntegerField()
    basis = models.TextField()
    ages = ArrayField(models.SmallIntegerField())
    persons = ArrayField(models.IntegerField())
    label = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["organisation", "year", "basis"], name="population_once"),
            models.CheckConstraint(condition=Q(ages__len=F("persons__len")), name="population_persons_by_age"),
        ]

    def __str__(self) -> str:
        return f"{self.organisation_id} in {self.year}"


@pghistory.track(pghistory.DeleteEvent())
class Catchment(models.Model):
    """Of everybody whom a trust admitted, the share who came from an area; `year` is that of the areas' boundaries."""

    trust = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admitted_from")
    area = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="admitted_to")
    year = models.SmallIntegerField()
    share = models.DecimalField(max_digits=9, decimal_places=8)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["trust", "area", "year"], name="catchment_once"),
            models.CheckConstraint(condition=Q(share__gte=0, share__lte=1), name="catchment_share"),
        ]

    def __str__(self) -> str:
        return f"{self.trust_id} from {self.area_id}"


@pghistory.track(pghistory.DeleteEvent())
class Boundary(models.Model):
    """Simplified outline: polygons, each an outer ring and its holes, of longitude and latitude in degrees."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="boundaries")
    start = models.DateField()
    end = models.DateField(null=True)
    vintage = models.TextField()
    polygons = models.JSONField()

    class Meta:
        constraints = [ends_after_start("boundary")]
        verbose_name_plural = "boundaries"

    def __str__(self) -> str:
        return f"{self.organisation_id}, {self.vintage}"
