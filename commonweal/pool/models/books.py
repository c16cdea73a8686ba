"""The books: what the application may add and nobody may change (see the migration `guarantees`).

A posting is one transaction's entries. When it ends, the database checks them all and seals them: it numbers them
within the fund, links them into the chain of hashes, and adds them to the balances. Head, links and balances are
written by the database alone. Foreign keys inside the books are checked for a whole posting at once, not row by row.
"""

from __future__ import annotations

from django.db import models

from commonweal.engine.ledger import closing
from commonweal.engine.ledger.journal import LARGEST_LEG_PENCE
from commonweal.pool.models.fund import Account, Fund, choices


class Head(models.Model):
    """The end of a fund's chain: the number and link of its last entry."""

    fund = models.OneToOneField(Fund, on_delete=models.PROTECT, primary_key=True, related_name="head")
    number = models.BigIntegerField()
    link = models.BinaryField()

    def __str__(self) -> str:
        return f"{self.fund_id} at {self.number}"


class PeriodChange(models.Model):
    """A step taken with a month of the books; `state` is what the database made of it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="period_changes")
    month = models.DateField()  # its first day
    step = models.TextField(choices=choices(closing.PeriodStep))
    state = models.TextField(choices=choices(closing.PeriodState))
    person_id = models.BigIntegerField(null=True)
    person_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        indexes = [models.Index(fields=["fund", "month", "-id"], name="period_latest")]
        constraints = [models.CheckConstraint(condition=models.Q(month__day=1), name="period_is_a_month")]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m} {self.state}"


class Posting(models.Model):
    """What one person posted in one transaction."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="postings")
    kind = models.TextField()  # by hand, from a file, a reversal
    person_id = models.BigIntegerField(null=True)
    person_name = models.TextField()
    at = models.DateTimeField()

    def __str__(self) -> str:
        return f"{self.kind} of {self.at:%d %B %Y}"


class Entry(models.Model):
    """One event in the books."""

    fund = models.ForeignKey(
        Fund, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="entries"
    )
    posting = models.ForeignKey(Posting, on_delete=models.DO_NOTHING, db_constraint=False, related_name="entries")
    day = models.DateField()
    description = models.TextField()
    reference = models.TextField(blank=True)
    reverses = models.OneToOneField(
        "self", on_delete=models.DO_NOTHING, db_constraint=False, null=True, related_name="reversed_by"
    )

    class Meta:
        indexes = [models.Index(fields=["fund", "day"], name="entry_fund_day")]
        constraints = [
            models.CheckConstraint(condition=models.Q(description__regex=r"\S"), name="entry_described"),
        ]
        verbose_name_plural = "entries"

    def __str__(self) -> str:
        return self.description


class Leg(models.Model):
    """One line of an entry, in pence: debit positive, credit negative."""

    pk = models.CompositePrimaryKey("entry_id", "position")
    entry = models.ForeignKey(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="legs"
    )
    position = models.SmallIntegerField()
    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    account = models.ForeignKey(Account, on_delete=models.DO_NOTHING, db_constraint=False, related_name="legs")
    amount_pence = models.BigIntegerField()
    memo = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(amount_pence__range=(-LARGEST_LEG_PENCE, LARGEST_LEG_PENCE))
                & ~models.Q(amount_pence=0),
                name="leg_amount",
            ),
        ]

    def __str__(self) -> str:
        return str(self.amount_pence)


class Link(models.Model):
    """An entry's number within its fund and its link in the chain; an entry without one is not posted."""

    entry = models.OneToOneField(
        Entry, on_delete=models.DO_NOTHING, db_constraint=False, primary_key=True, related_name="link"
    )
    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    number = models.BigIntegerField()
    link = models.BinaryField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "number"], name="link_number_once")]

    def __str__(self) -> str:
        return f"{self.fund_id}/{self.number}"


class DayBalance(models.Model):
    """What a day's entries come to on an account: for statements that begin or end within a month."""

    pk = models.CompositePrimaryKey("account_id", "day")
    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="+")
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="day_balances"
    )
    day = models.DateField()
    amount_pence = models.BigIntegerField()

    class Meta:
        indexes = [models.Index(fields=["fund", "day"], name="day_balance_fund_day")]

    def __str__(self) -> str:
        return f"{self.account_id} {self.day}"


class Balance(models.Model):
    """What a month's entries come to on an account."""

    pk = models.CompositePrimaryKey("account_id", "month")
    fund = models.ForeignKey(Fund, on_delete=models.DO_NOTHING, db_constraint=False, related_name="+")
    account = models.ForeignKey(
        Account, on_delete=models.DO_NOTHING, db_constraint=False, db_index=False, related_name="balances"
    )
    month = models.DateField()
    amount_pence = models.BigIntegerField()

    def __str__(self) -> str:
        return f"{self.account_id} {self.month:%Y-%m}"
