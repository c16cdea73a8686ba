"""`commonweal flow calibrate`: fit a scenario to an observed series, and say how it would have forecast a winter."""

from __future__ import annotations

import json
import re
from calendar import day_abbr, month_abbr
from collections.abc import Iterable
from datetime import date, timedelta
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.flow.calibration.backtest import Backtest
from commonweal.engine.flow.calibration.fitting import Assumptions, describe, single
from commonweal.engine.flow.calibration.series import YEAR, Series
from commonweal.engine.flow.statistics import Estimate
from commonweal.execution import calibrations
from commonweal.execution.calibrations import Effort, Outcome, Period, calibrate_series
from commonweal.execution.discharges import areas, find_area, series_of
from commonweal.execution.series_files import read_series

_out, _err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)


def calibrate(
    series: Annotated[str, typer.Argument(help="A CSV file with day, ready and delayed; or an area that ships.")],
    hold_out: Annotated[
        tuple[str, str] | None,
        typer.Option(metavar="FROM TO", help="First and last day held out; by default the last whole winter."),
    ] = None,
    days: Annotated[int, typer.Option(min=1, max=2_000, help="Days before those held out that are fitted to.")] = YEAR,
    onward_share: Annotated[
        float | None, typer.Option(min=0.001, max=1, help="Share of people ready who need onward care.")
    ] = None,
    stay_days: Annotated[float, typer.Option(min=1, max=1_000, help="Assumed mean stay in onward care.")] = (
        calibrations.STAY_DAYS
    ),
    capacity_share: Annotated[
        float, typer.Option(min=0, max=1, help="Assumed share of delay that is waiting for a place.")
    ] = calibrations.CAPACITY_SHARE,
    seed: Annotated[int, typer.Option(min=0, max=2**63, help="Seed of the random numbers.")] = 1,
    replications: Annotated[int, typer.Option(min=2, max=10_000, help="Replications of each trial.")] = 64,
    forecasts: Annotated[int, typer.Option(min=20, max=10_000, help="Replications of the forecast.")] = 400,
    workers: Annotated[int, typer.Option(min=1, max=256, help="Threads.")] = 2,
    out: Annotated[Path | None, typer.Option(help="Where to write the scenario.")] = None,
) -> None:
    """Fit demand and effective capacity to a series, score a winter held out, write the scenario."""
    found, assumed = read_named(series, onward_share, stay_days, capacity_share)
    period = _period(hold_out, found)
    effort = Effort(seed, replications, forecasts, workers)
    with _err.status("Fitting demand …") as status:

        def report(text: str, done: int) -> None:
            status.update(f"{text} ({done} trials) …")

        outcome, findings = calibrate_series(found, assumed, period, effort, report, days)
    _say_or_stop(findings)
    assert outcome is not None  # noqa: S101  (no errors, so there is one)
    _say_fit(outcome)
    if outcome.test is None:
        _out.print("No winter lies in the series with a year before it: nothing is held out, nothing is scored.")
    else:
        _say_test(outcome.test)
    _write(outcome, out)


def read_named(
    name: str,
    onward_share: float | None = None,
    stay_days: float = calibrations.STAY_DAYS,
    capacity_share: float = calibrations.CAPACITY_SHARE,
) -> tuple[Series, Assumptions]:
    """The series of a file or of an area that ships, and what is assumed of it; stops where there is none."""
    path = Path(name)
    is_there = _exists(path)
    area = None if is_there else find_area(name)
    if area is None and path.suffix.lower() != ".csv" and not is_there:
        names = "; ".join(one.name for one in areas())
        _say_or_stop([error("no-series", name[:80], "There is no such file or area.", f"Areas that ship: {names}.")])
    found, findings = (series_of(area), ()) if area else read_series(path)
    _say_or_stop(findings)
    assert found is not None  # noqa: S101
    published = 1.0 if area is None else sum(area.shares[1:])
    share = round(published if onward_share is None else onward_share, 4)
    return found, single(share, stay_days, stay_days, capacity_share)


