"""Many areas' plans at once, made through the actions, with the generator's own books. The plans are invented."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import Any

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.engine.rulebook.allocations import Allocations, Contribution
from commonweal.engine.rulebook.plan import Plan
from commonweal.places import queries as places
from commonweal.plans import actions, models
from tests.factories.plan import ROUND, START
from tests.factories.rounds import rounds, sound

MAKER = Actor(1, "Maker of plans")


@dataclass
class Books:
    """What was planned, kept while it was made: by source, type, area of spend, commissioner, provider, and area."""

    income: int = 0
    spending: Counter = field(default_factory=Counter)
    lines: int = 0
    areas: dict[int, int] = field(default_factory=dict)

    def note(self, area_id: int, plan: Plan) -> None:
        for one in plan.income:
            for pence in one.amounts_pence:
                self.income += pence
        for scheme in plan.schemes:
            for line in scheme.lines:
                for pence in line.amounts_pence:
                    self.lines += 1
                    self.areas[area_id] = self.areas.get(area_id, 0) + pence
                    for key in (
                        ("type", scheme.type),
                        ("source", line.source),
                        ("area_of_spend", line.area_of_spend),
                        ("commissioner", line.commissioner),
                        ("provider", line.provider),
                    ):
                        self.spending[key] += pence


def varied(plan: Plan, number: int) -> Plan:
    """The plan with other pence in every line, its income along with them."""
    added: Counter = Counter()
    schemes = []
    for place, scheme in enumerate(plan.schemes):
        lines = []
        for line in scheme.lines:
            more = number * 1_013 + place * 37
            for year in range(len(line.amounts_pence)):
                added[line.source, year] += more
            lines.append(replace(line, amounts_pence=tuple(pence + more for pence in line.amounts_pence)))
        schemes.append(replace(scheme, lines=tuple(lines)))
    income = tuple(
        replace(
            one, amounts_pence=tuple(pence + added[one.source, year] for year, pence in enumerate(one.amounts_pence))
        )
        for one in plan.income
    )
    return replace(plan, schemes=tuple(schemes), income=income)


def given(plan: Plan, allocations: Allocations) -> Allocations:
    """The allocations of a varied plan: what it brings is what was published, its minimums are the unvaried plan's."""
    published = {one.source: one.amounts_pence for one in plan.income if one.source in allocations.published_pence}
    contributions = tuple(
        Contribution(one.source, one.contributor, one.amounts_pence) for one in plan.income if one.source in published
    )
    return replace(allocations, published_pence=published, contributions=contributions, districts=())


def nation(count: int, lines: int, round_id: str = ROUND) -> tuple[list[models.AreaPlan], Books]:
    """Plans of the first councils of the reference tables, as drafts, with what is published for each."""
    base, allocations = sound(rounds()[round_id], lines=lines)
    books, made = Books(), []
    with scope.within(scope.SYSTEM_SCOPE):
        councils = places.adult_social_care_councils(START.date())[:count]
        rows = places.organisations(council.id for council in councils).in_bulk()
        for number, council in enumerate(councils):
            plan = varied(base, number)
            made.append(_kept(rows[council.id], plan, given(plan, allocations), round_id))
            books.note(council.id, plan)
    return made, books


def _kept(area: Any, plan: Plan, allocations: Allocations, round_id: str) -> models.AreaPlan:
    who = {"by": MAKER, "at": START}
    row = actions.start_plan(**who, round=round_id, area=area, partners=[])
    for section in ("income", "schemes"):
        actions.save_section(**who, plan=row, section=section, value=getattr(plan, section), after=0)
    actions.publish_allocations(**who, round=round_id, area=area, allocations=allocations)
    return row
