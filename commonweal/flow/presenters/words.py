"""Sides, reasons and ways in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.core.pages import Link
from commonweal.flow.waits import reasons

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

SIDES = {"nhs": "NHS", "social-care": "Social care", "both": "Both"}
PATHWAYS = {0: "0: home, no new care", 1: "1: home with care", 2: "2: a bed for a time", 3: "3: a care home"}
ELSEWHERE = "Elsewhere: no contract’s hours"


def reason(key: str) -> str:
    """A published reason as it is published."""
    found = reasons().get(key)
    return found.label if found else key


def ways(fund: Fund) -> tuple[Link, ...]:
    """The room's other pages of a place."""
    return (
        Link("Who waits now", reverse("flow:waiting")),
        Link("Delayed days", reverse("flow:days", args=[fund.pk])),
        Link("Why did people wait for care?", reverse("flow:question", args=[fund.pk])),
        Link("Hours by area", reverse("commissioning:missing", args=[fund.pk])),
    )


def words(state: str) -> str:
    """A plan's state as a sentence has it: `a draft`, `approved with conditions`."""
    return "a draft" if state == "draft" else state.replace("-", " ")
