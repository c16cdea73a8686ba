"""The flow engine: people ready to leave hospital, the services they wait for, and the beds that they hold."""

from __future__ import annotations


def warm() -> None:
    """Compile every kernel and put it into numba's cache (NUMBA_CACHE_DIR): what set-up calls, once a version.

    Numba does not notice a change in a function that another one calls: a new version needs a new cache folder.
    """
    from commonweal.engine.flow.checking import read_scenario
    from commonweal.engine.flow.model import make_model
    from commonweal.engine.flow.running import prepare, run

    stay = {"law": "fixed", "days": 2}
    shares = [{"pathway": "P", "share": 0.5}, {"pathway": "Q", "share": 0.5}]
    scenario, _ = read_scenario(
        {
            "name": "warming up",
            "start": "2025-04-01",
            "days": 3,
            "hospitals": ["H"],
            "areas": ["A"],
            "services": [
                {"name": "S", "pools": [{"places": 1}]},
                {"name": "T", "pools": [{}]},
                {"name": "U", "pools": [{"places": 1}]},
            ],
            "pathways": [
                {"name": "P", "steps": [{"service": "S", "stay": stay}]},
                {"name": "Q", "steps": [{"service": "T", "stay": stay}, {"service": "U", "stay": stay}]},
            ],
            "demand": [{"hospital": "H", "area": "A", "ready_per_day": 1, "shares": shares}],
        }
    )
    if scenario is not None:
        model = make_model(scenario)
        run(prepare(model, "day"), 1, 1)
        run(prepare(model, "continuous"), 1, 1)
        run(prepare(model, "continuous", "network"), 1, 1)
