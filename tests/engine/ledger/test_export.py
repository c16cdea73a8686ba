"""Other people's programs read our exports and come to the same balances."""

import csv
import io
import json
import os
import shutil
import subprocess
import sys
from datetime import date
from decimal import Decimal

import pytest
from hypothesis import given, settings

from commonweal.engine.ledger.balances import trial_balance
from commonweal.engine.ledger.export import to_beancount, to_hledger
from tests.engine.ledger.books import ACCOUNTS, entry, journals

BEANCOUNT = """
import json, sys
from collections import Counter
from beancount import loader
entries, errors, options = loader.load_file(sys.argv[1])
totals = Counter()
for entry in entries:
    for posting in getattr(entry, "postings", None) or ():
        assert posting.units.currency == "GBP"
        totals[posting.account] += int(posting.units.number * 100)
print(json.dumps({"errors": [str(error.message) for error in errors], "totals": totals}))
"""
hledger = pytest.mark.skipif(
    shutil.which("hledger") is None and "CI" not in os.environ,  # where the suite must hold, it is missed, not skipped
    reason="the program hledger is not installed",
)


def nonzero(totals):
    return {name: pence for name, pence in totals.items() if pence}


def expected(entries):
    return nonzero(
        {f"{ACCOUNTS[code].account_class.title()}:{code}": pence for code, pence in trial_balance(entries).items()}
    )


def by_beancount(folder, entries):
    file = folder / "pool.beancount"
    file.write_text(to_beancount(list(ACCOUNTS.values()), entries), encoding="utf-8")
    return read_by_beancount(file)


def read_by_beancount(file):
    """Pence of every account whose balance is not nothing, by beancount."""
    done = subprocess.run(
        [sys.executable, "-c", BEANCOUNT, str(file)], capture_output=True, text=True, timeout=60, check=True
    )
    said = json.loads(done.stdout)
    assert said["errors"] == []
    return nonzero(said["totals"])


def by_hledger(folder, entries):
    file = folder / "pool.journal"
    file.write_text(to_hledger(list(ACCOUNTS.values()), entries), encoding="utf-8")
    return read_by_hledger(file)


def read_by_hledger(file):
    """Pence of every account whose balance is not nothing, by hledger in its strict mode."""
    subprocess.run(["hledger", "-f", str(file), "check", "--strict"], check=True, capture_output=True, timeout=60)
    command = ["hledger", "-f", str(file), "balance", "--flat", "--output-format=csv"]
    rows = csv.reader(
        io.StringIO(subprocess.run(command, check=True, capture_output=True, text=True, timeout=60).stdout)
    )
    next(rows)
    return {name: int(Decimal(amount.split()[0]) * 100) for name, amount in rows if name not in {"total", "Total:"}}


@settings(max_examples=8, deadline=None)
@given(entries=journals())
def test_beancount_accepts_and_agrees(tmp_path_factory, entries):
    assert by_beancount(tmp_path_factory.mktemp("beancount"), entries) == expected(entries)


@hledger
@settings(max_examples=15, deadline=None)
@given(entries=journals())
def test_hledger_accepts_and_agrees(tmp_path_factory, entries):
    assert by_hledger(tmp_path_factory.mktemp("hledger"), entries) == expected(entries)


def test_beancount_refuses_what_does_not_balance(tmp_path):
    """The judge can say no: an export with one penny changed is an error to it."""
    with pytest.raises(AssertionError, match="does not balance"):
        by_beancount(tmp_path, [entry(1, ("BANK", 100), ("IN-IBCF", -99))])


def test_the_beancount_text():
    text = to_beancount(
        [ACCOUNTS["BANK"], ACCOUNTS["IN-IBCF"]],
        [entry(1, ("BANK", 80179317), ("IN-IBCF", -80179317), description='Say "1"')],
    )
    assert text == (
        'option "operating_currency" "GBP"\n\n'
        "2017-04-06 open Assets:BANK GBP\n2017-04-06 open Income:IN-IBCF GBP\n\n"
        '2017-04-06 * "Say \\"1\\""\n  entry: "EXAMPLESHIRE/1"\n'
        "  Assets:BANK  801793.17 GBP\n  Income:IN-IBCF  -801793.17 GBP\n"
    )
    assert date(2017, 4, 6).isoformat() in text
