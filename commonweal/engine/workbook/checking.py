"""What the checks of identities share: their facts, the tally they keep, wholes against the sums of parts."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

import numpy as np
import numpy.typing as npt

from commonweal.engine.periods import Month
from commonweal.engine.workbook.figures import Figures, Values
from commonweal.engine.workbook.grid import a1
from commonweal.engine.workbook.layout import Gap, Identity, Layout

TOLERANCE = 1e-6  # printed fractions carry the noise of binary arithmetic, about 1e-12; whole numbers carry none

Mask = npt.NDArray[np.bool_]
Chosen = npt.NDArray[np.intp]


@dataclass(frozen=True, slots=True)
class Facts:
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
class Tally:
    """Checks of one identity as they are made."""

    checked: int = 0
    failed: int = 0
    missing: int = 0
    faults: list[tuple[str, str]] = field(default_factory=list)
    gaps: dict[Gap, tuple[int, float, float]] = field(default_factory=dict)

    def agrees(self, printed: float, computed: float) -> bool:
        """One check: whether what is printed is what is computed. Addresses are made only for what does not agree."""
        self.checked += 1
        return abs(printed - computed) <= TOLERANCE

    def fail(self, where: str, message: str) -> None:
        """One check that failed."""
        self.failed += 1
        self.faults.append((where, message))

    def explain(self, gap: Gap, parts: float, whole: float) -> None:
        """One check whose difference the publication announces."""
        count, all_parts, wholes = self.gaps.get(gap, (0, 0.0, 0.0))
        self.gaps[gap] = count + 1, all_parts + parts, wholes + whole

    def lack(self, where: str, message: str) -> None:
        """One check that could not be made."""
        self.missing += 1
        self.faults.append((where, message))


def differs(what: str, computed: float, printed: float) -> str:
    return f"{what}: {computed:,.10g} computed, {printed:,.10g} printed."


def compare_groups(
    groups: npt.NDArray[np.int64],
    values: Values,
    is_whole: Mask,
    chosen: Chosen,
    facts: Facts,
    tally: Tally,
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
            tally.explain(gap, float(sums[name]), float(printed[name]))
        else:
            tally.fail(facts.where(whole), differs(what, float(sums[name]), float(printed[name])))
    for name in np.flatnonzero(~compared) if not may_lack else ():
        tally.lack(facts.where(int(chosen[first[name]])), f"{what}: {'no total' if wholes[name] < 0 else 'no parts'}.")
