"""What a database is given at the start: the reference tables, and by default the demonstration.

The demonstration is England's published delays, an invented place and its people. What is there already is left as it
is, so that loading twice changes nothing.
"""

from __future__ import annotations

from collections.abc import Callable

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.utils import timezone

from commonweal.accounts import queries as accounts
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.demo import delays, people
from commonweal.places import actions as places

Report = Callable[..., None]
"""`report(text, done=0, total=0)`: how far the work is."""


def load(report: Report, *, demonstration: bool = True) -> list[str]:
    """Load through the actions; lines that say who can sign in. ImproperlyConfigured where that must not be."""
    _refuse_demonstration_people_in_production()
    with scope.within(scope.SYSTEM_SCOPE):
        now = timezone.now()
        places.load_reference(by=SYSTEM, at=now, report=report)
        if not demonstration or settings.MODE == "production":
            return []
        if accounts.real_people_exist():
            return ["There are real people in this database, so the demonstration was left out."]
        delays.load(now, report)
        report("Adding the invented place and its people")
        people.add(now)
    return _lines()


def _refuse_demonstration_people_in_production() -> None:
    if settings.MODE == "production" and accounts.demonstration_people_exist():
        raise ImproperlyConfigured(
            "This database holds the demonstration's people, whose password everybody knows. "
            "Production needs a database of its own: set DATABASE_URL or COMMONWEAL_DATA."
        )


def _lines() -> list[str]:
    sign_ins = people.sign_ins()
    width = max(len(one.email) for one in sign_ins)
    return [
        f"The demonstration's sign-ins, all with the password “{sign_ins[0].password}”:",
        *(f"  {one.email:<{width}}  {one.roles}" for one in sign_ins),
    ]
