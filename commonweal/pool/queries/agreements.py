"""Versions of the agreement, who wrote which part, and who signed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet

from commonweal.engine.ledger.agreement import Agreement, from_data
from commonweal.engine.ledger.agreementversions import digest
from commonweal.pool import models


@dataclass(frozen=True, slots=True)
class Version:
    """One version: its record, its digest, who wrote it and which part."""

    row: models.AgreementVersion
    agreement: Agreement
    digest: str


def agreement_versions(fund: models.Fund) -> QuerySet[models.AgreementVersion]:
    """The versions, latest first."""
    return models.AgreementVersion.objects.filter(fund=fund).order_by("-version")


def agreement_version(fund: models.Fund, number: int | None = None) -> Version | None:
    """One version, or the latest."""
    rows = agreement_versions(fund)
    row = (rows if number is None else rows.filter(version=number)).first()
    return Version(row, from_data(row.record), digest(row.record)) if row else None


def section_writers(fund: models.Fund) -> dict[str, tuple[str, datetime, int]]:
    """Who last wrote each part, when, as which version; under no name, whoever wrote the whole record."""
    latest = models.AgreementVersion.objects.filter(fund=fund).order_by("section", "-version").distinct("section")
    return {row.section: (row.person_name, row.at, row.version) for row in latest}


def signatures(fund: models.Fund, version: int) -> list[models.AgreementSignature]:
    """The signatures under a version, in the order in which they were given."""
    rows = models.AgreementSignature.objects.filter(fund=fund, agreement__version=version)
    return list(rows.select_related("partner", "agreement").order_by("id"))


def last_signed_by_all(fund: models.Fund) -> int | None:
    """The latest version under which every partner's signature stands."""
    partners = set(models.Partner.objects.filter(fund=fund).values_list("id", flat=True))
    signed: dict[int, set[int]] = {}
    for version, partner in models.AgreementSignature.objects.filter(fund=fund).values_list(
        "agreement__version", "partner_id"
    ):
        signed.setdefault(version, set()).add(partner)
    return max((version for version, by in signed.items() if by >= partners), default=None)
