"""`commonweal import dtoc`: the same action as the page, with stages, findings and an exit code."""

import pytest
from typer.testing import CliRunner

from commonweal.cli import app, steps
from commonweal.core import scope
from commonweal.observations import queries
from tests.apps.observations.makers import small_publication


@pytest.fixture
def command(db, monkeypatch):
    monkeypatch.setattr(steps.out, "width", 200)
    with scope.within(scope.SYSTEM_SCOPE):
        yield lambda *words: CliRunner().invoke(app, ["import", "dtoc", *map(str, words)], env={"COLUMNS": "400"})


@pytest.fixture
def good(tmp_path):
    path = tmp_path / "Feb_17.xlsx"
    path.write_bytes(small_publication())
    return path


def test_files_are_read_and_what_became_of_them_is_said(command, good, tmp_path):
    bad = tmp_path / "days.xls"
    bad.write_text("Name,Days\nDorset,[bold]1\n")
    done = command(good, bad)
    assert done.exit_code == 1
    assert "2 files: 1 stored, 1 REFUSED" in done.output
    assert "days.xls" in done.output and "not an .xls" in done.output
    for stage in ("cells", "figures and sums", "storing"):
        assert stage in done.output
    assert [listed.name for listed in queries.publications()] == ["Feb_17.xlsx"]


def test_a_table_is_read_by_the_command_s_own_name(command, tmp_path):
    table = tmp_path / "daily.csv"
    table.write_text("nhs_trust22_code,date,do_not_meet_criteria_to_reside\nRA1,2024-01-01,12\nRA1,2024-01-02,\n")
    done = CliRunner().invoke(app, ["import", "publications", str(table)], env={"COLUMNS": "400"})
    assert done.exit_code == 0
    assert "1 file: 1 stored" in done.output
    assert [listed.collection for listed in queries.publications()] == ["discharge-daily-trust-criteria"]


def test_the_same_file_again_is_no_failure(command, good):
    assert command(good).exit_code == 0
    again = command(good)
    assert again.exit_code == 0
    assert "1 file: 1 read before" in again.output


def test_a_file_that_is_not_there_is_said(command, tmp_path):
    done = command(tmp_path / "nowhere.xls")
    assert done.exit_code == 2
    assert "nowhere.xls" in done.output
