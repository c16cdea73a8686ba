"""Write the backtest's figures into docs/explanation/calibration.md: `python scripts/make_backtest_figures.py`.

The areas are calibrated and scored as `commonweal flow calibrate` does it; the page keeps the rest of its text.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path

from commonweal.execution import kernels

TOP = Path(__file__).resolve().parents[1]
kernels.keep_in(Path(os.environ.get("COMMONWEAL_DATA", TOP / "var")))

from commonweal.cli import calibrating  # noqa: E402
from commonweal.execution.calibrations import (  # noqa: E402
    CAPACITY_SHARE,
    STAY_DAYS,
    Effort,
    Outcome,
    calibrate_series,
    last_winter,
)
from commonweal.execution.discharges import CHOSEN  # noqa: E402

PAGE = TOP / "docs" / "explanation" / "calibration.md"
OTHERS = ((15.0, 0.34), (60.0, 0.34), (30.0, 0.2), (30.0, 0.1))
"""Assumed mean stays in days and capacity shares, other than those of the command."""
SHOWN = (*CHOSEN, "Birmingham and Solihull")
"""The areas that were chosen, and one where the reports changed in the winter held out."""
BEGIN, END = "<!-- figures: made by scripts/make_backtest_figures.py -->\n", "<!-- end of figures -->\n"


def outcome(name: str, stay_days: float = STAY_DAYS, capacity_share: float = CAPACITY_SHARE) -> Outcome:
    """What `commonweal flow calibrate NAME` finds."""
    series, assumptions = calibrating.read_named(name, None, stay_days, capacity_share)
    found, findings = calibrate_series(series, assumptions, last_winter(series), Effort(), lambda text, done: None)
    if found is None:
        raise SystemExit("\n".join(map(str, findings)))
    return found


def block(name: str, found: Outcome) -> str:
    """The figures of an area as Markdown."""
    calibration, test = found.calibration, found.test
    assert test is not None  # noqa: S101  (each of the areas has a winter to hold out)
    capacity, arranging = calibration.capacity, calibration.area.arranging_days(calibration.area.onward[0])
    scores = _table(("Forecast", "Mean absolute error", "Root mean square error", "Days"), calibrating.score_rows(test))
    return (
        f"### {name}, held out {test.first_day} to {test.last_day}\n\n"
        f"{calibration.area.demand.level:.1f} people ready a day; {capacity.target_beds:.1f} delayed on average in "
        f"training, {capacity.delayed_mean_beds:.1f} simulated on the people fitted on, "
        f"{calibrating.interval(found.checked)} on others; "
        f"{capacity.places_per_need:.4f} places for each person expected in care; arranging {arranging:.1f} days. "
        f"Residuals in training have a standard deviation of {test.residual_sd_beds:.1f} beds, replications of the "
        f"days held out one of {test.simulated_sd_beds:.1f}.\n\n"
        f"{scores}\n"
        f"{_table(('Band', 'Nominal', 'Days inside', 'Mean width'), calibrating.band_rows(test))}\n"
    )


def sensitivity(name: str) -> str:
    """What becomes of the figures of an area under other assumptions."""
    rows = []
    for stay_days, capacity_share in OTHERS:
        found = outcome(name, stay_days, capacity_share)
        test = found.test
        assert test is not None  # noqa: S101
        simulated, _, residual, _ = (f"{band.coverage:.0%}, {band.mean_width_beds:.0f} beds" for band in test.bands)
        rows.append(
            (
                f"{stay_days:g} days", f"{capacity_share:.0%}", f"{found.calibration.capacity.places_per_need:.4f}",
                f"{test.scores[0].mean_absolute_error_beds:.1f}", simulated, residual,
            )
        )  # fmt: skip
    headings = (
        "Stay assumed", "Capacity share assumed", "Effective capacity", "Mean absolute error",
        "80% band, simulation: inside, width", "80% band, residuals: inside, width",
    )  # fmt: skip
    return f"### {name} under other assumptions\n\n{_table(headings, rows)}\n"


def _table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def main() -> int:
    """Make the figures anew."""
    before, rest = PAGE.read_text(encoding="utf-8").split(BEGIN)
    made = "".join(block(name, outcome(name)) for name in SHOWN)
    made += sensitivity(CHOSEN[0])
    PAGE.write_text(before + BEGIN + "\n" + made + END + rest.split(END)[1], encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
