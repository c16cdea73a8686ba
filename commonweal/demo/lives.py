"""Who leaves hospital in the demonstration's year, and when: worked out from the file, the same for the same day."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from commonweal.engine.packages.service import Service


@dataclass(frozen=True, slots=True)
class Package:
    """Hours asked for: needed from a day, placed on another (None: not yet), ended before a third (None: go on)."""

    reference: str
    service: Service
    minutes_a_week: int
    asked_on: date
    ready_on: date
    starts: date | None
    ends: date | None
    place: int
    follows: str = ""


@dataclass(frozen=True, slots=True)
class Life:
    """One person's way out of hospital. `waits_from` is the day from which care is waited for, if it is."""

    number: int
    area: str
    pathway: int
    ready_on: date
    waits_from: date | None
    left_on: date | None
    packages: tuple[Package, ...]


def lives(told: dict[str, Any], first: date, today: date) -> list[Life]:
    """Everybody who was ready from the first day of the fund's year up to yesterday, in the order of being ready."""
    story, areas = (
        told["story"],
        [lot[0] for one in told["contract"] if one["service"] == "reablement" for lot in one["lots"]],
    )
    found: list[Life] = []
    for day in range((today - first).days):
        for kind in ("homecare", "reablement", "other"):
            every = story[f"{kind}_every_days"]
            if day % every == every - 1:
                number = len(found) + 1
                place = day // every
                area = areas[place % len(areas)]
                worse = area == story["worse_area"] and day >= story["worse_from_day"]
                found.append(_MAKERS[kind](story, number, area, first + timedelta(days=day), worse, today))
    return found


def _homecare(story: dict[str, Any], number: int, area: str, ready: date, worse: bool, today: date) -> Life:
    waits_from = ready + timedelta(days=number % 3)
    left = waits_from + timedelta(days=20 + number % 15 if worse else 1 + number % 4)
    package = _package(story, number, "H", Service.HOMECARE, waits_from, left, today, waits_from - timedelta(days=1))
    return Life(number, area, 1, ready, _past(waits_from, today), _past(left, today), (package,))


def _reablement(story: dict[str, Any], number: int, area: str, ready: date, worse: bool, today: date) -> Life:
    left = ready + timedelta(days=6 + number % 6 if worse else 2 + number % 3)
    enabling = _package(story, number, "R", Service.REABLEMENT, ready, left, today, ready - timedelta(days=1))
    over = left + timedelta(weeks=story["weeks"])
    late = timedelta(days=10 + number % 12) if worse else timedelta(0)
    follow: tuple[Package, ...] = ()
    if enabling.starts and over - timedelta(days=14) < today:
        asked = over - timedelta(days=14)
        follow = (_package(story, number, "H", Service.HOMECARE, over, over + late, today, asked, enabling.reference),)
    ended = Package(**_changed(enabling, ends=_past(over + late, today)))
    return Life(number, area, 1, ready, ready, _past(left, today), (ended, *follow))


def _other(story: dict[str, Any], number: int, area: str, ready: date, worse: bool, today: date) -> Life:
    return Life(number, area, 3 * (number % 2), ready, None, _past(ready + timedelta(days=number % 5), today), ())


_MAKERS = {"homecare": _homecare, "reablement": _reablement, "other": _other}


def _package(
    story: dict[str, Any],
    number: int,
    letter: str,
    service: Service,
    ready: date,
    starts: date,
    today: date,
    asked: date,
    follows: str = "",
) -> Package:
    minutes = story["minutes_a_week"][number % len(story["minutes_a_week"])]
    begun = _past(starts, today)
    ends = _past(starts + timedelta(weeks=2 * story["weeks"]), today) if begun else None
    return Package(f"P-{number:04}{letter}", service, minutes, min(asked, today), ready, begun, ends, number, follows)


def _past(day: date, today: date) -> date | None:
    return day if day < today else None


def _changed(package: Package, **more: Any) -> dict[str, Any]:
    return {name: getattr(package, name) for name in package.__slots__} | more


def weeks(package: Package, worse_from: date | None, today: date) -> Iterator[tuple[date, int, int]]:
    """The whole weeks of a placed package so far: its Monday, what was planned and delivered, in quarter hours."""
    if package.starts is None:
        return
    monday = package.starts - timedelta(days=package.starts.weekday())
    end = min(package.ends or today, today)
    while monday < end and monday + timedelta(days=7) <= today:
        days = (min(end, monday + timedelta(days=7)) - max(monday, package.starts)).days
        planned = package.minutes_a_week * days // 7 // 15 * 15
        short = 15 * ((package.place + monday.isocalendar().week) % 3)
        if worse_from is not None and monday >= worse_from:
            short += planned // 8 // 15 * 15
        yield monday, planned, max(0, planned - short)
        monday += timedelta(days=7)
