"""Small counts in what everybody may read: below a least count hidden, otherwise rounded, and sums held to both.

Rounding each count by itself does not keep small ones: of two hidden counts from 1 to 4 that come to 8, which rounds to
10, both are 4. So a sum is shown by the band of values in which it lies, given all that its parts show, and a band
that holds one value alone joins its neighbour. Whoever knows this rule and everything shown still cannot tell a small
count: for each there is another table that is shown alike. Nothing is shown as it is: nobody is there to be known.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error

Sums = Mapping[str, Sequence[str]]
"""The keys of which each sum is made; a key is a part of one sum at most."""


@dataclass(frozen=True, slots=True)
class SmallCounts:
    """A rule: counts from 1 up to, not including, `smallest_shown` are hidden, others rounded to `round_to`."""

    smallest_shown: int
    round_to: int


@dataclass(frozen=True, slots=True)
class Shown:
    """What is shown in a count's place (None: hidden), and the least and most that a reader can conclude."""

    value: int | None
    low: int
    high: int


def check(rule: SmallCounts) -> list[Finding]:
    """Findings where a rule is none that this module can keep to."""
    if rule.round_to < 3 or rule.round_to % 2 == 0 or rule.smallest_shown != rule.round_to:
        message = f"Counts below {rule.smallest_shown} are hidden and others rounded to {rule.round_to}."
        told = "Give one odd number of 3 or more for both, like 5."
        return [error("small-counts-rule", "round_to", message, told)]
    return []


def protect(counts: Mapping[str, int], sums: Sums, rule: SmallCounts) -> dict[str, Shown]:
    """What is shown of each count; ValueError where counts are below nothing or sums do not come to their parts."""
    _check_counts(counts, sums)
    found: dict[str, Shown] = {}

    def shown(key: str) -> Shown:
        if key not in found:
            parts = [shown(part) for part in sums.get(key, ())]
            found[key] = _sum(counts[key], parts, rule) if parts else _alone(counts[key], rule)
        return found[key]

    return {key: shown(key) for key in counts}


def _check_counts(counts: Mapping[str, int], sums: Sums) -> None:
    parts = [part for names in sums.values() for part in names]
    if len(set(parts)) < len(parts):
        raise ValueError("a count is a part of two sums")
    for key, names in sums.items():
        if names and counts[key] != sum(counts[name] for name in names):
            raise ValueError(f"{key} is not the sum of its parts")
    if any(count < 0 for count in counts.values()):
        raise ValueError("a count is below nothing")


def _alone(count: int, rule: SmallCounts) -> Shown:
    """A count by itself: nothing, hidden, or the nearest multiple."""
    if count == 0:
        return Shown(0, 0, 0)
    if count < rule.smallest_shown:
        return Shown(None, 1, rule.smallest_shown - 1)
    value = _nearest(count, rule)
    half = rule.round_to // 2
    return Shown(value, max(rule.smallest_shown, value - half), value + half)


def _sum(count: int, parts: Sequence[Shown], rule: SmallCounts) -> Shown:
    """A sum by the band in which it lies among all that its parts could come to."""
    low, high = sum(part.low for part in parts), sum(part.high for part in parts)
    bands = _joined([_cut(band, low, high) for band in _bands(low, high, rule)])
    return next(band for band in bands if band.low <= count <= band.high)


def _bands(low: int, high: int, rule: SmallCounts) -> Iterator[Shown]:
    """The bands that counts by themselves have, from that of `low` to that of `high`."""
    count = low
    while count <= high:
        band = _alone(count, rule)
        yield band
        count = band.high + 1


def _cut(band: Shown, low: int, high: int) -> Shown:
    return Shown(band.value, max(band.low, low), min(band.high, high))


def _joined(bands: list[Shown]) -> list[Shown]:
    """The bands with one of a single value at either end taken into its neighbour; nothing stays by itself."""
    if len(bands) > 1 and bands[0].low == bands[0].high != 0:
        bands[:2] = [Shown(bands[1].value, bands[0].low, bands[1].high)]
    if len(bands) > 1 and bands[-1].low == bands[-1].high:
        bands[-2:] = [Shown(bands[-2].value, bands[-2].low, bands[-1].high)]
    return bands


def _nearest(count: int, rule: SmallCounts) -> int:
    return (2 * count + rule.round_to) // (2 * rule.round_to) * rule.round_to


def words(shown: Shown, rule: SmallCounts, as_text: Callable[[int], str] = "{:,}".format) -> str:
    """What stands in the count's place, for people."""
    return f"fewer than {rule.smallest_shown}" if shown.value is None else as_text(shown.value)
