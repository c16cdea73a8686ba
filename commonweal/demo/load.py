"""Load the demonstration: reference tables, England's published delays, an invented place and its people.

What is there already is left as it is, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.utils import timezone

from commonweal.accounts import queries as accounts
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.demo import delays, people
from commonweal.places import actions as places

Report = Callable[[str, int, int], None]


class Refused(Exception):  # noqa: N818 (it is said to a person, not caught by name)
    """The demonstration does not belong here; the message says why."""


def load(report: Report) -> None:
    """Everything, through the actions; Refused in production or beside real people."""
    if settings.MODE == "production":
        raise Refused("The demonstration is not loaded in production. Use `commonweal load reference` for the reference tables.")
    with scope.within(scope.SYSTEM_SCOPE):
        if accounts.real_people_exist():
            raise Refused("There are real people here, so the demonstration is not loaded over them. Start with an empty database.")
        now = timezone.now()
        places.load_reference(by=SYSTEM, at=now, report=report)
        report("Loading England's published delays", 0, 1)
        delays.load(now, report)
        report("Adding the invented place and its people", 0, 1)
        people.add(now)
