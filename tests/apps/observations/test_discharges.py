"""Discharge publications stored and shown: days, levels, markers, and the table held against the workbooks."""

from datetime import date
from html import unescape

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.core import kept, scope
from commonweal.demo import facts
from commonweal.observations import actions, queries
from commonweal.observations.actions import Outcome
from commonweal.observations.models import Figure, KeptComparison, PrintedPlace, Slot
from tests.apps.observations.makers import AMAL, AT, load_places, take
from tests.engine.workbook.discharges import acute, of_data

pytestmark = pytest.mark.shared_data


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


def take_path(path):
    return take(path.read_bytes(), path.name)


def january():
    return take_path(next(path for path in acute() if path.name == "january2024.xlsx"))


def test_a_workbook_of_days_is_stored_with_its_days_levels_and_markers():
    load_places()
    imported = january()
    assert imported.outcome is Outcome.STORED
    file = imported.file
    assert (file.publication.collection, file.publication.period) == ("discharge-acute", date(2024, 1, 1))
    assert file.published == date(2024, 2, 8)
    assert file.figure_count == Figure.objects.filter(place__file=file).count() == 22_846
    bristol = Figure.objects.filter(place__local_code="RVJ", slot__measure="patients", slot__day=date(2024, 1, 3))
    assert {f.slot.terms.get("outcome", "all"): f.value for f in bristol} == {
        "all": 360, "discharged": 105, "remaining": 255,
    }  # fmt: skip
    levels = PrintedPlace.objects.filter(file=file, is_total=False).values_list("level", flat=True)
    assert {level: list(levels).count(level) for level in set(levels)} == {"region": 7, "icb": 42, "trust": 119}
    missing = Figure.objects.filter(place__file=file, slot__measure="patients", value=None)
    assert set(missing.values_list("marker", flat=True)) == {"not-submitted"}


def test_trusts_and_boards_are_somebody():
    load_places()
    file = january().file
    nobody = PrintedPlace.objects.filter(file=file, organisation=None).exclude(level="region").exclude(is_total=True)
    assert list(nobody.values_list("name", flat=True)) == []
    assert not [f for f in queries.publication_file(file.pk).findings if f.code == "not-an-organisation"]


def test_the_same_slots_serve_every_month():
    january()
    before = Slot.objects.count()
    take_path(next(path for path in acute() if path.name == "december2023.xlsx"))
    assert Slot.objects.count() == before + 31 * 3 + 31 + 4 * 3


@pytest.fixture
def all_workbooks():
    load_places()
    for file in facts.read(name=facts.DISCHARGES):
        actions.import_facts(by=AMAL, at=AT, facts=file)


