"""Reading jobs and audit events; the database shows only the rows of the request's scope."""

from __future__ import annotations

from django.db.models import QuerySet

from commonweal.core.models import AuditEvent, Job


def jobs() -> QuerySet[Job]:
    """The jobs in sight, newest first."""
    return Job.objects.order_by("-id")


def audit_events() -> QuerySet[AuditEvent]:
    """The audit events in sight, newest first."""
    return AuditEvent.objects.order_by("-id")
