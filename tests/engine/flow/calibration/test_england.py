"""The England example: every board, pathways 0 to 3, and as many people delayed as were reported."""

import json
from datetime import date

import numpy as np
import pytest

from commonweal.engine.flow.calibration.building import document
from commonweal.engine.flow.calibration.capacity import TOLERANCE_BEDS
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import demand_by_day
from commonweal.execution.calibrations import Effort
from commonweal.execution.discharges import areas, find_area, series_of
from commonweal.execution.files import example, read_scenario_file
from commonweal.execution.runs import Settings, simulate

YEAR = date(2024, 4, 1), date(2025, 4, 1)
TOLERANCE = 0.03
"""Of the national mean. On the people that it was calibrated on the tolerance is half a bed a board; the rest is that
16 other replications have a standard error of 1 % of it."""


@pytest.fixture(scope="module")
def england():
    scenario, _, findings = read_scenario_file(example("england"))
    assert findings == ()
    return scenario


def test_every_board_and_pathway(england):
    assert england.areas == tuple(area.name for area in areas())
    assert {pathway.name[0] for pathway in england.pathways} == {"0", "1", "2", "3"}
    assert england.counted_days == 365
    for words in ("NHS England", "1 April 2024 to 31 March 2025", "least squares", "bisection", "ASSUMED"):
        assert words in england.note
    assert example("england").stat().st_size < 600_000


def test_demand_is_that_of_the_reports(england):
    """Over the days that were reported as many people become ready in the scenario as were counted."""
    for area, demand in zip(areas(), england.demand, strict=True):
        ready = series_of(area).between(*YEAR).ready_array
        by_day = demand_by_day(england, demand)[england.warm_up_days :]
        assert by_day[~np.isnan(ready)].mean() == pytest.approx(np.nanmean(ready), rel=0.01), area.name
        shares = [share.share for share in demand.shares]
        assert sum(shares) == pytest.approx(1, abs=1e-9)
        assert shares[0] == pytest.approx(area.shares[0], abs=1e-4)


def test_as_many_are_delayed_as_were_reported(england):
    observed = sum(float(np.nanmean(series_of(area).between(*YEAR).delayed_array)) for area in areas())
    assert observed == pytest.approx(12_694.7, abs=0.1)  # England as published, its missing reports left out: 12,663
    run = simulate(england, Settings(2, 16, chunk=2))
    samples = beds(run.model, run.chunk)
    assert samples.mean() == pytest.approx(observed, rel=TOLERANCE)


@pytest.mark.parametrize("name", ["Shropshire, Telford and Wrekin", "Gloucestershire"])
def test_the_script_makes_this_file(name):
    """One board calibrated anew: its pools, pathways and demand are those of the file, to the place."""
    from scripts import make_england_scenario as script

    data = json.loads(example("england").read_text(encoding="utf-8"))
    assert data["note"] == script.NOTE
    area, found = script.calibrated(find_area(name), script.delay_days(), Effort())
    assert abs(found.delayed_mean_beds - found.target_beds) <= TOLERANCE_BEDS
    made = document(script.frame(), [area], [found.places_per_need])
    for kind in ("services", "pathways", "demand"):
        parts = made[kind] if kind != "services" else [pool for service in made[kind] for pool in service["pools"]]
        whole = data[kind] if kind != "services" else [pool for service in data[kind] for pool in service["pools"]]
        assert parts and all(part in whole for part in parts), kind


def test_the_file_is_plain_and_whole():
    data = json.loads(example("england").read_text(encoding="utf-8"))
    assert [service["name"] for service in data["services"]] == [
        "home", "arranging care", "care home places", "community beds", "home with support",
    ]  # fmt: skip
