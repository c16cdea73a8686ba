"""The discharge situation reports: every figure against a second reader, every sum, and the differences explained."""

import math

import pytest

from tests.engine.workbook import plain_sitrep
from tests.engine.workbook.discharges import acute, community, identity, paths, reading, terms

pytestmark = pytest.mark.shared_data
TABLES = {"destinations": "Table 4", "reasons": "Table 5"}


def by_month(files):
    return {reading(path).period.iso: reading(path) for path in files}


def test_one_layout_reads_every_acute_workbook():
    found = by_month(acute())
    assert len(found) == len(acute()) == 18
    assert (min(found), max(found)) == ("2022-04", "2024-01")
    assert {one.layout.id for one in found.values()} == {"discharge-acute"}
    assert sum(len(one.figures) for one in found.values()) == 412_703


def test_every_filled_cell_is_accounted_for_and_none_is_left_out():
    for path in acute():
        for account in reading(path).accounts:
            assert account.is_complete, (path.name, account)
            assert account.reported == 0, (path.name, account)


def test_findings_are_empty_cells_and_sums_alone():
    codes = {finding.code for path in acute() for finding in reading(path).findings}
    assert codes == {"cell-empty", "identity-boards-add-up", "identity-trusts-add-up"}


def ours_daily(found):
    ours = {}
    for figure in found.figures:
        if figure.slot.measure == "patients":
            split = terms(found, figure)
            key = figure.place.local_code or figure.place.name, split["day"], split.get("outcome", "all")
            ours[key] = "-" if figure.marker else figure.value
    return ours


@pytest.mark.parametrize("number", range(18))
def test_a_second_reader_finds_the_same_daily_figures(number):
    path = acute()[number]
    ours = ours_daily(reading(path))
    assert ours == plain_sitrep.daily(path)
    assert len(ours) > 14_000


@pytest.mark.parametrize("number", [0, 8, 17])
@pytest.mark.parametrize("kind", TABLES)
def test_a_second_reader_finds_the_same_monthly_figures(number, kind):
    path = acute()[number]
    found = reading(path)
    dimension = {"destinations": "destination", "reasons": "reason"}[kind]
    labels = found.layout.dimensions[dimension]
    ours = {
        (figure.place.local_code or figure.place.name, terms(found, figure)[dimension]): figure.value
        for figure in found.figures
        if dimension in terms(found, figure)
    }
    theirs = {
        (place, labels.term(label)): None if cell == "-" else cell
        for (place, label), cell in plain_sitrep.monthly(path, TABLES[kind]).items()
    }
    assert ours == theirs


@pytest.mark.parametrize(
    ("month", "place", "day", "expected"),
    [
        ("2024-01", "ENGLAND (Type 1 Trusts)", "2024-01-01", (17_756, 5_795, 11_961)),
        ("2024-01", "ENGLAND (Type 1 Trusts)", "2024-01-31", (26_417, 12_515, 13_902)),
        ("2024-01", "QUE", "2024-01-01", (292, 116, 176)),
        ("2024-01", "RVJ", "2024-01-03", (360, 105, 255)),
    ],
)
def test_days_as_printed(month, place, day, expected):
    ours = ours_daily(by_month(acute())[month])
    assert tuple(ours[place, day, outcome] for outcome in plain_sitrep.OUTCOMES) == expected


def test_what_was_not_submitted_is_a_marker_and_never_a_zero():
    found = by_month(acute())["2022-06"]
    changed = [f for f in found.figures if terms(found, f).get("day") == "2022-06-19"]
    assert {(f.value, f.marker) for f in changed if f.place.level == "trust"} == {(None, "not-submitted")}
    (told,) = (f for f in changed if f.slot.measure == "organisations-missing")
    assert (told.value, told.marker) == (None, "not-submitted")
    hospice = [f for f in found.figures if terms(found, f).get("destination") == "p2-hospice"]
    assert {f.marker for f in hospice if f.place.level in ("icb", "trust")} == {"not-shown"}


def test_patients_regions_and_days_add_up_in_every_acute_workbook():
    for path in acute():
        found = reading(path)
        for name in ("patients-add-up", "every-day", "regions-add-up", "boards-add-up"):
            assert identity(found, name).holds, (path.name, name)


