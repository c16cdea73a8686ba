"""T0, closed forms: instant answers where theory is exact, and the outside check on every kernel.

`load` is the offered load in Erlangs: arrivals a day times mean stay in days.
"""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np

from commonweal.engine.flow.laws import Floats, Law


def erlang_b(places: int, load: float) -> float:
    """Share of arrivals that find all places taken, when they then go elsewhere (M/G/c/c; Erlang 1917).

    By the recursion B(0) = 1, B(k) = load B(k-1) / (k + load B(k-1)). It holds for any law of stays.
    """
    blocked = 1.0
    for count in range(1, places + 1):
        blocked = load * blocked / (count + load * blocked)
    return blocked


def erlang_c(places: int, load: float) -> float:
    """Share of arrivals that wait, when they wait as long as it takes (M/M/c); 1 when load >= places."""
    if load >= places:
        return 1.0
    blocked = erlang_b(places, load)
    return places * blocked / (places - load * (1.0 - blocked))


def mean_queue(places: int, load: float) -> float:
    """People waiting on average (M/M/c): C load / (places - load); infinite when load >= places."""
    return float("inf") if load >= places else erlang_c(places, load) * load / (places - load)


def mean_wait_days(places: int, load: float, mean_stay_days: float) -> float:
    """Days that an arrival waits on average (M/M/c), those who do not wait included: C mean / (places - load)."""
    return float("inf") if load >= places else erlang_c(places, load) * mean_stay_days / (places - load)


def pollaczek_khinchine(arrivals_per_day: float, law: Law) -> float:
    """Mean wait in days for one place and any law of stays (M/G/1): rate E[stay^2] / (2 (1 - use))."""
    use = arrivals_per_day * law.mean
    second_moment = law.sd**2 + law.mean**2
    return float("inf") if use >= 1 else arrivals_per_day * second_moment / (2 * (1 - use))


def shared_delay(loads: Iterable[float], places: int) -> float:
    """Share of arrivals delayed when several groups share places: pooled loads add up (product form).

    People at unlimited places are Poisson whatever the laws; given at most `places`, the probability that all are
    taken is Erlang's B at the sum of the loads. The form that planners of wards use (Monks and others, 2016).
    """
    return erlang_b(places, sum(loads))


def unlimited_mean(rates: Floats, law: Law) -> Floats:
    """People in place at the end of each day [days] with unlimited places, from empty (M_t/G/infinity).

    rates [days] is arrivals a day, constant within a day. Exact: the mean is the rate of each day times the integral
    of the survival function over the ages that its people have; the number is Poisson, so its variance is its mean.
    """
    ages = np.arange(len(rates) + 1, dtype=np.float64)
    share = law.share_up_to(ages)
    alive = ages * (1.0 - share) + law.mean_below(share)  # the integral of the survival function from 0
    return np.asarray(np.convolve(rates, np.diff(alive))[: len(rates)], dtype=np.float64)
