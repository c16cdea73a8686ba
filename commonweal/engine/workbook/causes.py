"""Why two publications of the same figures differ, as far as the figures themselves prove it.

A figure is this publication's (`ours`) and the other's (`theirs`), of one part of a whole on a day, such as a trust of
a region. Days are sent by the week, from Monday to Sunday.

`left-out`: the other leaves people out of the parts that its own whole counts, and what this one has more comes to
exactly that; or to less where another part's figure is missing or was replaced, which cannot then show its own. A part
that has more by itself than was left out of the whole was replaced. `sent-later`: this one prints 0, as it does where
nothing was sent, and the other, revised since, has a number. `next-week` and `next-week-here`: the other, or this one,
prints in this week what it prints again in the next, so that a week was filled with the one after it. `day-before`:
this one prints what it prints of the day before. `whole-week`: nearly every day of a part's week differs, so that the
week was replaced as one, whichever is right. `changed-later`: both have numbers, and the other says that it was
revised: likely, but nothing proves it.
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

LEFT_OUT, SENT_LATER, NEXT_WEEK, NEXT_WEEK_HERE = "left-out", "sent-later", "next-week", "next-week-here"
DAY_BEFORE, WHOLE_WEEK, CHANGED_LATER, NOT_KNOWN = "day-before", "whole-week", "changed-later", "not-known"
CAUSES = (LEFT_OUT, SENT_LATER, NEXT_WEEK, NEXT_WEEK_HERE, DAY_BEFORE, WHOLE_WEEK, CHANGED_LATER, NOT_KNOWN)
MOST_OF_A_WEEK = 6  # days: on the seventh two returns may well say the same
BY_NO_CHANCE = 2  # days of one week: one number in forty is that of a week later by chance
Whole = tuple[str, int]
"""A whole and a slot."""


@dataclass(frozen=True, slots=True)
class Differing:
    """Two figures that differ. `whole` is what they are a part of, `series` whose and what they are, day by day.

    `is_revised` says whether the other says that it was. `theirs_recurs` and `ours_recurs` say whether the same stands
    a week later, `record_recurs` whether all does that the other prints of that part and day, `is_day_before` whether
    ours stands there of the day before.
    """

    whole: str
    slot: int
    series: str
    day: date
    ours: float
    theirs: float
    is_revised: bool
    theirs_recurs: bool = False
    record_recurs: bool = False
    ours_recurs: bool = False
    is_day_before: bool = False

    @property
    def week(self) -> tuple[str, date]:
        """The series and the Monday of its week."""
        return self.series, self.day - timedelta(days=self.day.weekday())

    @property
    def more(self) -> float:
        """What this publication has more."""
        return self.ours - self.theirs


def causes(differing: Sequence[Differing], left_out: Mapping[Whole, float]) -> tuple[str, ...]:
    """The cause of each; `left_out` is by how much the other's parts fall short of its own whole."""
    replaced = _replaced(differing, left_out)
    found = {
        one: cause
        for key, here in _by_whole(differing).items()
        for one, cause in _of_whole(here, left_out.get(key, 0.0), replaced)
    }
    weeks = Counter(one.week for one in differing if found[one] not in (LEFT_OUT, SENT_LATER))
    return tuple(
        WHOLE_WEEK if found[one] in (CHANGED_LATER, NOT_KNOWN) and weeks[one.week] >= MOST_OF_A_WEEK else found[one]
        for one in differing
    )


def _by_whole(differing: Sequence[Differing]) -> dict[Whole, list[Differing]]:
    found: defaultdict[Whole, list[Differing]] = defaultdict(list)
    for one in differing:
        found[one.whole, one.slot].append(one)
    return found


def _replaced(differing: Sequence[Differing], left_out: Mapping[Whole, float]) -> dict[Differing, str]:
    """Those whose numbers are another week's, or of a week that was replaced as one."""
    recurring = Counter(one.week for one in differing if one.theirs_recurs)
    recurring_here = Counter(one.week for one in differing if one.ours_recurs)
    days = Counter(one.week for one in differing)
    beyond = {
        one.week
        for one in differing
        if one.ours and (one.more < 0 or one.more > left_out.get((one.whole, one.slot), 0.0))
    }
    found = {}
    for one in differing:
        if one.record_recurs or (one.theirs_recurs and recurring[one.week] >= BY_NO_CHANCE):
            found[one] = NEXT_WEEK
        elif one.ours_recurs and recurring_here[one.week] >= BY_NO_CHANCE:
            found[one] = NEXT_WEEK_HERE
        elif days[one.week] >= MOST_OF_A_WEEK and one.week in beyond:
            found[one] = WHOLE_WEEK
    return found


def _of_whole(
    here: list[Differing], left_out: float, replaced: Mapping[Differing, str]
) -> Iterator[tuple[Differing, str]]:
    """The cause of each that differs of one whole in one slot."""
    later = [one for one in here if one.ours == 0 and one.is_revised]
    fewer = _left_out(here, left_out, replaced)
    for one in here:
        if one in later:
            yield one, SENT_LATER
        elif one in fewer:
            yield one, LEFT_OUT
        elif one in replaced:
            yield one, replaced[one]
        elif one.is_day_before:
            yield one, DAY_BEFORE
        else:
            yield one, CHANGED_LATER if one.is_revised else NOT_KNOWN


def _left_out(here: list[Differing], left_out: float, replaced: Mapping[Differing, str]) -> list[Differing]:
    """Those whose difference is what was left out: all that have more, else without those that were replaced."""
    more = [one for one in here if one.more > 0]
    within = [one for one in more if one.more <= left_out]
    for tried in (more, within, [one for one in within if one not in replaced]):
        total = sum(one.more for one in tried)
        if 0 < total <= left_out and (total == left_out or len(tried) < len(here)):
            return tried
    return []
