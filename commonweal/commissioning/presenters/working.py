"""The heads of the pages on which contracts are let, packages asked for and placed, and weeks recorded."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING

from django.urls import reverse

from commonweal.commissioning.models import ContractLot, Delivery, PackageRequest
from commonweal.commissioning.presenters.words import SERVICES, crumbs, ways
from commonweal.core.pages import Link, Page
from commonweal.core.presenters import counted, day_text, hours_text
from commonweal.engine.packages.hours import whole_hours

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

NOBODY = "No request or placement says whose it is; who that is stands in care’s record alone."


def let(fund: Fund) -> Page:
    """Letting a contract."""
    return Page(
        f"Let a contract, {fund.name}",
        "Let a contract",
        "It stands in the register with its areas and the lines of the pool that pay, all at once or not at all.",
        caption=fund.name,
        crumbs=crumbs(fund),
        made=(
            "Lines are those of the pool’s latest budget. What is paid later is hours at this rate, never typed.",
            "A contract is not changed once it stands: what is let anew has a reference of its own.",
        ),
    )


def ask(fund: Fund) -> Page:
    """Asking for a package."""
    return Page(
        f"Ask for a package, {fund.name}",
        "Ask for a package of care",
        "Its hours are missing from the day on which they are both asked for and needed, until they are placed.",
        caption=fund.name,
        crumbs=(*crumbs(fund), requests_link(fund)),
        made=(NOBODY,),
    )


def requests_link(fund: Fund) -> Link:
    """The way to the list of packages."""
    return Link("Packages", reverse("commissioning:requests", args=[fund.pk]))


def place(fund: Fund, package: PackageRequest) -> Page:
    """Placing a package."""
    served = f"The lot that should serve it: {package.lot.area}." if package.lot else "No contract serves its area."
    return _of(fund, package, f"Place {package.reference}", f"{_asked(package)} {served}")


def give_up(fund: Fund, package: PackageRequest) -> Page:
    """Giving a package up."""
    return _of(fund, package, f"Give {package.reference} up", f"{_asked(package)} Its hours are then missing no more.")


def end_placement(fund: Fund, package: PackageRequest) -> Page:
    """Ending a placement."""
    heading = f"End the placement of {package.reference}"
    return _of(fund, package, heading, f"It runs since {day_text(package.placement.starts)}.")


def _asked(package: PackageRequest) -> str:
    hours = hours_text(whole_hours(package.minutes_a_week))
    return f"{hours} hours a week of {SERVICES[package.service].lower()} in {package.area}."


def _of(fund: Fund, package: PackageRequest, heading: str, lead: str) -> Page:
    own = Link(package.reference, reverse("commissioning:request", args=[fund.pk, package.pk]))
    return Page(heading, heading, lead, caption=fund.name, crumbs=(*crumbs(fund), requests_link(fund), own))


def lot_name(lot: ContractLot, free_minutes: int | None) -> str:
    """An area of a contract to choose, with what may still be called for."""
    name = f"{lot.area}, {lot.contract.reference}"
    if free_minutes is None:
        return f"{name}: not in force today"
    free = hours_text(whole_hours(abs(free_minutes)))
    return f"{name}: {free} hours a week {'free' if free_minutes >= 0 else 'above the most that it is let for'}"


def week(fund: Fund, lot: ContractLot, monday: date, recorded: Sequence[Delivery], running: int) -> Page:
    """Recording a week."""
    delivered = hours_text(whole_hours(sum(row.delivered_minutes for row in recorded)))
    last = monday + timedelta(days=6)
    told = f"{counted(running, 'placement runs', 'placements run')} in it"
    own = Link(lot.area, reverse("commissioning:lot", args=[fund.pk, lot.pk]))
    here = reverse("commissioning:week", args=[fund.pk, lot.pk])
    weeks = ((monday - timedelta(days=7), "The week before"), (monday + timedelta(days=7), "The week after"))
    return Page(
        f"A week’s delivery, {lot.area}",
        f"{delivered} hours recorded for the week from {day_text(monday)}",
        f"{told}; {len(recorded)} of them {'is' if len(recorded) == 1 else 'are'} recorded.",
        caption=f"{lot.area}, contract {lot.contract.reference}, {day_text(monday)} to {day_text(last)}",
        crumbs=(*crumbs(fund), own),
        ways=(*(Link(name, f"{here}?week={day.isoformat()}") for day, name in weeks), *ways(fund)),
        made=(
            "What is recorded again corrects what was said before; both stay in the record, the later one counts.",
            "Leave the hours delivered empty where nothing is known yet.",
        ),
    )
