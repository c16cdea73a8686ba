"""Audit events and background jobs; what rows of every room share."""

from __future__ import annotations

from django.contrib.postgres.fields import ArrayField
from django.db import models


class Signed(models.Model):
    """A row that says who made it, and when: by id and name, so that it outlives the account."""

    person_id = models.BigIntegerField(null=True)
    person_name = models.TextField()
    at = models.DateTimeField()

    class Meta:
        abstract = True


class AuditEvent(models.Model):
    """One change, written in the transaction that made it; the application's role can add, never change or remove.

    Actor, organisation and subject are kept by id and name, not by key: what happened outlives what it happened to.
    """

    at = models.DateTimeField()
    actor_id = models.BigIntegerField(null=True)
    actor_name = models.TextField()
    organisation_id = models.BigIntegerField(null=True)
    action = models.TextField()
    subject_kind = models.TextField(blank=True)
    subject_id = models.TextField(blank=True)
    data = models.JSONField(default=dict)

    class Meta:
        indexes = [
            models.Index(fields=["subject_kind", "subject_id"], name="audit_subject"),
            models.Index(fields=["organisation_id", "-id"], name="audit_organisation"),
        ]


class Job(models.Model):
    """Long work: what it is, how far it has come, what came of it."""

    class State(models.TextChoices):
        """Where a job stands."""

        WAITING = "waiting", "Waiting to start"
        RUNNING = "running", "Running"
        DONE = "done", "Done"
        FAILED = "failed", "Failed"
        CANCELLED = "cancelled", "Cancelled"

    kind = models.TextField()
    title = models.TextField()
    owner_id = models.BigIntegerField(null=True)
    owner_name = models.TextField()
    organisation_id = models.BigIntegerField(null=True)
    arguments = models.JSONField(default=dict)
    state = models.TextField(choices=State.choices, default=State.WAITING)
    step = models.TextField(blank=True)
    done_count = models.PositiveIntegerField(default=0)
    total_count = models.PositiveIntegerField(default=0)
    steps = ArrayField(models.TextField(), default=list)
    cancel_requested = models.BooleanField(default=False)
    result = models.JSONField(default=dict)
    created_at = models.DateTimeField()
    started_at = models.DateTimeField(null=True)
    ended_at = models.DateTimeField(null=True)

    class Meta:
        indexes = [models.Index(fields=["-created_at"], name="job_created")]
        constraints = [
            models.CheckConstraint(
                condition=models.Q(done_count__lte=models.F("total_count")), name="job_done_within_total"
            ),
        ]

    @property
    def is_over(self) -> bool:
        """Whether nothing more will happen to it."""
        return self.state in {self.State.DONE, self.State.FAILED, self.State.CANCELLED}
