"""Tables and records read by layouts: what they hold, how they stand to the workbooks, and their sums."""

import csv
import gzip
import json
from collections import Counter

import pytest

from commonweal.observations.layouts import code_lists, layouts
from tests.engine.workbook.discharges import acute, identity, of_data, reading, terms

pytestmark = pytest.mark.shared_data
DAILY = "discharge-daily/england_"


def plain(name):
    with gzip.open(of_data(f"{DAILY}{name}.csv.gz"), "rt", encoding="utf-8") as lines:
        yield from csv.DictReader(lines)


def test_every_number_of_a_daily_table_is_read():
    found = reading(of_data(f"{DAILY}trust_discharged_patients.csv.gz"))
    assert (found.layout.id, found.period.iso) == ("discharge-daily-trust-discharged", "2025-08")
    names = {"discharged": "discharged_total", "discharged-by-1700": "discharged_by_1700",
             "discharged-by-2359": "discharged_between_1701_2359"}  # fmt: skip
    ours = {(f.place.local_code, terms(found, f)["day"], terms(found, f)["outcome"]): f.value for f in found.figures}
    theirs = {
        (row["nhs_trust22_code"], row["date"], outcome): float(row[name])
        for row in plain("trust_discharged_patients")
        for outcome, name in names.items()
        if row["nhs_trust22_code"] and row[name]
    }
    assert ours == theirs
    assert identity(found, "hours-add-up").holds
    assert all(account.is_complete for account in found.accounts)


def workbooks():
    """{(trust, day, outcome): value, None where not submitted} of every acute workbook."""
    return {
        (f.place.local_code, terms(found, f)["day"], terms(found, f).get("outcome", "all")): f.value
        for found in map(reading, acute())
        for f in found.figures
        if f.slot.measure == "patients" and f.place.level == "trust"
    }


@pytest.mark.parametrize(
    ("name", "column", "outcome", "expected"),
    [
        ("trust_criteria_to_reside", "do_not_meet_criteria_to_reside", "all", (64_967, 276, 757, 0)),
        ("trust_discharged_patients", "discharged_total", "discharged", (61_414, 3_829, 757, 0)),
    ],
)
def test_the_tables_beside_the_workbooks(name, column, outcome, expected):
    """Equal, differing, zeros and other numbers where the workbook prints a dash: counted without our reader."""
    printed = workbooks()
    counts = Counter()
    for row in plain(name):
        key = row["nhs_trust22_code"], row["date"], outcome
        if key in printed and row[column]:
            value, other = float(row[column]), printed[key]
            kind = ("zero" if value == 0 else "number") if other is None else "same" if value == other else "differing"
            counts[kind] += 1
    assert (counts["same"], counts["differing"], counts["zero"], counts["number"]) == expected


def test_the_37_reasons_are_known_however_their_labels_are_written():
    found = reading(of_data(f"{DAILY}delayed_discharge_reasons.csv.gz"))
    reasons = code_lists()["acute-2024"]
    assert len(reasons.reasons) == 37
    assert {finding.code for finding in found.findings} == {"row-without-figures"}
    ours, theirs = Counter(), Counter()
    for figure in found.figures:
        ours[terms(found, figure)["reason"]] += figure.value
    for row in plain("delayed_discharge_reasons"):
        theirs[reasons.named(row["delay_reason"]).id] += float(row["delay_count"] or 0)
    assert ours == theirs
    assert round(sum(ours.values()) / 12) == 8_896  # the domain reference, 4.5
    groups = Counter()
    for reason in reasons.reasons:
        groups[reason.group] += ours[reason.id]
    shares = {group: round(100 * count / sum(ours.values()), 1) for group, count in groups.items()}
    assert shares == {"Hospital process": 19.4, "Care transfer hub process": 12.7, "Interface process": 28.8,
                      "Capacity": 34.0, "Wellbeing concerns": 5.2}  # fmt: skip


def test_councils_fall_short_of_england_by_the_published_gap():
    found = reading(of_data("discharge-ready-date/drd-2024-25.json"))
    councils = identity(found, "councils-add-up")
    assert (councils.checked, councils.failed, councils.explained) == (1, 0, 1)
    (told,) = councils.findings
    assert "the parts come to 3,192,412 and not to 3,329,387 (-136,975)" in told.message
    assert 3_329_387 - 3_192_412 == 136_975
    assert identity(found, "boards-add-up").holds


