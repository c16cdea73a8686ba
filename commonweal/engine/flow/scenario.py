"""A scenario: who becomes ready to leave hospital, what they need next, and how much of it there is.

The one input of every kernel. Plain data in (a JSON file), frozen dataclasses out; `checking.py` finds what
contradicts itself, `changes.py` makes one scenario from another by named changes.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from typing import Literal

from commonweal.engine.flow.fields import plain, stated
from commonweal.engine.flow.laws import StayLaw

UNLIMITED = 2**30
"""Places of a service that never runs out."""


@dataclass(frozen=True, slots=True)
class Level:
    """A capacity from a day on."""

    from_day: int = stated("Days after the start (0 is the first day)", low=0, high=3660)
    places: int | None = stated("Places from that day on", default=None, low=0, high=1_000_000)
    hours_week: float | None = stated("Or hours of care a week from that day on", default=None, low=0, high=1e8)


@dataclass(frozen=True, slots=True)
class Pool:
    """Places of a service that some areas share; no areas named: every area that no other pool serves."""

    areas: tuple[str, ...] = stated("The areas that it serves", default=(), most=2_000)
    places: int | None = stated("People served at once", default=None, low=0, high=1_000_000)
    hours_week: float | None = stated("Or hours of care a week", default=None, low=0, high=1e8)
    levels: tuple[Level, ...] = stated("Later capacities, by day", default=(), most=4_000)


@dataclass(frozen=True, slots=True)
class Service:
    """Something people wait for. Without `places` and `hours_week` a pool is unlimited."""

    name: str = stated("Name, unique in the scenario")
    pools: tuple[Pool, ...] = stated("Its places", most=2_000)
    setting: Literal["community", "hospital"] = stated(
        "Where the person is while served: in a hospital bed (decision, brokerage) or out of it", default="community"
    )
    keeps_place_while_waiting: bool = stated(
        "Whether a person who waits for the next service still holds the place of this one (blocking)", default=True
    )
    hours_week_per_place: float | None = stated("Hours a week that one person takes", default=None, low=0.01, high=168)
    price_pence_per_place_day: int = stated(
        "Price of a place-day provided, in pence", default=0, low=0, high=10_000_000
    )
    price_pence_per_hour: int = stated("Price of an hour provided, in pence", default=0, low=0, high=1_000_000)


@dataclass(frozen=True, slots=True)
class Step:
    """One service on a pathway."""

    service: str = stated("The service")
    stay: StayLaw = stated("How long it lasts")
    goes_on: float = stated("Share of people who need the next step after this one", default=1.0, low=0, high=1)


@dataclass(frozen=True, slots=True)
class Fallback:
    """Another pathway for those who have waited too long in hospital."""

    after_days: float = stated("Days of waiting for one service", low=0.01, high=3660)
    pathway: str = stated("The pathway they take instead, from its first step")


@dataclass(frozen=True, slots=True)
class Pathway:
    """A chain of services, one after the other. Branches are pathways of their own."""

    name: str = stated("Name, unique in the scenario")
    steps: tuple[Step, ...] = stated("The services in order", most=6)
    priority: int = stated("0 goes first; within one priority, first come first served", default=0, low=0, high=7)
    patience: StayLaw | None = stated(
        "Days in a queue in hospital after which a person leaves it (death, readmission, family)", default=None
    )
    fallback: Fallback | None = stated("Another pathway after too long a wait", default=None)


@dataclass(frozen=True, slots=True)
class Share:
    """The share of people who take a pathway."""

    pathway: str = stated("The pathway")
    share: float = stated("Share of the people of this demand", low=0, high=1)


@dataclass(frozen=True, slots=True)
class Demand:
    """People who become ready to leave one hospital for one area: Poisson, its rate varying by day."""

    hospital: str = stated("The hospital")
    area: str = stated("The area whose services they need")
    ready_per_day: float = stated("Mean number of people a day, at factors of 1", low=0, high=100_000)
    shares: tuple[Share, ...] = stated("How they divide over pathways; the shares add up to 1", most=50)
    weekday_factors: tuple[float, ...] = stated("Seven factors, Monday first", default=(), low=0, high=100, most=7)
    month_factors: tuple[float, ...] = stated("Twelve factors, January first", default=(), low=0, high=100, most=12)
    growth_per_year: float = stated("Growth a year, 0.02 for 2 %", default=0.0, low=-0.9, high=10)


@dataclass(frozen=True, slots=True)
class Event:
    """Something with a name and dates that changes demand or capacity: a winter, a strike, a failed provider."""

    name: str = stated("Name")
    from_day: int = stated("First day", low=0, high=3660)
    to_day: int = stated("The day after the last", low=1, high=3661)
    demand_factor: float = stated("Demand is multiplied by this", default=1.0, low=0, high=100)
    capacity_factor: float = stated("Capacity is multiplied by this (rounded down)", default=1.0, low=0, high=100)
    areas: tuple[str, ...] = stated("Only these areas (none named: all)", default=(), most=2_000)
    hospitals: tuple[str, ...] = stated("Only demand from these hospitals (none named: all)", default=(), most=500)
    services: tuple[str, ...] = stated("Only capacity of these services (none named: all)", default=(), most=50)


@dataclass(frozen=True, slots=True)
class Present:
    """People of one demand and pathway who are there at the start."""

    hospital: str = stated("The hospital they came from")
    area: str = stated("Their area")
    pathway: str = stated("Their pathway")
    step: int = stated("The step they are at, 0 the first", default=0, low=0, high=5)
    days_so_far: tuple[float, ...] = stated(
        "Days so far of each person in place", default=(), low=0, high=36600, most=200_000
    )
    waits_so_far: tuple[float, ...] = stated(
        "Days waited so far by each person queueing in hospital for the first step",
        default=(),
        low=0,
        high=3660,
        most=200_000,
    )


@dataclass(frozen=True, slots=True)
class Scenario:
    """Everything that a run is made from, but seed and replications."""

    name: str = stated("Name")
    start: str = stated("The first day, like 2025-04-01")
    days: int = stated("Days simulated, warm-up included", low=1, high=3660)
    hospitals: tuple[str, ...] = stated("Hospitals", most=500)
    areas: tuple[str, ...] = stated("Areas", most=2_000)
    services: tuple[Service, ...] = stated("Services", most=50)
    pathways: tuple[Pathway, ...] = stated("Pathways", most=500)
    demand: tuple[Demand, ...] = stated("Demand", most=5_000)
    events: tuple[Event, ...] = stated("Events", default=(), most=500)
    begin: Literal["empty", "equilibrium", "stated"] = stated(
        "Who is there at the start: nobody; each service at the balance of its own demand, as far as its capacity "
        "goes; or the people of `present`",
        default="equilibrium",
    )
    present: tuple[Present, ...] = stated("People there at the start", default=(), most=20_000)
    warm_up_days: int = stated("First days left out of every figure", default=0, low=0, high=3660)
    bed_day_price_pence: int = stated(
        "Price of a delayed hospital bed-day, in pence", default=0, low=0, high=10_000_000
    )
    note: str = stated("What it is for, and where its figures come from", default="none given")

    @property
    def counted_days(self) -> int:
        """Days that figures are taken over."""
        return self.days - self.warm_up_days


def canonical(scenario: Scenario) -> str:
    """The scenario as JSON text with sorted keys and nothing left out: equal scenarios, equal text."""
    return json.dumps(plain(scenario), sort_keys=True, separators=(",", ":"), ensure_ascii=False)


def digest(scenario: Scenario) -> str:
    """SHA-256 of the canonical text: the scenario's name among results."""
    return hashlib.sha256(canonical(scenario).encode()).hexdigest()
