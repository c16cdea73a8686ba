"""Cells frozen and read back, differences, and sums that are their rows."""

from __future__ import annotations

from dataclasses import replace
from hashlib import sha256

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.reporting.cells import (
    Basis,
    Behind,
    Cell,
    Evidence,
    Rule,
    Unit,
    check,
    differences,
    digest,
    freeze,
    read,
    show,
)

SPENT = Cell("spend/a/quarter", "spend", "A, spent", Unit.PENCE, 3, Rule.SUM, "q", (Behind("entry", "1", 3),))
MET = Cell("conditions/x", "conditions", "X", Unit.YES_NO, True, Rule.ROW, "q")
MADE = Evidence("Wess", "2025-26", 2025, 2, Basis(7, 9, "2025-10-01T09:00:00+00:00"), (SPENT, MET))


def test_the_bytes_are_these():
    """Written out by hand, so that no change of ours can change them unseen."""
    alone = replace(MADE, cells=(replace(MET, rows=(Behind("plan-section", "answers"),)),))
    written = (
        '{"area":"Wess","basis":{"ledger_number":9,"moment":"2025-10-01T09:00:00+00:00","plan_edit":7},"cells":['
        '{"address":"conditions/x","label":"X","query":"q","rows":[{"amount":null,"key":"answers","kind":"plan-section"}],'
        '"rule":"row","section":"conditions","unit":"yes-no","value":true}],"form":1,"quarter":2,"round":"2025-26","year":2025}\n'
    )
    assert freeze(alone) == written.encode()
    assert digest(freeze(alone)) == sha256(written.encode()).hexdigest()


def test_they_read_back_as_they_were():
    assert read(freeze(MADE)) == MADE


def test_other_bytes_are_refused():
    with pytest.raises(ValueError, match="not a frozen return"):
        read(b'{"form":2}')


@pytest.mark.parametrize(
    ("unit", "value", "text"),
    [
        (Unit.PENCE, 123456789, "£1,234,567.89"),
        (Unit.DAYS, 1412, "1,412"),
        (Unit.DECIMAL, "0.74", "0.74"),
        (Unit.YES_NO, False, "No"),
        (Unit.PENCE, None, "not known"),
        (Unit.PENCE, 0, "£0"),
    ],
)
def test_values_for_peoples_eyes(unit, value, text):
    assert show(unit, value) == text


def test_a_sum_that_is_not_its_rows_is_found():
    assert check([SPENT, MET]) == []
    assert [one.code for one in check([replace(SPENT, value=4)])] == ["cell-not-its-rows"]
    assert [one.code for one in check([SPENT, SPENT])] == ["cell-twice"]


def test_differences_name_what_changed_what_came_and_what_went():
    now = replace(MADE, cells=(replace(SPENT, value=5), replace(MET, address="conditions/y", label="Y")))
    assert [(one.address, one.frozen, one.now) for one in differences(MADE, now)] == [
        ("spend/a/quarter", "£0.03", "£0.05"),
        ("conditions/x", "Yes", None),
        ("conditions/y", None, "Yes"),
    ]
    assert differences(MADE, MADE) == ()


texts = st.text(st.characters(codec="utf-8"), max_size=20)
values = st.none() | st.booleans() | st.integers(-(2**60), 2**60) | texts
cells = st.builds(
    Cell,
    texts, texts, texts, st.sampled_from(Unit), values, st.sampled_from(Rule), texts,
    st.lists(st.builds(Behind, texts, texts, st.none() | st.integers(-(2**60), 2**60)), max_size=3).map(tuple),
)  # fmt: skip


@given(st.lists(cells, max_size=4).map(tuple), texts)
def test_any_return_reads_back_and_freezes_the_same(some, area):
    made = replace(MADE, area=area, cells=some)
    content = freeze(made)
    assert read(content) == made
    assert freeze(read(content)) == content
