"""Delayed days counted in the database: one for each day from being ready to leaving, with the cause in force on it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Hashable, Iterable
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import TYPE_CHECKING, Any

from django.db import connection

from commonweal.engine.periods import Month, Period

if TYPE_CHECKING:
    from commonweal.pool.models import Fund

EVER = datetime(9999, 1, 1, tzinfo=UTC)
_DAYS = """
select d.id, d.who_id, d.hospital_id, d.area, date_trunc('month', day)::date,
  c.id, c.reason, c.side, a.id is not null, c.request_id, r.lot_id, r.service, count(*)
from flow_departure d
left join flow_departureend e on e.departure_id = d.id and e.at <= %(as_at)s
cross join lateral (
  select first + place as day
  from (
    select greatest(d.ready_on, %(start)s::date) as first, least(e.left_on, %(end)s::date, %(on)s::date) as last
  ) run, generate_series(0, last - first - 1) place
) days
cross join lateral (
  select * from flow_cause c where c.departure_id = d.id and c.from_day <= day and c.at <= %(as_at)s
  order by c.from_day desc, c.id desc limit 1
) c
left join flow_causeagreement a on a.cause_id = c.id and a.at <= %(as_at)s
left join commissioning_packagerequest r on r.id = c.request_id
where d.fund_id = %(fund)s and d.at <= %(as_at)s
group by 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12
order by 1, 5, 6
"""


@dataclass(frozen=True, slots=True)
class DayGroup:
    """The days of one person's one cause in one month. `lot_id` None: elsewhere, a wait for no contract's hours."""

    departure_id: int
    person_id: int
    hospital_id: int
    area: str
    month: Month
    cause_id: int
    reason: str
    side: str
    is_agreed: bool
    request_id: int | None
    lot_id: int | None
    service: str | None
    days: int


def delayed_days(fund: Fund, period: Period, on: date, as_at: datetime | None = None) -> list[DayGroup]:
    """Every delayed day in a period, whole days before `on`, grouped finely; `as_at` leaves out later records."""
    with connection.cursor() as cursor:
        cursor.execute(
            _DAYS, {"fund": fund.pk, "start": period.start, "end": period.end, "on": on, "as_at": as_at or EVER}
        )
        rows = cursor.fetchall()
    return [_group(*row) for row in rows]


def _group(departure: int, person: int, hospital: int, area: str, month: date, *rest: Any) -> DayGroup:
    return DayGroup(departure, person, hospital, area, Month.of(month), *rest)


def total(groups: Iterable[DayGroup]) -> int:
    """How many days."""
    return sum(group.days for group in groups)


def by(groups: Iterable[DayGroup], name: str) -> Counter[Hashable]:
    """The days by one of the group's fields: `reason`, `side`, `lot_id`, `person_id`, `month` and so on."""
    sums: Counter[Hashable] = Counter()
    for group in groups:
        sums[getattr(group, name)] += group.days
    return sums


_LEFT = """
select date_trunc('month', e.left_on)::date, count(*), sum(e.left_on - d.ready_on)
from flow_departure d join flow_departureend e on e.departure_id = d.id
where d.fund_id = %s and e.left_on >= %s and e.left_on < %s and e.left_on <= %s and d.at <= %s and e.at <= %s
group by 1 order by 1
"""


def discharges(fund: Fund, period: Period, on: date, as_at: datetime | None = None) -> dict[Month, tuple[int, int]]:
    """By month of leaving: how many people left, and the days that they had waited, as Discharge Ready Date counts.

    `as_at` leaves out what was recorded later.
    """
    recorded = as_at or EVER
    with connection.cursor() as cursor:
        cursor.execute(_LEFT, [fund.pk, period.start, period.end, on, recorded, recorded])
        return {Month.of(month): (int(people), int(days)) for month, people, days in cursor.fetchall()}
