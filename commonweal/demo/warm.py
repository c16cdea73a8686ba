"""Draw what the first visitor will look at, so that it is there when they come."""

from __future__ import annotations

from collections.abc import Callable

from commonweal.observations import gathering, queries, warming
from commonweal.observations.presenters.councils import Asked


def warm(report: Callable[..., None]) -> None:
    """The overview's figures of the latest month, and the latest alerts."""
    for month in queries.months()[-1:]:
        report(f"Drawing England in {month}")
        gathering.england(month, Asked())
    report("Drawing the latest alerts")
    warming.draw_alerts()
