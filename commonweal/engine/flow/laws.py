"""Laws of lengths of stay: what is stated is what is drawn.

A law answers three questions over shares u of people ordered by stay, shortest first: the stay at u (`quantile`), the
sum of all stays up to u per person (`mean_below`, the integral of the quantile), and the share of stays up to x
(`share_up_to`). Everything else (tables for the kernels, means, equilibrium) is made from these. Unit: days.
"""

from __future__ import annotations

import math
from abc import ABC, abstractmethod
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

import numpy as np
from numpy.typing import NDArray
from scipy.special import ndtr, ndtri

from commonweal.engine.flow.fields import stated

Floats = NDArray[np.float64]


class Law(ABC):
    """A distribution of stays. Sub-classes give `quantile`, `mean_below` and `share_up_to` over arrays."""

    __slots__ = ()

    @abstractmethod
    def quantile(self, share: Floats) -> Floats:
        """The stay in days below which `share` (0 to 1) of all stays lie."""

    @abstractmethod
    def mean_below(self, share: Floats) -> Floats:
        """The integral of the quantile from 0 to `share`, in days; at 1 it is the mean."""

    @abstractmethod
    def share_up_to(self, days: Floats) -> Floats:
        """The share of stays that last at most `days`."""

    @property
    def mean(self) -> float:
        """The mean stay in days."""
        return float(self.mean_below(np.ones(1))[0])

    @property
    def sd(self) -> float:
        """The standard deviation in days."""
        return sd_by_slices(self)


def sd_by_slices(law: Law) -> float:
    """The standard deviation of any law: from the means of 2^20 slices, the last one refined."""
    fine = np.linspace(0.0, 1.0, 2**20 + 1)
    edges = np.concatenate([fine[:-1], 1.0 - 2.0**-20 * np.logspace(0, -4, 400)[1:], [1.0]])
    below, width = np.diff(law.mean_below(edges)), np.diff(edges)
    return math.sqrt(max(0.0, float(np.sum(below**2 / width)) - law.mean**2))


