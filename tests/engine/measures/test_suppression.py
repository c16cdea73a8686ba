"""Small counts cannot be told: attacked by inverting the rule over every small table, and against a plain reference."""

from __future__ import annotations

import itertools
from collections import defaultdict

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.measures.suppression import Shown, SmallCounts, check, protect, words

FIVE = SmallCounts(5, 5)
# The most that a count is tried up to is the end of a band (4, 7, 12, 17): a band cut off by the trying would tell.
SHAPES = {
    "two parts": ({"all": ("a", "b")}, 17),
    "three parts": ({"all": ("a", "b", "c")}, 12),
    "four parts": ({"all": ("a", "b", "c", "d")}, 12),
    "a sum of sums": ({"all": ("care", "other"), "care": ("a", "b")}, 17),
    "two sums of two": ({"all": ("x", "y"), "x": ("a", "b"), "y": ("c", "d")}, 7),
    "a chain": ({"all": ("care",), "care": ("a", "b")}, 12),
    "three deep": ({"all": ("x", "c"), "x": ("y", "b"), "y": ("a",)}, 12),
}


def whole(sums, leaves: dict[str, int]) -> dict[str, int]:
    """The leaves with every sum above them."""
    counts = dict(leaves)

    def count(key):
        if key not in counts:
            counts[key] = sum(count(part) for part in sums[key])
        return counts[key]

    for key in sums:
        count(key)
    return counts


def leaves_of(sums) -> list[str]:
    return sorted({part for parts in sums.values() for part in parts} - sums.keys())


def told_apart(show, sums, most: int, round_to: int) -> list[tuple[str, int]]:
    """Every small count that a reader can tell who knows the rule, the shape, and all that is shown: by trying all."""
    alike = defaultdict(list)
    names = leaves_of(sums)
    for values in itertools.product(range(most + 1), repeat=len(names)):
        counts = whole(sums, dict(zip(names, values, strict=True)))
        alike[show(counts, sums)].append(counts)
    found = []
    for tables in alike.values():
        for key in tables[0]:
            values = {table[key] for table in tables}
            if len(values) == 1 and 0 < next(iter(values)) < round_to:
                found.append((key, next(iter(values))))
    return found


def kept(rule):
    def show(counts, sums):
        return tuple(sorted((key, one.value) for key, one in protect(counts, sums, rule).items()))

    return show


def each_rounded_by_itself(counts, sums):
    return tuple(sorted((key, protect({key: count}, {}, FIVE)[key].value) for key, count in counts.items()))


@pytest.mark.parametrize("shape", SHAPES)
def test_no_small_count_can_be_told_from_all_that_is_shown(shape):
    sums, most = SHAPES[shape]
    assert told_apart(kept(FIVE), sums, most, 5) == []


def test_another_rule_keeps_small_counts_too():
    assert told_apart(kept(SmallCounts(3, 3)), {"all": ("a", "b", "c")}, 7, 3) == []
    assert told_apart(kept(SmallCounts(7, 7)), {"all": ("a", "b")}, 17, 7) == []


def test_the_attack_finds_what_rounding_by_itself_gives_away():
    # two hidden counts of 1 to 4 whose sum rounds to 10 are both 4
    found = told_apart(each_rounded_by_itself, {"all": ("a", "b")}, 13, 5)
    assert ("a", 4) in found and ("b", 4) in found


