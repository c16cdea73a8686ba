"""Why two publications of the same figures differ, as far as the figures themselves prove it.

A figure is this publication's (`ours`) and the other's (`theirs`), of one part of a whole in one slot, such as a trust
of a region on a day. `left-out`: the other leaves people out of the parts that its own whole counts, and what this one
has more comes to exactly that; or to less where another part's figure is missing here, which cannot then show its own.
`sent-later`: this one prints 0, as it does where nothing was sent, and the other, revised since, has a number.
`changed-later`: both have numbers, and the other says that it was revised: likely, but nothing proves it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

LEFT_OUT, SENT_LATER, CHANGED_LATER, NOT_KNOWN = "left-out", "sent-later", "changed-later", "not-known"
CAUSES = (LEFT_OUT, SENT_LATER, CHANGED_LATER, NOT_KNOWN)
Whole = tuple[str, int]
"""A whole and a slot."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Two figures that differ; `whole` is what it is a part of, `is_revised` whether the other says that it was."""

    whole: str
    slot: int
    ours: float
    theirs: float
    is_revised: bool


def causes(differing: Iterable[Differing], left_out: Mapping[Whole, float]) -> Counter[str]:
    """How many differ for which cause; `left_out` is by how much the other's parts fall short of its own whole."""
    counted: Counter[str] = Counter()
    by_whole: defaultdict[Whole, list[Differing]] = defaultdict(list)
    for one in differing:
        by_whole[one.whole, one.slot].append(one)
    for key, found in by_whole.items():
        later = [one for one in found if one.ours == 0 and one.is_revised]
        more = [one for one in found if one.ours > one.theirs]
        rest = [one for one in found if one not in later and one not in more]
        counted[SENT_LATER] += len(later)
        if _is_left_out(sum(one.ours - one.theirs for one in more), left_out.get(key, 0.0), bool(later)):
            counted[LEFT_OUT] += len(more)
        else:
            rest += more
        for one in rest:
            counted[CHANGED_LATER if one.is_revised else NOT_KNOWN] += 1
    return +counted


def _is_left_out(more: float, left_out: float, some_missing: bool) -> bool:
    return 0 < more <= left_out and (more == left_out or some_missing)