@dataclass(frozen=True, slots=True)
class LogNormal(Law):
    """Lognormal with these parameters of the logarithm; how `MeanSd` and `MeanMedian` draw."""

    mu: float
    sigma: float

    def quantile(self, share: Floats) -> Floats:
        if self.sigma == 0.0:
            return np.full_like(share, math.exp(self.mu))
        return np.asarray(np.exp(self.mu + self.sigma * ndtri(share)), dtype=np.float64)

    def mean_below(self, share: Floats) -> Floats:
        mean = math.exp(self.mu + self.sigma**2 / 2)
        if self.sigma == 0.0:
            return mean * share
        return np.asarray(mean * ndtr(ndtri(share) - self.sigma), dtype=np.float64)

    def share_up_to(self, days: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            distance = np.log(np.maximum(days, 0.0)) - self.mu
        if self.sigma == 0.0:
            return (distance >= 0.0).astype(np.float64)
        return np.asarray(ndtr(distance / self.sigma), dtype=np.float64)

    @property
    def sd(self) -> float:
        return math.exp(self.mu + self.sigma**2 / 2) * math.sqrt(math.expm1(self.sigma**2))


class CappedLogNormal(Law):
    """Lognormal stays, none longer than `longest_days` where that is given."""

    __slots__ = ()
    longest_days: float | None

    @abstractmethod
    def uncapped(self) -> LogNormal:
        """The law that was stated, before anything is cut."""

    def quantile(self, share: Floats) -> Floats:
        stays = self.uncapped().quantile(share)
        return stays if self.longest_days is None else np.minimum(stays, self.longest_days)

    def mean_below(self, share: Floats) -> Floats:
        law = self.uncapped()
        if self.longest_days is None:
            return law.mean_below(share)
        kept = law.share_up_to(np.array([self.longest_days]))
        return law.mean_below(np.minimum(share, kept)) + self.longest_days * np.maximum(share - kept, 0.0)

    def share_up_to(self, days: Floats) -> Floats:
        shares = self.uncapped().share_up_to(days)
        return shares if self.longest_days is None else np.where(days >= self.longest_days, 1.0, shares)

    @property
    def sd(self) -> float:
        return self.uncapped().sd if self.longest_days is None else sd_by_slices(self)


@dataclass(frozen=True, slots=True)
class MeanSd(CappedLogNormal):
    """Lognormal stays with a stated mean and standard deviation."""

    law: Literal["mean-sd"]
    mean_days: float = stated("Mean stay in days", low=0.01, high=3660)
    sd_days: float = stated("Standard deviation of the stay in days", low=0, high=36600)
    longest_days: float | None = stated(
        "Longest stay that is drawn; refused where it would change the stated mean", default=None, low=0.01
    )

    def uncapped(self) -> LogNormal:
        variance = math.log1p((self.sd_days / self.mean_days) ** 2)
        return LogNormal(math.log(self.mean_days) - variance / 2, math.sqrt(variance))


@dataclass(frozen=True, slots=True)
class MeanMedian(CappedLogNormal):
    """Lognormal stays with a stated mean and median (the mean may not lie below the median)."""

    law: Literal["mean-median"]
    mean_days: float = stated("Mean stay in days", low=0.01, high=3660)
    median_days: float = stated("Median stay in days", low=0.01, high=3660)
    longest_days: float | None = stated(
        "Longest stay that is drawn; refused where it would change the stated mean", default=None, low=0.01
    )

    def uncapped(self) -> LogNormal:
        return LogNormal(math.log(self.median_days), math.sqrt(2 * math.log(self.mean_days / self.median_days)))


@dataclass(frozen=True, slots=True)
class Exponential(Law):
    """Exponential stays: the law under which queueing theory is exact."""

    law: Literal["exponential"]
    mean_days: float = stated("Mean stay in days", low=0.01, high=3660)

    def quantile(self, share: Floats) -> Floats:
        with np.errstate(divide="ignore"):
            return -self.mean_days * np.log1p(-share)

    def mean_below(self, share: Floats) -> Floats:
        left = 1.0 - share
        return self.mean_days * (share + left * np.log(np.where(left > 0, left, 1.0)))

    def share_up_to(self, days: Floats) -> Floats:
        return -np.expm1(-np.maximum(days, 0.0) / self.mean_days)

    @property
    def sd(self) -> float:
        return self.mean_days


@dataclass(frozen=True, slots=True)
class Fixed(Law):
    """Everybody stays exactly as long."""

    law: Literal["fixed"]
    days: float = stated("The stay in days", low=0.01, high=3660)

    def quantile(self, share: Floats) -> Floats:
        return np.full_like(share, self.days)

    def mean_below(self, share: Floats) -> Floats:
        return self.days * share

    def share_up_to(self, days: Floats) -> Floats:
        return (days >= self.days).astype(np.float64)

    @property
    def sd(self) -> float:
        return 0.0


@dataclass(frozen=True, slots=True)
class Quantiles(Law):
    """Stays known by quantiles, straight lines between them: shares from 0 (shortest) to 1 (longest)."""

    law: Literal["quantiles"]
    shares: tuple[float, ...] = stated("Shares of people, rising from 0 to 1", low=0, high=1, most=200)
    days: tuple[float, ...] = stated("The stay at each share, never falling", low=0, high=36600, most=200)

    def quantile(self, share: Floats) -> Floats:
        return np.asarray(np.interp(share, self.shares, self.days), dtype=np.float64)

    def mean_below(self, share: Floats) -> Floats:
        corners, stays = np.asarray(self.shares), np.asarray(self.days)
        areas = np.concatenate([[0.0], np.cumsum(np.diff(corners) * (stays[1:] + stays[:-1]) / 2)])
        piece = np.clip(np.searchsorted(corners, share, side="right") - 1, 0, len(corners) - 2)
        return np.asarray(
            areas[piece] + (share - corners[piece]) * (stays[piece] + self.quantile(share)) / 2, dtype=np.float64
        )

    def share_up_to(self, days: Floats) -> Floats:
        stays, corners = np.asarray(self.days), np.asarray(self.shares)
        last = np.searchsorted(stays, days, side="right")  # first corner above: the line to it crosses `days`
        before, after = np.clip(last - 1, 0, len(stays) - 1), np.clip(last, 0, len(stays) - 1)
        rise = np.where(stays[after] > stays[before], stays[after] - stays[before], 1.0)
        inside = corners[before] + (corners[after] - corners[before]) * (days - stays[before]) / rise
        return np.asarray(np.where(last == 0, 0.0, np.where(last == len(stays), 1.0, inside)), dtype=np.float64)


@dataclass(frozen=True, slots=True)
class Empirical(Law):
    """Stays as observed, each with a weight (all equal when none are given)."""

    law: Literal["empirical"]
    days: tuple[float, ...] = stated("Observed stays in days", low=0, high=36600, most=20_000)
    weights: tuple[float, ...] = stated("How often each was observed", default=(), low=0, high=1e12, most=20_000)

    def _sorted(self) -> tuple[Floats, Floats]:
        days = np.asarray(self.days, dtype=np.float64)
        weights = np.asarray(self.weights or np.ones(len(days)), dtype=np.float64)
        order = np.argsort(days, kind="stable")
        return days[order], np.concatenate([[0.0], np.cumsum(weights[order]) / weights.sum()])

    def quantile(self, share: Floats) -> Floats:
        days, upper = self._sorted()
        return days[np.clip(np.searchsorted(upper[1:], share, side="left"), 0, len(days) - 1)]

    def mean_below(self, share: Floats) -> Floats:
        days, edges = self._sorted()
        areas = np.concatenate([[0.0], np.cumsum(np.diff(edges) * days)])
        return np.asarray(np.interp(share, edges, areas), dtype=np.float64)

    def share_up_to(self, days: Floats) -> Floats:
        stays, edges = self._sorted()
        return np.asarray(edges[np.searchsorted(stays, days, side="right")], dtype=np.float64)


StayLaw = MeanSd | MeanMedian | Exponential | Fixed | Quantiles | Empirical


@lru_cache(maxsize=256)
def equilibrium(law: Law) -> Quantiles:
    """The law of the days still to come for a person met at a random moment of a long-running service.

    Its share up to x is the integral of the survival function from 0 to x over the mean (renewal theory: the
    stationary excess); with u the share of stays up to x that is (x (1 - u) + mean_below(u)) / mean.
    """
    tail = 1.0 - np.logspace(-3, -12, 1000)
    shares = np.concatenate([np.linspace(0.0, 0.999, 4000), tail[1:]])
    stays = law.quantile(shares)
    excess = (stays * (1.0 - shares) + law.mean_below(shares)) / law.mean
    corners = np.concatenate([[0.0], np.clip(excess, 0.0, 1.0), [1.0]])
    days = np.concatenate([[0.0], stays, [stays[-1]]])
    kept = np.concatenate([[True], np.diff(corners) > 0])
    return Quantiles("quantiles", tuple(corners[kept]), tuple(days[kept]))
