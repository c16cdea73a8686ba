"""Actions are the only writers: keyword-only, `by=` and `at=` passed in, one transaction, its audit event inside."""

from __future__ import annotations

import functools
import hashlib
import inspect
from collections.abc import Callable
from datetime import date, datetime
from typing import Any, ParamSpec, TypeVar

from django.db import models, transaction

from commonweal.core.actor import Actor
from commonweal.core.models import AuditEvent, Job

P = ParamSpec("P")
R = TypeVar("R")
LONGEST_TEXT = 500
LONGEST_LIST = 20


def action(name: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Make a function an action named `room.verb-thing`.

    The function must take only keywords, among them `by: Actor` and `at: datetime` (aware). It runs in one transaction
    that ends with an audit event of its arguments; when it raises, neither its writes nor the event remain. An
    `organisation` or `organisation_id` argument says whose event it is.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        parameters = inspect.signature(function).parameters
        if {"by", "at"} - parameters.keys() or any(p.kind is not p.KEYWORD_ONLY for p in parameters.values()):
            raise TypeError(f"The action {name} must be keyword-only and take by= and at=")

        @functools.wraps(function)
        def run(*args: P.args, **arguments: P.kwargs) -> R:
            by, at = arguments["by"], arguments["at"]
            if not isinstance(by, Actor) or not isinstance(at, datetime) or at.tzinfo is None:
                raise TypeError(f"The action {name} needs by=Actor and an aware at=datetime")
            with transaction.atomic():
                result = function(*args, **arguments)
                _record(name, by=by, at=at, arguments=arguments, result=result)
            return result

        return run

    return decorate


def _record(name: str, *, by: Actor, at: datetime, arguments: dict[str, Any], result: object) -> None:
    subject = result if isinstance(result, models.Model) else None
    organisation = arguments.get("organisation") or arguments.get("organisation_id")
    AuditEvent.objects.create(
        at=at,
        actor_id=by.id,
        actor_name=by.name,
        organisation_id=organisation.pk if isinstance(organisation, models.Model) else organisation,
        action=name,
        subject_kind=subject._meta.label_lower if subject else "",
        subject_id=str(subject.pk) if subject else "",
        data={key: _plain(value) for key, value in arguments.items() if _is_told(key, value)},
    )


def _is_told(key: str, value: object) -> bool:
    """Secrets never reach the audit, nor does who is merely told of progress."""
    is_secret = any(word in key for word in ("password", "secret", "token"))
    return key not in {"by", "at"} and not is_secret and not callable(value)


def _plain(value: object) -> object:
    """An argument as the audit keeps it: short, and without whole files."""
    if value is None or isinstance(value, bool | int | float):
        return value
    if isinstance(value, models.Model):
        return f"{value._meta.label_lower}:{value.pk}"
    if isinstance(value, bytes):
        return {"sha256": hashlib.sha256(value).hexdigest(), "bytes": len(value)}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value] if len(value) <= LONGEST_LIST else f"{len(value)} items"
    return str(value)[:LONGEST_TEXT]


@action("core.request-job")
def request_job(
    *, by: Actor, at: datetime, kind: str, title: str, arguments: dict[str, Any], organisation_id: int | None = None
) -> Job:
    """Note that long work is wanted; the row is what the progress page shows."""
    return Job.objects.create(
        kind=kind,
        title=title,
        owner_id=by.id,
        owner_name=by.name,
        organisation_id=organisation_id,
        arguments=arguments,
        created_at=at,
    )


@action("core.cancel-job")
def cancel_job(*, by: Actor, at: datetime, job: Job) -> Job:
    """Ask a job to stop at its next step; one that has not begun stops at once."""
    if job.is_over:
        return job
    job.cancel_requested = True
    if job.state == Job.State.WAITING:
        job.state, job.ended_at = Job.State.CANCELLED, at
    job.save()
    return job
