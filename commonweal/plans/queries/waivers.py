"""Waivers as they are published: which rule does not hold for whose plan, why, by whom. Everybody may read them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from django.db import connection


@dataclass(frozen=True, slots=True)
class PublishedWaiver:
    """One rule waived for one plan."""

    round: str
    area_id: int
    rule: str
    reason: str
    by: str
    at: datetime


def waivers() -> list[PublishedWaiver]:
    """Every waiver, the latest first; of the plan itself nothing is told."""
    with connection.cursor() as cursor:
        cursor.execute("select round, area_id, rule, reason, person_name, at from plans_waivers()")
        return [PublishedWaiver(*row) for row in cursor.fetchall()]
