"""Two partners' books held against each other, what was proposed, and what people decided. Rows are only added."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.matching.found import Kind
from commonweal.pool.models.books import Entry
from commonweal.pool.models.fund import Fund, Partner, choices


class Decision(models.TextChoices):
    """What somebody made of a proposed pair."""

    DOUBLE = "double", "Agreed double count"
    NOT_DOUBLE = "not-double", "Not a double count"
    ASK_PARTNER = "ask-partner", "Needs the other partner"


class MatchingRun(Signed):
    """Two books to be matched: whose they are, by which other names the owners appear in each other's book."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="matching_runs")
    first = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    second = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    first_names = models.JSONField()
    second_names = models.JSONField()

    def __str__(self) -> str:
        return f"Matching {self.pk}"


class MatchingFile(models.Model):
    """A book as it was given: a file's own bytes; a book without a file is the pool's ledger."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    run = models.ForeignKey(MatchingRun, on_delete=models.PROTECT, related_name="files")
    book = models.SmallIntegerField()
    name = models.TextField()
    content = models.BinaryField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "book"], name="matching_book_once"),
            models.CheckConstraint(condition=models.Q(book__in=[0, 1]), name="matching_book_of_two"),
        ]

    def __str__(self) -> str:
        return self.name


class MatchingResult(models.Model):
    """What came of a run: each book's lines and pence by class of money, or why it could not be read."""

    run = models.OneToOneField(MatchingRun, on_delete=models.PROTECT, related_name="result")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    classes = models.JSONField()
    findings = models.JSONField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Result of {self.run_id}"


class MatchedPair(models.Model):
    """Lines of one or two books that look like the same money; `again_pence` is what is counted again."""

    run = models.ForeignKey(MatchingRun, on_delete=models.PROTECT, related_name="pairs")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    number = models.IntegerField()
    kind = models.TextField(choices=choices(Kind))
    money = models.TextField()
    score = models.SmallIntegerField()
    again_pence = models.BigIntegerField()
    payee = models.TextField(blank=True)
    claim = models.TextField()
    evidence = models.JSONField()
    question = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["run", "number"], name="pair_number_once"),
            models.CheckConstraint(condition=models.Q(again_pence__gte=0), name="pair_again_pence"),
        ]

    def __str__(self) -> str:
        return f"Pair {self.number}"


class PairLine(models.Model):
    """A line of a pair as its book prints it; `entry_number` is set where the book is the pool's ledger."""

    pair = models.ForeignKey(MatchedPair, on_delete=models.PROTECT, related_name="lines")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    is_right = models.BooleanField()
    book = models.SmallIntegerField()
    row = models.BigIntegerField()
    day = models.DateField()
    payee = models.TextField(blank=True)
    reference = models.TextField(blank=True)
    amount_pence = models.BigIntegerField()
    entry_number = models.BigIntegerField(null=True)

    def __str__(self) -> str:
        return f"Row {self.row}"


class PairDecision(Signed):
    """What somebody decided for a partner, and why; the latest counts, and it supersedes the one before.

    `entry` corrects the pool's books by the pair's sum; what supersedes such a decision names the reversal of it.
    """

    pair = models.ForeignKey(MatchedPair, on_delete=models.PROTECT, related_name="decisions")
    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="+")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="+")
    decision = models.TextField(choices=Decision.choices)
    reason = models.TextField()
    supersedes = models.OneToOneField("self", on_delete=models.PROTECT, null=True, related_name="superseded_by")
    entry = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")
    undoes = models.ForeignKey(Entry, on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="+")

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["pair"], condition=models.Q(supersedes__isnull=True), name="pair_first_decision_once"
            ),
            models.CheckConstraint(condition=models.Q(reason__regex=r"\S"), name="pair_decision_reasoned"),
            models.CheckConstraint(condition=models.Q(decision__in=list(Decision.values)), name="pair_decision_known"),
        ]

    def __str__(self) -> str:
        return self.get_decision_display()
