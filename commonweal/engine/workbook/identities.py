"""Sums that a publication must satisfy, declared in its layout and computed for every file.

An identity counts what it checked, what failed and what it could not check for want of a figure. Markers count as 0,
as the publisher's own sums treat them.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import timedelta

import numpy as np
import numpy.typing as npt

from commonweal.engine.findings import Finding, error, note, warning
from commonweal.engine.periods import Month
from commonweal.engine.workbook.figures import Figures, Slot, Values
from commonweal.engine.workbook.grid import a1
from commonweal.engine.workbook.labels import normal
from commonweal.engine.workbook.layout import ALL, Gap, Identity, Layout

TOLERANCE = 1e-6  # printed fractions carry the noise of binary arithmetic, about 1e-12; whole numbers carry none
LISTED = 5

Mask = npt.NDArray[np.bool_]
Chosen = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class IdentityResult:
    """How one identity stands for one file."""

    id: str
    title: str
    checked: int
    failed: int
    missing: int
    findings: tuple[Finding, ...]
    explained: int = 0  # differences that the publication itself announces

    @property
    def holds(self) -> bool:
        """Whether something was checked and nothing failed or was missing."""
        return self.checked > 0 and not self.failed and not self.missing


@dataclass(frozen=True, slots=True)
class _Facts:
    """What the checks look at: figures, the kind of each sheet, slots as small tables."""

    figures: Figures
    kinds: tuple[str, ...]
    layout: Layout
    period: Month | None

    def chosen(self, identity: Identity) -> Mask:
        """Figures on the identity's sheets, and of its measure where it names one."""
        figures = self.figures
        kinds = np.array([kind in identity.sheets for kind in self.kinds], dtype=bool)
        measures = np.array([identity.measure in ("", slot.measure) for slot in figures.slots], dtype=bool)
        return kinds[figures.sheet] & measures[figures.slot] if len(figures) else np.zeros(0, dtype=bool)

    def where(self, index: int) -> str:
        """The address of a figure."""
        figures = self.figures
        address = a1(int(figures.row[index]), int(figures.column[index]))
        return f"{figures.sheets[figures.sheet[index]]}!{address}"


@dataclass(slots=True)
class _Tally:
    """Checks of one identity as they are made."""

    checked: int = 0
    failed: int = 0
    missing: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    gaps: dict[Gap, tuple[int, float]] = field(default_factory=dict)

    def agrees(self, printed: float, computed: float) -> bool:
        """One check: whether what is printed is what is computed. Addresses are made only for what does not agree."""
        self.checked += 1
        return abs(printed - computed) <= TOLERANCE

    def fail(self, where: str, message: str) -> None:
        """One check that failed."""
        self.failed += 1
        self.faults.append((where, message))

    def explain(self, gap: Gap, difference: float) -> None:
        """One check whose difference the publication announces."""
        count, total = self.gaps.get(gap, (0, 0.0))
        self.gaps[gap] = count + 1, total + difference

    def lack(self, where: str, message: str) -> None:
        """One check that could not be made."""
        self.missing += 1
        self.faults.append((where, message))


def check_identities(
    figures: Figures, kinds: tuple[str, ...], layout: Layout, period: Month | None
) -> tuple[IdentityResult, ...]:
    """Every identity of the layout for one file; `kinds` is the kind of each sheet of the figures."""
    facts = _Facts(figures, kinds, layout, period)
    return tuple(filter(None, (_check(identity, facts) for identity in layout.identities)))


def _check(identity: Identity, facts: _Facts) -> IdentityResult | None:
    chosen = facts.chosen(identity)
    if identity.optional and not chosen.any():
        return None
    tally = _Tally()
    for kind in identity.sheets:
        if kind not in facts.kinds:
            tally.lack(kind, f"The sheet {kind!r} was not read.")
    CHECKS[identity.kind](identity, facts, np.flatnonzero(chosen), tally)
    return IdentityResult(
        identity.id,
        identity.title,
        tally.checked,
        tally.failed,
        tally.missing,
        _findings(identity, tally),
        sum(count for count, _ in tally.gaps.values()),
    )


def _findings(identity: Identity, tally: _Tally) -> tuple[Finding, ...]:
    """The first few faults in full, then how many more."""
    make = error if tally.failed else warning
    advice = "Look at the cells named; if the publication itself is wrong, say so in the notes of the layout."
    told = [
        make(f"identity-{identity.id}", where, f"{identity.title}, but: {message}", advice)
        for where, message in tally.faults[:LISTED]
    ]
    if (more := len(tally.faults) - LISTED) > 0:
        told.append(make(f"identity-{identity.id}", "workbook", f"{identity.title}: {more:,} more do not hold.", ""))
    if not tally.checked and not tally.faults:
        told.append(
            warning(f"identity-{identity.id}", "workbook", f"{identity.title}: nothing to check it on.", advice)
        )
    told += [
        note(f"identity-{identity.id}", "workbook", f"{identity.title}, but for {count:,} differences, together "
             f"{total:+,.10g}: {gap.because}.")
        for gap, (count, total) in tally.gaps.items()
    ]  # fmt: skip
    return tuple(told)


