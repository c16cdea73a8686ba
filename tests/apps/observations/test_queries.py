"""What pages ask: few statements, the published figures, and each number's way back to its cell."""

import pytest
from django.test.utils import CaptureQueriesContext

from commonweal.core import scope
from commonweal.engine.periods import Month
from commonweal.observations import queries
from commonweal.observations.actions import Outcome
from tests.apps.observations.makers import load_places, small_publication, take, take_as_facts, take_real

FEBRUARY = Month(2017, 2)


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


@pytest.fixture
def statements():
    from django.db import connection

    with CaptureQueriesContext(connection) as captured:
        yield captured


def test_nothing_read_is_nothing_shown():
    assert queries.months() == ()
    assert queries.england_series(reasons=True) == ()
    assert queries.publications() == ()
    assert queries.figure(1) is None
    assert queries.publication_file(1) is None


def test_one_month_of_all_places(statements):
    take(small_publication())
    statements.initial_queries = len(statements.connection.queries_log)
    ayton, beeton = queries.councils_in(FEBRUARY, reasons=True)
    assert len(statements) == 1
    assert (ayton.name, ayton.local_code, ayton.ons_code, ayton.region) == ("Ayton", "1", "E1", "North")
    assert (ayton.days, beeton.days) == (13, 17)
    assert {term: number.days for term, number in ayton.sides.items()} == {"nhs": 12, "social-care": None, "both": 1}
    assert ayton.sides["social-care"].marker == "none-reported"
    assert ayton.sides["social-care"].counted == 0
    assert {term: number.days for term, number in beeton.reasons.items()} == {"A": 8, "C": None, "E": 9}
    assert {term: number.days for term, number in beeton.care.items()} == {"acute": 7, "non-acute": 10}
    assert ayton.people_per_day == 13 / 28


def test_a_figure_opens_its_cell_in_the_publisher_s_file():
    take(small_publication())
    ayton, _ = queries.councils_in(FEBRUARY, reasons=True)
    found = queries.figure(ayton.reasons["C"].figure_id)
    assert (found.sheet, found.address, found.value, found.place) == ("LA - by reason", "F6", 6, "Ayton")
    assert (found.measure, found.care, found.side, found.reason) == ("delayed-days", "all", "all", "C")
    assert found.is_from_file
    assert found.letters == ("A", "B", "C", "D", "E", "F", "G", "H")
    rows = {row.number: row.cells for row in found.around}
    assert rows[4][3:] == ("Name", "A) Assessment", "C) Further care", "E) Care package", "Total")
    assert rows[6] == ("North", "E1", "1", "Ayton", "7", "6", "-", "13")


def test_without_the_file_the_sheet_is_put_together_from_its_figures():
    take_as_facts(small_publication())
    ayton, _ = queries.councils_in(FEBRUARY, reasons=True)
    found = queries.figure(ayton.reasons["C"].figure_id)
    assert not found.is_from_file
    rows = {row.number: row.cells for row in found.around}
    assert found.letters == ("D", "E", "F", "G", "H")
    assert rows[6] == ("Ayton", "7", "6", "none-reported", "13")


@pytest.mark.shared_data
def test_published_figures_come_back_from_the_record(statements):
    load_places()
    take_real("Feb_17.xls", "Sep_17.xls")
    statements.initial_queries = len(statements.connection.queries_log)
    february, september = queries.england_series(reasons=True)
    assert len(statements) == 1
    assert (february.days, september.days) == (186_490, 168_041)
    assert {side: number.days for side, number in february.sides.items()} == {
        "nhs": 103_707,
        "social-care": 67_794,
        "both": 14_989,
    }
    assert {care: number.days for care, number in february.care.items()} == {"acute": 124_558, "non-acute": 61_932}
    assert sum(number.counted for number in september.reasons.values()) == 168_041
    assert round(february.people_per_day, 1) == 6_660.4
    sheffield = next(one for one in queries.councils_in(FEBRUARY, reasons=True) if one.name == "Sheffield")
    history = queries.history([sheffield.organisation_id], reasons=True)
    assert [one.days for one in history] == [4_785, 1_969]
    assert len(queries.councils_in(FEBRUARY, reasons=True)) == 154
    assert queries.months() == (FEBRUARY, Month(2017, 9))


@pytest.mark.shared_data
def test_a_publication_s_reading_says_everything(statements):
    take_real("Sep_17.xls")
    (listed,) = queries.publications()
    statements.initial_queries = len(statements.connection.queries_log)
    reading = queries.publication_file(listed.file_id)
    assert len(statements) == 3
    assert listed.published.isoformat() == "2017-11-09"
    assert listed.revised.isoformat() == "2018-06-14"
    assert (listed.figures, listed.sums_that_hold, listed.sums) == (4_099, 6, 6)
    assert reading.publisher == "NHS England"
    assert reading.status == "Revised Public"
    assert [(sheet.account.sheet, sheet.account.figures, sheet.places) for sheet in reading.sheets] == [
        ("England", 69, 1),
        ("LA - by type of care", 930, 155),
        ("LA - by responsible org", 1_240, 155),
        ("LA - by reason", 1_860, 155),
        ("Data Quality", 0, 0),
    ]
    assert ("Data Quality!B2", "St George's University Hospitals NHS Foundation Trust") in reading.notes
    assert reading.has_content


def test_facts_without_a_file_are_stored_alike():
    """What is shipped as a table of facts ends as the same rows, but for the bytes."""
    imported = take_as_facts(small_publication())
    assert imported.outcome is Outcome.STORED
    assert not queries.publication_file(imported.file.pk).has_content
    again = take(small_publication())
    assert (again.outcome, again.file) == (Outcome.AGAIN, imported.file)
