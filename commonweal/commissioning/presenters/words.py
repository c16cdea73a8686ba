"""Services, months and ways in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.core.pages import Link

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

SERVICES = {"homecare": "Homecare", "reablement": "Reablement"}


def ways(fund: Fund) -> tuple[Link, ...]:
    """The room's other pages of a fund."""
    return (
        Link("Contracts", reverse("commissioning:contracts")),
        Link("Hours by area", reverse("commissioning:missing", args=[fund.pk])),
        Link("Packages", reverse("commissioning:requests", args=[fund.pk])),
    )


def crumbs(fund: Fund) -> tuple[Link, ...]:
    """The way back to the register."""
    return (Link("Contracts", reverse("commissioning:contracts")), Link(fund.name, ways(fund)[1].href))
