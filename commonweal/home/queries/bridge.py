"""From what the plan promised to what the pool budgets: each pound of the difference by its name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING

from commonweal.engine.ledger.transfers import TransferKind
from commonweal.home.queries.line import lines_of
from commonweal.pool import queries as pool

if TYPE_CHECKING:
    from commonweal.plans.models import AreaPlan
    from commonweal.pool.models import Fund

SECTIONS = {TransferKind.SECTION_256: "256", TransferKind.SECTION_76: "76"}


@dataclass(frozen=True, slots=True)
class Part:
    """A named part of the difference, above or below nothing."""

    words: str
    pence: int


@dataclass(frozen=True, slots=True)
class Bridge:
    """Both ends and what lies between; `pool_pence` is what the budgets come to, not reckoned from the parts."""

    plan_pence: int
    parts: tuple[Part, ...]
    pool_pence: int

    @property
    def holds(self) -> bool:
        """Whether the parts lead from one end to the other."""
        return self.plan_pence + sum(part.pence for part in self.parts) == self.pool_pence


def bridge(plan: AreaPlan, fund: Fund, year: int) -> Bridge:
    """The plan's lines of a year against the fund's budget as it stands."""
    promised = {(one.scheme, one.source): one.planned_pence for one in lines_of(plan, year)}
    stands = sum(pool.budgets(fund, year).values())
    parts = (one for one in _parts(fund, year, promised, stands) if one.pence)
    return Bridge(sum(promised.values()), tuple(parts), stands)


def _parts(fund: Fund, year: int, promised: dict[tuple[str, str], int], stands: int) -> Iterator[Part]:
    rows = list(pool.budget_lines(fund, year))
    set_ = {(row.scheme.code, row.source.code): row.planned_pence for row in rows}
    names = {(row.scheme.code, row.source.code): f"{row.scheme.name}, {row.source.name}" for row in rows}
    agreed: Counter[str] = Counter()
    for one in pool.transfers(fund, year):
        agreed[one.source.code] += one.amount_pence
        section = SECTIONS[TransferKind(one.kind)]
        yield Part(f"Transfer under section {section}, not of the plan: {one.purpose}", one.amount_pence)
    for key in sorted({*promised, *set_}):
        if key not in set_:
            yield Part(f"In the plan and not in the pool: {key[0]}, {key[1]}", -promised[key])
        elif key not in promised:
            taken = min(agreed[key[1]], set_[key])
            agreed[key[1]] -= taken
            yield Part(f"In the pool and not in the plan: {names[key]}", set_[key] - taken)
        else:
            yield Part(f"Budgeted otherwise than planned: {names[key]}", set_[key] - promised[key])
    for source, pence in agreed.items():
        yield Part(f"Agreed as a transfer and not budgeted: {source}", -pence)
    yield Part("Carried in from the year before", stands - sum(set_.values()))
