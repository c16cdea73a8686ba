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
    """People in place at the end of each day [days] with unlimited places, from empty (M_t/G/infinity); exact.

    rates [days] is arrivals a day, constant within a day. The number is Poisson: its variance is its mean. It holds
    in continuous time, and on the clock of days, where a stay is one of the two whole days beside it.
    """
    ages = np.arange(len(rates) + 1, dtype=np.float64)
    return np.asarray(np.convolve(rates, np.diff(_survival_integral(law, ages)))[: len(rates)], dtype=np.float64)


def unlimited_mean_over_days(rates: Floats, law: Law, parts: int = 64) -> Floats:
    """The same, averaged over each day in continuous time: by the trapezium rule over so many parts of a day."""
    fine = np.linspace(0.0, len(rates), parts * len(rates) + 1)
    alive = _survival_integral(law, fine)
    twice = np.concatenate([[0.0], np.cumsum((alive[1:] + alive[:-1]) / 2) / parts])[::parts]
    return np.asarray(np.convolve(rates, np.diff(np.diff(twice), prepend=0.0))[: len(rates)], dtype=np.float64)


def _survival_integral(law: Law, days: Floats) -> Floats:
    """The integral of the share of stays longer than x, for x from 0 to each number of days."""
    share = law.share_up_to(days)
    return np.asarray(days * (1.0 - share) + law.mean_below(share), dtype=np.float64)
