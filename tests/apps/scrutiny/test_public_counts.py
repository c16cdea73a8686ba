"""What everybody reads of people: no small count, in the published paper; those of the place read the return's own."""

import re

import pytest
from django.urls import reverse
from python_calamine import CalamineWorkbook

from commonweal.core import scope
from commonweal.engine.reporting.cells import Behind, Unit
from commonweal.scrutiny import actions, queries
from commonweal.scrutiny.disclosure import disclosure, public_texts
from tests.apps.home.test_conservation import account
from tests.factories.accounted import LATER, accounted
from tests.factories.walked import small_line
from tests.shared import shared_data

BACKEND = "django.contrib.auth.backends.ModelBackend"


@pytest.fixture
def told(db):
    """Two people waited 9 and 5 days for homecare in two areas, one 3 days for transport; the paper is published."""
    line = small_line()
    with scope.within(scope.SYSTEM_SCOPE):
        account(line)
        line.paper = queries.papers().get()
        manager = line.place.people["programme-manager"].actor
        actions.publish_paper(by=manager, at=LATER, paper=line.paper)
        line.evidence = queries.shown(line.paper).evidence
    return line


def read(client, told, person=None) -> str:
    if person is not None:
        client.force_login(person, backend=BACKEND)
    page = client.get(reverse("scrutiny:paper", args=[told.paper.pk])).content.decode()
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))


def test_everybody_reads_rounded_counts_and_no_small_one(client, told):
    said = read(client, told)
    assert "People waited 15 days in hospital after they were ready to leave, 15 of them for want of care" in said
    assert "Days waited for homecare in North: 10." in said and "Days waited for homecare in South: 5." in said
    assert "Days waited for anything else: fewer than 5." in said
    assert said.count("not told: fewer than 5 people; planned") == 3  # one person left in each month
    for exact in ("17 days", "14 of them", ": 9.00", ": 3.00", ": 5.00", "North: 9."):
        assert exact not in said
    assert "rounded to the nearest 5, and fewer than 5 are not told" in said and "The rule is verified" in said


def test_whoever_may_open_the_return_reads_it_as_it_is(client, told):
    said = read(client, told, told.place.people["councillor"])
    assert "People waited 17 days in hospital after they were ready to leave, 14 of them for want of care" in said
    assert "Days waited for anything else: 3." in said
    assert "rounded to the nearest" not in said


def test_the_manager_of_another_place_reads_what_everybody_reads(client, told):
    said = read(client, told, accounted().people["programme-manager"])
    assert "People waited 15 days" in said and "17 days" not in said


def test_every_count_of_people_in_the_return_has_its_public_text(told):
    texts = public_texts(told.evidence)
    counted = {cell.address for cell in told.evidence.cells if cell.unit in (Unit.DAYS, Unit.PEOPLE)}
    assert counted and counted <= texts.keys()
    of_people = {cell.address for cell in told.evidence.cells if any(row.kind == "people-left" for row in cell.rows)}
    assert of_people <= texts.keys()
    money = {cell.address for cell in told.evidence.cells if cell.unit is Unit.PENCE}
    assert money and not money & texts.keys()
    assert Behind("cell", "delays/care/days", 14) in told.evidence.cell("delays/all/days").rows


@pytest.fixture(scope="module")
def ascof():
    return CalamineWorkbook.from_path(str(shared_data() / "outcomes" / "ascof-2024-25.ods"))


COUNCILS = ("E06", "E08", "E09", "E10")
FROM_CLIENTS = ("2a", "2b", "2c", "2d(1)", "2d(2)", "2e(1)", "2e(2a)", "2e(2b)", "3d(1a)", "3d(2a)")


def published(book, name: str) -> list[tuple[bool, object]]:
    """Each numerator and denominator of a table, and whether its row is a region's, a group's or England's."""
    rows = book.get_sheet_by_name(f"Table_{name}").to_python()
    head = next(i for i, row in enumerate(rows) if "Local authority code" in row)
    columns = [i for i, text in enumerate(rows[head]) if "numerator" in text or "denominator" in text]
    return [(not str(row[2]).startswith(COUNCILS), row[i]) for row in rows[head + 1 :] for i in columns]


@pytest.mark.shared_data
def test_the_rule_is_in_the_publication_s_own_words(ascof):
    said = {row[0]: row[1] for row in ascof.get_sheet_by_name("Notes").to_python()}
    assert "less than 5 then both the numerator and denominator are suppressed" in said["[note 10]"]
    assert "Regional and national numerator and denominator figures are rounded to the nearest 5" in said["[note 10]"]
    assert "All denominator and numerator figures are rounded to 5" in said["[note 16]"]


@pytest.mark.shared_data
def test_the_publication_does_as_it_says(ascof):
    rule = disclosure().rule
    cells = [cell for name in FROM_CLIENTS for cell in published(ascof, name)]
    numbers = [(is_sum, value) for is_sum, value in cells if isinstance(value, float)]
    assert (len(numbers), sum(value == "[c]" for _, value in cells)) == (3_266, 88)
    assert min(value for _, value in numbers) == rule.smallest_shown  # nothing, too, is hidden there
    assert {value % rule.round_to for is_sum, value in numbers if is_sum} == {0}
    every = [value for _, value in published(ascof, "4b") if isinstance(value, float)]
    assert len(every) == 666 and {value % rule.round_to for value in every} == {0}
