"""Intervals on every figure: of one run, of the paired difference of two, and with a control of known mean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import stdtrit

from commonweal.engine.flow.laws import Floats

CONFIDENCE = 0.95


@dataclass(frozen=True, slots=True)
class Estimate:
    """A mean over replications and the half-width of its confidence interval (Student's t)."""

    mean: float
    half_width: float
    replications: int
    confidence: float = CONFIDENCE

    @property
    def low(self) -> float:
        return self.mean - self.half_width

    @property
    def high(self) -> float:
        return self.mean + self.half_width

    def __str__(self) -> str:
        return f"{self.mean:,.2f} ({self.low:,.2f} to {self.high:,.2f})"


def estimate(samples: Floats, confidence: float = CONFIDENCE) -> Estimate:
    """The mean of independent samples [replications] with its interval; without end for one sample."""
    count = len(samples)
    if count < 2:
        return Estimate(float(samples.mean()), float("inf"), count, confidence)
    error = float(samples.std(ddof=1)) / count**0.5
    return Estimate(float(samples.mean()), _quantile(count - 1, confidence) * error, count, confidence)


def _quantile(freedom: int, confidence: float) -> float:
    return float(stdtrit(freedom, (1 + confidence) / 2))


def contrast(base: Floats, changed: Floats, confidence: float = CONFIDENCE) -> Estimate:
    """`changed` less `base`, replication by replication: the same people in both (common random numbers)."""
    return estimate(changed - base, confidence)


def controlled(samples: Floats, control: Floats, control_mean: float, confidence: float = CONFIDENCE) -> Estimate:
    """The mean of samples, helped by a control [replications] whose expectation is known (a control variate).

    samples - b (control - control_mean) with the regression slope b; the interval has one degree of freedom less.
    """
    count = len(samples)
    spread = float(control.var(ddof=1)) if count > 2 else 0.0
    if spread == 0.0:
        return estimate(samples, confidence)
    slope = float(np.cov(samples, control, ddof=1)[0, 1]) / spread
    left = samples - slope * (control - control_mean)
    centre = float(left.mean())
    residual = float(((left - centre) ** 2).sum()) / (count - 2)
    shift = (float(control.mean()) - control_mean) ** 2 / (spread * (count - 1))
    error = (residual * (1 / count + shift)) ** 0.5
    return Estimate(centre, _quantile(count - 2, confidence) * error, count, confidence)


@dataclass(frozen=True, slots=True)
class Stopping:
    """When to stop: at the half-width asked for, looked at after each batch; or at the most replications."""

    half_width: float  # in the unit of the figure
    batch: int = 200
    most: int = 20_000

    def enough(self, samples: Floats) -> bool:
        """Whether the samples so far will do."""
        return len(samples) >= self.most or estimate(samples).half_width <= self.half_width
