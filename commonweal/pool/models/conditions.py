"""Under whose conditions money stands, when it ends, who controls its spending. The latest row counts."""

from __future__ import annotations

from django.db import models

from commonweal.core.models import Signed
from commonweal.engine.ledger import control
from commonweal.engine.tracks import Track
from commonweal.pool.models.fund import Fund, Partner, Scheme, Source, choices


class Approval(Signed):
    """That a track's money of a year was approved, on which day and by whom; without a day it is not approved."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="approvals")
    year = models.SmallIntegerField()
    track = models.TextField(choices=choices(Track))
    approved_on = models.DateField(null=True)
    decided_by = models.TextField(blank=True)
    note = models.TextField(blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(track__in=[Track.NHS_ENGLAND, Track.COUNCIL_GRANT]),
                name="approval_of_a_track",
            ),
            models.CheckConstraint(
                condition=models.Q(approved_on__isnull=True) | models.Q(decided_by__regex=r"\S"),
                name="approval_names_who",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.track} {self.year}"


class SpendAuthority(Signed):
    """Who let a scheme spend before approval, and what it would cost to stop it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="spend_authorities")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="spend_authorities")
    year = models.SmallIntegerField()
    authorised_by = models.TextField()
    authorised_on = models.DateField()
    exit_cost_pence = models.BigIntegerField()
    reason = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(exit_cost_pence__gte=0), name="spend_authority_exit_cost"),
            models.CheckConstraint(condition=models.Q(authorised_by__regex=r"\S"), name="authority_names_who"),
        ]
        verbose_name_plural = "spend authorities"

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.year}"


class TimeLimitedMoney(Signed):
    """Money within a source that is paid for some years and ends; `phases_pence` gives each financial year's part."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="time_limited")
    source = models.ForeignKey(Source, on_delete=models.PROTECT, related_name="time_limited")
    name = models.TextField()
    total_pence = models.BigIntegerField()
    phases_pence = models.JSONField()
    ends = models.DateField()  # the first day without it
    note = models.TextField(blank=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(total_pence__gt=0), name="time_limited_above_nothing")]
        verbose_name_plural = "time-limited money"

    def __str__(self) -> str:
        return self.name


class Dependence(Signed):
    """What a scheme costs on time-limited money in a financial year; the latest for a scheme and year counts."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="dependences")
    money = models.ForeignKey(TimeLimitedMoney, on_delete=models.PROTECT, related_name="dependences")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="dependences")
    year = models.SmallIntegerField()
    cost_pence = models.BigIntegerField()
    is_recurrent = models.BooleanField()

    class Meta:
        constraints = [models.CheckConstraint(condition=models.Q(cost_pence__gte=0), name="dependence_not_negative")]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.year}"


class ControlFinding(Signed):
    """Who controls a scheme's spending in a year, for the partners' own accounts; why, and who decided it."""

    fund = models.ForeignKey(Fund, on_delete=models.PROTECT, related_name="control_findings")
    scheme = models.ForeignKey(Scheme, on_delete=models.PROTECT, related_name="control_findings")
    year = models.SmallIntegerField()
    control = models.TextField(choices=choices(control.Control))
    holder = models.ForeignKey(Partner, on_delete=models.PROTECT, null=True, related_name="+")
    weights = models.JSONField(default=dict)
    reason = models.TextField()
    decided_by = models.TextField()

    class Meta:
        constraints = [
            models.CheckConstraint(condition=models.Q(control__in=list(control.Control)), name="control_kind"),
            models.CheckConstraint(
                condition=models.Q(control="joint-operation") | models.Q(holder__isnull=False),
                name="control_names_its_holder",
            ),
            models.CheckConstraint(
                condition=models.Q(reason__regex=r"\S") & models.Q(decided_by__regex=r"\S"),
                name="control_reasoned",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.scheme_id} {self.year}: {self.control}"
