"""Many plans of a round as one: income and planned spending by source, type, area, commissioner, provider, area's plan.

Sums are whole pence. Every plan, contributor and line counts in every table exactly once, whatever it says: what no
list of the round knows stands under its own word, what says nothing under the empty word, and an amount that nobody
has filled in counts as nothing and is counted.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Line, Pence, Plan, Scheme, in_year


@dataclass(frozen=True, slots=True)
class Total:
    """What one value of a table comes to, by year: of how many rows, in how many plans, with how many blank amounts."""

    key: str
    name: str
    amounts_pence: tuple[int, ...]
    rows: int
    plans: int
    blanks: int

    @property
    def whole_pence(self) -> int:
        """All years together."""
        return sum(self.amounts_pence)


@dataclass(frozen=True, slots=True)
class Consolidation:
    """A round's plans together; tables by what they divide by. Each table of spending comes to `spending_pence`."""

    round: str
    areas: tuple[str, ...]
    income_pence: tuple[int, ...]
    spending_pence: tuple[int, ...]
    income: Mapping[str, tuple[Total, ...]]
    spending: Mapping[str, tuple[Total, ...]]


Amounts = tuple[str, Pence]
"""A plan's area and the amounts of one of its rows."""

_Key = Callable[[Scheme, Line], str]
# What spending is divided by: the list of the round that names and orders it (none: by its own word), and the key.
SPENDING: Mapping[str, tuple[str, _Key]] = MappingProxyType(
    {
        "source": ("funding_source", lambda scheme, line: line.source),
        "type": ("scheme_type", lambda scheme, line: scheme.type),
        "sub_type": ("", lambda scheme, line: scheme.sub_type),
        "area_of_spend": ("area_of_spend", lambda scheme, line: line.area_of_spend),
        "commissioner": ("commissioner", lambda scheme, line: line.commissioner),
        "provider": ("provider_type", lambda scheme, line: line.provider),
    }
)


def consolidate(plans: Iterable[Plan], rulebook: Rulebook) -> Consolidation:
    """The plans together. ValueError for a plan of another round, and for an area that comes twice."""
    taken = tuple(plans)
    if wrong := [plan.area for plan in taken if plan.round != rulebook.id]:
        raise ValueError(f"no plans of {rulebook.id}: {', '.join(wrong)}")
    areas = tuple(plan.area for plan in taken)
    if len(set(areas)) < len(areas):
        raise ValueError(f"areas that come twice: {', '.join(sorted({one for one in areas if areas.count(one) > 1}))}")
    years = len(rulebook.years)
    income, spending = _income(taken, rulebook), _spending(taken, rulebook)
    return Consolidation(
        rulebook.id, areas, _sum(income["plan"], years), _sum(spending["plan"], years), income, spending
    )


def _sum(totals: Iterable[Total], years: int) -> tuple[int, ...]:
    kept = list(totals)
    return tuple(sum(total.amounts_pence[year] for total in kept) for year in range(years))


@dataclass(slots=True)
class _Heap:
    """Rows of one value while they are gathered."""

    amounts_pence: list[int]
    rows: int = 0
    blanks: int = 0
    plans: set[str] = field(default_factory=set)

    def add(self, area: str, amounts_pence: Pence) -> None:
        for year in range(len(self.amounts_pence)):
            self.amounts_pence[year] += in_year(amounts_pence, year)
            self.blanks += year >= len(amounts_pence) or amounts_pence[year] is None
        self.rows += 1
        self.plans.add(area)


def _table(rows: Iterable[tuple[str, Amounts]], rulebook: Rulebook, kind: str) -> tuple[Total, ...]:
    heaps: dict[str, _Heap] = {}
    for key, (area, amounts_pence) in rows:
        if key not in heaps:
            heaps[key] = _Heap([0] * len(rulebook.years))
        heaps[key].add(area, amounts_pence)
    names = {item.id: item.name for item in rulebook.items(kind)} if kind else {}
    order = [key for key in names if key in heaps] + sorted(key for key in heaps if key not in names)
    return tuple(_total(key, names.get(key, key), heaps[key]) for key in order)


def _total(key: str, name: str, heap: _Heap) -> Total:
    return Total(key, name, tuple(heap.amounts_pence), heap.rows, len(heap.plans), heap.blanks)


def _lines(plans: Iterable[Plan]) -> Iterator[tuple[Plan, Scheme, Line]]:
    return ((plan, scheme, line) for plan in plans for scheme in plan.schemes for line in scheme.lines)


def _spending(plans: tuple[Plan, ...], rulebook: Rulebook) -> Mapping[str, tuple[Total, ...]]:
    tables = {
        name: _table(
            ((key(scheme, line), (plan.area, line.amounts_pence)) for plan, scheme, line in _lines(plans)),
            rulebook,
            kind,
        )
        for name, (kind, key) in SPENDING.items()
    }
    by_plan = ((plan.area, (plan.area, line.amounts_pence)) for plan, _, line in _lines(plans))
    return MappingProxyType({**tables, "plan": _table(by_plan, rulebook, "")})


def _income(plans: tuple[Plan, ...], rulebook: Rulebook) -> Mapping[str, tuple[Total, ...]]:
    rows = [(plan.area, one) for plan in plans for one in plan.income]
    by_source = ((one.source, (area, one.amounts_pence)) for area, one in rows)
    by_contributor = ((one.contributor, (area, one.amounts_pence)) for area, one in rows)
    by_plan = ((area, (area, one.amounts_pence)) for area, one in rows)
    tables = {
        "source": _table(by_source, rulebook, "funding_source"),
        "contributor": _table(by_contributor, rulebook, ""),
        "plan": _table(by_plan, rulebook, ""),
    }
    return MappingProxyType(tables)
