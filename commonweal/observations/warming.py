"""Drawing the figures that are looked at first, so that nobody waits for them; drawn figures serve every process."""

from __future__ import annotations

from commonweal.observations import alerting
from commonweal.observations.presenters import alerts


def draw_alerts() -> None:
    """The figure of the latest month, of every measure together and of each."""
    for measure in ("", *(one.id for one in alerting.MEASURES)):
        months = alerting.months(alerting.asked(measure))
        if months:
            alerts.present(alerting.watched(months[-1], measure=measure), months, measure)
