from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given

from commonweal.engine.ledger.balances import trial_balance
from commonweal.engine.ledger.journal import (
    Account,
    AccountKind,
    Books,
    Leg,
    check_account,
    check_entry,
    check_journal,
    reversal,
)
from tests.engine.ledger.books import ACCOUNTS, FUND, YEAR, entry, journals

GOOD = entry(1, ("BANK", 100), ("IN-IBCF", -100))


def codes(found):
    return [finding.code for finding in found]


def check(candidate, posted=()):
    return codes(check_entry(candidate, Books(FUND, ACCOUNTS, YEAR, {other.number: other for other in posted})))


def test_a_good_entry_has_no_findings():
    assert check(GOOD) == []


@pytest.mark.parametrize(
    ("candidate", "expected"),
    [
        (entry(1), ["entry-empty"]),
        (entry(1, ("BANK", 5)), ["entry-empty"]),
        (entry(1, ("BANK", 100), ("IN-IBCF", -99)), ["entry-unbalanced"]),
        (entry(1, ("BANK", 100), ("NOWHERE", -100)), ["account-unknown"]),
        (entry(1, ("BANK", 0), ("IN-IBCF", 0)), ["leg-amount", "leg-amount"]),
        (entry(1, ("BANK", 10**14 + 1), ("IN-IBCF", -(10**14) - 1)), ["leg-amount", "leg-amount"]),
        (replace(GOOD, day=date(2017, 3, 31)), ["entry-late"]),
        (replace(GOOD, day=date(2018, 4, 1)), ["entry-late"]),
        (replace(GOOD, description=" "), ["entry-undescribed"]),
        (replace(GOOD, fund="ELSEWHERE"), ["entry-of-another-fund", "account-unknown", "account-unknown"]),
        (replace(GOOD, description="a\0b"), ["text-unkeepable"]),
        (replace(GOOD, reference="\ud800"), ["text-unkeepable"]),
        (replace(GOOD, number=2, reverses=1), ["reversal-of-nothing"]),
    ],
)
def test_what_keeps_an_entry_out(candidate, expected):
    assert check(candidate) == expected


def test_nothing_is_added_to_a_posted_entry():
    more = replace(GOOD, legs=(*GOOD.legs, Leg("DUE", 1), Leg("OWED", -1)))
    assert check(more, [GOOD]) == ["entry-already-posted"]


def test_a_reversal_takes_back_all_and_once():
    back = reversal(GOOD, number=2, day=date(2017, 5, 1), description="Posted twice", posted_by="Sam")
    assert check(back, [GOOD]) == []
    assert check(replace(back, legs=GOOD.legs), [GOOD]) == ["reversal-differs"]
    assert check(replace(back, number=3), [GOOD, back]) == ["reversed-twice"]


@given(journals())
def test_a_journal_and_its_reversals_come_to_nothing(entries):
    back = [
        reversal(one, number=len(entries) + place, day=one.day, description="Back", posted_by="")
        for place, one in enumerate(entries, 1)
    ]
    assert check_journal(ACCOUNTS.values(), entries + back, YEAR) == []
    assert set(trial_balance(entries + back).values()) <= {0}
    assert sum(trial_balance(entries).values()) == 0


@pytest.mark.parametrize(
    ("account", "expected"),
    [
        (Account("lower", FUND, AccountKind.BANK), ["account-code"]),
        (Account("", FUND, AccountKind.BANK), ["account-code"]),
        (Account("IN", FUND, AccountKind.CONTRIBUTION), ["account-without-partner", "account-without-source"]),
        (Account("OUT", FUND, AccountKind.SPENDING, "icb", "nhs-minimum"), ["account-without-scheme"]),
        (Account("DOWN", FUND, AccountKind.PASSED_DOWN, "council", "dfg"), []),
    ],
)
def test_an_account_of_income_or_spending_names_its_source(account, expected):
    assert codes(check_account(account)) == expected
