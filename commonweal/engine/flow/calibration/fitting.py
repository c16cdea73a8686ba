"""Calibrate one area: demand by least squares, then the effective capacity on the same people."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import numpy as np

from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.flow.calibration.building import Area, Frame, Onward, document, rounded
from commonweal.engine.flow.calibration.capacity import Capacity, find_capacity
from commonweal.engine.flow.calibration.demand import DemandFit, fit_demand
from commonweal.engine.flow.calibration.series import YEAR, Series, check_series
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.scenario import Scenario

LEAST_A_DAY = 0.01
"""People a day who need onward care, below which nothing is fitted."""

Simulate = Callable[[Scenario], float]
"""The mean number of people delayed over the counted days of a scenario, always on the same people."""


@dataclass(frozen=True, slots=True)
class Assumptions:
    """What a series of two counts cannot say; each stands in the output."""

    onward: tuple[Onward, ...]
    capacity_share: float
    source: str


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was fitted to the days of `training`, and under which assumptions."""

    training: Series
    area: Area
    assumptions: Assumptions
    capacity: Capacity

    def frame(self, end: date) -> Frame:
        """The calendar from a year before the training period (the warm-up) up to a day."""
        start = self.training.first_day - timedelta(days=YEAR)
        note = (
            f"Calibrated to {self.training.name}, {self.training.first_day} to {self.training.end - timedelta(days=1)}:"
            f" {self.area.delayed_mean_beds:,.1f} people delayed on average, {self.capacity.delayed_mean_beds:,.1f} "
            f"simulated. Demand by least squares; {self.capacity.places_per_need:.4f} places for each person expected "
            f"in care, by bisection. Assumed: {self.assumptions.source}"
        )
        return Frame(f"{self.training.name}, calibrated", note, start, (end - start).days, YEAR)

    def document(self, end: date | None = None) -> dict[str, Any]:
        """The plain data of the scenario, up to the end of the training period or a later day."""
        return document(self.frame(end or self.training.end), [self.area], [self.capacity.places_per_need])


def single(share: float, stay_mean_days: float, stay_sd_days: float, capacity_share: float) -> Assumptions:
    """One onward pathway for all who do not go straight home."""
    source = (
        f"{share:.1%} of people need onward care, the others leave on the day; stays in it are lognormal, mean "
        f"{stay_mean_days:g} days, sd {stay_sd_days:g}; {capacity_share:.0%} of the delay is waiting for a place, the "
        "rest arranging; places follow the season of need."
    )
    return Assumptions(
        (Onward("onward care", "onward care", share, 1.0, stay_mean_days, stay_sd_days),), capacity_share, source
    )


def area_of(series: Series, assumptions: Assumptions) -> Area:
    """The area of a series that has been checked: its fitted demand and observed mean."""
    mean = float(np.nanmean(series.delayed_array))
    return Area(series.name, rounded(fit_demand(series)), mean, assumptions.onward, assumptions.capacity_share)


def calibrate(
    training: Series, assumptions: Assumptions, simulate: Simulate, where: str
) -> tuple[Calibration | None, tuple[Finding, ...]]:
    """Fit one area to a training period; None with errors where it cannot be."""
    findings = check_series(training, where)
    if any(finding.severity is Severity.ERROR for finding in findings):
        return None, findings
    area = area_of(training, assumptions)
    if area.demand.level * min(one.share for one in area.onward) < LEAST_A_DAY:
        return None, (*findings, _nobody(where))
    draft = Calibration(training, area, assumptions, Capacity(1.0, 0.0, area.delayed_mean_beds, ()))
    frame = draft.frame(training.end)
    trial, faults = read_scenario(document(frame, [area], [1.0]))
    if trial is None:
        return None, (*findings, *faults)

    def mean_delayed(places_per_need: float) -> float:
        scenario, _ = read_scenario(document(frame, [area], [places_per_need]))
        assert scenario is not None  # noqa: S101  (the trial was read, and only its places differ)
        return simulate(scenario)

    capacity, faults = find_capacity(mean_delayed, area.delayed_mean_beds, where=where)
    if capacity is None:
        return None, (*findings, *faults)
    return Calibration(training, area, assumptions, capacity), (*findings, *faults)


def _nobody(where: str) -> Finding:
    message = f"Fewer than {LEAST_A_DAY:g} people a day need onward care: nothing can be fitted to that."
    return error("nobody-ready", where, message, "Choose a larger area or period, or look at the onward share.")


def describe(fit: DemandFit) -> str:
    """The fit in a line."""
    return f"{fit.level:,.1f} people a day, residual sd {fit.residual_sd:,.1f}, {fit.days_used:,} days"
