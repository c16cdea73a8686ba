"""The map of areas on a day: outlines kept for the process's life, later areas standing in for those without one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from commonweal.charts.figure import Figure
from commonweal.charts.geometry import Geometry
from commonweal.engine.periods import Month
from commonweal.observations.presenters import pictures
from commonweal.observations.presenters.councils import Area
from commonweal.observations.presenters.words import address


@dataclass(frozen=True, slots=True)
class AreasMap:
    """Outlines by organisation id as text; `stand_ins` names, for an outline, the areas that it stands for."""

    geometry: Geometry
    stand_ins: dict[int, tuple[int, ...]]

    def figure(self, areas: Sequence[Area], month: Month) -> Figure:
        """Rates by area."""
        by_id = {area.organisation_id: area for area in areas}
        rates: dict[int, tuple[str, float | None, str]] = {}
        london = set()
        for id, area in by_id.items():
            if str(id) in self.geometry.rings:
                rates[id] = (area.name, area.rate.value if area.rate else None, _link(area, month))
                if area.region == pictures.LONDON:
                    london.add(id)
        for outline, stood_for in self.stand_ins.items():
            known = [by_id[id] for id in stood_for if id in by_id]
            if known:
                rates[outline] = (" and ".join(area.name for area in known), _together(known), _link(known[0], month))
        return pictures.rates_map(rates, self.geometry, frozenset(london), month)


def _together(areas: Sequence[Area]) -> float | None:
    """One rate of several areas: their people over their adults."""
    if any(area.rate is None for area in areas):
        return None
    found = [area.rate for area in areas if area.rate]
    return 100_000 * sum(rate.numerator for rate in found) / sum(rate.population for rate in found)


def _link(area: Area, month: Month) -> str:
    return address("area", area.code, month=month.iso)
