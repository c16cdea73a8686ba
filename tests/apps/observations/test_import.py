"""A publication is taken whole or not at all, once; a revision takes its place and the earlier file stays."""

import io
import random

import pytest
import xlwt
from django.db import IntegrityError, ProgrammingError, connection, transaction

from commonweal.core import scope
from commonweal.core.models import AuditEvent
from commonweal.observations import queries, storing
from commonweal.observations.actions import Outcome
from commonweal.observations.models import Figure, FileContent, PrintedPlace, Publication, PublicationFile, Slot
from tests.apps.observations.makers import load_places, small_publication, take, take_real
from tests.engine.workbook.publications import small_sheets
from tests.shared import shared_data

MODELS = (Publication, PublicationFile, FileContent, PrintedPlace, Slot, Figure)


@pytest.fixture(autouse=True)
def _seen_by_the_system(db):
    with scope.within(scope.SYSTEM_SCOPE):
        yield


def counts():
    return {model.__name__: model.objects.count() for model in MODELS}


def rename_row(sheets):
    for rows in list(sheets.values())[1:]:
        rows[5][1:4] = ["E06000059", "809", "Dorset UA"]


def test_a_publication_is_stored_with_its_cells():
    content = small_publication()
    imported = take(content)
    assert imported.outcome is Outcome.STORED
    file = imported.file
    assert (file.state, file.figure_count, file.layout) == ("current", 54, "dtoc")
    assert (file.publication.period.isoformat(), file.publication.publisher) == ("2017-02-01", "NHS England")
    assert bytes(FileContent.objects.get(file=file).content) == content
    assert counts() == {
        "Publication": 1,
        "PublicationFile": 1,
        "FileContent": 1,
        "PrintedPlace": 3,
        "Slot": Slot.objects.count(),
        "Figure": 54,
    }
    cells = Figure.objects.filter(place__name="Ayton", slot__reason="E").values_list("sheet", "row", "column")
    assert [(file.sheets[sheet], row, column) for sheet, row, column in cells] == [("LA - by reason", 5, 6)]


def test_a_marker_is_stored_as_a_marker():
    take(small_publication())
    dash = Figure.objects.get(place__name="Ayton", slot__reason="E")
    assert (dash.value, dash.marker) == (None, "none-reported")
    assert set(Figure.objects.filter(value__isnull=True).values_list("marker", flat=True)) == {
        "none-reported",
        "barred",
    }
    with pytest.raises(IntegrityError, match="figure_value_or_marker"), transaction.atomic():
        Figure.objects.create(place=dash.place, slot=dash.slot, sheet=0, row=0, column=0, value=1, marker="barred")


def test_the_same_bytes_again_change_nothing():
    first = take(small_publication())
    before = counts()
    again = take(small_publication(), "another name.xlsx")
    assert (again.outcome, again.file) == (Outcome.AGAIN, first.file)
    assert [finding.code for finding in again.findings] == ["file-known"]
    assert counts() == before


def revision(sheets):
    sheets["LA - by type of care"][5][4:] = [11.0, 3.0, 14.0]


def test_a_revision_takes_the_place_and_both_can_be_read():
    first = take(small_publication("13th April 2017")).file
    second = take(small_publication("14th September 2017", revision), "Feb_17_revised.xlsx")
    assert second.outcome is Outcome.STORED
    assert "supersedes" in {finding.code for finding in second.findings}
    first.refresh_from_db()
    assert (first.state, second.file.state) == ("superseded", "current")
    assert Publication.objects.count() == 1
    assert [one.care["acute"].days for one in queries.councils_in(queries.months()[0])] == [11, 7]
    reading = queries.publication_file(first.pk)
    assert [other.file_id for other in reading.others] == [second.file.pk]
    assert reading.listed.figures == 54
    assert Figure.objects.filter(place__file=first).count() == 54


def test_an_older_file_does_not_take_a_newer_one_s_place():
    newer = take(small_publication("14th September 2017", revision)).file
    older = take(small_publication("13th April 2017"), "old.xlsx")
    assert older.outcome is Outcome.OLDER
    assert "older-than-current" in {finding.code for finding in older.findings}
    newer.refresh_from_db()
    assert (newer.state, older.file.state) == ("current", "superseded")


def test_the_database_refuses_two_current_files_of_one_publication():
    file = take(small_publication()).file
    with pytest.raises(IntegrityError, match="publication_has_one_current_file"), transaction.atomic():
        PublicationFile.objects.create(
            publication=file.publication, state="current", sha256="0" * 64, name="n", size_bytes=1, layout="dtoc",
            sheets=[], accounts=[], identities=[], findings=[], notes=[], figure_count=0, read_at=file.read_at,
        )  # fmt: skip


@pytest.mark.parametrize("wrong", ["place_id", "slot_id"])
def test_the_database_refuses_a_figure_of_no_place_or_slot(wrong):
    take(small_publication())
    figure = Figure.objects.first()
    keys = {"place_id": figure.place_id, "slot_id": figure.slot_id, wrong: 0}
    with pytest.raises(IntegrityError, match="must belong to a printed place"), transaction.atomic():
        Figure.objects.create(sheet=0, row=0, column=0, value=1, marker="", **keys)


@pytest.mark.parametrize("model", [Publication, FileContent, PrintedPlace, Slot, Figure])
def test_the_database_refuses_to_change_or_remove_what_was_read(model):
    take(small_publication())
    table, key = model._meta.db_table, model._meta.pk.column
    for statement in (f"delete from {table}", f"update {table} set {key} = {key}", f"truncate {table} cascade"):
        with (
            pytest.raises(ProgrammingError, match="permission denied"),
            transaction.atomic(),
            connection.cursor() as cursor,
        ):
            cursor.execute(statement)