def test_trusts_fall_short_of_regions_in_three_months_without_a_word_from_the_publisher():
    failed = {reading(path).period.iso: identity(reading(path), "trusts-add-up").failed for path in acute()}
    assert {month: count for month, count in failed.items() if count} == {
        "2022-04": 15, "2022-05": 12, "2022-06": 9,
    }  # fmt: skip


def test_daily_gaps_of_boards_are_the_month_s_hospice_discharges():
    """What boards leave out day by day, from Table 2, is what regions print of hospices in Table 4."""
    for path in acute():
        found = reading(path)
        shown = {}
        for figure in found.figures:
            split = terms(found, figure)
            if split.get("outcome") == "discharged" and figure.place.level in ("region", "icb"):
                shown[figure.place.level] = shown.get(figure.place.level, 0) + (figure.value or 0)
        hospice = sum(
            figure.value
            for figure in found.figures
            if figure.place.level == "region" and terms(found, figure).get("destination") == "p2-hospice"
        )
        assert shown["region"] - shown["icb"] == hospice, path.name


def test_england_s_series_is_the_england_row_of_the_monthly_workbooks():
    (path,) = [path for path in paths("Acute_SitRep_data") if "series" in path.name]
    series = reading(path)
    assert series.layout.id == "discharge-acute-series"
    assert len(series.figures) == 18_633
    days = {(t["day"], t.get("outcome", "all")): f.value for f in series.figures if "day" in (t := terms(series, f))
            and "destination" not in t}  # fmt: skip
    compared = differing = 0
    for month in by_month(acute()).values():
        for figure in month.figures:
            split = terms(month, figure)
            key = split.get("day"), split.get("outcome", "all")
            if figure.slot.measure == "patients" and figure.place.is_total and key in days:
                compared += 1
                differing += days[key] != figure.value
    assert (compared, differing) == (COMPARED, DIFFERING)


COMPARED, DIFFERING = 1_644, 0  # every day but one, on which nothing was submitted, by three outcomes


def test_community_workbooks_are_read_with_the_publisher_s_stray_sheets_named():
    found = by_month(community())
    assert sorted(found) == ["2023-06", "2023-07", "2023-12", "2024-01"]
    assert {one.layout.id for one in found.values()} == {"discharge-community"}
    assert {month: len(one.figures) for month, one in found.items()} == {
        "2023-06": 24_601, "2023-07": 25_273, "2023-12": 22_711, "2024-01": 23_791,
    }  # fmt: skip
    for one in found.values():
        assert all(account.is_complete for account in one.accounts)
    stray = {f.where for f in found["2023-07"].findings if f.code == "sheet-not-known"}
    assert stray == {"Sheet3", "Time_Series", "Discharges_Org_STP", "Entire month missing trust"}
    assert sum(account.reported for account in found["2023-07"].accounts) == 98 + 12_519 + 14_905 + 325
    for month in ("2023-06", "2023-12", "2024-01"):
        assert sum(account.reported for account in found[month].accounts) == 0


def test_a_slip_of_the_publisher_is_found():
    """On 31 July 2023 London and the East are printed as 0 patients, while those who remain are 89 and 149."""
    (path,) = [path for path in community() if reading(path).period.iso == "2023-07"]
    broken = [f for f in reading(path).findings if f.code == "identity-patients-add-up"]
    assert [finding.where for finding in broken] == ["Table 2!CQ8", "Table 2!CQ9"]
    assert identity(reading(path), "regions-add-up").failed == 1


def test_the_sums_of_averages_are_not_far_off():
    """Averages need not add up, but where every trust sent every week they do."""
    found = by_month(acute())["2022-11"]
    regions = {}
    for figure in found.figures:
        if "reason" in terms(found, figure) and figure.place.level in ("region", "trust"):
            key = figure.place.level, terms(found, figure)["reason"]
            regions[key] = regions.get(key, 0.0) + (figure.value or 0.0)
    for (level, reason), value in regions.items():
        if level == "trust" and reason not in ("homeless", "safeguarding"):
            assert math.isclose(value, regions["region", reason], abs_tol=1e-6)
