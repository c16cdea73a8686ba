"""Sums that a publication must satisfy, declared in its layout and computed for every file.

An identity counts what it checked, what failed and what it could not check for want of a figure. Markers count as 0,
as the publisher's own sums treat them.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from commonweal.engine.findings import Finding, error, note, warning
from commonweal.engine.periods import Month
from commonweal.engine.workbook.checking import Chosen, Facts, Mask, Tally, compare_groups, differs
from commonweal.engine.workbook.figures import Figures, Slot
from commonweal.engine.workbook.layout import ALL, Gap, Identity, Layout
from commonweal.engine.workbook.levels import check_days, check_levels, check_nested, check_product

LISTED = 5


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


def check_identities(
    figures: Figures, kinds: tuple[str, ...], layout: Layout, period: Month | None
) -> tuple[IdentityResult, ...]:
    """Every identity of the layout for one file; `kinds` is the kind of each sheet of the figures."""
    facts = Facts(figures, kinds, layout, period)
    return tuple(filter(None, (_check(identity, facts) for identity in layout.identities)))


def _check(identity: Identity, facts: Facts) -> IdentityResult | None:
    chosen = facts.chosen(identity)
    if identity.optional and not chosen.any():
        return None
    tally = Tally()
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
        sum(count for count, *_ in tally.gaps.values()),
    )


def _findings(identity: Identity, tally: Tally) -> tuple[Finding, ...]:
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
    gaps = tally.gaps.items()
    told += [note(f"identity-{identity.id}", "workbook", _gap(identity, gap, *sums), "") for gap, sums in gaps]
    return tuple(told)


def _gap(identity: Identity, gap: Gap, count: int, parts: float, wholes: float) -> str:
    """What is missing between a whole and its parts, and why, in words."""
    where = "1 place" if count == 1 else f"{count:,} places"
    return (
        f"{identity.title}, but in {where} the parts come to {parts:,.10g} and not to {wholes:,.10g} "
        f"({parts - wholes:+,.10g}): {gap.because}."
    )


def _totals(facts: Facts, chosen: Chosen) -> Mask:
    """Which of the chosen figures belong to a total's row."""
    is_total = np.array([place.is_total for place in facts.figures.places], dtype=bool)
    found: Mask = is_total[facts.figures.place[chosen]]
    return found


def _places(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
    """Each column: the total's row is the sum of the other rows."""
    figures = facts.figures
    groups = figures.sheet[chosen].astype(np.int64) * 1_000_000 + figures.column[chosen]
    values = figures.counted[chosen]
    compare_groups(groups, values, _totals(facts, chosen), chosen, facts, tally, "the sum of the rows")


def _parts(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
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
    compare_groups(
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


def _split_by(identity: Identity, facts: Facts) -> tuple[npt.NDArray[np.int64], Mask, Mask]:
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


def _agree(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
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
                tally.fail(facts.where(int(index)), differs(what, computed, printed))
        else:
            first[place] = int(index)
    for place, found in count.items():
        if found < len(identity.sheets):
            name = figures.places[place].name or figures.places[place].local_code
            tally.lack(facts.where(first[place]), f"{name} stands on {found} of {len(identity.sheets)} sheets.")


def _crosses(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
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
                    tally.fail(facts.where(margin), differs(what, computed, printed))


def _level(slot: Slot, dimensions: Sequence[str]) -> frozenset[str]:
    """The dimensions that a slot is split by."""
    return frozenset(name for name, term in zip(dimensions, slot.position, strict=True) if term != ALL)


def _lies_in(part: Slot, margin: Slot) -> bool:
    """Whether a finer slot is a part of a coarser one."""
    return all(whole in (ALL, term) for term, whole in zip(part.position, margin.position, strict=True))


def _per_day(identity: Identity, facts: Facts, chosen: Chosen, tally: Tally) -> None:
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
            tally.fail(facts.where(int(index)), differs(f"{facts.where(source)} a day", computed, printed))


CHECKS: dict[str, Callable[[Identity, Facts, Chosen, Tally], None]] = {
    "places": _places,
    "parts": _parts,
    "agree": _agree,
    "crosses": _crosses,
    "per-day": _per_day,
    "levels": check_levels,
    "days": check_days,
    "product": check_product,
    "nested": check_nested,
}
