"""Spending before approval: whose pound it was, how much stands at risk at each month's end, until it is approved.

A track is approved on a day, or not yet. What was spent on an unapproved track since the year began stands at risk
together; on the day of approval all of it stops being at risk. Money without national conditions never is.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from commonweal.engine.periods import Month
from commonweal.engine.tracks import Track

CONDITIONAL = (Track.NHS_ENGLAND, Track.COUNCIL_GRANT)


@dataclass(frozen=True, slots=True)
class Spend:
    """What a scheme spent on a day from one track's money."""

    scheme: str
    track: Track
    day: date
    amount_pence: int


@dataclass(frozen=True, slots=True)
class Standing:
    """What stands at risk at a month's end: the year's spending so far on tracks that were not approved by then."""

    month: Month
    by_track_pence: Mapping[Track, int]
    by_scheme_pence: Mapping[str, int]

    @property
    def total_pence(self) -> int:
        """At risk in all."""
        return sum(self.by_track_pence.values())


def standings(
    spends: Collection[Spend], approved: Mapping[Track, date | None], months: Iterable[Month]
) -> tuple[Standing, ...]:
    """What stands at risk at the end of each month; a track that `approved` does not name is not approved."""
    return tuple(_standing(spends, approved, month) for month in months)


def _standing(spends: Collection[Spend], approved: Mapping[Track, date | None], month: Month) -> Standing:
    waiting = {track for track in CONDITIONAL if not _is_approved(approved.get(track), month.end)}
    by_track: dict[Track, int] = dict.fromkeys(CONDITIONAL, 0)
    by_scheme: dict[str, int] = defaultdict(int)
    for spend in spends:
        if spend.track in waiting and spend.day < month.end:
            by_track[spend.track] += spend.amount_pence
            by_scheme[spend.scheme] += spend.amount_pence
    return Standing(month, by_track, dict(sorted(by_scheme.items())))


def _is_approved(day: date | None, before: date) -> bool:
    return day is not None and day < before


def spent_before_approval(
    spends: Iterable[Spend], approved: Mapping[Track, date | None]
) -> dict[tuple[str, Track], int]:
    """By scheme and track, what was spent before the day of approval; all of it where that day has not come."""
    found: dict[tuple[str, Track], int] = defaultdict(int)
    for spend in spends:
        day = approved.get(spend.track)
        if spend.track in CONDITIONAL and (day is None or spend.day < day):
            found[spend.scheme, spend.track] += spend.amount_pence
    return dict(sorted(found.items()))
