"""Rows as they were printed, to organisations: every council of every delayed transfers workbook."""

from __future__ import annotations

import re
from datetime import date

import pytest
import python_calamine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.engine.findings import Severity
from commonweal.engine.matching.names import Certainty
from commonweal.places import queries
from commonweal.places.queries import Printed
from tests.shared import shared_data

pytestmark = pytest.mark.django_db
MONTHS = ("jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec")


def printed(path) -> list[Printed]:
    """Code, ONS code where there is one, and name of each row of the first sheet by council."""
    workbook = python_calamine.CalamineWorkbook.from_path(path)
    sheet = next(name for name in workbook.sheet_names if name.lower().startswith("la - by type"))
    columns, found = [], []
    for number, row in enumerate(workbook.get_sheet_by_name(sheet).to_python(skip_empty_area=False), start=1):
        cells = [
            str(int(cell)) if isinstance(cell, float) else cell.strip() if isinstance(cell, str) else "" for cell in row
        ]
        if "Code" in cells and "Name" in cells:
            columns = [cells.index(title) for title in ("ONS Geography", "Code") if title in cells]
            name = cells.index("Name")
        elif columns and cells[columns[-1]] not in {"", "-"}:
            codes = tuple(cells[column] for column in columns if cells[column] != "-")
            found.append(Printed(f"{path.name}!{number}", codes, cells[name]))
    return found


def month_of(path) -> date:
    month, year = re.fullmatch(r"([A-Za-z]{3})[a-z]*_(\d\d)", path.stem).groups()
    return date(2000 + int(year), MONTHS.index(month.lower()) + 1, 1)


@pytest.mark.shared_data
def test_every_council_of_98_workbooks_is_known_on_its_month(key_of):
    paths = sorted((shared_data() / "dtoc").glob("*.xls"))
    assert len(paths) == 98
    said = {}
    for path in paths:
        day, rows = month_of(path), printed(path)
        resolved = queries.resolve(rows, day)
        keys = [key_of[item.organisation_id] for item in resolved]  # every row has one
        assert len(set(keys)) == len(rows) == (153 if day == date(2019, 5, 1) else 154)
        assert sum(key.startswith("pseudo-") for key in keys) == 3
        for row, key, item in zip(rows, keys, resolved, strict=True):
            assert (
                key in {row.codes[0], *(f"pseudo-{code}" for code in row.codes)}
                or not row.codes[0].startswith("E")
                or item.findings
            )
            said |= {(day, row.codes, key): [(f.code, f.severity) for f in item.findings]} if item.findings else {}
    warned = [("code-ended", Severity.WARNING)]
    assert said == {  # April 2019 was published with new totals on old codes
        (date(2019, 4, 1), ("E06000028", "810"), "E06000028"): warned,
        (date(2019, 4, 1), ("E06000029", "811"), "E06000029"): warned,
        (date(2019, 4, 1), ("E10000009", "809"), "E06000059"): warned,
    }


DAY = date(2019, 4, 30)


@pytest.mark.parametrize(
    ("codes", "name", "key", "findings"),
    [
        (("E10000014", "812"), "Hampshire", "E10000014", []),
        (("809",), "Dorset UA", "E06000059", []),
        (("E06000059", "809"), "", "E06000059", []),
        ((), "Bournemouth, Christchurch & Poole", "E06000058", ["matched-by-name"]),
        ((), "Hampshire CC", "E10000014", ["matched-by-name"]),
        ((), "City of London", "E09000001", ["matched-by-name"]),
        ((), "London", "E12000007", ["matched-by-name"]),  # the region, not the City
        (("E99999999",), "Hampshire", "E10000014", ["code-unknown", "matched-by-name"]),
        (("E10000014", "X99"), "Hampshire", "E10000014", ["code-unknown"]),
        (("E06000058",), "Poole UA", "E06000058", []),  # Poole is no longer anybody's name, so it contradicts nothing
        (("E10000014",), "Surrey", "E10000014", ["name-disagrees"]),
        (("E10000014", "805"), "Hampshire", None, ["codes-contradict"]),  # 805 is Surrey
        (("E06000028", "811"), "Bournemouth", None, ["codes-contradict"]),  # both ended: Bournemouth and Poole
        ((), "Newcastle", None, ["name-unsure"]),
        ((), "Bournemouth UA", None, ["name-unsure"]),
        ((), "Atlantis", None, ["not-an-organisation"]),
        ((), "", None, ["not-an-organisation"]),
    ],
)
def test_what_a_row_resolves_to(key_of, codes, name, key, findings):
    (item,) = queries.resolve([Printed("sheet!B7", codes, name)], DAY)
    assert key_of.get(item.organisation_id) == key
    assert [finding.code for finding in item.findings] == findings
    assert all(finding.where == "sheet!B7" and finding.what_to_do for finding in item.findings)


def test_an_ended_code_names_who_followed():
    (item,) = queries.resolve([Printed("sheet!B7", ("810",), "Bournemouth UA")], DAY)
    assert item.findings[0].message == (
        "810 denoted Bournemouth Borough Council, which has ended by 30 April 2019; "
        "it was followed by Bournemouth, Christchurch and Poole."
    )


def test_a_code_of_the_future_is_unknown(key_of):
    (item,) = queries.resolve([Printed("x", ("E06000058",), "Bournemouth UA")], date(2018, 1, 1))
    assert key_of[item.organisation_id] == "E06000028"
    assert [finding.code for finding in item.findings] == ["code-unknown", "matched-by-name"]


def test_a_name_is_matched_among_those_of_the_day(key_of):
    assert key_of[queries.match_name("Dorset", date(2019, 3, 31)).id] == "E10000009"
    assert key_of[queries.match_name("Dorset UA", date(2019, 4, 1)).id] == "E06000059"
    assert queries.match_name("Dorset County Council", date(2019, 4, 1)).certainty is Certainty.UNSURE


def test_a_batch_takes_a_fixed_number_of_statements():
    counts = []
    for rows in (1, 400):
        with CaptureQueriesContext(connection) as statements:
            queries.resolve([Printed("x", ("E06000028", "809"), "Dorset")] * rows, DAY)
        counts.append(len(statements))
    assert counts[0] == counts[1] <= 6
