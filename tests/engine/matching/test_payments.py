"""A payment file's lines: what is taken, what is refused and why, and a control total that loses nothing."""

import csv
import io
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.amounts import pence_of
from commonweal.engine.matching.column_map import parse_column_map
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.payments import read_payments

MAP, _ = parse_column_map(
    {
        "id": "town",
        "title": "Town",
        "publisher": "Town",
        "licence": "OGL",
        "dates": ["%d/%m/%Y", "%d-%b-%y"],
        "counts": "net",
        "columns": {
            "paid_on": ["Paid"],
            "net": ["Net"],
            "vat": ["VAT"],
            "gross": ["Gross"],
            "payee": ["Supplier"],
            "service": ["Service"],
        },
        "optional": ["vat", "gross", "service"],
        "ignored": ["Notes"],
        "pool": [{"field": "service", "words": "pooled"}],
    },
    "town.toml",
)
assert MAP is not None


def read(text, encoding="utf-8", maps=(MAP,)):
    return read_payments(text.encode(encoding), maps)


def codes(result):
    return [(finding.code, finding.where) for finding in result.findings]


def test_lines_are_typed_and_the_pools_found():
    result = read('Paid,Net,Supplier,Service\n03/04/2025,"1,200.50",Ash Ltd,Pooled fund\n4-Apr-25,(20),Beech,Roads\n')
    assert result.lines.select("row", "paid_on", "amount_pence", "payee", "pool").rows() == [
        (2, date(2025, 4, 3), 120050, "Ash Ltd", True),
        (3, date(2025, 4, 4), -2000, "Beech", False),
    ]
    assert result.control.file == Total(2, 118050) == result.control.accepted
    assert (result.control.to_post, result.control.left) == (Total(1, 120050), Total(1, -2000))
    assert result.findings == ()


def test_every_refused_line_has_its_reason_and_stays_in_the_control_total():
    lines = ["01/04/2025,10,Ash", "32/04/2025,20,Ash", "01/04/2025,ten,Ash", "01/04/2025,40", "01/04/2025,50,Ash,more"]
    text = "\n".join(["Paid,Net,Supplier", *lines])
    result = read(text)
    assert codes(result) == [
        ("short-line", "row 5"),
        ("long-line", "row 6"),
        ("amount-unreadable", "row 4"),
        ("date-unreadable", "row 3"),
    ]
    assert result.control.agrees
    assert (result.control.file, result.control.refused) == (Total(5, 3000), Total(4, 2000))
    assert result.control.unreadable_count == 3
    assert "'ten' is not an amount" in str(result.findings[2])
    assert "Write it like 31/08/2012 or 31-Aug-12." in str(result.findings[3])


def test_rows_are_numbered_as_a_spreadsheet_does_and_headings_may_stand_lower():
    result = read("Payments of the town\n\nPaid,Net,Supplier\n\n01/04/2025,10,Ash\n,,\n01/04/2025,20,Oak,,\n")
    assert result.lines["row"].to_list() == [5, 7]
    assert result.findings == ()


def test_unknown_column_asks_and_ignored_one_does_not():
    result = read("Paid,Net,Supplier,Notes,Ward\n01/04/2025,10,Ash,x,y\n")
    assert codes(result) == [("unknown-column", "row 1")]
    assert "'Ward'" in result.findings[0].message
    assert result.control.accepted == Total(1, 1000)


def test_publishers_own_sum_is_no_payment_but_is_compared():
    lines = "Paid,Net,Supplier\n01/04/2025,10,Ash\n01/04/2025,20,Oak\n"
    agreed, apart = read(lines + ",30.00,\n"), read(lines + ",30.01,\n")
    assert agreed.control.file == apart.control.file == Total(2, 3000)
    assert codes(agreed) == [("publishers-sum", "row 4")] and agreed.control.publisher_agrees
    assert codes(apart) == [("publishers-sum-differs", "row 4")] and not apart.control.publisher_agrees


def test_gross_net_and_vat_are_held_against_each_other():
    lines = ["10,2,12,Ash", "10,,10,Ash", "10,2,13,Ash", "10,x,10,"]
    result = read("\n".join(["Paid,Net,VAT,Gross,Supplier", *(f"01/04/2025,{line}" for line in lines)]))
    assert codes(result) == [("payee-missing", "row 5"), ("vat-unreadable", "row 5"), ("vat-does-not-add", "row 4")]
    assert result.control.accepted == Total(4, 4000)


