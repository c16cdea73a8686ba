"""Restating by shares loses nothing and makes nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.shares import Share, restate


def shares_of(parts: list[int], predecessor: int = 0) -> list[Share]:
    """Shares to eight places, the last taking the rounding."""
    fractions = [round(Decimal(part) / sum(parts), 8) for part in parts[:-1]]
    fractions.append(1 - sum(fractions, Decimal(0)))
    return [Share(predecessor, 100 + n, fraction) for n, fraction in enumerate(fractions)]


def test_a_textbook_apportionment_by_largest_remainders():
    # Ten seats over 47,000, 16,000, 15,800, 12,000, 6,100 and 3,100 votes: 5, 2, 1, 1, 1, 0 (Hare quota).
    parts = restate({0: 10}, shares_of([47_000, 16_000, 15_800, 12_000, 6_100, 3_100]))
    assert [parts[100 + n] for n in range(6)] == [5, 2, 1, 1, 1, 0]


def test_days_of_dorset_march_2019():
    # Published: Bournemouth 512, Poole 465, Dorset 1,704. Census 2011: Christchurch 47,752 of Dorset's 412,905.
    bournemouth, poole, dorset, bcp, unitary = range(5)
    to_bcp = round(Decimal(47_752) / 412_905, 8)
    whole = [Share(bournemouth, bcp, Decimal(1)), Share(poole, bcp, Decimal(1))]
    divided = [Share(dorset, bcp, to_bcp), Share(dorset, unitary, 1 - to_bcp)]
    # 1,704 x 0.11564888 = 197.07
    assert restate({bournemouth: 512, poole: 465, dorset: 1_704}, whole + divided) == {
        bcp: 512 + 465 + 197,
        unitary: 1_507,
    }


def test_who_has_no_share_declared_keeps_its_own():
    assert restate({1: 5, 2: 7}, [Share(1, 9, Decimal(1))]) == {9: 5, 2: 7}


def test_shares_that_do_not_sum_to_one_are_refused():
    with pytest.raises(ValueError, match=r"the shares of 1 sum to 0\.5, not 1"):
        restate({1: 5}, [Share(1, 9, Decimal("0.5"))])


@given(
    st.lists(st.integers(-(10**12), 10**12), min_size=1, max_size=6),
    st.lists(st.integers(1, 10**6), min_size=1, max_size=5),
)
def test_totals_are_conserved_and_nobody_is_a_whole_one_off(values, parts):
    shares = [share for predecessor in range(len(values)) for share in shares_of(parts, predecessor)]
    restated = restate(dict(enumerate(values)), shares)
    assert sum(restated.values()) == sum(values)
    for value in values:
        for share, part in zip(shares_of(parts), restate({0: value}, shares_of(parts)).values(), strict=True):
            assert abs(part - value * share.share) < 1
