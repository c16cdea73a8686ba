"""A general ledger's extract: periods, sides, totals, journals; each number a second time without tables."""

from __future__ import annotations

from collections import defaultdict
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.matching.column_map import parse_column_map
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.general_ledger import check_extract, journals, trial_totals
from commonweal.engine.matching.ledger_lines import month_of
from commonweal.engine.matching.payments import read_payments
from commonweal.engine.matching.reconciling import differences, pair_accounts

CONTENT = {
    "id": "ledger",
    "title": "Ledger",
    "publisher": "Town",
    "licence": "internal",
    "kind": "general-ledger",
    "dates": ["%d/%m/%Y"],
    "periods": ["%Y/%N"],
    "counts": "debit-credit",
    "columns": {
        "paid_on": ["Posted"],
        "period": ["Period"],
        "account": ["Account"],
        "cost_centre": ["Centre"],
        "journal": ["Journal"],
        "debit": ["Dr"],
        "credit": ["Cr"],
    },
}
HEADINGS = "Posted,Period,Account,Centre,Journal,Dr,Cr\n"


def read(text, **changes):
    column_map, findings = parse_column_map({**CONTENT, **changes}, "ledger")
    assert findings == ()
    return read_payments((HEADINGS + text).encode(), [column_map])


def test_days_periods_and_sides():
    result = read(
        "06/04/2017,2017/1,HOM,100,J1,10.50,\n"
        "03/05/2017,2017/01,BNK,900,J1,,10.50\n"  # posted in May, for April
        ",2017/13,HOM,100,J2,1,3\n"  # the year is closed in its March
        "06/04/2017,2017/0,HOM,100,J3,1,\n"
        "06/04/2017,2017/1,HOM,100,J3,,\n"
        "31/04/2017,2017/1,HOM,100,J3,1,\n"
        "06/04/2017,2017/1,HOM,100,J3,1,x\n"
    )
    assert result.lines.select("row", "paid_on", "period", "amount_pence").rows() == [
        (2, date(2017, 4, 6), "2017-04", 1050),
        (3, date(2017, 4, 30), "2017-04", -1050),
        (4, date(2018, 3, 31), "2018-03", -200),
    ]
    refused = dict(result.refused.select("row", "reason").iter_rows())
    assert refused == {5: "date-unreadable", 6: "amount-unreadable", 7: "date-unreadable", 8: "amount-unreadable"}
    assert result.control.file == result.control.accepted + result.control.refused
    said = {finding.code: finding.message for finding in result.findings}
    assert said["date-unreadable"] == "'31/04/2017 2017/1' is not a date or period."


def test_a_ledger_that_prints_credits_as_plus_is_turned():
    result = read("06/04/2017,2017/1,HOM,100,J1,10.50,\n", sign="minus")
    assert result.control.file == Total(1, -1050)


@pytest.mark.parametrize(
    ("text", "pattern", "month"),
    [
        ("2017/1", "%Y/%N", "2017-04"),
        ("2017/09", "%Y/%N", "2017-12"),
        ("201710", "%Y%N", "2018-01"),
        ("2017 P12", "%Y P%N", "2018-03"),
        ("2017/14", "%Y/%N", "2018-03"),
        ("17-05", "%y-%N", "2017-08"),
        ("Apr-17", "%b-%y", "2017-04"),
        ("2017-04", "%Y-%m", "2017-04"),
        ("2017/17", "%Y/%N", None),
        ("2017/0", "%Y/%N", None),
        ("5", "%N", None),
        ("0001/5", "%Y/%N", None),
        ("2017-13", "%Y-%m", None),
        ("", "%Y-%m", None),
    ],
)
def test_periods(text, pattern, month):
    found = month_of(text, [pattern])
    assert (found.iso if found else None) == month


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"counts": "net"}, "wrong-kind"),
        ({"kind": "diary"}, "wrong-kind"),
        ({"sign": "both"}, "wrong-kind"),
        ({"periods": []}, "missing-entry"),
        ({"columns": {"account": ["A"], "debit": ["Dr"], "credit": ["Cr"]}}, "missing-field"),
        ({"columns": {**CONTENT["columns"], "vat": ["VAT"]}}, "unknown-field"),
    ],
)
def test_a_ledgers_map_is_checked(changes, code):
    _, findings = parse_column_map({**CONTENT, **changes}, "x")
    assert code in [finding.code for finding in findings]


LINES = st.lists(
    st.tuples(
        st.sampled_from(["HOM", "BNK", "ACC"]),
        st.integers(1, 12),
        st.sampled_from(["J1", "J2", "J3", ""]),
        st.integers(-10_000, 10_000),
    ),
    min_size=1,
    max_size=40,
)


@given(LINES)
def test_totals_and_journals_are_the_plain_sums(lines):
    result = read(
        "".join(
            f",2017/{period},{account},100,{journal},{max(pence, 0) / 100:.2f},{max(-pence, 0) / 100:.2f}\n"
            for account, period, journal, pence in lines
        )
    )
    totals, by_journal = defaultdict(lambda: [0, 0, 0]), defaultdict(lambda: [0, 0])
    for account, period, journal, pence in lines:
        month = f"{2017 + (period > 9)}-{(period + 2) % 12 + 1:02d}"
        totals[account, month][0] += 1
        totals[account, month][1 if pence > 0 else 2] += abs(pence)
        by_journal[journal][0 if pence > 0 else 1] += abs(pence)
    assert trial_totals(result.lines).rows() == [
        (*key, count, debit, credit, debit - credit) for key, (count, debit, credit) in sorted(totals.items())
    ]
    by_journal.pop("", None)
    assert journals(result.lines).select("journal", "debit_pence", "credit_pence").rows() == [
        (journal, debit, credit) for journal, (debit, credit) in sorted(by_journal.items())
    ]
    apart = {
        f"journal {journal}" for journal, (debit, credit) in by_journal.items() if debit and credit and debit != credit
    }
    assert {each.where for each in check_extract(result.lines) if each.code == "journal-unbalanced"} == apart


ITEMS = st.lists(st.tuples(st.sampled_from("AB"), st.sampled_from(["1", "2", ""]), st.integers(-3, 3)), max_size=15)


@given(ITEMS, ITEMS)
def test_differences_come_to_the_difference_of_each_account(host, pool):
    sums = [defaultdict(int), defaultdict(int)]
    for side, items in zip(sums, (host, pool), strict=True):
        for account, _, pence in items:
            side[account] += pence
    found = differences(host, pool)
    for pair in pair_accounts(*sums):
        own = [each for each in found if each.account == pair.account]
        told = sum((1 if each.side == "host" else -1) * each.pence * each.times for each in own)
        assert told == pair.difference_pence == pair.host_pence - pair.pool_pence
    assert differences(host, host) == ()
