"""What places' own records count, month by month: of the organisations in sight, the latest word on each month."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from commonweal.engine.periods import Month
from commonweal.observations.models import LocalReading

LOCAL_DAYS = "local-delayed-days"
ALL_REASONS = "all"


@dataclass(frozen=True, slots=True)
class Local:
    """A month as the place's own record counts it; `reasons` by the published reasons' ids, which come to `value`."""

    month: Month
    value: int
    reasons: Mapping[str, int]


def local_readings(organisation_id: int, measure: str = LOCAL_DAYS) -> tuple[Local, ...]:
    """Every month that a place's record was counted for, earliest first."""
    rows = LocalReading.objects.filter(organisation_id=organisation_id, measure=measure)
    latest = rows.order_by("month", "reason", "-version").distinct("month", "reason")
    found: dict[Month, dict[str, int]] = {}
    for month, reason, value in latest.values_list("month", "reason", "value"):
        found.setdefault(Month.of(month), {})[reason] = value
    return tuple(
        Local(
            month,
            values[ALL_REASONS],
            {reason: value for reason, value in values.items() if reason != ALL_REASONS and value},
        )
        for month, values in found.items()
    )


def local_versions(organisation_id: int, measure: str = LOCAL_DAYS) -> dict[tuple[Month, str], tuple[int, int]]:
    """The latest version and value of each month and reason."""
    rows = LocalReading.objects.filter(organisation_id=organisation_id, measure=measure)
    latest = rows.order_by("month", "reason", "-version").distinct("month", "reason")
    return {
        (Month.of(month), reason): (version, value)
        for month, reason, version, value in latest.values_list("month", "reason", "version", "value")
    }
