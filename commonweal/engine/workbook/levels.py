"""Sums between levels of places, days of a month, and products: identities of publications in blocks and tables."""

from __future__ import annotations

import math
from datetime import timedelta
from itertools import pairwise

import numpy as np

from commonweal.engine.workbook.checking import TOLERANCE, Chosen, Facts, Tally, compare_groups, differs
from commonweal.engine.workbook.figures import Slot
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import Gap, Identity


def check_levels(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
    """For each slot: a place of one level is the sum of the places of another level that lie in it.

    Everything lies in the total; otherwise places lie in the one whose name their region column gives.
    """
    figures = facts.figures
    within: dict[str, int] = {}
    groups = np.full(len(figures.places), -1, dtype=np.int64)
    is_whole = np.zeros(len(figures.places), dtype=bool)
    for number, place in enumerate(figures.places):
        is_whole[number] = place.is_total if identity.whole == "total" else place.level == identity.whole
        if is_whole[number] or place.level == identity.parts:
            name = "" if identity.whole == "total" else place.name if is_whole[number] else place.region
            groups[number] = within.setdefault(normal(name), len(within))
    chosen = chosen[groups[figures.place[chosen]] >= 0]
    places = figures.place[chosen]
    values = figures.counted[chosen]

    def announced(index: int, difference: float) -> Gap | None:
        slot = figures.slots[figures.slot[index]]
        return next((gap for gap in identity.gaps if _announces(gap, slot, difference)), None)

    keys = figures.slot[chosen].astype(np.int64) * 1_000 + groups[places]
    what = f"the sum of each {identity.parts}"
    compare_groups(keys, values, is_whole[places], chosen, facts, tally, what, announced)


def _announces(gap: Gap, slot: Slot, difference: float) -> bool:
    """Whether a gap speaks of figures such as these and of a difference to this side."""
    is_right = {"fewer": difference < 0, "more": difference > 0, "other": True}[gap.parts]
    is_meant = gap.measure in ("", slot.measure) and (not gap.terms or bool(gap.terms & set(slot.position)))
    return is_right and is_meant


def check_days(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
    """On each sheet, every day of the month stands, and none that is not of it."""
    figures = facts.figures
    if facts.period is None:
        tally.lack("workbook", "The month is not known.")
        return
    at = list(facts.layout.dimensions).index(identity.by)
    month = {(facts.period.first + timedelta(days=number)).isoformat() for number in range(facts.period.days)}
    for number, (sheet, kind) in enumerate(zip(figures.sheets, facts.kinds, strict=True)):
        if kind not in identity.sheets:
            continue
        slots = np.unique(figures.slot[chosen[figures.sheet[chosen] == number]])
        days = {figures.slots[index].position[at] for index in slots}
        tally.checked += len(month)
        for day in sorted(month - days):
            tally.lack(sheet, f"{day} does not stand on it.")
        for day in sorted(days - month):
            tally.fail(sheet, f"{day} is not of {facts.period}.")


def check_product(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
    """In each row, a figure is the product of its factors, as near as their rounding lets one see."""
    figures, measures = facts.figures, facts.layout.measures
    rows: dict[tuple[int, int, tuple[str, ...]], dict[str, float]] = {}
    wanted = {identity.measure, *identity.factors}
    named = np.array([slot.measure in wanted for slot in figures.slots], dtype=bool)
    kinds = np.array([kind in identity.sheets for kind in facts.kinds], dtype=bool)
    where: dict[tuple[int, int, tuple[str, ...]], int] = {}
    for index in np.flatnonzero(named[figures.slot] & kinds[figures.sheet] & ~np.isnan(figures.value)):
        slot = figures.slots[figures.slot[index]]
        key = (int(figures.sheet[index]), int(figures.row[index]), slot.position)
        rows.setdefault(key, {})[slot.measure] = float(figures.value[index])
        if slot.measure == identity.measure:
            where[key] = int(index)
    scale = 0.01 if identity.percent else 1.0
    for key, values in rows.items():
        if len(values) < len(wanted):
            continue
        factors = [values[name] for name in identity.factors]
        computed = math.prod(factors) * scale
        room = measures[identity.measure].half_unit + sum(
            measures[name].half_unit * math.prod(factors[:at] + factors[at + 1 :]) * scale
            for at, name in enumerate(identity.factors)
        )
        printed = values[identity.measure]
        tally.checked += 1
        if abs(printed - computed) > room + TOLERANCE:
            tally.fail(facts.where(where[key]), differs(" x ".join(identity.factors), computed, printed))


def check_nested(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
    """In each row, each term in order counts no more than the one before it."""
    figures = facts.figures
    at = list(facts.layout.dimensions).index(identity.by)
    rows: dict[tuple[int, int, tuple[str, ...]], dict[str, int]] = {}
    for index in chosen[~np.isnan(figures.value[chosen])]:
        position = figures.slots[figures.slot[index]].position
        if position[at] in identity.order:
            key = int(figures.sheet[index]), int(figures.row[index]), (*position[:at], *position[at + 1 :])
            rows.setdefault(key, {})[position[at]] = int(index)
    for row in rows.values():
        present = [row[term] for term in identity.order if term in row]
        for wider, narrower in pairwise(present):
            tally.checked += 1
            if figures.value[narrower] > figures.value[wider]:
                what = f"no more than {facts.where(wider)}"
                tally.fail(facts.where(narrower), differs(what, figures.value[wider], figures.value[narrower]))
