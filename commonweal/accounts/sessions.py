"""What a session knows of its sign-in, how long it lasts, and where sessions are kept.

A session is somebody's only with its marks: when it began, when it was last used, whether a second step was taken. One
without them, or past its rule, is over. Who gave the right password but has a second step to take is nobody yet: the
session only remembers whom it is about.
"""

from __future__ import annotations

from collections.abc import MutableMapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from django.contrib.auth import SESSION_KEY
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore

from commonweal.accounts.models import Session
from commonweal.accounts.roles import SessionRule
from commonweal.core import prepared
from commonweal.core.clock import real_now

Kept = MutableMapping[str, Any]
MARKS = "sign-in"
HALF_WAY = "half-way"
HALF_WAY_LASTS = timedelta(minutes=10)
NOTED_EVERY = timedelta(minutes=1)  # that a session is used is written this often, not with every page
FRESH = timedelta(minutes=15)  # who changes how they sign in has signed in this lately


class SessionStore(DatabaseStore):
    """Django's sessions in the database, each with the person whose it is."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        """The table."""
        return Session

    def _get_session_from_db(self) -> Session | None:
        """The row of a session that has not expired; Django's own asks through the mapper, with every page."""
        found = prepared.objects(Session, "session_key = %s and expire_date > %s", self.session_key, real_now())
        if found:
            return found[0]
        self._session_key = None
        return None

    def create_model_instance(self, data: dict[str, Any]) -> Session:
        """The row of a session."""
        row: Session = super().create_model_instance(data)
        row.person_id = int(data[SESSION_KEY]) if SESSION_KEY in data else None
        return row


def begin(session: Kept, at: datetime, *, second_step: bool) -> None:
    """Mark a session whose person has just signed in."""
    session.pop(HALF_WAY, None)
    session[MARKS] = {"began": at.timestamp(), "used": at.timestamp(), "second_step": second_step}


def is_over(session: Kept, rule: SessionRule, at: datetime) -> bool:
    """Whether the session must begin anew: unmarked, too old, unused too long, or short of a second step."""
    marks = session.get(MARKS)
    if not marks:
        return True
    return (
        at - _moment(marks["began"]) >= timedelta(hours=rule.longest_hours)
        or at - _moment(marks["used"]) >= timedelta(minutes=rule.idle_minutes)
        or (rule.second_step and not marks["second_step"])
    )


def note_use(session: Kept, at: datetime) -> None:
    """Remember that it is used."""
    marks = session[MARKS]
    if at - _moment(marks["used"]) >= NOTED_EVERY:
        session[MARKS] = marks | {"used": at.timestamp()}


def note_second_step(session: Kept) -> None:
    """Remember that its person has just shown a second thing."""
    session[MARKS] = session[MARKS] | {"second_step": True}


def is_fresh(session: Kept, at: datetime) -> bool:
    """Whether its sign-in is recent enough to change how one signs in."""
    return MARKS in session and at - _moment(session[MARKS]["began"]) < FRESH


@dataclass(frozen=True, slots=True)
class HalfWay:
    """Who gave the first half of a sign-in, how, and where they were going."""

    person_id: int
    how: str
    onward: str


def wait(session: Kept, at: datetime, half: HalfWay) -> None:
    """Remember the first half of a sign-in."""
    session[HALF_WAY] = {"at": at.timestamp(), "person": half.person_id, "how": half.how, "onward": half.onward}


def half_way(session: Kept, at: datetime) -> HalfWay | None:
    """The first half of a sign-in, unless it was too long ago."""
    kept = session.get(HALF_WAY)
    if not kept or at - _moment(kept["at"]) >= HALF_WAY_LASTS:
        return None
    return HalfWay(kept["person"], kept["how"], kept["onward"])


def _moment(seconds: float) -> datetime:
    return datetime.fromtimestamp(seconds, UTC)
