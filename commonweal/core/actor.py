"""Who did something: an id and a name, without a key into live rows."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """The one on whose behalf an action writes; `id` None for the system itself (set-up, command line)."""

    id: int | None
    name: str


SYSTEM = Actor(None, "Commonweal")
COMMAND_LINE = Actor(None, "Command line")