def without_row(number):
    """A publication in which one row above the headings is empty on every sheet."""
    return small_publication(change=lambda sheets: [rows.__setitem__(number, [""]) for rows in sheets.values()])


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"Name,Days\nDorset,1\n", "not-a-workbook"),
        (without_row(0), "layout-not-known"),
        (without_row(1), "period-missing"),
    ],
)
def test_what_cannot_be_read_is_refused_and_leaves_nothing(content, code):
    imported = take(content)
    assert imported.outcome is Outcome.REFUSED
    assert code in {finding.code for finding in imported.findings}
    assert set(counts().values()) == {0}
    assert AuditEvent.objects.filter(action="observations.import-publication").count() == 1


def test_characters_that_no_column_can_hold_do_no_harm():
    book = xlwt.Workbook()
    for name, rows in small_sheets().items():
        sheet = book.add_sheet(name)
        for number, row in enumerate(rows):
            for column, cell in enumerate(row):
                sheet.write(number, column, "Ay\0ton" if cell == "Ayton" else cell)
    content = io.BytesIO()
    book.save(content)
    imported = take(content.getvalue(), "Feb_17.xls")
    assert imported.outcome is Outcome.STORED
    assert PrintedPlace.objects.filter(name="Ay�ton").count() == 1


def test_a_fault_half_way_leaves_nothing(monkeypatch):
    def break_off(*_):
        raise RuntimeError("half way")

    monkeypatch.setattr(storing, "_store_figures", break_off)
    with pytest.raises(RuntimeError, match="half way"):
        take(small_publication())
    assert set(counts().values()) == {0}
    assert AuditEvent.objects.count() == 0


def test_findings_are_kept_with_the_file():
    def spoil(sheets):
        sheets["LA - by type of care"][5][4] = "ten"

    file = take(small_publication(change=spoil)).file
    codes = {finding.code for finding in queries.publication_file(file.pk).findings}
    assert {"not-a-figure", "identity-councils-add-up", "not-an-organisation"} <= codes


def test_the_audit_keeps_the_digest_and_not_the_bytes():
    content = small_publication()
    file = take(content).file
    event = AuditEvent.objects.get(action="observations.import-publication")
    assert event.data["content"] == {"sha256": file.sha256, "bytes": len(content)}


def test_places_are_found_by_code_on_the_day_of_the_month():
    load_places()
    file = take(small_publication(change=rename_row)).file
    printed = PrintedPlace.objects.get(file=file, name="Dorset UA")
    assert printed.organisation is not None
    assert "code-ended" not in {finding.code for finding in queries.publication_file(file.pk).findings}
    assert PrintedPlace.objects.get(file=file, is_total=True).organisation is None


@pytest.mark.shared_data
def test_dorset_s_reorganisation_in_the_record():
    load_places()
    take_real("Mar_19.xls", "Apr_19.xls", "May_19.xls")
    by_code = {(one.month.iso, one.local_code): one for month in queries.months() for one in queries.councils_in(month)}
    old, printed_old, new = (by_code[key] for key in (("2019-03", "810"), ("2019-04", "810"), ("2019-05", "738")))
    assert (old.days, printed_old.days, new.days) == (512, 1_180, 1_143)
    assert old.organisation_id != new.organisation_id
    assert by_code["2019-03", "809"].organisation_id != by_code["2019-05", "809"].organisation_id
    assert all(one.organisation_id for one in by_code.values())
    april = next(listed for listed in queries.publications() if listed.month.iso == "2019-04")
    findings = queries.publication_file(april.file_id).findings
    assert "known-of-publication" in {finding.code for finding in findings}
    assert printed_old.organisation_id == new.organisation_id  # a declared fact: whose days the old code's row holds
    (known,) = queries.known_notes(april.collection, april.month, ["810"])
    assert "old codes" in known.text
    assert queries.known_notes(april.collection, april.month, ["204"]) == ()


@pytest.mark.shared_data
def test_old_codes_and_people_from_elsewhere_are_somebody():
    load_places()
    take_real("April_11.xls", "Feb_17.xls")
    places = PrintedPlace.objects.filter(is_total=False)
    assert places.count() == 154 + 154
    assert not places.filter(organisation__isnull=True).exists()
    bedford = {place.organisation_id for place in places.filter(name="Bedford")}
    assert len(bedford) == 1
    elsewhere = places.filter(local_code__startswith="99").values_list("organisation__kind", flat=True)
    assert set(elsewhere) == {"pseudo"}


@pytest.mark.shared_data
def test_damaged_publications_are_taken_whole_or_not_at_all():
    whole = (shared_data() / "dtoc" / "Feb_17.xls").read_bytes()
    dice = random.Random(6)
    outcomes = set()
    for number in range(25):
        damaged = bytearray(whole)
        for _ in range(dice.choice([1, 5, 50])):
            damaged[dice.randrange(len(damaged))] = dice.randrange(256)
        imported = take(bytes(damaged), f"damaged {number}.xls")
        outcomes.add(imported.outcome)
        if imported.outcome is Outcome.REFUSED:
            assert imported.findings
    stored = PublicationFile.objects.all()
    assert {Outcome.REFUSED, Outcome.STORED} <= outcomes
    for file in stored:
        assert Figure.objects.filter(place__file=file).count() == file.figure_count
    assert FileContent.objects.count() == stored.count()
