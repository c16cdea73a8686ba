"""What the real workbooks say: every sum, the figures that other people published, and a second reader's figures."""

import random

import pytest

from tests.engine.workbook import plain_reader
from tests.engine.workbook.publications import days, paths, reading, readings

pytestmark = pytest.mark.shared_data
SIDES = ("nhs", "social-care", "both", "all")


def test_all_98_workbooks_are_read_without_a_finding():
    assert len(paths()) == 98
    found = readings()
    assert len(found) == 98
    assert min(found) == "2011-04"
    assert max(found) == "2019-05"
    assert [(month, read.findings) for month, read in found.items() if read.findings] == []
    assert {read.layout.id for read in found.values()} == {"dtoc"}


def test_every_identity_holds_in_every_workbook():
    checked = {}
    for month, found in readings().items():
        expected = 6 if month >= "2017-04" else 4  # people per day are printed from April 2017
        assert len(found.identities) == expected, month
        for identity in found.identities:
            assert identity.holds, (month, identity)
            checked[identity.id] = checked.get(identity.id, 0) + identity.checked
    places = sum(len(found.figures.places) for found in readings().values())
    assert checked["sheets-agree"] == 2 * places  # the second and the third sheet against the first
    assert checked["england-crosses"] > 3_000
    assert checked["days-per-day"] > 28_000


def test_every_filled_cell_of_every_sheet_is_accounted_for():
    for month, found in readings().items():
        assert len(found.accounts) in (4, 5)
        for account in found.accounts:
            assert account.is_complete, (month, account)
            assert account.reported == 0
        assert sum(account.figures for account in found.accounts) == len(found.figures)


@pytest.mark.parametrize(
    ("month", "total", "per_day"),
    [
        ("2017-02", 186_490, 6_660.4),
        ("2017-09", 168_041, 5_601.4),
        ("2017-12", 145_040, 4_678.7),
        ("2018-12", 128_799, 4_154.8),
    ],
)
def test_england_as_published(month, total, per_day):
    found = readings()[month]
    assert days(found, "England") == total
    assert round(total / found.period.days, 1) == per_day


def test_england_in_february_2017_by_side_and_care():
    found = readings()["2017-02"]
    assert [days(found, "England", side=side) for side in SIDES] == [103_707, 67_794, 14_989, 186_490]
    assert [days(found, "England", care=care) for care in ("acute", "non-acute")] == [124_558, 61_932]


@pytest.mark.parametrize(
    ("place", "month", "expected"),
    [
        ("Hertfordshire", "2017-02", (3_804, 1_780, 73, 5_657)),
        ("Hertfordshire", "2017-09", (2_701, 1_003, 57, 3_761)),
        ("Dorset", "2017-04", (951, 753, 64, 1_768)),
        ("Dorset", "2019-04", (1_283, 213, 121, 1_617)),
        ("Sheffield", "2017-02", (2_649, 998, 1_138, 4_785)),
        ("Birmingham", "2017-09", (1_670, 2_960, 254, 4_884)),
        ("Salford", "2017-02", (763, 729, 197, 1_689)),
        ("Torbay UA", "2017-02", (120, 93, 11, 224)),
        ("Sunderland", "2017-02", (115, 91, 0, 206)),
        ("Lincolnshire", "2017-02", (1_899, 549, 143, 2_591)),
    ],
)
def test_places_as_published(place, month, expected):
    assert tuple(days(readings()[month], place, side=side) for side in SIDES) == expected


def test_wirral_as_published():
    assert days(readings()["2017-02"], "Wirral", side="social-care") == 30
    assert days(readings()["2017-09"], "Wirral", side="social-care") == 418
    assert days(readings()["2017-04"], "Wirral", side="both") == 521
    assert days(readings()["2017-09"], "Wirral", side="both") == 7


def test_dorset_s_reorganisation_stands_as_it_was_printed():
    """The table of the domain reference, 1.8: new totals on old codes for one month, then the new councils."""

    def council(month, code):
        found = readings()[month]
        (place,) = {figure.place for figure in found.figures if code in figure.place[1:3]}
        return place.ons_code, place.local_code, days(found, code)

    assert council("2019-03", "E06000028") == ("E06000028", "810", 512)
    assert council("2019-03", "E06000029") == ("E06000029", "811", 465)
    assert council("2019-03", "E10000009") == ("E10000009", "809", 1_704)
    assert council("2019-04", "810") == ("E06000028", "810", 1_180)
    assert council("2019-04", "811") == ("E06000029", "811", 0)
    assert council("2019-04", "809") == ("E10000009", "809", 1_617)
    assert council("2019-05", "738") == ("E06000058", "738", 1_143)
    assert council("2019-05", "809") == ("E06000059", "809", 1_597)
    councils = {
        month: sum(not p.is_total and not p.local_code.startswith("99") for p in readings()[month].figures.places)
        for month in ("2019-03", "2019-04", "2019-05")
    }
    assert councils == {"2019-03": 151, "2019-04": 151, "2019-05": 150}


def test_poole_s_dashes_of_april_2019_are_markers_not_zeros():
    found = readings()["2019-04"]
    cells = [f for f in found.figures if f.place.local_code == "811" and f.slot.measure == "delayed-days"]
    total = [f for f in cells if f.slot.is_total]
    parts = [f for f in cells if not f.slot.is_total]
    assert {(f.value, f.marker) for f in total} == {(0.0, "")}
    assert {(f.value, f.marker) for f in parts} == {(None, "none-reported")}


def test_the_rules_of_attribution_show_in_the_england_sheets():
    """Cells that are never above 0 in any month are those that the rules bar (domain reference 4.2)."""
    sums = {}
    for found in readings().values():
        for figure in found.figures:
            if figure.sheet == "England":
                care, side, reason = figure.slot.position
                if reason != "all":
                    key = (reason, side, care if reason == "O" else "any")
                    sums[key] = sums.get(key, 0) + (figure.value or 0)
    never = {key[:2] for key, total in sums.items() if total == 0}
    assert never == {
        ("C", "social-care"), ("C", "both"), ("I", "social-care"), ("I", "both"),
        ("Di", "both"), ("G", "both"), ("H", "both"),
    }  # fmt: skip
    assert {key[2] for key in sums if key[0] == "O"} == {"non-acute"}


def test_a_second_reader_finds_the_same_figures():
    """200 figures at random across years, councils and sheets; and in three workbooks every figure."""
    dice = random.Random(20170413)
    sample = dice.sample(paths(), 40)
    for path in sample:
        expected = plain_reader.figures(path)
        found = reading(path.name).figures
        assert len(found) == len(expected)
        for index in dice.sample(range(len(found)), 5):
            assert_same(found, index, expected)
    for path in sample[:3]:
        expected = plain_reader.figures(path)
        for index in range(len(reading(path.name).figures)):
            assert_same(reading(path.name).figures, index, expected)


def assert_same(figures, index, expected):
    figure = figures.figure(index)
    key = (figure.sheet, int(figures.row[index]), int(figures.column[index]))
    ours = (figure.place.name, figure.slot.measure, *figure.slot.position, figure.value, figure.marker)
    assert ours == expected[key]
