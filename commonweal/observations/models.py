"""Publications as they were read: files, whose rows they hold, and every figure with its cell.

A figure belongs to a printed place, a printed place to a file, a file to a publication. What was read is never
changed (0002_guarantees): a revision is another file, and only which of a publication's files is current may change.
"""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models import Q

from commonweal.core.models import Signed
from commonweal.places.models import Organisation


class Publication(models.Model):
    """One collection's publication of one month, whatever revisions of it there are."""

    collection = models.TextField()
    period = models.DateField()  # the first day of the month
    title = models.TextField()
    publisher = models.TextField()
    licence = models.TextField()
    source = models.URLField(max_length=500)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["collection", "period"], name="publication_once"),
            models.CheckConstraint(condition=Q(period__day=1), name="publication_period_is_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.title}, {self.period:%B %Y}"


class PublicationFile(models.Model):
    """A file of a publication as it was read, with what was found in it; at most one of a publication is current."""

    class State(models.TextChoices):
        """Which of a publication's files speaks for it."""

        CURRENT = "current", "Current"
        SUPERSEDED = "superseded", "Superseded by a later file"

    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="files")
    state = models.TextField(choices=State)
    sha256 = models.CharField(max_length=64, unique=True)
    name = models.TextField()
    size_bytes = models.PositiveIntegerField()
    layout = models.TextField()
    published = models.DateField(null=True)
    revised = models.DateField(null=True)
    status = models.TextField(blank=True)
    sheets = ArrayField(models.TextField())
    accounts = models.JSONField()  # where each sheet's cells went: engine.workbook.report.SheetAccount
    identities = models.JSONField()  # id, title, checked, failed, missing of each
    findings = models.JSONField()  # code, severity, where, message, what_to_do of each
    notes = models.JSONField()  # where and text of each
    figure_count = models.PositiveIntegerField()
    read_at = models.DateTimeField()
    read_by_id = models.BigIntegerField(null=True)
    read_by_name = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["publication"], condition=Q(state="current"), name="publication_has_one_current_file"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class FileContent(models.Model):
    """The bytes of a file, whole; a file that was shipped as a table of facts has none."""

    file = models.OneToOneField(PublicationFile, on_delete=models.PROTECT, primary_key=True, related_name="content")
    content = models.BinaryField()

    def __str__(self) -> str:
        return f"content of {self.file_id}"


class PrintedPlace(models.Model):
    """A place as a file prints it; `organisation` is whom that was on the month's first day, where it is settled."""

    file = models.ForeignKey(PublicationFile, on_delete=models.PROTECT, related_name="places")
    name = models.TextField(blank=True)
    local_code = models.TextField(blank=True)
    ons_code = models.TextField(blank=True)
    region = models.TextField(blank=True)
    level = models.TextField(blank=True, default="")  # of the layout's blocks (region, icb, trust); empty without
    is_total = models.BooleanField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, null=True, related_name="+")

    def __str__(self) -> str:
        return f"{self.name or self.local_code or self.ons_code}"


class Slot(models.Model):
    """What a figure counts: a measure, by type of care, side and reason (`all` where not split), on a day.

    `terms` holds what else it is split by: dimension to term.
    """

    measure = models.TextField()
    care = models.TextField(default="all")
    side = models.TextField(default="all")
    reason = models.TextField(default="all")
    day = models.DateField(null=True)
    terms = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["measure", "care", "side", "reason", "day", "terms"], name="slot_once", nulls_distinct=False
            )
        ]

    def __str__(self) -> str:
        return f"{self.measure}: {self.care}, {self.side}, {self.reason}"


class Figure(models.Model):
    """One figure and its cell. `value` is empty where only a marker stands: a marker is never stored as a number.

    That place and slot exist is checked by the database once for each statement (figure_belongs), not for each row:
    the rows they point to are append-only, and checks by row took four fifths of the time of storing.
    `sheet` is an index into the file's sheets; `row` and `column` start at 0.
    """

    place = models.ForeignKey(PrintedPlace, on_delete=models.PROTECT, related_name="figures", db_constraint=False)
    slot = models.ForeignKey(Slot, on_delete=models.PROTECT, related_name="+", db_index=False, db_constraint=False)
    sheet = models.SmallIntegerField()
    row = models.IntegerField()
    column = models.SmallIntegerField()
    value = models.FloatField(null=True)
    marker = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(condition=Q(value__isnull=True) ^ Q(marker=""), name="figure_value_or_marker"),
        ]

    def __str__(self) -> str:
        return f"{self.value if self.marker == '' else self.marker}"


class Upload(models.Model):
    """A file on its way from a page to the job that reads it; gone once read."""

    owner_id = models.BigIntegerField(null=True)
    name = models.TextField()
    content = models.BinaryField()
    kept_at = models.DateTimeField()

    def __str__(self) -> str:
        return self.name


class LocalReading(Signed):
    """What a place's own record counts of a month: measured there, not published, and in no sum of England's.

    A later version of the same month and reason corrects an earlier one; `reason` is `all` where not split.
    """

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    measure = models.TextField()
    month = models.DateField()  # its first day
    reason = models.TextField(default="all")
    version = models.PositiveIntegerField()
    value = models.PositiveIntegerField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "measure", "month", "reason", "version"], name="local_reading_version_once"
            ),
            models.CheckConstraint(condition=Q(month__day=1), name="local_reading_is_of_a_month"),
        ]

    def __str__(self) -> str:
        return f"{self.measure}, {self.month:%B %Y}: {self.value}"


class KeptComparison(models.Model):
    """How a file's figures stand to another collection's, counted when something was read; may be counted again.

    `basis` names what it was counted from: another basis, and it no longer holds.
    """

    file = models.ForeignKey(PublicationFile, on_delete=models.PROTECT, related_name="+")
    collection = models.TextField()
    basis = models.TextField()
    counted = models.JSONField()  # the fields of queries.comparisons.Counted

    class Meta:
        constraints = [models.UniqueConstraint(fields=["file", "collection"], name="comparison_kept_once")]

    def __str__(self) -> str:
        return f"{self.file_id} beside {self.collection}"


class KeptSeries(models.Model):
    """A watched measure of an organisation, month by month from `first` on, put together when something was read.

    `printed` has a letter for each month: `1` where something is printed of it, be it a marker.
    """

    measure = models.TextField()
    basis = models.TextField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    first = models.DateField()
    values = ArrayField(models.FloatField(null=True))
    printed = models.TextField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["measure", "organisation"], name="series_kept_once")]

    def __str__(self) -> str:
        return f"{self.measure} of {self.organisation_id}"
