"""The sums of a walk laid side by side: at each step, what it comes to against the step that it meets."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from fractions import Fraction

from commonweal.engine.reporting.cells import Evidence
from commonweal.flow import queries as flow
from commonweal.home.queries.line import Walk
from commonweal.returns.queries.care import lot_key

CARE = "delays/care/days"


@dataclass(frozen=True, slots=True)
class Check:
    """Two reckonings of one thing, of neighbouring steps or within one; pence, minutes or days."""

    step: str
    what: str
    here: int | Fraction | str
    there: int | Fraction | str

    @property
    def holds(self) -> bool:
        """Whether they are the same."""
        return self.here == self.there


def checks(one: Walk, step: str = "") -> list[Check]:
    """Every pair of sums along the line in its order, or those at which a step meets the one before."""
    asked = [step] if step else list(_CHECKS)
    return [check for name in asked for check in _CHECKS.get(name, _nothing)(one)]


def _nothing(one: Walk) -> Iterator[Check]:
    return iter(())


def _ring_fence(one: Walk) -> Iterator[Check]:
    if one.budget is not None and one.line is not None:
        yield Check("ring-fence", "The pool’s budget is what the plan promised", one.budget, one.line.planned_pence)


def _pounds(one: Walk) -> Iterator[Check]:
    total = sum(entry.amount_pence for entry in one.entries_of_year)
    yield Check("pounds", "The year’s entries add up to what the ring-fence says was paid", total, one.paid_in_year)


def _contracts(one: Walk) -> Iterator[Check]:
    parts = sum(part.amount_pence for part in one.parts)
    entries = sum(entry.amount_pence for entry in one.contract_entries)
    yield Check("contracts", "What the contracts were paid is what their entries spent", parts, entries)
    worth = sum(sums.worth_pence for sums in one.sums.values())
    paid = sum(sums.parts_pence for sums in one.sums.values())
    yield Check("contracts", "Hours paid for, at their rate, are the pounds posted by all payers", worth, paid)


def _placements(one: Walk) -> Iterator[Check]:
    minutes = sum(row.delivered_minutes for row in one.deliveries)
    delivered = sum((hours.delivered for hours in one.hours.values()), Fraction(0)) * 60
    yield Check("placements", "The placements’ time is the contracts’ delivered time", Fraction(minutes), delivered)


def _people(one: Walk) -> Iterator[Check]:
    by_request = sum(flow.by(one.days, "request_id").values())
    yield Check(
        "people", "The days of each person are the days that packages were waited for", one.by_person, by_request
    )


def _days(one: Walk) -> Iterator[Check]:
    by_lot = sum(days for lot, days in flow.by(one.care_days, "lot_id").items() if lot in one.lot_ids)
    yield Check("days", "The days by lot are the days by person", by_lot, one.by_person)
    by_reason = sum(days for reason, days in flow.by(one.every_day, "reason").items() if reason in flow.waits())
    yield Check("days", "With those elsewhere they are all days for want of care", by_lot + one.elsewhere, by_reason)


def _cell(one: Walk) -> Iterator[Check]:
    """The return made now against the record's own sums; what was frozen against itself."""
    if one.now is not None:
        lots = [one.now.cell(f"delays/{lot_key(lot)}/days") for lot in one.lot_ids]
        days = _whole(cell.value for cell in lots if cell)
        yield Check("cell", "The return’s days of these lots are the days waited", days, flow.total(one.days))
        spent, cell = (
            sum(entry.amount_pence for entry in one.scheme_entries),
            one.now.cell(f"spend/{one.scheme}/quarter"),
        )
        if cell is not None:
            yield Check("cell", "The return’s pounds of the scheme are its entries", _whole([cell.value]), spent)
    for evidence in (one.now, one.evidence):
        if evidence is not None:
            yield from _whole_return(evidence)


def _whole_return(evidence: Evidence) -> Iterator[Check]:
    cells = {cell.address: cell.value for cell in evidence.cells}
    lots = [value for key, value in cells.items() if _is_part(key)]
    yield Check("cell", "The days of all lots are the days for want of care", _whole(lots), _whole([cells[CARE]]))
    spent = [value for key, value in cells.items() if _is_scheme(key)]
    yield Check("cell", "The schemes’ spending is the whole", _whole(spent), _whole([cells["spend/all/quarter"]]))


def _sentence(one: Walk) -> Iterator[Check]:
    for _, sentence in one.sentences:
        for address in sentence.cells:
            cell = one.evidence.cell(address) if one.evidence else None
            said = one.paper.cells[address].shown if one.paper else ""
            yield Check("sentence", "The paper says what the return says", said, cell.shown if cell else "")


_CHECKS: dict[str, Callable[[Walk], Iterator[Check]]] = {
    "ring-fence": _ring_fence,
    "pounds": _pounds,
    "contracts": _contracts,
    "placements": _placements,
    "people": _people,
    "days": _days,
    "cell": _cell,
    "sentence": _sentence,
}


def _is_part(address: str) -> bool:
    return address.startswith("delays/lot-") or address == "delays/no-lot/days"


def _is_scheme(address: str) -> bool:
    return address.startswith("spend/") and address.endswith("/quarter") and address != "spend/all/quarter"


def _whole(values: Iterable[object]) -> int:
    return sum(value for value in values if isinstance(value, int))