def _exists(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # a name that is too long to be one
        return False


def _period(hold_out: tuple[str, str] | None, series: Series) -> Period | None:
    if hold_out is None:
        return calibrations.last_winter(series)
    try:
        first, last = (date.fromisoformat(written) for written in hold_out)
        return Period(first, last + timedelta(days=1))
    except (ValueError, OverflowError):
        said = " ".join(hold_out)[:60]
        _say_or_stop([error("not-a-date", "--hold-out", f"{said!r} are no two days.", "Write 2024-12-01 2025-02-28.")])
    return None


def _say_or_stop(findings: Iterable[Finding]) -> None:
    """Say every finding; stop where one is an error."""
    found = tuple(findings)
    for finding in found[:50]:
        _err.print(str(finding), markup=False)
    if any(finding.severity is Severity.ERROR for finding in found):
        raise typer.Exit(1)


def _say_fit(outcome: Outcome) -> None:
    calibration = outcome.calibration
    fit, capacity, training = calibration.area.demand, calibration.capacity, calibration.training
    _out.print(f"{training.name}: fitted to {Period(training.first_day, training.end)}", markup=False)
    _out.print(f"Demand: {describe(fit)}", markup=False)
    _out.print(f"Weekdays: {_listed(day_abbr, fit.weekday_factors)}", markup=False)
    _out.print(f"Months: {_listed(list(month_abbr)[1:], fit.month_factors)}", markup=False)
    services = calibration.document()["services"]
    places = [pool["places"] for service in services[2:] for pool in service["pools"]]
    _out.print(
        f"Effective capacity: {capacity.places_per_need:.4f} places for each person expected in care, "
        f"{sum(places):,} at the start; {len(capacity.trials)} trials",
        markup=False,
    )
    _out.print(
        f"Delayed on average: {capacity.target_beds:,.1f} observed, {capacity.delayed_mean_beds:,.1f} simulated on the "
        f"people fitted on, {interval(outcome.checked)} on others",
        markup=False,
    )
    _out.print(f"Assumed: {calibration.assumptions.source}", markup=False)


def interval(found: Estimate) -> str:
    """An estimate with its 95 % interval, in beds."""
    return f"{found.mean:,.1f} ({found.low:,.1f} to {found.high:,.1f})"


def _listed(names: Iterable[str], factors: Iterable[float]) -> str:
    return ", ".join(f"{name} {factor:.2f}" for name, factor in zip(names, factors, strict=True))


def _say_test(test: Backtest) -> None:
    title = f"Held out: {test.first_day} to {test.last_day}"
    table = Table("forecast", "mean absolute error", "root mean square error", "days", title=title)
    for row in score_rows(test):
        table.add_row(*row)
    _out.print(table)
    table = Table("band", "nominal", "days inside", "mean width")
    for row in band_rows(test):
        table.add_row(*row)
    _out.print(table)


def score_rows(test: Backtest) -> list[tuple[str, str, str, str]]:
    """Each forecast with its errors in beds."""
    return [
        (one.name, f"{one.mean_absolute_error_beds:.1f}", f"{one.root_mean_square_error_beds:.1f}", str(one.days))
        for one in test.scores
    ]


def band_rows(test: Backtest) -> list[tuple[str, str, str, str]]:
    """Each band with the share of days inside, and its width in beds."""
    return [
        (band.source, f"{band.level:.0%}", f"{band.coverage:.0%}", f"{band.mean_width_beds:.0f}") for band in test.bands
    ]


def _write(outcome: Outcome, out: Path | None) -> None:
    calibration = outcome.calibration
    slug = re.sub(r"[^a-z0-9]+", "-", calibration.training.name.casefold()).strip("-") or "series"
    path = out or Path(f"{slug}-calibrated.json")
    try:
        path.write_text(json.dumps(calibration.document(), indent=1) + "\n", encoding="utf-8")
    except OSError as fault:
        message = f"It cannot be written: {fault.strerror}."
        _say_or_stop([error("not-written", str(path), message, "Name another file with --out.")])
    _out.print(f"Scenario written to {path}; run it with: commonweal flow run {path}", markup=False)
