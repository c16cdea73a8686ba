"""Data files of the pool: published sizes of pools, the requirements of section 75."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path

import commonweal
from commonweal.engine.ledger.agreementrules import Rules, read_rules
from commonweal.engine.ledger.sizes import PoolSize, league

FOLDER = Path(commonweal.__file__).parent / "rulebooks"


@cache
def section_75() -> Rules:
    """The requirements and excluded functions; ValueError if the file that ships is faulty."""
    rules, findings = read_rules(tomllib.loads((FOLDER / "section75.toml").read_text()))
    if rules is None:
        raise ValueError("; ".join(map(str, findings)))
    return rules


@cache
def published_pools() -> tuple[PoolSize, ...]:
    """Pools whose size was published, largest first."""
    rows = tomllib.loads((FOLDER / "published_pools.toml").read_text())["pool"]
    return league(
        PoolSize(
            row["place"],
            row["year"],
            row.get("parts_pence", {}),
            row.get("published_total_pence"),
            row.get("required_pence"),
            row["source"],
        )
        for row in rows
    )
