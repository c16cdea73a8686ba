import csv
import hashlib
import io
import subprocess
import sys
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.ledger.chain import canonical, chained, verify
from commonweal.engine.ledger.export import to_csv
from commonweal.engine.ledger.journal import Entry, Leg
from tests.engine.ledger.books import ACCOUNTS, entry, journals

VERIFIER = Path(__file__).parents[3] / "scripts" / "verify_ledger.py"
BOOK = [entry(number, ("BANK", 100 * number), ("IN-IBCF", -100 * number)) for number in range(1, 6)]


def codes(found):
    return [(finding.code, finding.where) for finding in found]


def test_canonical_bytes_are_netstrings():
    one = Entry("F", 1, date(2017, 4, 6), "Café", (Leg("A", -5), Leg("B", 5, "m")), "", None, "Sam")
    text = "1:F,1:1,10:2017-04-06,5:Café,0:,0:,3:Sam,1:A,2:-5,0:,1:B,1:5,1:m,".encode()
    assert canonical(one) == text
    assert chained([one])[0].link == hashlib.sha256(bytes(32) + text).digest()


@given(journals())
def test_an_untouched_chain_holds(entries):
    rows = chained(entries)
    assert verify(rows, rows[-1].link) == []


@given(journals(), st.data())
def test_one_changed_penny_names_its_entry(entries, data):
    rows = chained(entries)
    place = data.draw(st.integers(0, len(rows) - 1))
    legs = rows[place].entry.legs
    changed = replace(rows[place].entry, legs=(replace(legs[0], amount_pence=legs[0].amount_pence + 1), *legs[1:]))
    rows[place] = replace(rows[place], entry=changed)
    assert codes(verify(rows)) == [("entry-changed", f"{changed.fund}/{changed.number}")]


def test_a_removed_entry_is_named_and_a_cut_end_found_by_the_head():
    rows = chained(BOOK)
    assert codes(verify(rows[:2] + rows[3:])) == [("entry-missing", "EXAMPLESHIRE/3")]
    assert codes(verify(rows[:1] + rows[3:])) == [("entry-missing", "EXAMPLESHIRE/2 to 3")]
    assert codes(verify(rows[:-1])) == []
    assert codes(verify(rows[:-1], rows[-1].link)) == [("head-differs", "EXAMPLESHIRE")]
    assert codes(verify([], rows[-1].link)) == [("head-differs", "")]


def test_a_removed_entry_with_the_rest_renumbered_is_found():
    rows = chained(BOOK)
    closed_up = rows[:2] + [replace(row, entry=replace(row.entry, number=row.entry.number - 1)) for row in rows[3:]]
    assert ("entry-changed", "EXAMPLESHIRE/3") in codes(verify(closed_up))


def test_reordered_entries_are_named():
    rows = chained(BOOK)
    rows[1], rows[2] = rows[2], rows[1]
    assert codes(verify(rows)) == [("entry-out-of-order", "EXAMPLESHIRE/2")]


def run_verifier(folder, text, *more):
    file = folder / "journal.csv"
    file.write_text(text, encoding="utf-8", newline="")
    command = [sys.executable, "-I", "-S", str(VERIFIER), str(file), *more]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, check=False)
    return done.returncode, done.stdout


@settings(max_examples=15, deadline=None)
@given(entries=journals())
def test_the_stand_alone_verifier_accepts_what_we_export(tmp_path_factory, entries):
    rows = chained(entries)
    code, said = run_verifier(tmp_path_factory.mktemp("export"), to_csv(ACCOUNTS, rows), rows[-1].link.hex())
    assert (code, said) == (0, f"{len(rows)} entries, 0 faults; EXAMPLESHIRE ends in {rows[-1].link.hex()}\n")


@pytest.mark.parametrize(
    ("edit", "sentence"),
    [
        (lambda t: t.replace(",300,", ",301,"), "entry 3 of EXAMPLESHIRE does not balance: 2 legs come to 1 pence"),
        (
            lambda t: t.replace(",300,", ",301,").replace(",-300,", ",-301,"),
            "entry 3 of EXAMPLESHIRE is not what was posted",
        ),
        (
            lambda t: "".join(line for line in t.splitlines(True) if "300," not in line),
            "entry 4 of EXAMPLESHIRE follows entry 2: 1 missing",
        ),
        (lambda t: t.splitlines(True)[0] + "".join(reversed(t.splitlines(True)[1:])), "out of order"),
    ],
)
def test_the_verifier_names_the_fault(tmp_path, edit, sentence):
    code, said = run_verifier(tmp_path, edit(to_csv(ACCOUNTS, chained(BOOK))))
    assert code == 1
    assert sentence in said


def test_the_verifier_wants_the_attested_end(tmp_path):
    rows = chained(BOOK)
    code, said = run_verifier(tmp_path, to_csv(ACCOUNTS, rows[:-1]), rows[-1].link.hex())
    assert code == 1
    assert "attested link" in said


@pytest.mark.parametrize("text", ["", "a,b\n1,2\n", "fund,number\nX,one\n", "\0\0"])
def test_the_verifier_refuses_other_files(tmp_path, text):
    assert run_verifier(tmp_path, text)[0] in {1, 2}


@given(journals())
def test_no_text_of_the_export_is_taken_for_a_formula(entries):
    for row in csv.DictReader(io.StringIO(to_csv(ACCOUNTS, chained(entries)), newline="")):
        assert not any(
            row[field].startswith(("=", "+", "-", "@")) for field in ("description", "reference", "posted_by", "memo")
        )
