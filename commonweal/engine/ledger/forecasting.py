"""Forecasts of a year: each line's variance, and what the whole year is heading for."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error, warning
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.engine.money import pounds


@dataclass(frozen=True, slots=True)
class YearForecast:
    """A year's forecast: over and under apart, for an underspend of one line pays for another only by agreement."""

    planned_pence: int
    forecast_pence: int
    over_pence: int
    under_pence: int

    @property
    def variance_pence(self) -> int:
        """Plus is an overspend."""
        return self.forecast_pence - self.planned_pence


def year_forecast(lines: Iterable[Amounts]) -> YearForecast:
    """The lines' forecasts together."""
    kept = list(lines)
    variances = [line.forecast_pence - line.planned_pence for line in kept]
    return YearForecast(
        sum(line.planned_pence for line in kept),
        sum(line.forecast_pence for line in kept),
        sum(pence for pence in variances if pence > 0),
        -sum(pence for pence in variances if pence < 0),
    )


def check_forecast(line: Amounts, forecast_pence: int, reason: str) -> list[Finding]:
    """What keeps a forecast from being set, or should be looked at."""
    if forecast_pence < 0:
        message = f"A line cannot cost {pounds(forecast_pence)}."
        return [error("forecast-amount", "forecast", message, "Give nothing or more.")]
    if forecast_pence != line.planned_pence and not reason.strip():
        message = "The forecast differs from the plan, and nothing says why."
        return [error("reason-missing", "forecast", message, "Say in a few words why.")]
    known_pence = line.paid_pence + line.committed_pence
    if forecast_pence < known_pence:
        message = f"{pounds(known_pence)} is paid or committed already, more than the forecast."
        return [warning("forecast-below-known", "forecast", message, "Void what will not come, or raise the forecast.")]
    return []
