"""The plans in sight, round by round."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.record import Record
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters.words import STATES, count


@dataclass(frozen=True, slots=True)
class Row:
    """A plan in the list."""

    pk: int
    area: str
    state: str
    colour: str


@dataclass(frozen=True, slots=True)
class Group:
    """A round and the plans for it."""

    id: str
    name: str
    note: str
    rows: tuple[Row, ...]


def present(
    plans: Sequence[AreaPlan], rounds: Mapping[str, Rulebook], records: Mapping[int, Record], names: Mapping[int, str]
) -> tuple[Group, ...]:
    """Every round, the newest first, with its plans by area."""
    groups = []
    for round_ in reversed(list(rounds.values())):
        rows = [
            Row(plan.pk, names.get(plan.area_id, ""), *STATES[records[plan.pk].state])
            for plan in plans
            if plan.round == round_.id
        ]
        groups.append(Group(round_.id, round_.name, round_.note, tuple(sorted(rows, key=lambda row: row.area))))
    return tuple(groups)


def lead(groups: Sequence[Group]) -> str:
    """How many plans there are in sight."""
    plans = sum(len(group.rows) for group in groups)
    return f"There is {count(plans, 'plan')} in sight." if plans < 2 else f"There are {plans:,} plans in sight."
