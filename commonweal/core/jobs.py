"""Background jobs: a function, its row of progress, and the queue in the same database."""

from __future__ import annotations

import logging
from collections.abc import Callable
from datetime import datetime
from typing import Any

from procrastinate.contrib.django import app as queue

from commonweal.core import actions, scope
from commonweal.core.actor import Actor
from commonweal.core.clock import now
from commonweal.core.models import Job

logger = logging.getLogger(__name__)

WENT_WRONG = (
    "Something went wrong on our side. What was finished before is kept; try again, and tell us if it happens twice."
)


class Cancelled(Exception):  # noqa: N818 (it is no error)
    """Raised inside a job at the step after somebody asked it to stop."""


class Progress:
    """How a running job says how far it is; each word is its own transaction, so that the page sees it at once."""

    def __init__(self, job: Job) -> None:
        self.job = job

    @property
    def actor(self) -> Actor:
        """On whose behalf the job writes."""
        return Actor(self.job.owner_id, self.job.owner_name)

    def step(self, text: str, *, done: int = 0, total: int = 0) -> None:
        """Say what is being done, and how much of it; raises Cancelled where that was asked."""
        with scope.within(scope.SYSTEM_SCOPE):
            self.job.refresh_from_db(fields=["cancel_requested"])
            if self.job.cancel_requested:
                raise Cancelled
            if text != self.job.step:
                self.job.steps = [*self.job.steps, text]
            self.job.step, self.job.done_count, self.job.total_count = text, min(done, total), total
            self.job.save(update_fields=["step", "steps", "done_count", "total_count"])


Work = Callable[[Progress, dict[str, Any]], dict[str, Any]]
_kinds: dict[str, Work] = {}


def job(kind: str) -> Callable[[Work], Work]:
    """Register the work of a kind of job: `(progress, arguments) -> result`, both plain JSON."""

    def register(work: Work) -> Work:
        _kinds[kind] = work
        return work

    return register


def start(
    kind: str, *, by: Actor, at: datetime, title: str, arguments: dict[str, Any], organisation_id: int | None = None
) -> Job:
    """Queue a job in the running transaction: it begins only if that commits."""
    if kind not in _kinds:
        raise LookupError(f"No job of kind {kind!r} is registered")
    row = actions.request_job(
        by=by, at=at, kind=kind, title=title, arguments=arguments, organisation_id=organisation_id
    )
    run_job.defer(job_id=row.pk)
    return row


@queue.task(name="commonweal.run-job")
def run_job(job_id: int) -> None:
    """The worker's entry: run one job and keep what came of it."""
    with scope.within(scope.SYSTEM_SCOPE):
        row = Job.objects.filter(pk=job_id, state=Job.State.WAITING).first()
        if row is None:
            return
        row.state, row.started_at = Job.State.RUNNING, now()
        row.save(update_fields=["state", "started_at"])
    progress = Progress(row)
    try:
        result = _kinds[row.kind](progress, row.arguments)
        _end(row, str(Job.State.DONE), result)
    except Cancelled:
        _end(row, str(Job.State.CANCELLED), {})
    except Exception:
        logger.exception("Job %s (%s) failed", row.pk, row.kind)
        _end(
            row,
            str(Job.State.FAILED),
            {"message": WENT_WRONG},
        )


def _end(row: Job, state: str, result: dict[str, Any]) -> None:
    with scope.within(scope.SYSTEM_SCOPE):
        row.state, row.result, row.ended_at = state, result, now()
        row.save(update_fields=["state", "result", "ended_at"])
