"""Ranks, against scipy's; likeness by hand."""

import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.stats import rankdata

from commonweal.engine.measures.ranks import Rank, how_many_better, ranks
from commonweal.engine.measures.similar import similar

DELAYS = {"Redbridge": 2.0, "Wigan": 3.0, "Bradford": 3.0, "Trafford": 9.5, "Cumbria": None}


def test_low_is_good_ties_share_and_missing_is_left_out():
    assert ranks(DELAYS, low_is_good=True) == {
        "Redbridge": Rank(1, 4, 0),
        "Wigan": Rank(2, 4, 1),
        "Bradford": Rank(2, 4, 1),
        "Trafford": Rank(4, 4, 0),
    }
    assert [str(rank) for rank in ranks(DELAYS, low_is_good=True).values()] == [
        "1st of 4", "joint 2nd of 4", "joint 2nd of 4", "4th of 4",
    ]  # fmt: skip
    assert ranks(DELAYS, low_is_good=False)["Trafford"].place == 1
    assert how_many_better(DELAYS, "Trafford", low_is_good=True) == (3, 3)
    assert how_many_better(DELAYS, "Cumbria", low_is_good=True) is None
    assert ranks({}, low_is_good=True) == {}


@pytest.mark.parametrize(
    ("place", "of", "quartile"),
    [(1, 150, 1), (38, 150, 1), (39, 150, 2), (113, 150, 3), (114, 150, 4), (150, 150, 4), (1, 1, 1)],
)
def test_quartiles(place, of, quartile):
    assert Rank(place, of, 0).quartile == quartile


@pytest.mark.parametrize(
    ("place", "text"), [(1, "1st"), (2, "2nd"), (3, "3rd"), (11, "11th"), (112, "112th"), (121, "121st")]
)
def test_ordinals(place, text):
    assert str(Rank(place, 150, 0)) == f"{text} of 150"


@given(st.lists(st.integers(0, 20).map(float), min_size=1, max_size=60))
def test_places_are_scipys(values):
    named = {str(i): value for i, value in enumerate(values)}
    found = ranks(named, low_is_good=True)
    assert [found[str(i)].place for i in range(len(values))] == list(rankdata(values, method="min"))


AREAS = {
    "A": {"adults": 1.0, "over-65": 10.0, "same": 5.0},
    "B": {"adults": 3.0, "over-65": 10.0, "same": 5.0},
    "C": {"adults": 1.0, "over-65": 30.0, "same": 5.0},
    "D": {"adults": 3.0, "over-65": 30.0, "same": 5.0},
    "E": {"adults": None, "over-65": 30.0, "same": 5.0},
}


def test_likeness_is_explained():
    # Over A to D adults are 1, 3, 1, 3 (deviation 1) and over-65 10, 10, 30, 30 (deviation 10): each differs by 2.
    found = similar(AREAS, "A", 3, ("adults", "over-65", "same"))
    assert [(like.area, like.distance) for like in found.nearest] == [("B", 2), ("C", 2), ("D", pytest.approx(8**0.5))]
    assert found.nearest[0].differences == (("adults", 2), ("over-65", 0))
    assert found.nearest[1].greatest_difference == "over-65"
    assert (found.left_out, found.constant) == (("E",), ("same",))


def test_an_area_without_a_characteristic_is_like_none():
    assert similar(AREAS, "E", 3, ("adults",)) is None
    assert [like.area for like in similar(AREAS, "E", 2, ("over-65",)).nearest] == ["C", "D"]
    for count, names in ((0, ("adults",)), (1, ())):
        with pytest.raises(ValueError, match="at least one"):
            similar(AREAS, "A", count, names)


@given(st.floats(0.1, 1000), st.floats(-1000, 1000))
def test_likeness_does_not_hang_on_the_unit(factor, shift):
    moved = {
        name: {"adults": None if row["adults"] is None else row["adults"] * factor + shift, "over-65": row["over-65"]}
        for name, row in AREAS.items()
    }
    before, after = (similar(areas, "B", 3, ("adults", "over-65")).nearest for areas in (AREAS, moved))
    assert [like.distance for like in after] == pytest.approx([like.distance for like in before], rel=1e-6)