@pytest.mark.parametrize(
    ("leaves", "shown"),
    [
        ({"a": 0, "b": 0}, {"a": "0", "b": "0", "all": "0"}),
        ({"a": 1, "b": 0}, {"a": "fewer than 5", "b": "0", "all": "fewer than 5"}),
        ({"a": 4, "b": 4}, {"a": "fewer than 5", "b": "fewer than 5", "all": "5"}),  # not 10, which would tell both
        ({"a": 4, "b": 3}, {"a": "fewer than 5", "b": "fewer than 5", "all": "5"}),
        ({"a": 5, "b": 8}, {"a": "5", "b": "10", "all": "15"}),
        ({"a": 7, "b": 12}, {"a": "5", "b": "10", "all": "20"}),
        ({"a": 412, "b": 3}, {"a": "410", "b": "fewer than 5", "all": "415"}),
        ({"a": 1_412, "b": 1_000}, {"a": "1,410", "b": "1,000", "all": "2,410"}),
    ],
)
def test_what_stands_in_the_place_of_counts(leaves, shown):
    sums = {"all": ("a", "b")}
    found = protect(whole(sums, leaves), sums, FIVE)
    assert {key: words(one, FIVE) for key, one in found.items()} == shown


def plainly(count: int, parts: list[range]) -> tuple[int | None, set[int]]:
    """A sum's band by adding up everything that its parts could be, and sorting the sums by what each would show."""
    possible = sorted({sum(values) for values in itertools.product(*parts)})
    alone = {
        value: 0 if value == 0 else None if value < 5 else 5 * round(value / 5) for value in possible
    }  # round is to even, but no whole number lies halfway between two fives
    bands: list[list[int]] = []
    for value in possible:
        if bands and alone[bands[-1][-1]] == alone[value]:
            bands[-1].append(value)
        else:
            bands.append([value])
    label = [alone[band[0]] for band in bands]
    if len(bands) > 1 and len(bands[0]) == 1 and bands[0] != [0]:
        bands[1] = [*bands[0], *bands[1]]
        del bands[0], label[0]
    if len(bands) > 1 and len(bands[-1]) == 1:
        bands[-2] = [*bands[-2], *bands[-1]]
        del bands[-1], label[-1]
    return next((label[at], set(band)) for at, band in enumerate(bands) if count in band)


@given(st.lists(st.integers(0, 40), min_size=1, max_size=4))
def test_a_sum_is_shown_as_trying_everything_shows_it(values):
    leaves = {f"p{place}": value for place, value in enumerate(values)}
    sums = {"all": tuple(leaves)}
    found = protect(whole(sums, leaves), sums, FIVE)
    parts = [range(found[key].low, found[key].high + 1) for key in leaves]
    label, band = plainly(sum(values), parts)
    assert found["all"] == Shown(label, min(band), max(band))


@settings(max_examples=300)
@given(st.lists(st.lists(st.integers(0, 10_000), min_size=1, max_size=5), min_size=1, max_size=5))
def test_bounds_hold_the_count_and_leave_room_for_another(groups):
    sums = {f"g{i}": tuple(f"g{i}p{j}" for j in range(len(group))) for i, group in enumerate(groups)}
    leaves = {f"g{i}p{j}": value for i, group in enumerate(groups) for j, value in enumerate(group)}
    sums["all"] = tuple(f"g{i}" for i in range(len(groups)))
    counts = whole(sums, leaves)
    for key, one in protect(counts, sums, FIVE).items():
        assert one.low <= counts[key] <= one.high
        assert counts[key] == 0 or one.high > one.low, "there is another count that would be shown alike"
        assert one.value is None or abs(one.value - counts[key]) <= 4
        assert one.value is not None or counts[key] < 5, "what is called fewer than 5 is"


@pytest.mark.parametrize(
    ("counts", "sums"),
    [
        ({"a": -1}, {}),
        ({"a": 1, "all": 2}, {"all": ("a",)}),
        ({"a": 1, "x": 1, "y": 1}, {"x": ("a",), "y": ("a",)}),
    ],
)
def test_tables_that_are_none_are_refused(counts, sums):
    with pytest.raises(ValueError, match=r"a count|the sum"):
        protect(counts, sums, FIVE)


@pytest.mark.parametrize("rule", [SmallCounts(5, 4), SmallCounts(5, 10), SmallCounts(1, 1), SmallCounts(3, 5)])
def test_rules_that_could_not_be_kept_are_found(rule):
    assert [one.code for one in check(rule)] == ["small-counts-rule"]
    assert check(FIVE) == []