def test_the_identities_of_discharge_ready_date_hold():
    found = reading(of_data("discharge-ready-date/drd-2024-25.json"))
    with of_data("discharge-ready-date/drd-2024-25.json").open() as file:
        content = json.load(file)
    averages = [content["england"], *content["icbs"], *content["providers"], *content["utlas"]]
    printed = sum(area["metrics"]["drd-average-delay"]["days_including_zero"] is not None for area in averages)
    with_both = identity(found, "average-with-and-without")
    assert with_both.holds
    assert with_both.checked <= printed
    assert with_both.checked > 300
    for area in averages:
        days, share = area["metrics"]["drd-average-delay"], area["metrics"]["drd-delayed"]["percent"]
        if days["days"] is not None and share is not None:
            room = 0.005 + 0.005 * days["days"] / 100 + 0.005 * share / 100
            assert abs(days["days_including_zero"] - share / 100 * days["days"]) <= room + 1e-9
    assert identity(found, "bed-days").holds
    assert identity(found, "delayed-percent").holds


def test_the_table_of_councils():
    path = of_data("discharge-ready-date/utla-monthly-2024-25.csv")
    found = reading(path)
    days = [f.value for f in found.figures if f.slot.measure == "bed-days-after-ready"]
    assert (len(days), sum(days)) == (1_836, 3_192_412)
    assert all(one.holds for one in found.identities)


def test_planned_spend_has_its_total_as_a_total_and_its_gaps_as_gaps():
    found = reading(of_data("bcf/planned-spend-2022-23.csv"))
    (total,) = [f for f in found.figures if f.place.is_total and terms(found, f).get("service") == "beds"]
    assert round(total.value, 2) == 624_155_185.28
    assert identity(found, "councils-add-up").holds
    blackpool = [f for f in found.figures if f.place.name == "Blackpool" and terms(found, f).get("service")]
    assert {(f.value, f.marker) for f in blackpool} == {(4_563_258, ""), (None, "not-available")}
    assert found.period.iso == "2023-03"


def test_oflog_s_empty_values_are_no_zeros():
    found = reading(of_data("outcomes/oflog-adult-social-care-2015-2023.csv"))
    outcomes = [f for f in found.figures if f.slot.measure == "outcome"]
    assert len(outcomes) == 6_376 - 298
    empty = [f for f in found.findings if f.code == "cell-empty"]
    assert len(empty) == 41
    assert "There are 258 more like this" in empty[-1].message


def test_older_reasons_become_reasons_that_are_there():
    lists = code_lists()
    newest = {reason.id for reason in lists["acute-2024"].reasons}
    for name in ("acute-2022", "community-2022"):
        for reason in lists[name].reasons:
            assert set(reason.becomes) <= newest
    assert len(lists["acute-2022"].reasons) == 18
    acute_layout = next(layout for layout in layouts() if layout.id == "discharge-acute")
    assert set(acute_layout.dimensions["reason"].terms.values()) == {r.id for r in lists["acute-2022"].reasons}
    community = next(layout for layout in layouts() if layout.id == "discharge-community")
    both = {r.id for name in ("acute-2022", "community-2022") for r in lists[name].reasons}
    assert set(community.dimensions["reason"].terms.values()) == both


def test_ascof_s_markers_stay_markers_and_cells_of_two_numbers_are_told():
    found = reading(of_data("outcomes/ascof-2024-25.ods"))
    assert (found.layout.id, found.period.iso, len(found.figures)) == ("ascof", "2025-03", 71_066)
    markers = Counter(figure.marker for figure in found.figures if figure.value is None)
    assert markers == {"not-applicable": 17_471, "no-data": 3_649, "confidential": 135}
    assert {finding.code for finding in found.findings} == {"not-a-figure"}
    assert sum(account.reported for account in found.accounts) == 2_490
    assert all(account.is_complete for account in found.accounts)
    england = {
        (figure.slot.measure, *terms(found, figure).values()): figure.value
        for figure in found.figures
        if figure.place.is_total
    }
    assert england["ascof-1a", "2015-16", "outcome"] == 19.1
    assert england["ascof-2a", "2024-25", "outcome"] == 77.1
    assert england["ascof-2a", "2024-25", "numerator"] == 142_525
