"""Why beds are held: one limit relaxed at a time, and Shapley's shares of relaxing them all.

The stage clock (`figures.stages`) says where people wait; it does not say what would help, because a later service
that is short blocks an earlier one. Relaxing a limit under common random numbers does. Limits act jointly, so the
effects of one at a time do not add up; Shapley's shares (1953) do: the mean effect of a limit over all orders in
which the limits might be relaxed.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from itertools import combinations
from math import factorial

from commonweal.engine.flow.laws import Floats
from commonweal.engine.flow.model import Model, make_model
from commonweal.engine.flow.scenario import UNLIMITED, Pool, Scenario
from commonweal.engine.flow.statistics import Estimate, contrast, estimate

MOST_LIMITS = 6


@dataclass(frozen=True, slots=True)
class Cause:
    """A limited service: beds that relaxing it alone would free, and its share of relaxing all."""

    service: str
    alone_beds: Estimate
    shapley_beds: Estimate


@dataclass(frozen=True, slots=True)
class Attribution:
    """Beds held, the causes, and the beds that are left when no service is short (stages in hospital)."""

    beds: Estimate
    causes: tuple[Cause, ...]
    left_beds: Estimate


def limited_services(model: Model) -> tuple[str, ...]:
    """Services with any limited pool, in the order of the routes."""
    limited = [label.service for pool, label in enumerate(model.pools) if model.capacity[pool].min() < UNLIMITED]
    return tuple(dict.fromkeys(limited))


def relaxed(scenario: Scenario, services: Sequence[str]) -> Scenario:
    """The scenario with unlimited places in some services."""
    return replace(
        scenario,
        services=tuple(
            replace(s, pools=tuple(Pool(areas=pool.areas) for pool in s.pools)) if s.name in services else s
            for s in scenario.services
        ),
    )


def attribute(scenario: Scenario, beds_of: Callable[[Scenario], Floats]) -> Attribution:
    """Relax every set of limited services; `beds_of` gives delayed beds [replications] under one seed.

    Raises ValueError with more than MOST_LIMITS limited services: relax groups of them instead.
    """
    limits = limited_services(make_model(scenario))
    if len(limits) > MOST_LIMITS:
        raise ValueError(f"{len(limits)} limited services; at most {MOST_LIMITS}")
    beds = {
        frozenset(chosen): beds_of(relaxed(scenario, chosen))
        for size in range(len(limits) + 1)
        for chosen in combinations(limits, size)
    }
    nothing, everything = frozenset[str](), frozenset(limits)
    causes = tuple(
        Cause(limit, contrast(beds[frozenset([limit])], beds[nothing]), estimate(_shapley(limit, limits, beds)))
        for limit in limits
    )
    return Attribution(estimate(beds[nothing]), causes, estimate(beds[everything]))


def _shapley(limit: str, limits: Sequence[str], beds: dict[frozenset[str], Floats]) -> Floats:
    """The mean over orders of the beds freed when `limit` is relaxed after those before it."""
    others = [other for other in limits if other != limit]
    count = len(limits)
    shares = beds[frozenset()] * 0.0
    for size in range(count):
        weight = factorial(size) * factorial(count - size - 1) / factorial(count)
        for before in combinations(others, size):
            known = frozenset(before)
            shares = shares + weight * (beds[known] - beds[known | {limit}])
    return shares
