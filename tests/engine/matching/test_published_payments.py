"""Real payment files through the shipped maps: figures known from outside our code."""

from functools import cache

import polars as pl
import pytest

from commonweal.engine.matching.books import Book, first_alike
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.double_counting import match_books
from commonweal.spreadsheets.payments import matching_rules, read_payment_file
from tests.shared import shared_data

pytestmark = pytest.mark.shared_data


@cache
def read(name):
    result = read_payment_file(shared_data() / "ledgers" / name)
    assert result.control is not None and result.control.agrees
    assert result.control.refused == Total(0, 0)
    return result


def test_nhs_commissioner():
    result = read("nhs-gloucestershire-icb.csv.gz")
    assert result.control.file == Total(146_979, 404_426_540_487)
    assert result.control.to_post == Total(1_757, 24_314_596_973)  # to county councils
    assert (result.lines["amount_pence"] < 0).sum() == 18_677
    assert result.findings == ()


@pytest.mark.parametrize(
    ("name", "lines", "printed_pence", "pooled"),
    [("leeds-2012-08.csv", 11_708, 7_864_836_749, 1_357), ("leeds-2013-10.csv", 10_130, 8_862_383_353, 1_137)],
)
def test_leeds_prints_its_own_sum(name, lines, printed_pence, pooled):
    """The last line of each file carries the publisher's sum: an outside judge of ours."""
    result = read(name)
    assert result.control.file == Total(lines, printed_pence)
    assert result.control.publishers_pence == printed_pence
    assert result.control.to_post.count == pooled
    assert [finding.code for finding in result.findings] == ["publishers-sum"]


@pytest.mark.parametrize(
    ("name", "map_id", "total"),
    [  # lines, and the sum of the printed column by a spreadsheet
        ("manchester-2011-02.csv", "manchester", Total(4_568, 5_567_961_498)),
        ("manchester-2011-03.csv", "manchester", Total(4_991, 7_418_608_874)),
        ("manchester-2011-04.csv", "manchester", Total(3_501, 4_676_740_051)),
        ("newcastle-2017-01.csv", "newcastle", Total(5_523, 3_076_364_573)),
        ("newcastle-2017-02.csv", "newcastle", Total(6_118, 3_407_265_892)),
        ("salford-2013-04.csv", "salford", Total(2_294, 2_573_954_587)),
        ("salford-2013-09.csv", "salford", Total(1_859, 2_264_513_071)),
    ],
)
def test_councils(name, map_id, total):
    result = read(name)
    assert (result.column_map.id, result.control.file) == (map_id, total)
    assert result.findings == ()


def test_pools_signs_are_found():
    assert read("salford-2013-07.csv").control.to_post == Total(1, 16_167_900)  # "IC s75 holding acct"
    assert read("newcastle-2017-01.csv").control.to_post == Total(1, 1_000)  # "Income Susp Better Care Fund"


@cache
def matched_alone(name, owner, partner):
    """A file held against an empty book: what it says more than once, and takes back, by itself."""
    lines = read(name).lines
    books = Book((owner,), lines), Book((partner,), lines.clear())
    matching = match_books(*books, matching_rules())
    assert matching.conserves(books)
    return lines, matching


def test_nhs_commissioners_repeats_and_negative_lines_are_classed():
    lines, matching = matched_alone(
        "nhs-gloucestershire-icb.csv.gz", "NHS Gloucestershire ICB", "Gloucestershire County Council"
    )
    again = lines.filter(first_alike(lines).cast(pl.UInt32) != pl.int_range(pl.len(), dtype=pl.UInt32))
    assert again.height == 18_107
    masked = again.filter(pl.col("payee").is_in(["REDACTED", "PAYEE NAME MASKED"]))
    assert masked.height == 5_311 + 1_546  # two people's payments look alike once their names are masked
    negative = matching.books[0].filter(pl.col("amount_pence") < 0)["money"].value_counts()
    assert dict(negative.rows()).keys() == {"new", "reversed", "repeated"} and negative["count"].sum() == 18_677


@pytest.mark.parametrize(
    ("rows", "classes"),
    [
        ([55591, 55593, 55594], ["reversed", "reversed", "new"]),  # October 2023: £77,530 twice, and once back
        ([31458, 31459], ["new", "repeated"]),  # March 2023: £200,000 twice, nothing back
        ([112055, 112040, 112059, 112062], ["reversed"] * 4),  # January 2025: £4,166.67 back in three parts
    ],
)
def test_lines_to_the_county_council(rows, classes):
    lines, matching = matched_alone(
        "nhs-gloucestershire-icb.csv.gz", "NHS Gloucestershire ICB", "Gloucestershire County Council"
    )
    money = dict(matching.books[0].select("row", "money").rows())
    assert [money[row] for row in rows] == classes
    assert set(lines.filter(pl.col("row").is_in(rows))["payee"]) == {"GLOUCESTERSHIRE COUNTY COUNCIL"}
