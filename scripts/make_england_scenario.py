"""Make the scenario of England from the table of daily discharges: `python scripts/make_england_scenario.py`.

Every integrated care board is an area with pathways 0 to 3. Demand is fitted to a year of reports by least squares, and
the effective capacity of each board found by bisection (commonweal/engine/flow/calibration). A few minutes.
"""

from __future__ import annotations

import csv
import json
import os
import re
import sys
from datetime import date, timedelta
from pathlib import Path

from commonweal.execution import kernels

TOP = Path(__file__).resolve().parents[1]
kernels.keep_in(Path(os.environ.get("COMMONWEAL_DATA", TOP / "var")))

from commonweal.engine.flow.calibration.building import Area, Frame, Onward, document  # noqa: E402
from commonweal.engine.flow.calibration.capacity import Capacity, find_capacity  # noqa: E402
from commonweal.engine.flow.calibration.fitting import Assumptions, area_of  # noqa: E402
from commonweal.engine.flow.checking import read_scenario  # noqa: E402
from commonweal.engine.flow.figures import beds  # noqa: E402
from commonweal.execution.calibrations import CAPACITY_SHARE, Effort  # noqa: E402
from commonweal.execution.discharges import FOLDER, DischargeArea, areas, series_of  # noqa: E402
from commonweal.execution.runs import simulate  # noqa: E402

TARGET = TOP / "commonweal" / "scenarios" / "england.json"
FIRST, END = date(2024, 4, 1), date(2025, 4, 1)
WARM_UP_DAYS = 365
PATHWAY_DAYS = 304  # June 2024 to March 2025, the months of the counts by pathway
STAYS = {  # assumed: service, mean and standard deviation in days
    "1": ("home with support", 28.0, 20.0),
    "2": ("community beds", 28.0, 20.0),
    "3": ("care home places", 120.0, 150.0),
}
NOTE = (
    "England's 42 integrated care boards, 1 April 2024 to 31 March 2025. Source: NHS England, Acute Discharge "
    "Situation Report, Open Government Licence v3.0 (commonweal/scenarios/data). Demand: level, weekdays and months by "
    "least squares on people becoming ready each day; pathways by discharges of June 2024 to March 2025. Capacity: for "
    "each board one number of places for each person expected in care, by bisection on the same people (seed 1, 64 "
    "replications), so that as many are delayed on average as were reported. ASSUMED, not observed: lognormal stays, "
    "pathway 1 of mean 28 days (sd 20), 2 of 28 (20), 3 of 120 (150); nobody on pathway 0 is delayed; 34% of delay is "
    "waiting for a place, the rest arranging (the national share of reasons); delay divides over pathways as "
    "the national reasons do; places follow the season of need. Made by scripts/make_england_scenario.py."
)


def delay_days() -> dict[str, float]:
    """Days of delay for a person on each of pathways 1 to 3, relative to each other: reasons over discharges."""
    delayed = dict.fromkeys(STAYS, 0.0)
    with (FOLDER / "delay-reasons.csv").open(encoding="utf-8") as file:
        for row in csv.DictReader(file):
            if named := re.search(r"\(Pathway ([123])\)", row["reason"]):
                delayed[named[1]] += float(row["people"])
    discharged = {name: sum(area.by_pathway[int(name)] for area in areas()) / PATHWAY_DAYS for name in STAYS}
    return {name: delayed[name] / discharged[name] for name in STAYS}


def assumptions(area: DischargeArea, days: dict[str, float]) -> Assumptions:
    """The onward pathways of an area; a pathway that nobody takes is left out."""
    shares = {name: round(area.shares[int(name)], 5) for name in STAYS}
    total = sum(shares[name] * days[name] for name in STAYS)
    onward = tuple(
        Onward(name, service, shares[name], shares[name] * days[name] / total, mean, sd)
        for name, (service, mean, sd) in STAYS.items()
        if shares[name] > 0
    )
    return Assumptions(onward, CAPACITY_SHARE, "")


def frame() -> Frame:
    """The calendar: a year of warm-up, then the year of the reports."""
    days = (END - FIRST).days + WARM_UP_DAYS
    return Frame("England", NOTE, FIRST - timedelta(days=WARM_UP_DAYS), days, WARM_UP_DAYS, True)


def calibrated(one: DischargeArea, days: dict[str, float], effort: Effort) -> tuple[Area, Capacity]:
    """An area with its effective capacity. Simulated alone, its people are those that it has among all."""
    area = area_of(series_of(one).between(FIRST, END), assumptions(one, days))

    def mean_delayed(places_per_need: float) -> float:
        scenario, findings = read_scenario(document(frame(), [area], [places_per_need]))
        if scenario is None:
            raise SystemExit("\n".join(map(str, findings)))
        run = simulate(scenario, effort.settings(effort.trial_replications))
        return float(beds(run.model, run.chunk).mean())

    found, findings = find_capacity(mean_delayed, area.delayed_mean_beds, where=area.name)
    if found is None or findings:
        raise SystemExit("\n".join(map(str, findings)))
    return area, found


def main() -> int:
    """Calibrate every area, write the scenario."""
    days = delay_days()
    made: list[Area] = []
    factors: list[float] = []
    for one in areas():
        area, found = calibrated(one, days, Effort())
        print(
            f"{area.name}: {found.target_beds:,.1f} observed, {found.delayed_mean_beds:,.1f} simulated, "
            f"{found.places_per_need:.4f} places a person, {len(found.trials)} trials",
            flush=True,
        )
        made.append(area)
        factors.append(found.places_per_need)
    TARGET.write_text(json.dumps(document(frame(), made, factors), indent=1) + "\n", encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
