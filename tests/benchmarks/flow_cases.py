"""The scenarios that the flow engine is measured on."""

from __future__ import annotations

import json
from typing import Any

from commonweal.execution.files import example
from tests.engine.flow.cases import mean_sd, three_pathways

COUNCILS = 152
READY_A_DAY = 3_000
"""Of England, pathways 1 to 3: the size to make of the one area that ships, where an example of England does not."""


def sized(size: int) -> dict[str, Any]:
    """The three-pathway year, `size` times as large."""
    data = three_pathways()
    data["demand"][0]["ready_per_day"] *= size
    for service in data["services"]:
        service["pools"][0]["places"] *= size
    return data


def areas(size: int) -> dict[str, Any]:
    """Hospital, reablement shared by three areas, then homecare by area for 45 in 100; `size` times 12 a day."""
    names = ["North", "Middle", "South"]
    reablement, homecare = 12 * 28 * size, 4 * 0.45 * 60 * size  # offered loads
    return {
        "name": "three areas",
        "start": "2025-04-01",
        "days": 545,
        "warm_up_days": 180,
        "begin": "empty",
        "hospitals": ["General"],
        "areas": names,
        "services": [
            {"name": "reablement", "pools": [{"places": round(reablement + reablement**0.5)}]},
            {
                "name": "homecare",
                "pools": [{"areas": [name], "places": round(homecare + 0.4 * homecare**0.5)} for name in names],
            },
        ],
        "pathways": [
            {
                "name": "1",
                "steps": [
                    {"service": "reablement", "stay": mean_sd(28), "goes_on": 0.45},
                    {"service": "homecare", "stay": mean_sd(60)},
                ],
            }
        ],
        "demand": [
            {"hospital": "General", "area": n, "ready_per_day": 4 * size, "shares": [{"pathway": "1", "share": 1}]}
            for n in names
        ],
    }


def england() -> tuple[dict[str, Any], str]:
    """England, every pathway, a year; and what it is: the example that ships, or as many areas of one kind."""
    shipped = example("england")
    if shipped.exists():
        return json.loads(shipped.read_text()), "the example that ships"
    one = json.loads(example("one-area").read_text())
    names = [f"area {number}" for number in range(COUNCILS)]
    (demand,), scale = one["demand"], READY_A_DAY / COUNCILS / one["demand"][0]["ready_per_day"]
    one |= {"name": "England's size", "days": 365, "warm_up_days": 0, "areas": names, "hospitals": names}
    for service in one["services"]:
        (pool,) = service["pools"]
        more = {kind: round(amount * scale) for kind, amount in pool.items()}
        service["pools"] = [{"areas": [name], **more} for name in names]
    one["pathways"].append({"name": "0", "steps": [one["pathways"][0]["steps"][0]]})
    shares = [{**share, "share": share["share"] / 2} for share in demand["shares"]] + [{"pathway": "0", "share": 0.5}]
    ready = 2 * READY_A_DAY / COUNCILS
    one["demand"] = [demand | {"hospital": n, "area": n, "ready_per_day": ready, "shares": shares} for n in names]
    return one, f"{COUNCILS} areas of one kind, {READY_A_DAY:,} a day on pathways 1 to 3 and as many on 0"
