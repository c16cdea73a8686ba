"""The shipped table of facts is what the workbooks say, and loading it makes the same record."""

from itertools import pairwise

import numpy as np
import pytest

from commonweal.core import scope
from commonweal.demo import delays, facts
from commonweal.engine.findings import Severity
from commonweal.engine.workbook.reading import read_publication
from commonweal.observations import queries
from commonweal.observations.actions import facts_of
from commonweal.observations.layouts import layouts
from commonweal.observations.models import Figure
from commonweal.spreadsheets.reading import read_workbook
from commonweal.spreadsheets.tables import read_publication_file
from tests.apps.observations.makers import AT, load_places, small_publication
from tests.engine.workbook.discharges import acute, of_data
from tests.engine.workbook.publications import paths

SMALL_ENOUGH_BYTES = 1_400_000
OF_TRUSTS = (facts.DISCHARGES, facts.DELAY_REASONS, facts.LAST_DELAYS)
SMALL_ENOUGH_OF_TRUSTS_BYTES = 1_500_000


def read_facts(content, name):
    opened = read_workbook(content, name)
    return facts_of(read_publication(opened.workbook, layouts()), name, content, opened.findings)


def assert_same(ours, theirs):
    """Equal but for the bytes: every figure spelled out, and everything said of the file."""
    for name in (*facts.PLAIN, "dimensions", "period", "published", "revised", "findings"):
        assert getattr(ours, name) == getattr(theirs, name), name
    assert ours.content is None
    assert ours.figures.places == theirs.figures.places
    for column in ("sheet", "row", "column", "place"):
        assert np.array_equal(getattr(ours.figures, column), getattr(theirs.figures, column)), column
    assert np.array_equal(ours.figures.value, theirs.figures.value, equal_nan=True)
    assert slots(ours.figures) == slots(theirs.figures)
    assert markers(ours.figures) == markers(theirs.figures)


def slots(figures):
    return [figures.slots[index] for index in figures.slot]


def markers(figures):
    return [figures.markers[index] for index in figures.marker]


def test_facts_come_back_as_they_were_written(tmp_path):
    made = [
        read_facts(small_publication(), "one.xlsx"),
        read_facts(small_publication("14th September 2017"), "two.xlsx"),
    ]
    facts.write(made, tmp_path)
    for ours, theirs in zip(facts.read(tmp_path), made, strict=True):
        assert_same(ours, theirs)


@pytest.mark.shared_data
def test_the_shipped_table_is_what_the_workbooks_say():
    shipped = {file.name: file for file in facts.read()}
    assert set(shipped) == {path.name for path in paths()}
    for path in paths():
        assert_same(shipped[path.name], read_facts(path.read_bytes(), path.name))


def test_the_shipped_table_names_its_source_and_is_small():
    import polars as pl

    said = pl.read_parquet_metadata(facts.FOLDER / "delays.parquet")
    assert said["publisher"] == "NHS England"
    assert said["licence"] == "Open Government Licence v3.0"
    readme = (facts.FOLDER / "README.md").read_text()
    assert "NHS England" in readme and "Open Government Licence v3.0" in readme
    assert sum(path.stat().st_size for path in facts.FOLDER.glob("delays[.-]*")) < SMALL_ENOUGH_BYTES
    files = list(facts.read())
    assert len(files) == 98
    assert all(later.period - earlier.period == 1 for earlier, later in pairwise(files))
    assert not [found for file in files for found in file.findings if found.severity is Severity.ERROR]


@pytest.mark.shared_data
def test_the_shipped_tables_of_trusts_are_what_the_publications_say():
    found = [
        *acute(),
        *map(of_data, ("discharge-daily/england_delayed_discharge_reasons.csv.gz", "dtoc-by-trust-feb-2020.csv")),
    ]
    shipped = {file.name: file for table in OF_TRUSTS for file in facts.read(name=table)}
    assert set(shipped) == {path.name for path in found}
    for path in found:
        content = path.read_bytes()
        opened = read_publication_file(content, path.name)
        made = facts_of(read_publication(opened.workbook, layouts()), path.name, content, opened.findings)
        assert_same(shipped[path.name], made)
        assert shipped[path.name].nobody == made.nobody


def test_the_shipped_tables_of_trusts_name_their_source_and_are_small():
    import polars as pl

    for table in OF_TRUSTS:
        said = pl.read_parquet_metadata(facts.FOLDER / f"{table}.parquet")
        assert (said["publisher"], said["licence"]) == ("NHS England", "Open Government Licence v3.0")
    paths_of = [path for table in OF_TRUSTS for path in facts.FOLDER.glob(f"{table}[.-]*")]
    assert len(paths_of) == 6
    assert sum(path.stat().st_size for path in paths_of) < SMALL_ENOUGH_OF_TRUSTS_BYTES


def test_the_demonstration_s_delays_are_loaded_once(db, monkeypatch):
    """Four months of the shipped table, whose totals the press printed; the rest is more of the same."""
    few = [file for file in facts.read() if file.period.iso in {"2017-02", "2017-09", "2017-12", "2018-12"}]
    monkeypatch.setattr(facts, "read", lambda name: iter(few if name == facts.DELAYS else ()))
    said = []
    load_places()
    with scope.within(scope.SYSTEM_SCOPE):
        delays.load(AT, lambda *told: said.append(told))
        assert said[-1] == ("Loading England's published delays", 4, 4)
        assert [one.days for one in queries.england_series()] == [186_490, 168_041, 145_040, 128_799]
        assert Figure.objects.count() == sum(len(file.figures) for file in few)
        delays.load(AT, lambda *told: said.append(told))
        assert len(said) == 4
