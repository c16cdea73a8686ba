"""A scenario from fitted demand, assumptions and a capacity: what calibration varies, and what `flow run` reads.

In each area people who become ready take a pathway. Those of pathway 0 go home at once. The others wait in hospital
twice: while their care is arranged (everybody at once, so many days on average), then until the service has a place.
How the delay divides between the two is an assumption (`capacity_share`); arranging takes what it leaves. Places of a
service follow its need from month to month: people expected in care with unlimited places, times one number, the
effective capacity. Without that a queue that nobody leaves would grow all winter, which no series shows.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from math import floor
from typing import Any

import numpy as np

from commonweal.engine.flow.calibration.demand import DemandFit
from commonweal.engine.flow.calibration.series import months
from commonweal.engine.flow.laws import Floats, MeanSd
from commonweal.engine.flow.model import demand_by_day
from commonweal.engine.flow.scenario import Demand, Scenario
from commonweal.engine.flow.theory import unlimited_mean

HOME, ARRANGING = "home", "arranging care"
PAST_DAYS = 1826
"""Days of demand before the start from which people may still be in care: five years."""
LEAST_ARRANGING_DAYS = 0.01


@dataclass(frozen=True, slots=True)
class Onward:
    """A pathway that leads to a service with limited places. Its stays are assumed, not observed."""

    pathway: str
    service: str
    share: float  # of all who become ready
    delayed_share: float  # of all who are delayed
    stay_mean_days: float
    stay_sd_days: float


@dataclass(frozen=True, slots=True)
class Area:
    """One area: its demand, how many are delayed on average, and how they divide."""

    name: str
    demand: DemandFit
    delayed_mean_beds: float
    onward: tuple[Onward, ...]
    capacity_share: float  # of the delay: waiting for a place; the rest is arranging

    @property
    def hospital(self) -> str:
        return f"acute hospitals of {self.name}"

    @property
    def home_share(self) -> float:
        """The share of people on pathway 0."""
        return round(1.0 - sum(one.share for one in self.onward), 6)

    def arranging_days(self, one: Onward) -> float:
        """Mean days of arranging: by Little's law, people being arranged over people a day."""
        people = (1.0 - self.capacity_share) * self.delayed_mean_beds * one.delayed_share
        return max(round(people / (self.demand.level * one.share), 3), LEAST_ARRANGING_DAYS)


@dataclass(frozen=True, slots=True)
class Frame:
    """What every area of a scenario has in common."""

    name: str
    note: str
    start: date
    days: int
    warm_up_days: int
    pathways_by_area: bool = False  # pathways named by area, as they must be where there are several


def document(frame: Frame, areas: Sequence[Area], places_per_need: Sequence[float]) -> dict[str, Any]:
    """The plain data of a scenario, each area with its own effective capacity."""
    pathways: dict[str, tuple[Area, Onward]] = {}
    for area in areas:
        for one in area.onward:
            pathways.setdefault(one.pathway, (area, one))
    services = {one.service for _, one in pathways.values()}
    factors = dict(zip([area.name for area in areas], places_per_need, strict=True))
    own = frame.pathways_by_area
    return {
        "name": frame.name,
        "note": frame.note,
        "start": frame.start.isoformat(),
        "days": frame.days,
        "warm_up_days": frame.warm_up_days,
        "hospitals": [area.hospital for area in areas],
        "areas": [area.name for area in areas],
        "services": [
            {"name": HOME, "pools": [{"areas": [area.name]} for area in areas]},
            _arranging(areas),
            *(
                {"name": service, "pools": [_pool(frame, area, service, factors[area.name]) for area in areas]}
                for service in sorted(services)
            ),
        ],
        "pathways": [_home(), *(_pathway(area, one, own) for area in areas for one in area.onward)],
        "demand": [_demand(area, own) for area in areas],
    }


def pathway_name(area: Area, one: Onward, own: bool) -> str:
    """A pathway of one area (`own`) arranges for as long as it takes there."""
    return f"{one.pathway}, {area.name}" if own else one.pathway


def _home() -> dict[str, Any]:
    return {"name": "0 home", "steps": [{"service": HOME, "stay": {"law": "fixed", "days": 1}}]}


def _arranging(areas: Sequence[Area]) -> dict[str, Any]:
    pools = [{"areas": [area.name]} for area in areas]
    return {"name": ARRANGING, "setting": "hospital", "keeps_place_while_waiting": False, "pools": pools}


def _pathway(area: Area, one: Onward, own: bool) -> dict[str, Any]:
    days = area.arranging_days(one)
    arranging = {"law": "mean-sd", "mean_days": days, "sd_days": days}
    stay = {"law": "mean-sd", "mean_days": one.stay_mean_days, "sd_days": one.stay_sd_days}
    return {
        "name": pathway_name(area, one, own),
        "steps": [
            {"service": ARRANGING, "stay": arranging},
            {"service": one.service, "stay": stay},
        ],
    }


def _demand(area: Area, own: bool) -> dict[str, Any]:
    shares = [{"pathway": pathway_name(area, one, own), "share": one.share} for one in area.onward]
    if area.home_share > 0:
        shares.insert(0, {"pathway": "0 home", "share": area.home_share})
    return {
        "hospital": area.hospital,
        "area": area.name,
        "ready_per_day": area.demand.level,
        "weekday_factors": list(area.demand.weekday_factors),
        "month_factors": list(area.demand.month_factors),
        "shares": shares,
    }


def _pool(frame: Frame, area: Area, service: str, places_per_need: float) -> dict[str, Any]:
    """The places of a service in an area: its need in each month times the effective capacity, rounded down."""
    need = sum((_need(frame, area, one) for one in area.onward if one.service == service), np.zeros(frame.days))
    month = months(frame.start, frame.days)
    firsts = [0, *(int(day) for day in np.flatnonzero(np.diff(month)) + 1)]
    ends = [*firsts[1:], frame.days]
    places = [floor(float(need[a:b].mean()) * places_per_need) for a, b in zip(firsts, ends, strict=True)]
    levels = [
        {"from_day": day, "places": now}
        for day, before, now in zip(firsts[1:], places, places[1:], strict=False)
        if now != before
    ]
    return {"areas": [area.name], "places": places[0], "levels": levels}


def _need(frame: Frame, area: Area, one: Onward) -> Floats:
    """People expected in care on each day [days] with unlimited places: those who come out of arranging, M_t/G/inf."""
    first = frame.start - timedelta(days=PAST_DAYS + round(area.arranging_days(one)))
    days = PAST_DAYS + frame.days
    rates = one.share * expected_by_day(area.demand, first, days)
    stay = MeanSd("mean-sd", one.stay_mean_days, one.stay_sd_days)
    return unlimited_mean(rates, stay)[PAST_DAYS:]


def expected_by_day(fit: DemandFit, first_day: date, days: int) -> Floats:
    """People who become ready on each day [days], as the kernels reckon it."""
    demand = Demand("", "", fit.level, (), fit.weekday_factors, fit.month_factors)
    calendar = Scenario("", first_day.isoformat(), days, (), (), (), (), (demand,))
    return demand_by_day(calendar, demand)


def rounded(fit: DemandFit) -> DemandFit:
    """The fit as it is written into a scenario: what is calibrated is what is read back."""
    return DemandFit(
        round(fit.level, 4),
        tuple(round(factor, 4) for factor in fit.weekday_factors),
        tuple(round(factor, 4) for factor in fit.month_factors),
        fit.residual_sd,
        fit.days_used,
    )
