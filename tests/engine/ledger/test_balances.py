from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger.balances import StatementLine, statement, trial_balance
from commonweal.engine.ledger.journal import AccountClass
from commonweal.engine.periods import Period
from tests.engine.ledger.books import ACCOUNTS, entry, journals

BOOK = [
    entry(1, ("BANK", 900000), ("IN-NHS-MINIMUM", -900000), day=date(2017, 4, 6)),
    entry(2, ("BANK", 80179317), ("IN-IBCF", -80179317), day=date(2017, 4, 30)),
    entry(3, ("HOMECARE-NHS", 300000), ("REABLEMENT-NHS", 100000), ("OWED", -400000), day=date(2017, 5, 1)),
    entry(4, ("OWED", 400000), ("BANK", -400000), day=date(2017, 5, 31)),
    entry(5, ("HOMECARE-IBCF", 50000), ("BANK", -50000), day=date(2017, 5, 15)),
    entry(6, ("TO-RESERVE", 25000), ("RISK-RESERVE", -25000), day=date(2017, 5, 20)),
]
MAY = Period(date(2017, 5, 1), date(2017, 6, 1))


def test_trial_balance():
    assert trial_balance(BOOK, before=date(2017, 5, 1)) == {
        "BANK": 81079317,
        "IN-NHS-MINIMUM": -900000,
        "IN-IBCF": -80179317,
    }
    assert trial_balance(BOOK)["OWED"] == 0


def test_statement_by_source():
    assert statement(ACCOUNTS, BOOK, MAY, by="source") == (
        StatementLine("ibcf", 80179317, 0, 50000, 0),
        StatementLine("nhs-minimum", 900000, 0, 400000, 25000),
    )


def test_statement_by_scheme_and_partner():
    by_scheme = {line.key: line.spending_pence for line in statement(ACCOUNTS, BOOK, MAY, by="scheme")}
    assert by_scheme == {"": 0, "homecare": 350000, "reablement": 100000}
    by_partner = {
        line.key: (line.opening_pence, line.closing_pence) for line in statement(ACCOUNTS, BOOK, MAY, by="partner")
    }
    assert by_partner == {"council": (80179317, 80129317), "icb": (900000, 475000)}


@given(journals(), st.sampled_from(["partner", "source", "scheme"]), st.dates(date(2017, 4, 2), date(2018, 3, 30)))
def test_periods_join_and_what_is_unspent_is_held(entries, by, day):
    """Two periods on end are one; and what is unspent is what the host holds less what it owes and what is reserved."""
    year = Period(date(2017, 4, 1), date(2018, 4, 1))
    whole = {line.key: line for line in statement(ACCOUNTS, entries, year, by=by)}
    later = {line.key: line for line in statement(ACCOUNTS, entries, Period(day, year.end), by=by)}
    assert {key: line.closing_pence for key, line in whole.items()} == {
        key: line.closing_pence for key, line in later.items()
    }
    held = {AccountClass.ASSETS, AccountClass.LIABILITIES, AccountClass.EQUITY}
    unspent = sum(pence for code, pence in trial_balance(entries).items() if ACCOUNTS[code].account_class in held)
    assert sum(line.closing_pence for line in whole.values()) == unspent
