"""The sums, computed in bulk by the engine and cell by cell here, on publications spoilt at random."""

from hypothesis import given
from hypothesis import strategies as st

from tests.engine.workbook.publications import book_of, read, small_sheets

COUNCIL_SHEETS = ("LA - by type of care", "LA - by responsible org", "LA - by reason")
FIRST = 4  # the column of the first figure; rows 4, 5 and 6 are England and two councils

cells = st.tuples(st.sampled_from(COUNCIL_SHEETS), st.integers(4, 6), st.integers(0, 3))
numbers = st.one_of(st.just("-"), st.integers(0, 40).map(float))


def counted(cell):
    return 0 if cell == "-" else cell


def plainly(sheets):
    """How many checks fail: columns of councils, parts of rows, totals between sheets, crosses of the England sheet."""
    columns = rows = 0
    totals = {}
    for name in COUNCIL_SHEETS:
        table = [[counted(cell) for cell in row[FIRST:]] for row in sheets[name][4:]]
        england, *councils = table
        columns += sum(england[n] != sum(row[n] for row in councils) for n in range(len(england)))
        rows += sum(sum(row[:-1]) != row[-1] for row in table)
        totals[name] = [row[-1] for row in table]
    first, *others = totals.values()
    between = sum(total != expected for other in others for total, expected in zip(other, first, strict=True))
    return {"councils-add-up": columns, "rows-add-up": rows, "sheets-agree": between}


def test_the_small_publication_adds_up_plainly():
    assert set(plainly(small_sheets()).values()) == {0}


@given(st.dictionaries(cells, numbers, max_size=6))
def test_failures_are_those_that_are_counted_cell_by_cell(changes):
    sheets = small_sheets()
    for (name, row, offset), cell in changes.items():
        column = min(FIRST + offset, len(sheets[name][row]) - 1)
        sheets[name][row][column] = cell
    found = {identity.id: identity for identity in read(book_of(sheets)).identities}
    for name, failed in plainly(sheets).items():
        assert found[name].failed == failed, name
        assert found[name].missing == 0
    assert found["councils-add-up"].checked == 3 + 4 + 4
    assert found["rows-add-up"].checked == 9
    assert found["sheets-agree"].checked == 6
    england = [sheets[name][4][FIRST:] for name in COUNCIL_SHEETS]
    intact = small_sheets()
    same = all(
        [*map(counted, row)] == [*map(counted, intact[n][4][FIRST:])]
        for n, row in zip(COUNCIL_SHEETS, england, strict=True)
    )
    assert (found["england-crosses"].failed == 0) == same
