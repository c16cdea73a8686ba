"""Series and areas that the tests of calibration use."""

from __future__ import annotations

from datetime import date, timedelta

import numpy as np

from commonweal.engine.flow.calibration.building import Area, Frame, Onward, document
from commonweal.engine.flow.calibration.demand import DemandFit
from commonweal.engine.flow.calibration.series import Series
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.scenario import Scenario
from commonweal.execution.runs import Settings, simulate

WEEKDAYS = (1.05, 1.1, 1.1, 1.1, 1.25, 0.8, 0.6)
MONTHS = (1.08, 1.05, 1.0, 0.97, 0.96, 0.95, 0.95, 0.94, 1.0, 1.02, 1.03, 1.05)
FIRST = date(2023, 12, 1)


def known_fit(level=40.0):
    return DemandFit(level, WEEKDAYS, MONTHS, 0.0, 0)


def series(ready, delayed=None, first=FIRST, name="Town"):
    ready = tuple(ready)
    delayed = tuple(float(10 + number % 7) for number in range(len(ready))) if delayed is None else tuple(delayed)
    return Series(name, first, ready, delayed)


def expected(fit, days, first=FIRST):
    return fit.expected(series([0.0] * days, first=first))


def poisson_series(fit, days, seed, delayed=None):
    drawn = np.random.default_rng(seed).poisson(expected(fit, days))
    return series([float(count) for count in drawn], delayed)


def area(fit, delayed_mean_beds=60.0, capacity_share=0.34, share=0.3, stay=15.0):
    onward = (Onward("onward care", "onward care", share, 1.0, stay, stay),)
    return Area("Town", fit, delayed_mean_beds, onward, capacity_share)


def scenario_of(one: Area, places_per_need: float, days: int = 240, warm_up: int = 120) -> Scenario:
    frame = Frame("test", "a test", FIRST - timedelta(days=warm_up), days + warm_up, warm_up)
    made, findings = read_scenario(document(frame, [one], [places_per_need]))
    assert made is not None, [str(finding) for finding in findings]
    return made


def daily_beds(scenario: Scenario, seed: int, replications: int):
    """Delayed beds [replications, counted days]."""
    chunk = simulate(scenario, Settings(seed, replications, chunk=max(1, replications // 4))).chunk
    return chunk.beds[:, scenario.warm_up_days :]
