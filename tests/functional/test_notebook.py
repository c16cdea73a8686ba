"""The notebook of the public API: its cells in their order, against the product as a user starts it."""

from __future__ import annotations

import json
from datetime import date

import polars as pl
import pytest

from tests.shared import TOP

pytestmark = pytest.mark.browser
NOTEBOOK = TOP / "docs/tutorials/a-council-beside-england.ipynb"


def test_a_council_beside_england(product, monkeypatch):
    monkeypatch.setenv("COMMONWEAL", product)
    told = json.loads(NOTEBOOK.read_text(encoding="utf-8"))
    names: dict = {}
    for cell in told["cells"]:
        if cell["cell_type"] == "code":
            assert cell["outputs"] == []  # nothing of a machine is kept in it
            exec(compile("".join(cell["source"]), cell["id"], "exec"), names)
    february = names["both"].filter(pl.col("month") == date(2017, 2, 1))
    found = dict(zip(february["of"], february["numerator"], strict=True))
    # NHS England, Feb_17.xls: 186,490 days in England, 5,657 of Hertfordshire
    assert found == {"England": 186_490, "Hertfordshire": 5_657}
    assert names["measures"].height == 6
    drawn = names["figure"].to_dict()
    assert drawn["mark"]["type"] == "line"
    assert sum(map(len, drawn["datasets"].values())) == names["both"].height
