"""The fund and what its accounts are named by. Rows never change: the chain of the books rests on their codes."""

from __future__ import annotations

from enum import StrEnum

from django.db import models

from commonweal.engine.ledger import journal
from commonweal.engine.tracks import Track
from commonweal.places.models import Organisation


def choices(kinds: type[StrEnum]) -> list[tuple[str, str]]:
    """An enumeration of the engine as choices."""
    return [(str(kind), str(kind).replace("-", " ")) for kind in kinds]


class Fund(models.Model):
    """A pooled fund (or aligned budget) of some partners, hosted by one of them."""

    code = models.TextField(unique=True)
    name = models.TextField()
    host = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    virement_limit_pence = models.BigIntegerField(default=0)  # what one partner may move between lines alone

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(code__regex=rf"^{journal.CODE.pattern}$"), name="fund_code"),
            models.CheckConstraint(condition=models.Q(virement_limit_pence__gte=0), name="fund_virement_limit"),
        ]

    def __str__(self) -> str:
        return self.name


class OfFund(models.Model):
    """Something that has a code within its fund."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="%(class)ss")
    code = models.TextField()

    class Meta:
        abstract = True
        constraints = [models.UniqueConstraint(fields=["fund", "code"], name="%(class)s_code_once")]

    def __str__(self) -> str:
        return self.code


class Partner(OfFund):
    """An organisation's share in the fund; `code` is its name in the books."""

    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")

    class Meta(OfFund.Meta):
        constraints = [
            *OfFund.Meta.constraints,
            models.UniqueConstraint(fields=["fund", "organisation"], name="partner_once"),
        ]


class Source(OfFund):
    """A source of money, the partner who brings it, and under whose conditions."""

    name = models.TextField()
    payer = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="sources")
    track = models.TextField(choices=choices(Track))


class Scheme(OfFund):
    """What the money is spent on."""

    name = models.TextField()
    area_of_spend = models.TextField()


class Account(OfFund):
    """An account of the books; income and spending name their source, spending its scheme (kept by the database)."""

    kind = models.TextField(choices=choices(journal.AccountKind))
    source = models.ForeignKey(Source, on_delete=models.PROTECT, null=True, related_name="accounts")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, null=True, related_name="accounts")

    class Meta(OfFund.Meta):
        constraints = [
            *OfFund.Meta.constraints,
            models.CheckConstraint(condition=models.Q(code__regex=rf"^{journal.CODE.pattern}$"), name="account_code"),
            models.CheckConstraint(condition=models.Q(kind__in=list(journal.AccountKind)), name="account_kind"),
            models.CheckConstraint(
                condition=models.Q(source__isnull=False)
                | models.Q(kind__in=["bank", "receivable", "payable", "accrual", "reserve"]),
                name="account_names_its_source",
            ),
            models.CheckConstraint(
                condition=models.Q(scheme__isnull=False) | ~models.Q(kind="spending"), name="account_names_its_scheme"
            ),
        ]


class Minimum(OfFund):
    """A minimum of the round that this fund must spend, as the plan took it over; empty lists mean any."""

    name = models.TextField()
    year = models.SmallIntegerField()
    sources = models.JSONField(default=list)
    areas_of_spend = models.JSONField(default=list)
    required_pence = models.BigIntegerField()


class AgreementVersion(models.Model):
    """One version of the fund's section 75 agreement: the whole record as data, in the engine's shape."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="agreements")
    version = models.PositiveIntegerField()
    record = models.JSONField()
    section = models.TextField(blank=True, default="")  # what was written in it: a section's code, `schedule NAME`
    person_id = models.BigIntegerField(null=True)
    person_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["fund", "version"], name="agreement_version_once")]

    def __str__(self) -> str:
        return f"version {self.version}"
