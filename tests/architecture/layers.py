"""The order of the house, read from the contract that import-linter keeps, so that there is one list."""

from __future__ import annotations

import tomllib

from tests.shared import TOP


def ranks() -> dict[str, int]:
    """Each package of the house with its rank, 0 at the bottom; packages side by side share one."""
    contracts = tomllib.loads((TOP / "pyproject.toml").read_text())["tool"]["importlinter"]["contracts"]
    layers = next(contract["layers"] for contract in contracts if contract["id"] == "one-way")
    return {name.strip().strip("()"): rank for rank, row in enumerate(reversed(layers)) for name in row.split("|")}


ROOMS = frozenset(
    {
        *("home", "scrutiny", "returns", "flow", "care", "commissioning", "pool", "plans"),
        *("observations", "accounts", "places", "core"),
    }
)