def test_what_a_file_prints_cannot_steer_a_terminal_or_fill_a_page():
    result = read("Paid,Net,Supplier\n01/04/2025,\x1b[2J" + "9" * 5000 + ",Ash\n")
    assert result.findings[0].message == f"'\ufffd[2J{'9' * 56}…' is not an amount in pounds and pence."


def test_many_faults_of_one_kind_are_counted_not_listed():
    result = read("Paid,Net,Supplier\n" + "01/04/2025,x,Ash\n" * 250)
    assert len(result.findings) == 101
    assert result.findings[-1].message == "150 more rows were refused for the same reason."


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("", "no-map"),
        ("Date,Value\n1,2\n", "no-map"),
        ("Paid,Net,Net,Supplier\n1,2,3,4\n", "heading-twice"),
        ('Paid,Net,Supplier\n01/04/2025,10,"Ash\n01/04/2025,10,Oak\n', "not-delimited"),
        ("Paid,Net,Supplier\n01/04/2025,10," + "x" * 200_000 + "\n", "not-delimited"),
    ],
)
def test_file_that_cannot_be_trusted_gives_nothing(text, code):
    result = read(text)
    assert (codes(result)[0][0], result.control, result.lines.height) == (code, None, 0)


def test_nearest_map_is_named():
    assert "nearest is 'town', which misses: payee" in read("Paid,Net,Vendor\n").findings[0].message


def test_two_maps_that_fit_equally_are_asked_about():
    assert codes(read("Paid,Net,Supplier\n", maps=(MAP, MAP))) == [("two-maps", "file")]


def test_encodings():
    text = "Paid,Net,Supplier\n01/04/2025,£10,Café Ltd\n"
    for encoding, expected in [
        ("utf-8", []),
        ("utf-8-sig", []),
        ("cp1252", [("encoding", "file")]),
        ("utf-16", [("encoding", "file")]),
    ]:
        result = read(text, encoding)
        assert (result.lines["payee"].to_list(), codes(result)) == (["Café Ltd"], expected)
    assert codes(read_payments(b"Paid,Net,Supplier\n01/04/2025,10,\x81\n", (MAP,))) == [("encoding-unreadable", "file")]


def test_open_cell_that_swallows_lines_is_told():
    result = read('Paid,Net,Supplier\n01/04/2025,10,"Ash\nand Oak"\n01/04/2025,5,Elm\n')
    assert codes(result) == [("cell-spans-lines", "row 2")]
    assert result.control.accepted == Total(2, 1500)


cells = st.sampled_from(
    ["10", "-2.50", "(3)", "1,000.00", "ten", "", "01/04/2025", "1-Apr-25", "31/02/2025", "Ash", "Pooled"]
) | st.text(st.characters(exclude_categories=["Cs"]), max_size=8)


@given(st.lists(st.lists(cells, max_size=6), max_size=12))
def test_whatever_stands_in_a_file_the_control_total_agrees_with_a_plain_count(rows):
    text = io.StringIO()
    csv.writer(text, quoting=csv.QUOTE_ALL, lineterminator="\n").writerows(
        [["Paid", "Net", "Supplier", "Service"], *rows]
    )
    result = read(text.getvalue())
    if result.control is None:
        assert result.findings
        return
    assert result.control.agrees
    written = [row for row in csv.reader(io.StringIO(text.getvalue())) if any(row)][1:]
    sums = [
        row
        for row in written
        if len(row) == 4 and pence_of(row[1].strip()) is not None and not (row[0] + row[2] + row[3]).strip()
    ]
    assert result.control.file.count == len(written) - len(sums)
    taken = [
        pence_of(row[1].strip())
        for row in written
        if len([c for c in row[4:] if c]) == 0 and len(row) >= 4 and row not in sums
    ]
    assert result.control.file.pence == sum(amount for amount in taken if amount is not None)


@given(
    st.sampled_from([b"", b"Paid,Net,Supplier\n", b"\xef\xbb\xbfPaid,Net,Supplier\n01/04/2025,10,"]),
    st.binary(max_size=60),
)
def test_no_bytes_are_too_odd(start, rest):
    """A finding or a clean read, never an exception, and never a line lost between the two."""
    result = read_payments(start + rest, (MAP,))
    assert result.findings if result.control is None else result.control.agrees