def test_the_tables_beside_the_workbooks(client, all_workbooks):
    """Counted by plain readers in tests/engine/workbook: equal and differing in test_tables, causes in test_causes."""
    file = take_path(of_data("discharge-daily/england_trust_criteria_to_reside.csv.gz")).file
    (compared,) = queries.publication_file(file.pk).compared
    counts = (compared.equal, compared.differing, compared.zeros, compared.numbers, compared.absent)
    assert counts == (64_967, 276, 757, 0, 0)
    assert (compared.silent, compared.alone) == (152, 30)
    assert [count for _, count in compared.causes] == [0, 241, 10, 2, 2, 20, 1, 0]
    page = unescape(client.get(f"/delays/publications/{file.pk}/").content.decode())
    assert "64,967 are the same and 276 are not" in page
    assert "This one prints 0 where the other says that nothing is known" in page
    assert ">757<" in page
    assert "Not established: both print a number, and the cover of the workbook says that it was revised since" in page
    assert len(compared.listed) == page.count(">Not established<") + page.count("<td>The workbook, revised since") + (
        page.count("<td>This one prints") + page.count("<td>Another return of the trust's whole week")
    ) == 35  # fmt: skip
    (manchester,) = [one for one in compared.listed if one.cause == "changed-later"]
    assert (manchester.day, manchester.place) == (date(2022, 10, 31), "MANCHESTER UNIVERSITY NHS FOUNDATION TRUST")
    assert (manchester.ours, manchester.theirs, compared.files[manchester.file_id]) == (616, 456, "october2022.xlsx")
    discharged = take_path(of_data("discharge-daily/england_trust_discharged_patients.csv.gz")).file
    (other,) = queries.publication_file(discharged.pk).compared
    assert (other.equal, other.differing) == (61_414, 3_829)
    assert [count for _, count in other.causes] == [3_550, 239, 19, 2, 0, 15, 4, 0]
    assert sum(count for _, count in other.causes) == other.differing
    assert len(other.listed) == 40
    # Nobody has counted yet, so that each look of a process counts; once it is kept, none does, whatever the process.
    assert _looked_at(client, file)[0]
    assert actions.reckon(by=AMAL, at=AT) == 2 + 2  # two comparisons, and the trusts' two series
    assert actions.reckon(by=AMAL, at=AT) == 0
    kept._public.clear()
    asked, page = _looked_at(client, file)
    assert not asked
    assert "64,967 are the same and 276 are not" in page
    assert queries.publication_file(file.pk).compared == (compared,)


def test_what_is_kept_is_counted_anew_when_a_file_is_read(all_workbooks):
    file = take_path(of_data("discharge-daily/england_trust_criteria_to_reside.csv.gz")).file
    actions.reckon(by=AMAL, at=AT)
    before = queries.publication_file(file.pk).compared
    counted = KeptComparison.objects.get(file=file)
    KeptComparison.objects.filter(pk=counted.pk).update(basis="of another state", counted={})
    assert queries.publication_file(file.pk).compared == before  # what is kept of another state is not believed
    assert actions.reckon(by=AMAL, at=AT) == 1
    assert KeptComparison.objects.get(file=file).counted == counted.counted


def _looked_at(client, file) -> tuple[bool, str]:
    """Whether figures were counted for a publication's page, and the page."""
    with CaptureQueriesContext(connection) as asked:
        page = unescape(client.get(f"/delays/publications/{file.pk}/").content.decode())
    return any("with ours as" in one["sql"] for one in asked.captured_queries), page


def test_the_councils_gap_is_shown(client):
    file = take_path(of_data("discharge-ready-date/drd-2024-25.json")).file
    page = unescape(client.get(f"/delays/publications/{file.pk}/").content.decode())
    assert page.count("the parts come to 3,192,412 and not to 3,329,387 (-136,975)") == 2  # under the sums, in findings
    days = Figure.objects.filter(place__file=file, slot__measure="bed-days-after-ready", slot__terms={})
    assert sum(days.filter(place__level="council").values_list("value", flat=True)) == 3_192_412
    assert list(days.filter(place__is_total=True).values_list("value", flat=True)) == [3_329_387]


def test_a_figure_of_a_day_opens_near_its_cell(client):
    file = january().file
    figure = Figure.objects.get(
        place__file=file, place__local_code="RVJ", slot__day=date(2024, 1, 3), slot__terms={"outcome": "discharged"}
    )
    page = unescape(client.get(f"/delays/figures/{figure.pk}/").content.decode())
    assert "Table 2!L177" in page
    assert "patients, discharged, 3 January 2024" in page
    assert 'class="cw-found">105<' in page
    assert page.count('<th scope="col">') == 3 + 9  # the places, and four columns to each side


def test_a_place_without_a_name_goes_by_its_code(client):
    file = take_path(of_data("discharge-daily/england_icb_criteria_to_reside.csv.gz")).file
    figure = Figure.objects.filter(place__file=file, place__ons_code="E54000056").order_by("pk").first()
    page = unescape(client.get(f"/delays/figures/{figure.pk}/").content.decode())
    assert "E54000056: 440" in page
