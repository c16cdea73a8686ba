"""Names that could be one: worked cases on either side, and what must hold of any two."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.likeness import could_be_one, words_alike
from commonweal.engine.matching.payees import PayeeReader
from commonweal.spreadsheets.payments import matching_rules

RULES = matching_rules().payees
READER = PayeeReader(RULES)


def alike(one, other):
    return could_be_one(READER.read(one).key, READER.read(other).key, frozenset(RULES.legal_forms))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Oak Hill Nursing Ltd", "Nursing Ltd Oak Hill"),
        ("Oak Hill Nursing Ltd", "Oak Hill Nurs"),
        ("Oak Hill Nursing Limited", "OAK HILL NURSING LIMI"),
        ("Ashshire County Council", "Ashshire Cuonty Council"),
        ("Pear Shaw Therapy", "Pea Shaw Therapy"),
        ("Smith John Dr", "Dr John Smith"),
    ],
)
def test_names_of_one_payee(one, other):
    assert alike(one, other) and alike(other, one)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Gloucester City Council", "Gloucestershire County Council"),
        ("NHS Devon ICB", "NHS Somerset ICB"),
        ("Oak Hill School 1", "Oak Hill School 2"),
        ("Dr A Smith", "Dr B Smith"),
        ("Oak Hill Nursing", "Oak Hill"),
        ("Homecare", "Homecar"),
        ("Oak Hill Nursing", "Oak Mill Transport"),
        ("", ""),
    ],
)
def test_names_of_two(one, other):
    assert not alike(one, other) and not alike(other, one)


names = st.lists(st.text(alphabet="abc1", min_size=1, max_size=5), max_size=4).map(" ".join)


@given(names, names)
def test_likeness_has_two_sides_for_equal_words(one, other):
    assert could_be_one(one, one) == (len(one.split()) > 1)
    if sorted(one.split()) == sorted(other.split()) and len(one.split()) > 1:
        assert could_be_one(one, other) and could_be_one(other, one)
    if could_be_one(one, other):
        assert len(one.split()) == len(other.split())


words = st.text(alphabet="abc1", min_size=1, max_size=5)


@given(words, words)
def test_words_are_alike_by_any_letter_left_out(one, other):
    """The judge tries every beginning, and every letter of either."""
    without = [{word, *(word[:place] + word[place + 1 :] for place in range(len(word)))} for word in (one, other)]
    loosely = min(len(one), len(other)) >= 3 and one.isalpha() and other.isalpha()
    near = one.startswith(other) or other.startswith(one) or bool(without[0] & without[1])
    assert words_alike(one, other) == words_alike(other, one) == (one == other or (loosely and near))
