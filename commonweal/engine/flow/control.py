"""A control of known mean: the same people through unlimited capacity, from empty."""

from __future__ import annotations

from dataclasses import replace

from commonweal.engine.flow.attribution import relaxed
from commonweal.engine.flow.model import Model, make_model
from commonweal.engine.flow.running import Clock
from commonweal.engine.flow.theory import unlimited_mean, unlimited_mean_over_days


def unlimited(model: Model) -> Model:
    """The model with unlimited places everywhere and nobody there at the start: nobody ever waits."""
    scenario = model.scenario
    free = relaxed(scenario, [service.name for service in scenario.services])
    quiet = tuple(replace(event, capacity_factor=1.0) for event in scenario.events)
    return make_model(replace(free, begin="empty", present=(), events=quiet))


def unlimited_busy_days(model: Model, clock: Clock) -> float:
    """The expected place-days of an `unlimited` model of one-step routes, over the counted days.

    In continuous time over whole days, on the clock of days at their ends. Raises ValueError for longer routes.
    """
    if any(len(group.pools) > 1 for group in model.groups):
        raise ValueError("the control is known for routes of one step")
    first = model.scenario.warm_up_days
    total, mean = 0.0, unlimited_mean if clock == "day" else unlimited_mean_over_days
    for rates, group in zip(model.rates, model.groups, strict=True):
        total += float(mean(rates, group.steps[0].stay)[first:].sum())
    return total
