"""The daily discharges that ship: made from the publications to the byte, and equal to the publisher's own averages."""

import json
from datetime import date

import numpy as np
import pytest

from commonweal.execution.calibrations import CAPACITY_SHARE, last_winter
from commonweal.execution.discharges import CHOSEN, FOLDER, areas, find_area, ready_and_delayed, series_of
from tests.shared import TOP, shared_data

SIZE_LIMIT_BYTES = 250_000
YEAR = date(2024, 4, 1), date(2025, 4, 1)


def test_ready_and_delayed_by_hand():
    """100 counted, 30 gone: 70 stay; 90 counted next day: 20 became ready. A report of 0 is none."""
    counted = (100, 90, 0, 95, 50, None, 80, 81)
    discharged = (30, 25, 0, 20, 10, None, 0, 11)
    ready, delayed = ready_and_delayed(counted, discharged)
    assert delayed == (70, 65, None, 75, 40, None, None, 70)
    assert ready == (None, 20, None, None, None, None, None, None)  # 50 counted after 75 stayed: no number of people


def test_people_are_conserved_wherever_days_follow_each_other():
    for area in areas():
        series = series_of(area)
        delayed, ready = series.delayed_array, series.ready_array
        known = ~np.isnan(ready[1:])
        gone = delayed[:-1] + ready[1:] - delayed[1:]
        assert (gone[known] > 0).all()  # whoever was there or became ready, and does not stay, was discharged


def test_the_table_is_small_and_whole():
    assert sum(path.stat().st_size for path in FOLDER.iterdir()) < SIZE_LIMIT_BYTES
    assert len(areas()) == 42
    for area in areas():
        series = series_of(area)
        assert (series.first_day, series.end) == (date(2022, 4, 1), date(2025, 9, 1))
        assert series.delayed[79] is None  # 19 June 2022: nobody's report was made
        assert sum(area.shares) == pytest.approx(1)


def test_the_chosen_areas_report_whole():
    for name in CHOSEN:
        series = series_of(find_area(name.upper()))
        assert np.isnan(series.delayed_array).sum() == 1
        assert str(last_winter(series)) == "2024-12-01 to 2025-02-28"
    assert find_area("Atlantis") is None


def test_capacity_share_is_that_of_the_published_reasons():
    lines = (FOLDER / "delay-reasons.csv").read_text(encoding="utf-8").splitlines()[1:]
    people = [(line.strip('"').startswith("Capacity"), float(line.rsplit(",", 1)[1])) for line in lines]
    share = sum(count for is_capacity, count in people if is_capacity) / sum(count for _, count in people)
    assert share == pytest.approx(CAPACITY_SHARE, abs=0.005)


@pytest.mark.shared_data
def test_the_table_is_made_to_the_byte(tmp_path):
    from scripts import make_daily_discharges_table

    assert make_daily_discharges_table.main(shared_data(), tmp_path) == 0
    for path in tmp_path.iterdir():
        assert path.read_bytes() == (FOLDER / path.name).read_bytes(), path.name
    assert {path.name for path in tmp_path.iterdir()} == {path.name for path in FOLDER.iterdir()} - {"README.md"}


@pytest.mark.shared_data
def test_means_equal_the_publishers_own_averages():
    """NHS England's averages of 2024-25, printed to two decimals: every board whose year is whole."""
    text = (shared_data() / "discharge-ready-date" / "acute-discharge-2024-25.json").read_text(encoding="utf-8")
    published = {area["name"].casefold(): area["daily"]["remaining_average"] for area in json.loads(text)["icbs"]}
    compared = 0
    for area in areas():
        delayed = series_of(area).between(*YEAR).delayed_array
        if not np.isnan(delayed).any():
            compared += 1
            assert delayed.mean() == pytest.approx(published[area.name.casefold()], abs=0.0051), area.name
    assert compared >= 35


def test_the_scripts_lie_where_the_readme_says():
    text = (FOLDER / "README.md").read_text(encoding="utf-8")
    assert "NHS England" in text and "Open\nGovernment Licence v3.0" in text
    assert (TOP / "scripts" / "make_daily_discharges_table.py").exists()