def _differs(what: str, computed: float, printed: float) -> str:
    return f"{what}: {computed:,.10g} computed, {printed:,.10g} printed."


def _totals(facts: _Facts, chosen: Chosen) -> Mask:
    """Which of the chosen figures belong to a total's row."""
    is_total = np.array([place.is_total for place in facts.figures.places], dtype=bool)
    found: Mask = is_total[facts.figures.place[chosen]]
    return found


def _compare_groups(
    groups: npt.NDArray[np.int64],
    values: Values,
    is_whole: Mask,
    chosen: Chosen,
    facts: _Facts,
    tally: _Tally,
    what: str,
    announced: Callable[[int, float], Gap | None] | None = None,
    may_lack: bool = False,
) -> None:
    """In each group, the one figure that is the whole against the sum of the others.

    Where parts or whole `may_lack`, groups without them are passed over. `announced` says whether the publication
    itself tells of a difference, from the whole's figure and the difference.
    """
    names, group = np.unique(groups, return_inverse=True)
    sums = np.bincount(group, weights=np.where(is_whole, 0.0, values), minlength=len(names))
    parts = np.bincount(group, weights=~is_whole, minlength=len(names))
    wholes = np.full(len(names), -1, dtype=np.int64)
    wholes[group[is_whole]] = np.flatnonzero(is_whole)
    first = np.zeros(len(names), dtype=np.int64)
    first[group[::-1]] = np.arange(len(group))[::-1]
    compared = (wholes >= 0) & (parts > 0)
    printed = np.where(wholes >= 0, values[wholes], 0.0) if len(values) else sums
    wrong = compared & (np.abs(printed - sums) > TOLERANCE)
    tally.checked += int(compared.sum())
    for name in np.flatnonzero(wrong):
        whole = int(chosen[wholes[name]])
        gap = announced(whole, float(sums[name] - printed[name])) if announced else None
        if gap is not None:
            tally.explain(gap, float(sums[name] - printed[name]))
        else:
            tally.fail(facts.where(whole), _differs(what, float(sums[name]), float(printed[name])))
    for name in np.flatnonzero(~compared) if not may_lack else ():
        tally.lack(facts.where(int(chosen[first[name]])), f"{what}: {'no total' if wholes[name] < 0 else 'no parts'}.")


