"""What the worker does for accounts by itself, every hour."""

from __future__ import annotations

from commonweal.accounts import actions, queries
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import now, real_now
from commonweal.core.jobs import queue


@queue.periodic(cron="37 * * * *")
@queue.task(name="commonweal.clear-sessions")
def clear_sessions(timestamp: int) -> None:
    """Remove sessions that have expired; `timestamp` is the hour's that the queue says. Nothing is written for none."""
    with scope.within(scope.SYSTEM_SCOPE):
        if queries.has_expired_sessions(real_now()):
            actions.clear_sessions(by=SYSTEM, at=now(), expired_by=real_now())
