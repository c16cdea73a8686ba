"""What is uploaded is kept for its job alone, and not without measure."""

from __future__ import annotations

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.models import Job
from commonweal.observations import forms
from commonweal.observations.models import Upload
from tests.apps.observations.makers import small_publication
from tests.factories import world


@pytest.fixture
def analyst(client, db):
    return world.sign_in(client, world.two_places(), "analyst")


def upload(client, *files):
    return client.post(reverse("observations:import"), {"files": [SimpleUploadedFile(*file) for file in files]})


def test_an_upload_is_read_by_its_job_and_let_go(client, analyst):
    assert upload(client, ("Feb_17.xlsx", small_publication()), ("letter.xls", b"Dear all")).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        assert Upload.objects.count() == 2
        row = Job.objects.get(kind="observations.import")
    jobs.run_job(job_id=row.pk)
    with scope.within(scope.SYSTEM_SCOPE):
        row.refresh_from_db()
        assert Upload.objects.count() == 0
    assert row.state == "done"
    assert row.owner_id == analyst.pk
    assert [file["outcome"] for file in row.result["files"]] == ["read and kept", "refused: nothing of it was kept"]
    assert client.get(row.result["files"][0]["link"]).status_code == 200
    page = client.get(reverse("core:job", args=[row.pk])).content.decode()
    assert "1 read and kept; 1 refused: nothing of it was kept." in page


def test_nobody_else_sees_an_upload(client, analyst):
    upload(client, ("Feb_17.xlsx", small_publication()))
    with scope.within(scope.Scope(person_id=analyst.pk + 1, organisation_ids=(1, 2), is_national=True)):
        assert Upload.objects.count() == 0


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ([], "Choose at least one workbook"),
        ([("empty.xls", b"")], "One of the files is empty"),
        ([("big.xls", b"x" * 1001)], "big.xls is larger than"),
        ([(f"{n}.xls", b"x") for n in range(4)], "Choose up to 3 workbooks at a time, not 4"),
    ],
)
def test_too_little_and_too_much_are_said(client, analyst, monkeypatch, files, said):
    monkeypatch.setattr(forms, "LARGEST_BYTES", 1000)
    monkeypatch.setattr(forms, "MOST_FILES", 3)
    page = upload(client, *files)
    assert page.status_code == 200
    assert said in page.content.decode()