def _places(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
    """Each column: the total's row is the sum of the other rows."""
    figures = facts.figures
    groups = figures.sheet[chosen].astype(np.int64) * 1_000_000 + figures.column[chosen]
    values = figures.counted[chosen]
    _compare_groups(groups, values, _totals(facts, chosen), chosen, facts, tally, "the sum of the rows")


def _parts(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
    """Each row and measure: the total column is the sum of the other columns."""
    figures = facts.figures
    measures = list(facts.layout.measures)
    measure = np.array([measures.index(slot.measure) for slot in figures.slots], dtype=np.int64)
    whole = np.array([slot.is_total for slot in figures.slots], dtype=bool)
    if identity.by:
        measure, whole, meant = _split_by(identity, facts)
        chosen = chosen[meant[figures.slot[chosen]]]
    slot = figures.slot[chosen]
    groups = (figures.sheet[chosen].astype(np.int64) * 1_000_000 + figures.row[chosen]) * 10_000 + measure[slot]
    _compare_groups(
        groups,
        figures.counted[chosen],
        whole[slot],
        chosen,
        facts,
        tally,
        "the sum of the row",
        None,
        identity.optional,
    )


def _split_by(identity: Identity, facts: _Facts) -> tuple[npt.NDArray[np.int64], Mask, Mask]:
    """For each slot: a number that is the same for those that differ only in the dimension, whether it is the total,
    and whether the identity speaks of it."""
    at = list(facts.layout.dimensions).index(identity.by)
    seen: dict[tuple[str, tuple[str, ...]], int] = {}
    rest = [
        seen.setdefault((slot.measure, (*slot.position[:at], *slot.position[at + 1 :])), len(seen))
        for slot in facts.figures.slots
    ]
    terms = [slot.position[at] for slot in facts.figures.slots]
    total = np.array([term == identity.total for term in terms], dtype=bool)
    parts = np.array([term in identity.terms if identity.terms else True for term in terms], dtype=bool)
    return np.array(rest, dtype=np.int64), total, total | parts


def _agree(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
    """Each place's total is printed on every sheet, and is the same."""
    figures = facts.figures
    total = np.array([slot.is_total for slot in figures.slots], dtype=bool)
    values = figures.counted
    first: dict[int, int] = {}
    count: dict[int, int] = {}
    for index in chosen[total[figures.slot[chosen]]]:
        place = int(figures.place[index])
        count[place] = count.get(place, 0) + 1
        if place in first:
            printed, computed = float(values[index]), float(values[first[place]])
            if not tally.agrees(printed, computed):
                what = f"{figures.places[place].name} on {figures.sheets[figures.sheet[first[place]]]!r}"
                tally.fail(facts.where(int(index)), _differs(what, computed, printed))
        else:
            first[place] = int(index)
    for place, found in count.items():
        if found < len(identity.sheets):
            name = figures.places[place].name or figures.places[place].local_code
            tally.lack(facts.where(first[place]), f"{name} stands on {found} of {len(identity.sheets)} sheets.")


def _crosses(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
    """Each finer level of the crossed sheet adds up to every coarser figure printed of the same total place."""
    figures = facts.figures
    values = figures.counted
    dimensions = list(facts.layout.dimensions)
    by_level: dict[frozenset[str], list[tuple[Slot, int]]] = {}
    for index in chosen:
        slot = figures.slots[figures.slot[index]]
        by_level.setdefault(_level(slot, dimensions), []).append((slot, int(index)))
    whole_place = np.array([place.is_total for place in figures.places], dtype=bool)
    margins = [
        int(index)
        for index in np.flatnonzero(whole_place[figures.place] if len(figures) else [])
        if figures.slots[figures.slot[index]].measure == identity.measure
    ]
    for names in identity.levels:
        level = frozenset(names)
        finer = by_level.get(level, [])
        if not finer:
            tally.lack(identity.sheets[0], f"Nothing is split by {' and '.join(names)}.")
            continue
        for margin in margins:
            slot = figures.slots[figures.slot[margin]]
            if _level(slot, dimensions) < level:
                computed = sum(float(values[index]) for part, index in finer if _lies_in(part, slot))
                printed = float(values[margin])
                if not tally.agrees(printed, computed):
                    what = f"the sum by {' and '.join(names)}"
                    tally.fail(facts.where(margin), _differs(what, computed, printed))


def _level(slot: Slot, dimensions: Sequence[str]) -> frozenset[str]:
    """The dimensions that a slot is split by."""
    return frozenset(name for name, term in zip(dimensions, slot.position, strict=True) if term != ALL)


def _lies_in(part: Slot, margin: Slot) -> bool:
    """Whether a finer slot is a part of a coarser one."""
    return all(whole in (ALL, term) for term, whole in zip(part.position, margin.position, strict=True))


def _per_day(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
    """Each figure per day is the figure of the same place, sheet and split divided by the days of the month."""
    figures = facts.figures
    if facts.period is None:
        tally.lack("workbook", "The month is not known.")
        return
    values = figures.counted
    sources = {}
    for index, slot_index in enumerate(figures.slot):
        slot = figures.slots[slot_index]
        if slot.measure == identity.of:
            sources[(int(figures.sheet[index]), int(figures.row[index]), slot.position)] = index
    for index in chosen:
        slot = figures.slots[figures.slot[index]]
        source = sources.get((int(figures.sheet[index]), int(figures.row[index]), slot.position))
        if source is None:
            tally.lack(facts.where(int(index)), f"there is no {identity.of} beside it.")
            continue
        printed, computed = float(values[index]), float(values[source]) / facts.period.days
        if not tally.agrees(printed, computed):
            tally.fail(facts.where(int(index)), _differs(f"{facts.where(source)} a day", computed, printed))


def _levels(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
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
    _compare_groups(keys, values, is_whole[places], chosen, facts, tally, what, announced)


def _announces(gap: Gap, slot: Slot, difference: float) -> bool:
    """Whether a gap speaks of figures such as these and of a difference to this side."""
    is_right = {"fewer": difference < 0, "more": difference > 0, "other": True}[gap.parts]
    is_meant = gap.measure in ("", slot.measure) and (not gap.terms or bool(gap.terms & set(slot.position)))
    return is_right and is_meant


def _days(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
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


def _product(identity: Identity, facts: _Facts, chosen: Chosen, tally: _Tally) -> None:
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
            tally.fail(facts.where(where[key]), _differs(" x ".join(identity.factors), computed, printed))


CHECKS: dict[str, Callable[[Identity, _Facts, Chosen, _Tally], None]] = {
    "places": _places,
    "parts": _parts,
    "agree": _agree,
    "crosses": _crosses,
    "per-day": _per_day,
    "levels": _levels,
    "days": _days,
    "product": _product,
}
