"""How a job reads."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from commonweal.core.models import Job


@dataclass(frozen=True, slots=True)
class JobOnPage:
    """A job in words; `percent` None where its size is not known yet."""

    id: int
    title: str
    state: str
    colour: str
    owner_name: str
    created_at: datetime
    steps: tuple[str, ...]
    step: str
    done_count: int
    total_count: int
    percent: int | None
    elapsed: str
    remaining: str
    is_over: bool
    cancel_requested: bool
    result: dict[str, object]


COLOURS = {"waiting": "grey", "running": "blue", "done": "green", "failed": "red", "cancelled": "yellow"}


def present_job(job: Job, *, now: datetime) -> JobOnPage:
    """A job's row as its page shows it."""
    elapsed = (job.ended_at or now) - job.started_at if job.started_at else timedelta()
    percent = 100 * job.done_count // job.total_count if job.total_count else None
    return JobOnPage(
        id=job.pk,
        title=job.title,
        state=Job.State(job.state).label,
        colour=COLOURS[job.state],
        owner_name=job.owner_name,
        created_at=job.created_at,
        steps=tuple(job.steps),
        step=job.step,
        done_count=job.done_count,
        total_count=job.total_count,
        percent=percent,
        elapsed=spoken(elapsed),
        remaining=_remaining(job, elapsed),
        is_over=job.is_over,
        cancel_requested=job.cancel_requested,
        result=job.result,
    )


def _remaining(job: Job, elapsed: timedelta) -> str:
    if job.is_over or not job.done_count or not job.total_count:
        return ""
    return spoken(elapsed * (job.total_count - job.done_count) / job.done_count)


def spoken(length: timedelta) -> str:
    """A length of time in words: `under a second`, `12 seconds`, `3 minutes`."""
    seconds = round(length.total_seconds())
    if seconds < 1:
        return "under a second"
    count, unit = (seconds, "second") if seconds < 90 else (round(seconds / 60), "minute")
    return f"{count} {unit}{'' if count == 1 else 's'}"


def counted(count: int, one: str, many: str = "") -> str:
    """`1 person`, `1,412 days`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def hours_text(hours: Fraction) -> str:
    """Hours to a tenth: `1,140.5`."""
    return f"{float(hours):,.1f}"


def day_text(value: date | None, otherwise: str = "") -> str:
    """27 September 2019; other words where there is no day."""
    return otherwise if value is None else f"{value.day} {value:%B %Y}"


def listed(names: Sequence[str]) -> str:
    """`a`, `a and b`, `a, b and c`."""
    return " and ".join(filter(None, (", ".join(names[:-1]), names[-1]))) if names else ""
