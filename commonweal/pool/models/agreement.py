"""Signatures under a version of the agreement."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.pool.models.fund import AgreementVersion, Fund, Partner


class AgreementSignature(Signed):
    """A partner's signature under one version, bound to its digest; the database checks both (see its migration)."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="signatures")
    agreement = models.ForeignKey(AgreementVersion, on_delete=models.PROTECT, related_name="signatures")
    partner = models.ForeignKey(Partner, on_delete=models.PROTECT, related_name="signatures")
    role = models.TextField()
    digest = models.TextField()

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["agreement", "partner"], name="agreement_signed_once"),
            models.CheckConstraint(condition=models.Q(role__regex=r"\S"), name="signature_names_a_role"),
        ]

    def __str__(self) -> str:
        return f"{self.person_name}, {self.role}"
