"""What a plan comes to as plain data and back, so that it is worked once and kept; which rulebook it was made by."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from hashlib import sha256
from types import MappingProxyType
from typing import Any

from commonweal.engine.rulebook.consolidating import Consolidation, Total
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.nation import Sums

Tables = Mapping[str, tuple[Total, ...]]


def made_by(rulebook: Rulebook) -> str:
    """A digest of everything that a round says: sums made by another edition of it are not these."""
    return sha256(repr(rulebook).encode()).hexdigest()


def sums_to_data(sums: Sums) -> dict[str, Any]:
    """Plain data; the plan's round and area stand beside it."""
    tables = sums.tables
    return {
        "income_pence": list(tables.income_pence),
        "spending_pence": list(tables.spending_pence),
        "income": _to_lists(tables.income),
        "spending": _to_lists(tables.spending),
        "by_source_pence": {name: list(pence) for name, pence in sums.income_pence.items()},
        "counted_pence": {name: list(pence) for name, pence in sums.counted_pence.items()},
    }


def sums_from_data(data: Mapping[str, Any], round_id: str, area: str) -> Sums:
    """The sums of a plan of that round and area."""
    tables = Consolidation(
        round_id,
        (area,),
        tuple(data["income_pence"]),
        tuple(data["spending_pence"]),
        _from_lists(data["income"]),
        _from_lists(data["spending"]),
    )
    return Sums(tables, _amounts(data["by_source_pence"]), _amounts(data["counted_pence"]))


def _to_lists(tables: Tables) -> dict[str, list[list[Any]]]:
    return {
        name: [[one.key, one.name, list(one.amounts_pence), one.rows, one.plans, one.blanks] for one in totals]
        for name, totals in tables.items()
    }


def _from_lists(tables: Mapping[str, Sequence[Sequence[Any]]]) -> Tables:
    return MappingProxyType(
        {
            name: tuple(Total(key, words, tuple(pence), *counts) for key, words, pence, *counts in totals)
            for name, totals in tables.items()
        }
    )


def _amounts(data: Mapping[str, Sequence[int]]) -> Mapping[str, tuple[int, ...]]:
    return MappingProxyType({name: tuple(pence) for name, pence in data.items()})
