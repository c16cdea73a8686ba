"""Load the demonstration: the reference tables, England's published delays, an invented place and its people.

What is there already is left as it is, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings

from commonweal.accounts import queries as accounts
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import now
from commonweal.demo import account, delays, departures, matching, people, plans, pool, pool_conditions
from commonweal.places import actions as places

Report = Callable[..., None]
"""`report(text, done=0, total=0)`: how far the work is."""


class Refused(Exception):  # noqa: N818 (it is said to a person, not a fault of the program)
    """The demonstration does not belong here; the message says why."""


def load(report: Report) -> None:
    """Load through the actions. Refused in production, and where anybody real has an account."""
    if settings.MODE == "production":
        raise Refused("The demonstration is not loaded in production.")
    with scope.within(scope.SYSTEM_SCOPE):
        if accounts.real_people_exist():
            raise Refused("There are real people in this database, so the demonstration is not loaded.")
        at = now()
        places.load_reference(by=SYSTEM, at=at, report=report)
        delays.load(at, report)
        report("Adding the invented place and its people")
        people.add(at)
        report("Adding the invented place's plans")
        plans.add(at)
        report("Adding the invented place's pooled fund")
        pool.add(at)
        pool_conditions.add(at)
        matching.add(at)
        report("Adding people who leave hospital there")
        departures.add(at)
        report("Adding its quarterly return and the paper on it")
        account.add(at)


def refuse_in_production() -> None:
    """Refused where the demonstration's people could sign in to production: everybody knows their password."""
    if settings.MODE == "production" and accounts.demonstration_people_exist():
        raise Refused(
            "This database holds the demonstration's people, whose password everybody knows. "
            "Production needs a database of its own: set DATABASE_URL or COMMONWEAL_DATA."
        )
