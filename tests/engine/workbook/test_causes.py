"""Why the daily tables differ from the workbooks: small cases by hand, and the published files without our reader."""

import csv
import gzip
from collections import Counter, defaultdict

import openpyxl
import pytest

from commonweal.engine.workbook.causes import CHANGED_LATER, LEFT_OUT, NOT_KNOWN, SENT_LATER, Differing, causes
from tests.engine.workbook.discharges import acute, of_data
from tests.engine.workbook.plain_sitrep import OUTCOMES, rows


def differing(*pairs, is_revised=True, whole="NORTH"):
    return [Differing(whole, 1, ours, theirs, is_revised) for ours, theirs in pairs]


@pytest.mark.parametrize(
    ("found", "left_out", "expected"),
    [
        (differing((11, 10), (22, 20)), 3, {LEFT_OUT: 2}),
        (differing((11, 10), (22, 20)), 4, {CHANGED_LATER: 2}),
        (differing((11, 10), (22, 20), (0, 50)), 4, {LEFT_OUT: 2, SENT_LATER: 1}),  # the silent one has the fourth
        (differing((11, 10), (22, 20), (0, 50)), 2, {CHANGED_LATER: 2, SENT_LATER: 1}),
        (differing((9, 10)), 1, {CHANGED_LATER: 1}),
        (differing((9, 10), is_revised=False), 1, {NOT_KNOWN: 1}),
        (differing((0, 10), is_revised=False), 0, {NOT_KNOWN: 1}),
        (differing((11, 10), is_revised=False), 1, {LEFT_OUT: 1}),
        ([], 5, {}),
        ([*differing((11, 10)), *differing((12, 10), whole="SOUTH")], 1, {LEFT_OUT: 1, CHANGED_LATER: 1}),
    ],
)
def test_what_the_figures_prove(found, left_out, expected):
    assert causes(found, {("NORTH", 1): left_out}) == expected


def plain_workbooks():
    """Trusts and regions of Table 2 by openpyxl, by day and outcome; and the days of workbooks that were revised."""
    trusts, regions, revised = {}, {}, set()
    for path in acute():
        book = openpyxl.load_workbook(path, data_only=True)
        sheet, days = book["Table 2"], {}
        for row in sheet.iter_rows(min_row=3, max_row=4, values_only=True):
            days |= {column: cell.date().isoformat() for column, cell in enumerate(row[4:]) if hasattr(cell, "date")}
        said = [row for row in book["Cover Sheet"].iter_rows(values_only=True) if any(c == "Revised:" for c in row)]
        if any("20" in str(cell) for row in said for cell in row):
            revised |= set(days.values())
        for _, level, region, code, name, cells in rows(sheet):
            for column, cell in enumerate(cells):
                if cell is None or level == "icb" or column - column % 3 not in days:
                    continue
                day, outcome = days[column - column % 3], OUTCOMES[column % 3]
                if level == "trust":
                    trusts[region.upper(), code, day, outcome] = None if cell == "-" else cell
                elif name != "ENGLAND":
                    regions[name.upper(), day, outcome] = cell
    return trusts, regions, revised


@pytest.mark.shared_data
def test_the_published_tables_cause_by_cause():
    """Written anew from the plain files: zeros of days since revised, and hospices region by region and day by day."""
    trusts, regions, revised = plain_workbooks()
    assert len({day[:7] for day in revised}) == 15
    for table, column, outcome, expected in [
        ("trust_criteria_to_reside", "do_not_meet_criteria_to_reside", "all", {"zero": 241, "other": 35}),
        ("trust_discharged_patients", "discharged_total", "discharged", {"hospice": 3_507, "zero": 239, "other": 83}),
    ]:
        with gzip.open(of_data(f"discharge-daily/england_{table}.csv.gz"), "rt", encoding="utf-8") as lines:
            ours = {(r["nhs_trust22_code"], r["date"]): float(r[column]) for r in csv.DictReader(lines) if r[column]}
        more, zeros, others, short = defaultdict(list), Counter(), 0, defaultdict(float)
        for (region, code, day, of), theirs in trusts.items():
            if of != outcome:
                continue
            short[region, day] -= theirs or 0
            value = ours.get((code, day))
            if theirs is None or value is None or value == theirs:
                continue
            assert day in revised  # no workbook that was never revised differs in anything
            if value == 0:
                zeros[region, day] += 1
            elif value > theirs:
                more[region, day].append(value - theirs)
            else:
                others += 1
        counted = Counter(zero=zeros.total(), other=others)
        for (region, day), found in more.items():
            gap = regions[region, day, outcome] + short[region, day]
            is_hospice = sum(found) == gap or (sum(found) < gap and zeros[region, day])
            counted["hospice" if is_hospice else "other"] += len(found)
        assert +counted == expected
