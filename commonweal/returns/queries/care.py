"""What of a return comes from the rooms of care: hours delivered by scheme, days waited, the actual delay a discharge.

Only what was recorded by the basis's moment counts, and whole days before it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime

from django.utils import timezone

from commonweal.commissioning import queries as commissioning
from commonweal.engine.periods import Month
from commonweal.engine.reporting.cells import Basis, Behind, Cell, Rule, Unit, mean
from commonweal.engine.reporting.quarters import period_of
from commonweal.flow import queries as flow
from commonweal.flow.queries import DayGroup
from commonweal.returns import models

NO_LOT, CARE, OTHER = "no-lot", "care", "other"


def _moment(basis: Basis) -> tuple[datetime, date]:
    """The basis's moment, and its day in London."""
    moment = datetime.fromisoformat(basis.moment)
    return moment, timezone.localdate(moment)


def outputs(of: models.Return, basis: Basis, names: Mapping[str, str]) -> Iterator[Cell]:
    """For each scheme that pays for hours of care: the time delivered in the quarter's weeks under its contracts."""
    moment, _ = _moment(basis)
    period = period_of(of.year, of.quarter)
    weeks = commissioning.latest_deliveries(of.fund).filter(at__lte=moment, week__gte=period.start, week__lt=period.end)
    minutes: dict[int, int] = {}
    for contract_id, delivered in weeks.values_list("contract_id", "delivered_minutes"):
        minutes[contract_id] = minutes.get(contract_id, 0) + delivered
    by_scheme: dict[str, dict[str, int]] = {}
    for contract in commissioning.contracts(of.fund).filter(at__lte=moment):
        for payer in contract.payers.all():
            by_scheme.setdefault(payer.scheme.code, {})[contract.reference] = minutes.get(contract.pk, 0)
    for scheme, contracts in sorted(by_scheme.items()):
        behind = tuple(Behind("contract", reference, count) for reference, count in sorted(contracts.items()))
        label = f"{names.get(scheme, scheme)}, hours delivered in the quarter's weeks"
        value = sum(contracts.values())
        where, query = f"outputs/{scheme}/hours", "commissioning.latest_deliveries"
        yield Cell(where, "outputs", label, Unit.MINUTES, value, Rule.SUM, query, behind)


def delays(of: models.Return, basis: Basis) -> Iterator[Cell]:
    """The quarter's delayed days: all, those for want of care, and of these by the lot whose hours were missing."""
    moment, on = _moment(basis)
    groups = flow.delayed_days(of.fund, period_of(of.year, of.quarter), on, moment)
    care = [one for one in groups if one.reason in flow.waits()]
    other = [one for one in groups if one.reason not in flow.waits()]
    lots = {one.lot_id: one for one in care if one.lot_id is not None}
    by_lot = {key: [one for one in care if one.lot_id == key] for key in sorted(lots)}
    nowhere = [one for one in care if one.lot_id is None]
    parts = [(CARE, flow.total(care)), (OTHER, flow.total(other))]
    of_care = [*((lot_key(key), flow.total(inside)) for key, inside in by_lot.items()), (NO_LOT, flow.total(nowhere))]
    yield _days("all", "Days waited in hospital after being ready to leave", _cells(parts))
    yield _days(CARE, "Days waited for want of care", _cells(of_care))
    yield _days(OTHER, "Days waited for anything else", _rows(other, "reason"))
    names = {row.pk: f"{row.contract.service} in {row.area}" for row in commissioning.lots(of.fund)}
    for key, inside in by_lot.items():
        yield _days(lot_key(key), f"Days waited for {names.get(key, 'care')}", _rows(inside, "month"))
    yield _days(NO_LOT, "Days waited for care that no contract provides", _rows(nowhere, "month"))


def days_by_month(of: models.Return, basis: Basis) -> dict[Month, int]:
    """The quarter's delayed days by month."""
    moment, on = _moment(basis)
    found: dict[Month, int] = {}
    for one in flow.delayed_days(of.fund, period_of(of.year, of.quarter), on, moment):
        found[one.month] = found.get(one.month, 0) + one.days
    return found


def lot_key(lot_id: int) -> str:
    """How a lot is named in the address of a cell."""
    return f"lot-{lot_id}"


def _days(key: str, label: str, behind: tuple[Behind, ...]) -> Cell:
    value = sum(one.amount or 0 for one in behind)
    return Cell(f"delays/{key}/days", "delays", label, Unit.DAYS, value, Rule.SUM, "flow.delayed_days", behind)


def _cells(parts: Iterable[tuple[str, int]]) -> tuple[Behind, ...]:
    return tuple(Behind("cell", f"delays/{key}/days", days) for key, days in parts)


def _rows(groups: Iterable[DayGroup], name: str) -> tuple[Behind, ...]:
    sums = flow.by(groups, name)
    keys = {(one.iso if isinstance(one, Month) else str(one)): days for one, days in sums.items()}
    return tuple(Behind(name, key, days) for key, days in sorted(keys.items()))


def actual_delays(of: models.Return, basis: Basis, decimals: int) -> dict[Month, tuple[str | None, tuple[Behind, ...]]]:
    """By month of leaving: the days that people who left had waited, over how many they were."""
    moment, on = _moment(basis)
    found = flow.discharges(of.fund, period_of(of.year, of.quarter), on, moment)
    return {
        month: (
            mean(days, people, decimals),
            (Behind("days-waited", month.iso, days), Behind("people-left", month.iso, people)),
        )
        for month, (people, days) in found.items()
    }
