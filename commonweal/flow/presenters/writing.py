"""The heads of the pages on which departures are recorded and their causes said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.core.pages import Link, Page
from commonweal.core.presenters import day_text
from commonweal.flow.models import Departure
from commonweal.flow.presenters.words import ways

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

HOW = (
    "A reason and its side count as agreed once somebody other than who proposed them says so.",
    "Nothing is changed: of several proposals from one day the latest counts, and all of them stay.",
)


def record(fund: Fund) -> Page:
    """Recording a departure."""
    return Page(
        "Record a departure",
        "Who is ready to leave hospital?",
        "Each day from this one until they leave is a delayed day with one reason and one side.",
        caption=fund.name,
        crumbs=_crumbs(),
        made=(
            "The person is found by NHS number among those known to your team, and that you looked is written down.",
            "A wait for care at home names its package: ask for it first, and say in the person’s record whose it is.",
            *HOW,
        ),
    )


def not_for_you(fund: Fund, council: str) -> Page:
    """Who records departures, for those who may not see people."""
    heading = "Departures are recorded by social workers"
    lead = (
        f"Only social workers of {council} may say who somebody is."
        " You may say what people wait for, and that they left."
    )
    return Page("Record a departure", heading, lead, caption=fund.name, crumbs=_crumbs(), ways=ways(fund))


def propose(fund: Fund, departure: Departure) -> Page:
    """Proposing a cause, or another one."""
    return _of(fund, departure, "What is waited for, and whose step is next?", HOW)


def leave(fund: Fund, departure: Departure) -> Page:
    """Saying that somebody left."""
    return _of(fund, departure, "On which day did they leave?", ("The day of leaving is no delayed day.",))


def _of(fund: Fund, departure: Departure, heading: str, made: tuple[str, ...]) -> Page:
    own = Link(departure.reference, reverse("flow:departure", args=[fund.pk, departure.pk]))
    lead = f"Ready to leave since {day_text(departure.ready_on)}, going home to {departure.area}."
    caption = f"Departure {departure.reference}"
    return Page(heading, heading, lead, caption=caption, crumbs=(*_crumbs(), own), made=made)


def _crumbs() -> tuple[Link, ...]:
    return (Link("Who waits now", reverse("flow:waiting")),)
