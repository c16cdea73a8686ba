"""The notebook of the public API: its cells in their order, against the product as a user starts it."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from tests.shared import TOP

pytestmark = pytest.mark.browser
NOTEBOOK = TOP / "docs/tutorials/two-councils.ipynb"


def test_two_councils_side_by_side(product, monkeypatch):
    monkeypatch.setenv("COMMONWEAL", product)
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict = {}
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []  # nothing of a machine is kept in it
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    february = names["both"].filter(pl.col("month") == date(2017, 2, 1)).rows_by_key("of", named=True, unique=True)
    # NHS England, Feb_17.xls: 5,657 and 753 days; adults of mid-2019: 916,961 and 256,503
    assert {of: row["numerator"] for of, row in february.items()} == {"Hertfordshire": 5_657, "Wirral": 753}
    assert february["Hertfordshire"]["value"] == pytest.approx(5_657 / 28 / 916_961 * 100_000, abs=1e-9)
    assert february["Wirral"]["value"] == pytest.approx(753 / 28 / 256_503 * 100_000, abs=1e-9)
    assert names["measures"].height == 6
    drawn = names["figure"].to_dict()
    assert drawn["mark"]["type"] == "line"
    assert sum(map(len, drawn["datasets"].values())) == names["both"].height
