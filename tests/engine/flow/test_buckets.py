"""The calendar of the kernels against a sorted list: any order of adding, taking away and taking the first."""

from __future__ import annotations

from bisect import insort

from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.flow.buckets import NEVER, RANK, clear, find_first, make_buckets, put, take, take_first

DAYS, ENTRIES = 6, 24

moments = st.one_of(
    st.integers(0, 8).map(lambda quarter: quarter / 4),  # several at one moment, and on the edges of buckets
    st.floats(0.0, 1.0),
    st.just(NEVER),
)
moves = st.lists(
    st.one_of(
        st.tuples(st.just("put"), moments, st.integers(0, 2)),
        st.tuples(st.just("put"), moments, st.integers(0, 2)),
        st.tuples(st.just("take"), st.just(0.0), st.integers(0, ENTRIES)),
        st.tuples(st.just("first"), st.floats(0.0, 2.0), st.just(0)),
    ),
    max_size=100,
)


@settings(max_examples=400)
@given(moves, st.sampled_from([0.0, 3.0, 16.0, 100.0]))
def test_the_calendar_is_a_sorted_list(played, ends_per_day):
    """Time goes on as in the kernels: to the first entry, or to the moment before which there is none."""
    calendar = make_buckets(ENTRIES, DAYS, ends_per_day)
    clear(calendar)
    listed, spare, now = [], list(range(ENTRIES)), 0.0
    for move, later, number in played:
        if move == "put" and spare:
            entry = spare.pop(0)
            put(calendar, entry, now + later, number)
            insort(listed, (now + later, number, entry))
        elif move == "take" and listed:
            _, _, entry = listed.pop(number % len(listed))
            take(calendar, entry)
            spare.append(entry)
        elif move == "first" and now + later < DAYS:
            now = play_first(calendar, listed, spare, now, now + later)
    while listed and listed[0][0] < DAYS:
        now = play_first(calendar, listed, spare, now, float(DAYS))
    assert find_first(calendar, float(DAYS)) < 0, "what comes after the last day is never reached"


def play_first(calendar, listed, spare, now, until):
    """Take the first entry up to `until` from both; returns the moment reached."""
    first = find_first(calendar, until)
    found = float(calendar.times[first]) if first >= 0 else NEVER
    if not listed or listed[0][0] > until:
        assert found > until
        return until
    assert (found, int(calendar.links[first, RANK]), first) == listed.pop(0)
    take_first(calendar)
    spare.append(first)
    return max(now, found)
