"""Scenarios and people that several tests use."""

from __future__ import annotations

from typing import Any

from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.model import Model, make_model


def one_service(
    places: int | None, ready_per_day: float, stay: dict[str, Any], days: int = 365, **more: Any
) -> dict[str, Any]:
    """The plain data of a scenario of one hospital, one area, one pathway and one service."""
    return {
        "name": "one service",
        "start": "2025-04-01",
        "days": days,
        "begin": "empty",
        "hospitals": ["General"],
        "areas": ["Town"],
        "services": [{"name": "reablement", "pools": [{"places": places}]}],
        "pathways": [{"name": "home with reablement", "steps": [{"service": "reablement", "stay": stay}]}],
        "demand": [
            {
                "hospital": "General",
                "area": "Town",
                "ready_per_day": ready_per_day,
                "shares": [{"pathway": "home with reablement", "share": 1}],
            }
        ],
        **more,
    }


def model_of(data: dict[str, Any]) -> Model:
    """The model of plain data that must be without error."""
    scenario, findings = read_scenario(data)
    assert scenario is not None, [str(finding) for finding in findings]
    return make_model(scenario)


def mean_sd(mean_days: float, sd_days: float | None = None) -> dict[str, Any]:
    return {"law": "mean-sd", "mean_days": mean_days, "sd_days": mean_days if sd_days is None else sd_days}


def exponential(mean_days: float) -> dict[str, Any]:
    return {"law": "exponential", "mean_days": mean_days}


def three_pathways(days: int = 545, warm_up_days: int = 180) -> dict[str, Any]:
    """25 people a day, three pathways, lognormal stays, 92 % use: the scenario of the benchmarks."""
    rows = (("1", 0.55, 14.0, 209), ("2", 0.30, 28.0, 228), ("3", 0.15, 42.0, 171))
    return {
        "name": "three pathways",
        "start": "2025-04-01",
        "days": days,
        "warm_up_days": warm_up_days,
        "begin": "empty",
        "hospitals": ["General"],
        "areas": ["Town"],
        "services": [{"name": f"service {name}", "pools": [{"places": places}]} for name, _, _, places in rows],
        "pathways": [
            {"name": name, "steps": [{"service": f"service {name}", "stay": mean_sd(mean)}]}
            for name, _, mean, _ in rows
        ],
        "demand": [
            {
                "hospital": "General",
                "area": "Town",
                "ready_per_day": 25,
                "shares": [{"pathway": name, "share": share} for name, share, _, _ in rows],
            }
        ],
    }


def county():
    """Three hospitals, two areas, three steps, shared homecare, leaving, fallback, priorities: every part of T3."""
    data = one_service(14, 3.0, mean_sd(4, 3), 200, warm_up_days=20, begin="equilibrium")
    data["hospitals"] = ["General", "Royal"]
    data["areas"] = ["Town", "Village"]
    data["services"] += [
        {"name": "decision", "setting": "hospital", "keeps_place_while_waiting": False, "pools": [{}]},
        {"name": "homecare", "pools": [{"areas": ["Town"], "places": 24}, {"places": 12}]},
        {"name": "care home", "pools": [{"places": 25}]},
    ]
    data["pathways"] = [
        {
            "name": "1",
            "priority": 1,
            "steps": [
                {"service": "decision", "stay": mean_sd(1.5, 1)},
                {"service": "reablement", "stay": mean_sd(14, 9), "goes_on": 0.5},
                {"service": "homecare", "stay": mean_sd(40, 40)},
            ],
            "patience": exponential(30),
            "fallback": {"after_days": 6, "pathway": "3"},
        },
        {"name": "3", "steps": [{"service": "care home", "stay": mean_sd(60, 60)}]},
    ]
    shares = [{"pathway": "1", "share": 0.8}, {"pathway": "3", "share": 0.2}]
    data["demand"] = [
        {"hospital": h, "area": a, "ready_per_day": 0.7, "shares": shares}
        for h in data["hospitals"]
        for a in data["areas"]
    ]
    return data


def arranging():
    """Two areas whose people wait in hospital twice: care is arranged, then a service has a place; or just go home."""
    areas = ["Town", "Village"]
    services = (("arranging", [None, None]), ("reablement", [48, 50]), ("care home", [30, 34]), ("home", [None, None]))
    routes = (("1", "reablement", mean_sd(30, 20)), ("3", "care home", mean_sd(60, 60)))
    return {
        "name": "arranging",
        "start": "2025-04-01",
        "days": 200,
        "warm_up_days": 30,
        "hospitals": ["General", "Royal"],
        "areas": areas,
        "services": [
            {"name": name, "pools": [{"areas": [a], "places": n} for a, n in zip(areas, places, strict=True)]}
            | ({"setting": "hospital", "keeps_place_while_waiting": False} if name == "arranging" else {})
            for name, places in services
        ],
        "pathways": [
            {"name": "0", "steps": [{"service": "home", "stay": {"law": "fixed", "days": 1}}]},
            *(
                {
                    "name": name,
                    "steps": [{"service": "arranging", "stay": mean_sd(5)}, {"service": service, "stay": stay}],
                }
                for name, service, stay in routes
            ),
        ],
        "demand": [
            {
                "hospital": hospital,
                "area": area,
                "ready_per_day": 4,
                "weekday_factors": [1.2, 1.1, 1.1, 1.1, 1.1, 0.7, 0.7],
                "shares": [
                    {"pathway": "0", "share": 0.5},
                    {"pathway": "1", "share": 0.375},
                    {"pathway": "3", "share": 0.125},
                ],
            }
            for hospital, area in zip(["General", "Royal"], areas, strict=True)
        ],
    }
