"""NHS numbers against the worked example of the NHS Data Dictionary and a plain reckoning of their own."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine import nhs_number


def test_the_published_examples():
    assert nhs_number.is_valid("9434765919")  # NHS Digital's test number, in its own documents as 943 476 5919
    assert nhs_number.is_valid("4010232137")  # NHS Data Dictionary, 401 023 2137
    assert nhs_number.check_digit("401023213") == 7


@pytest.mark.parametrize(
    "text", ["", "943476591", "94347659190", "9434765918", "943476591X", "９４３４７６５９１９", "943 476 59"]
)
def test_what_is_none(text):
    assert not nhs_number.is_valid(text)


@given(st.from_regex(r"[0-9]{9}", fullmatch=True))
def test_the_weighted_sum_is_a_multiple_of_eleven(first):
    digit = nhs_number.check_digit(first)
    sums = [(sum(int(d) * w for d, w in zip(first, range(10, 1, -1), strict=True)) + last) % 11 for last in range(10)]
    assert [last for last, rest in enumerate(sums) if rest == 0] == ([] if digit is None else [digit])


@given(st.from_regex(r"[0-9]{9}", fullmatch=True), st.integers(0, 8))
def test_two_neighbours_changed_about_are_noticed(first, place):
    digit = nhs_number.check_digit(first)
    if digit is None:
        return
    number = f"{first}{digit}"
    swapped = f"{number[:place]}{number[place + 1]}{number[place]}{number[place + 2 :]}"
    assert nhs_number.is_valid(swapped) == (swapped == number)


def test_as_people_write_it():
    assert nhs_number.normal("943-476 5919") == "9434765919"
    assert nhs_number.spaced("9434765919") == "943 476 5919"
    assert nhs_number.is_invented("9990000018") and not nhs_number.is_invented("9434765919")
