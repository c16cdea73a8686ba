"""The question that only one record answers: who waited for which hours, of which contract, paid by which scheme.

And what the plan promised: its pounds for those schemes, and its days of delay a discharge.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from typing import TYPE_CHECKING

from commonweal.commissioning import queries as commissioning
from commonweal.commissioning.queries import Hours, MissingRequest
from commonweal.engine.packages.service import Service
from commonweal.engine.periods import Month, Period
from commonweal.flow.queries.days import DayGroup, delayed_days, discharges, total
from commonweal.flow.waits import waits
from commonweal.plans import queries as plans
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.commissioning.models import Contract
    from commonweal.pool.models import Fund

DISCHARGE_DELAY = "discharge-delay"


@dataclass(frozen=True, slots=True)
class Promise:
    """What the plan of a financial year says, and where it stands; `plan_id` None where none is in sight."""

    plan_id: int | None
    round: str
    state: str
    lines_pence: dict[tuple[str, str], int]
    delay: dict[Month, Fraction]


@dataclass(frozen=True, slots=True)
class PayerPaid:
    """A scheme and source that pay for the hours: planned, spent so far, and of that under the contracts asked about.

    `promised_pence` is the plan's own line for the year, None where no plan is in sight or it has no such scheme.
    """

    scheme: str
    source: str
    planned_pence: int
    spent_pence: int
    contracts_pence: int
    promised_pence: int | None


@dataclass(frozen=True, slots=True)
class Answer:
    """Everything that the page says; `groups` are the days asked about, `all_days` every delayed day of the period."""

    area: str
    service: Service
    period: Period
    groups: tuple[DayGroup, ...]
    all_days: int
    people: int
    missing: tuple[MissingRequest, ...]
    hours: Hours
    contracts: tuple[Contract, ...]
    payers: tuple[PayerPaid, ...]
    promise: Promise
    actual_delay: dict[Month, tuple[int, int]]

    @property
    def days(self) -> int:
        """How many days were waited."""
        return total(self.groups)


def areas_asked(fund: Fund, period: Period, on: date) -> dict[tuple[str, Service], int]:
    """The days waited in a period for each area and service that somebody waited for, the most first."""
    kinds = waits()
    sums = Counter(
        {key: total(one for one in groups) for key, groups in _by_area(delayed_days(fund, period, on), kinds).items()}
    )
    return dict(sorted(sums.items(), key=lambda item: (-item[1], item[0])))


def _by_area(groups: Iterable[DayGroup], kinds: dict[str, Service]) -> dict[tuple[str, Service], list[DayGroup]]:
    found: dict[tuple[str, Service], list[DayGroup]] = {}
    for group in groups:
        if group.reason in kinds:
            found.setdefault((group.area, kinds[group.reason]), []).append(group)
    return found


def answer(fund: Fund, area: str, service: Service, period: Period, on: date) -> Answer:
    """The days of an area and service in a period (whole days before `on`), and all that stands behind them."""
    every = delayed_days(fund, period, on)
    groups = tuple(_by_area(every, waits()).get((area, service), ()))
    until = Period(period.start, min(period.end or on, max(on, period.start)) if on > period.start else period.end)
    behind = {group.request_id for group in groups if group.request_id is not None}
    missing = commissioning.missing(fund, until, request_ids=behind)
    lots = commissioning.lot_hours(fund, until, of=(area, service))
    contract_ids = {row.contract_id for row in lots if row.contract_id is not None}
    contracts = tuple(row for row in commissioning.contracts(fund) if row.pk in contract_ids)
    year = Month.of(period.start).financial_year
    promise = _plan(fund, year)
    return Answer(
        area,
        service,
        period,
        groups,
        total(every),
        len({group.person_id for group in groups}),
        tuple(missing),
        commissioning.together(lots),
        contracts,
        tuple(_payers(fund, year, contracts, promise.lines_pence)),
        promise,
        discharges(fund, period, on),
    )


def _payers(
    fund: Fund, year: int, contracts: Iterable[Contract], promised: dict[tuple[str, str], int]
) -> list[PayerPaid]:
    amounts = pool.line_amounts(fund, year)
    paid: Counter[tuple[str, str]] = Counter()
    pairs = []
    for contract in contracts:
        pairs += [(payer.scheme.code, payer.source.code) for payer in contract.payers.all()]
        for part in commissioning.paid_parts(fund, year, contract_id=contract.pk):
            paid[part.scheme, part.source] += part.amount_pence
    return [
        PayerPaid(
            *pair,
            amounts[pair].planned_pence if pair in amounts else 0,
            amounts[pair].paid_pence if pair in amounts else 0,
            paid[pair],
            promised.get(pair),
        )
        for pair in dict.fromkeys(pairs)
    ]


def _plan(fund: Fund, year: int) -> Promise:
    """The plan of the financial year: its state, its pounds by scheme and source, its delay a discharge by month."""
    for one in plans.plans().filter(area_id=fund.host_id):
        years = plans.rulebook(one).years
        if year in years:
            content, place = plans.content(one), years.index(year)
            lines = {
                (scheme.id, line.source): line.amounts_pence[place] or 0
                for scheme in content.schemes
                for line in scheme.lines
                if place < len(line.amounts_pence)
            }
            delay = _trajectory(content.trajectories, year, place)
            return Promise(one.pk, one.round, str(plans.record(one).state), lines, delay)
    return Promise(None, "", "", {}, {})


def _trajectory(trajectories: Iterable[object], year: int, place: int) -> dict[Month, Fraction]:
    found: dict[Month, Fraction] = {}
    for one in trajectories:
        values = getattr(one, "values", ())
        if getattr(one, "metric", "") == DISCHARGE_DELAY:
            months = values[12 * place : 12 * place + 12]
            found = {Month(year, 4) + i: value for i, value in enumerate(months) if value is not None}
    return found
