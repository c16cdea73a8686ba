"""Calibrations run in parallel: trials of a capacity on one set of people, and the backtest of what was found."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import date, timedelta

import numpy as np
from numpy.typing import NDArray

from commonweal.engine.findings import Finding, error
from commonweal.engine.flow.calibration.backtest import Backtest, backtest
from commonweal.engine.flow.calibration.fitting import Assumptions, Calibration, calibrate
from commonweal.engine.flow.calibration.series import LEAST_DAYS, YEAR, Series
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.scenario import Scenario
from commonweal.engine.flow.statistics import Estimate, estimate
from commonweal.execution.runs import Settings, simulate

STAY_DAYS = 30.0
"""The assumed mean and standard deviation of a stay in onward care, where none is stated."""
CAPACITY_SHARE = 0.34
"""The share of delay that is waiting for a place: reasons "Capacity" among all in `delay-reasons.csv`."""
MOST_HELD_OUT = 731
WINTER = ((12, 1), (3, 1))  # 1 December up to the day before 1 March

Report = Callable[[str, int], None]
"""`report(text, done)`: what is being run, and how many trials are done."""


@dataclass(frozen=True, slots=True)
class Effort:
    """How much to simulate; the same seed and replications give the same figures."""

    seed: int = 1
    trial_replications: int = 64
    backtest_replications: int = 400
    workers: int = 2

    def settings(self, replications: int) -> Settings:
        """Cut into chunks so that every worker has several."""
        chunk = max(1, -(-replications // (4 * self.workers)))
        return Settings(self.seed, replications, "day", self.workers, "threading", chunk)


@dataclass(frozen=True, slots=True)
class Period:
    """Days from `first` up to the day before `end`."""

    first: date
    end: date

    def __str__(self) -> str:
        return f"{self.first} to {self.end - timedelta(days=1)}"


@dataclass(frozen=True, slots=True)
class Outcome:
    """A calibration, its mean delayed beds on people that it was not fitted on, and the backtest of days held out."""

    calibration: Calibration
    checked: Estimate
    test: Backtest | None


def last_winter(series: Series) -> Period | None:
    """The last December to February that lies in the series with a year before it."""
    for year in range(series.end.year, series.first_day.year, -1):
        winter = Period(date(year - 1, *WINTER[0]), date(year, *WINTER[1]))
        if winter.end <= series.end and winter.first - timedelta(days=YEAR) >= series.first_day:
            return winter
    return None


def calibrate_series(
    series: Series, assumptions: Assumptions, held_out: Period | None, effort: Effort, report: Report, days: int = YEAR
) -> tuple[Outcome | None, tuple[Finding, ...]]:
    """Calibrate to the days before those held out (or the last days), and score the forecast of those."""
    if held_out and (faults := _hold_out_findings(series, held_out)):
        return None, faults
    end = held_out.first if held_out else series.end
    training = series.between(max(end - timedelta(days=days), series.first_day), end)
    done = 0

    def mean_delayed(scenario: Scenario) -> float:
        nonlocal done
        found = simulate(scenario, effort.settings(effort.trial_replications))
        done += 1
        report("Looking for the effective capacity", done)
        return float(beds(found.model, found.chunk).mean())

    calibration, findings = calibrate(training, assumptions, mean_delayed, series.name)
    if calibration is None:
        return None, findings
    report("Simulating other people", done)
    held = forecast(calibration, end if held_out is None else held_out.end, effort)
    checked = estimate(held[:, : training.days].mean(axis=1))
    if held_out is None:
        return Outcome(calibration, checked, None), findings
    ahead = series.between(held_out.first, held_out.end)
    return Outcome(calibration, checked, backtest(series, training, ahead, held)), findings


def forecast(calibration: Calibration, end: date, effort: Effort) -> NDArray[np.int32]:
    """Delayed beds at the end of each day of training, and on to a later day [replications, days]; on other people."""
    scenario, _ = read_scenario(calibration.document(end))
    assert scenario is not None  # noqa: S101  (the calibrated scenario, perhaps with more days)
    settings = replace(effort.settings(effort.backtest_replications), seed=effort.seed + 1)
    return simulate(scenario, settings).chunk.beds[:, scenario.warm_up_days :]


def _hold_out_findings(series: Series, held_out: Period) -> tuple[Finding, ...]:
    where = f"{series.name}, held out {held_out}"
    if held_out.end <= held_out.first:
        return (error("ends-before-it-starts", where, "The last day lies before the first.", "Give FROM, then TO."),)
    ahead = series.between(held_out.first, held_out.end)
    if held_out.first < series.first_day or held_out.end > series.end or all(n is None for n in ahead.delayed):
        span = Period(series.first_day, series.end)
        return (error("not-in-the-series", where, f"The series has {span}.", "Hold out days that were reported."),)
    if ahead.days > MOST_HELD_OUT:
        message = f"{ahead.days:,} days are held out."
        return (error("too-many-held-out", where, message, f"Hold out at most {MOST_HELD_OUT} days."),)
    before = (held_out.first - series.first_day).days
    if before < LEAST_DAYS:
        message = f"Only {before} days lie before."
        return (error("series-too-short", where, message, f"Leave at least {LEAST_DAYS} days, better a year."),)
    return ()
