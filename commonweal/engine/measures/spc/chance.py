"""How often a process that never changes alerts: by simulation, as no formula knows limits made of the same points."""

from __future__ import annotations

import math

import numpy as np

from commonweal.engine.measures.series import Series
from commonweal.engine.measures.spc.alerts import watch
from commonweal.engine.measures.spc.rules import Direction, RuleSet
from commonweal.engine.periods import Month

FIRST = Month(2011, 4)


def chance_of_alert(points: int, rules: RuleSet, *, series: int, seed: int) -> tuple[float, float]:
    """Share of simulated series of that many points whose newest shows a new special cause, and its standard error.

    Values are independent and normally distributed. A real series depends on its past, so that it alerts more often.
    """
    values = np.random.default_rng(seed).standard_normal((series, points))
    months = tuple(FIRST + i for i in range(points))
    found = 0
    for row in values.tolist():
        alert = watch(Series(months, tuple(row)), months[-1], rules, Direction.DECREASE).alert
        found += alert is not None and alert.is_new
    share = found / series
    return share, math.sqrt(share * (1 - share) / series)
