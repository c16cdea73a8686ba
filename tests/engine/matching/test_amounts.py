"""Printed amounts to pence: worked cases, and the column expression against the plain reading of one text."""

import polars as pl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.amounts import pence, pence_of

PRINTED = {
    "1234.50": 123450,
    "1,234.5": 123450,
    "£1,234,567.89": 123456789,
    "-5": -500,
    "-£5.10": -510,
    "£-5.10": -510,
    "(5.00)": -500,
    "5.00-": -500,
    "12.00CR": -1200,
    "+7": 700,
    "−0.01": -1,
    ".5": 50,
    "5.": 500,
    "0": 0,
    "230.0": 23000,
    "1.5000": 150,
    "9999999999999.99": 999999999999999,
}
REFUSED = [
    "",
    "-",
    ".",
    "£",
    "1,23.00",
    "12,34",
    "1.234,50",
    "1.005",
    "1e5",
    "(5",
    "5)",
    "--5",
    "-5-",
    "(-5)",
    "5 000",
    "N/A",
    "10000000000000",
    "٣",
    "1,234,56.00",
    "0x10",
    "NaN",
    "inf",
]


def column(texts):
    return (
        pl.DataFrame({"text": texts}, schema={"text": pl.String})
        .select(pence(pl.col("text")).alias("pence"))["pence"]
        .to_list()
    )


@pytest.mark.parametrize("reading", [column, lambda texts: [pence_of(text) for text in texts]], ids=["column", "plain"])
def test_worked_cases(reading):
    assert dict(zip(PRINTED, reading(list(PRINTED)), strict=True)) == PRINTED
    assert dict(zip(REFUSED, reading(REFUSED), strict=True)) == dict.fromkeys(REFUSED)


near_amounts = st.text(alphabet="0123456789.,-−()£+CR e", max_size=14) | st.from_regex(
    r"\A[(-]?£?[0-9]{1,3}(,[0-9]{3}){0,3}(\.[0-9]{0,3})?(\)|-|CR)?\Z"
)


@given(st.lists(near_amounts | st.text(max_size=6), min_size=1))
def test_column_and_plain_reading_agree(texts):
    assert column(texts) == [pence_of(text) for text in texts]


@given(st.integers(min_value=-(10**15) + 1, max_value=10**15 - 1))
def test_every_penny_survives_being_printed(amount):
    printed = f"{'-' if amount < 0 else ''}{abs(amount) // 100:,}.{abs(amount) % 100:02d}"
    assert column([printed]) == [amount]
