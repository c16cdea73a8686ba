"""Files of payments and of general ledgers: kept as they came, read by a map, coded by rules and by hand, posted once.

The bytes lie in a row, not in a folder: they then come and go with the same transaction, backup, and row-level security
as what was posted from them, and no address leads to them. A file has 20 MB at most (the database checks it).
"""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.pool.models.books import Entry, Posting
from commonweal.pool.models.fund import Account, Fund, Partner

LARGEST_FILE_BYTES = 20_000_000


class ColumnMap(Signed):
    """One version of a partner's own column map, in the shape of the shipped ones; the latest of a code is used."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="column_maps")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="column_maps")
    code = models.TextField()
    version = models.PositiveIntegerField()
    content = models.JSONField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["partner", "code", "version"], name="column_map_version_once")]

    def __str__(self) -> str:
        return f"{self.code}, version {self.version}"


class LedgerFile(Signed):
    """A partner's file as it came; seen by that partner alone, for it may hold more than the pool's lines."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="files")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="files")
    name = models.TextField()
    sha256 = models.CharField(max_length=64)
    content = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "sha256"], name="file_once")]

    def __str__(self) -> str:
        return self.name


class FileReading(Signed):
    """By which map a file is read; the latest counts. The map is kept whole, so that the reading stays what it was.

    `map_version` is 0 for a map that ships.
    """

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, related_name="readings")
    map_version = models.PositiveIntegerField()
    content = models.JSONField()

    def __str__(self) -> str:
        return str(self.content["title"])


class CodingRule(Signed):
    """Lines whose field holds the words, or a code of the range, belong to an account; until the rule is ended."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="coding_rules")
    field = models.TextField()
    words = models.TextField(blank=True)
    low = models.TextField(blank=True)
    high = models.TextField(blank=True)
    account = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"{self.field}: {self.words or f'{self.low} to {self.high}'}"


class CodingRuleEnd(Signed):
    """A rule is no longer used, for a reason."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    rule = models.OneToOneField(CodingRule, on_delete=models.PROTECT, related_name="ending")
    reason = models.TextField()

    def __str__(self) -> str:
        return self.reason


class LineCoding(Signed):
    """A person's word on a line that no rule decides: its account, or none (set aside). The latest counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, related_name="codings")
    row = models.PositiveIntegerField()
    account = models.ForeignKey(Account, on_delete=models.PROTECT, null=True, related_name="+")
    reason = models.TextField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(reason__regex=r"\S"), name="coding_has_a_reason")]

    def __str__(self) -> str:
        return f"row {self.row}"


class FilePosting(models.Model):
    """A posting that a file became, with the account against which it was posted and the reading that it rests on."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="file_postings")
    file = models.ForeignKey(LedgerFile, on_delete=models.PROTECT, related_name="postings")
    reading = models.ForeignKey(FileReading, on_delete=models.PROTECT, related_name="+")
    posting = models.OneToOneField(Posting, on_delete=models.PROTECT, related_name="from_file")
    against = models.ForeignKey(Account, on_delete=models.PROTECT, related_name="+")

    def __str__(self) -> str:
        return f"posting {self.posting_id}"


class FileLine(models.Model):
    """A line of a file that is in the books: its entry, and what makes it the same line in another file.

    That file and entry are of the fund is checked once a statement (file_lines_belong), as inside the books.
    """

    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    file = models.ForeignKey(
        LedgerFile, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="lines"
    )
    row = models.PositiveIntegerField()
    entry = models.OneToOneField(Entry, on_delete=models.DO_NOTHING, db_constraint=False, related_name="file_line")
    partner_id = models.BigIntegerField()
    reference = models.TextField(blank=True)
    fingerprint = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["file", "row"], name="file_row_once"),
            models.UniqueConstraint(fields=["fund", "fingerprint"], name="file_line_once"),
        ]
        indexes = [models.Index(fields=["fund", "reference"], name="file_line_reference")]

    def __str__(self) -> str:
        return f"row {self.row}"
