"""`commonweal pool import-file` as its user meets it: a trial that keeps nothing, then the posting."""

from __future__ import annotations

from contextlib import contextmanager

import pytest
from typer.testing import CliRunner

from commonweal.cli import app, manage
from commonweal.core import scope
from commonweal.pool import models, queries
from tests.apps.pool.test_files import FILE, MAP, add_rule, made
from tests.factories.pool import invented_fund

pytestmark = pytest.mark.django_db


@pytest.fixture
def town(monkeypatch):
    """A fund in the tests' own database, which runs already."""
    from commonweal import server
    from commonweal.pool.actions import files as actions

    monkeypatch.setattr(server, "running", contextmanager(lambda _: iter([None])))
    monkeypatch.setattr(manage, "set_up", lambda: None)
    invented = invented_fund()
    with scope.within(scope.SYSTEM_SCOPE):
        actions.add_column_map(**made(invented), partner=invented.parts["council"], content=MAP)
        add_rule(invented, "HOMECARE-NHS", field="service", words="pooled")
    return invented


def run(town, path, *options):
    return CliRunner().invoke(app, ["pool", "import-file", town.fund.code, str(path), *options])


def balance(town):
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.trial_balance(town.fund)


def test_a_trial_then_the_posting(town, tmp_path):
    path = tmp_path / "april.csv"
    path.write_bytes(FILE.replace(b"ten", b"10"))
    trial = run(town, path)
    assert trial.exit_code == 0, trial.output
    assert "Read by the column map 'town'" in trial.output and "A trial: nothing was kept or posted" in trial.output
    assert balance(town) == {}
    with scope.within(scope.SYSTEM_SCOPE):
        assert not models.LedgerFile.objects.exists()
    done = run(town, path, "--post")
    assert done.exit_code == 0, done.output
    statement = [line for line in done.output.splitlines() if "ledger holds" in line or "of these posted" in line]
    assert all("5" in line and "£1,135.35" in line for line in statement) and len(statement) == 2
    assert balance(town) == {"HOMECARE-NHS": 113535, "BANK": -113535}
    again = run(town, path, "--post")
    assert again.exit_code == 1 and "The very same file is here already" in again.output
    assert balance(town) == {"HOMECARE-NHS": 113535, "BANK": -113535}


def test_refused_lines_and_wrong_words_end_with_one(town, tmp_path):
    path, other = tmp_path / "april.csv", tmp_path / "other.csv"
    path.write_bytes(FILE)
    other.write_text("Colour,Shape\nred,round\n")
    for arguments, said in [
        ((path,), "error: row 8: 'ten' is not an amount in pounds and pence."),
        ((path, "--map", "nowhere"), "There is no column map of this name. Use one of"),
        ((path, "--map", "leeds"), "[no-map]"),
        ((path, "--partner", "nobody"), "The fund has no such partner."),
        ((path, "--post", "--against", "HOMECARE-NHS"), "Nothing can be posted against it."),
        ((other,), "[no-map]"),
    ]:
        result = run(town, *arguments)
        assert (result.exit_code, said in result.output.replace("\n", " ")) == (1, True), result.output
    assert balance(town) == {}
    result = CliRunner().invoke(app, ["pool", "import-file", "NOWHERE", str(path)])
    assert result.exit_code == 1 and "There is no fund of this code." in result.output
