"""What a start page hangs on: who looks with which rights, the day, and the state of every table it is read from."""

from __future__ import annotations

from collections.abc import Hashable
from datetime import date
from typing import TYPE_CHECKING

from commonweal.accounts import queries as accounts
from commonweal.commissioning import queries as commissioning
from commonweal.core.marks import marks
from commonweal.flow import queries as flow
from commonweal.places import queries as places
from commonweal.plans import queries as plans
from commonweal.pool import queries as pool
from commonweal.returns import queries as returns

if TYPE_CHECKING:
    from commonweal.accounts.models import Person

POWERS = (
    "plans.see",
    "pool.see",
    "flow.see",
    "commissioning.see",
    "returns.see",
    "returns.edit",
    "returns.certify",
)  # all that the page asks for
MARKED = (
    *plans.MARKED,
    *pool.MARKED,
    *flow.MARKED,
    *commissioning.MARKED,
    *returns.MARKED,
    *places.NAMES_MARKED,
)  # all that it is read from


def state_for(person: Person, today: date) -> Hashable:
    """Where this is the same, so is the person's start page: of one person only, whose roles and rights are in it."""
    held = tuple(power for power in POWERS if person.has_perm(power))
    return accounts.who_looks(person, today), held, today, marks(*MARKED)
