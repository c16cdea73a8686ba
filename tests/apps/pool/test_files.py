"""Files into the books: kept once, read by a map, coded by rules and by hand, posted once, to the penny."""

from __future__ import annotations

import gzip
from datetime import date

import pytest

from commonweal.core import scope
from commonweal.core.refusal import Refused
from commonweal.engine.matching import proposal
from commonweal.engine.matching.control import Total
from commonweal.engine.periods import Month
from commonweal.pool import models, queries
from commonweal.pool.actions import files as actions
from commonweal.pool.queries import files
from tests.factories.pool import AT

MAP = {
    "id": "town",
    "title": "Payments of a town",
    "publisher": "Upper Example Council",
    "licence": "internal",
    "dates": ["%d/%m/%Y"],
    "counts": "net",
    "columns": {
        "paid_on": ["Paid"],
        "net": ["Net"],
        "payee": ["Supplier"],
        "service": ["Service"],
        "code": ["Cost centre"],
        "reference": ["Ref"],
    },
    "pool": [{"field": "service", "words": "pooled"}],
}
FILE = b"""Paid,Net,Supplier,Service,Cost centre,Ref
06/04/2017,"1,200.50",Ash Care,Pooled fund,100,A1
07/04/2017,(200.25),Ash Care,Pooled fund,100,A2
08/05/2017,50,Beech Ltd,Pooled fund,250,A3
08/05/2017,75.10,Cedar,Pooled fund,999,A4
09/05/2017,0,Cedar,Pooled fund,100,A5
09/05/2017,10,Road Ltd,Roads,100,A6
10/05/2017,ten,Ash Care,Pooled fund,100,A7
"""


def made(pool):
    return {"by": pool.jo, "at": AT}


def keep(pool, content=FILE, name="april.csv", partner="council"):
    return actions.keep_file(**made(pool), partner=pool.parts[partner], name=name, content=content)


def refused(call):
    with pytest.raises(Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def add_rule(pool, account, **fits):
    return actions.add_coding_rule(**made(pool), fund=pool.fund, account=pool.parts[account], **fits)


def proposed(file):
    return files.propose(file, files.reading(file))


def states(file):
    lines = proposed(file).lines
    return dict(lines.select("row", "state").iter_rows())


def post(pool, file, against="BANK"):
    agreed = proposal.digest(proposed(file).lines)
    return actions.post_file(**made(pool), file=file, against=pool.parts[against], agreed=agreed)


@pytest.fixture
def town(pool):
    actions.add_column_map(**made(pool), partner=pool.parts["council"], content=MAP)
    add_rule(pool, "HOMECARE-NHS", field="code", low="100", high="199")
    add_rule(pool, "REABLEMENT-NHS", field="payee", words="beech")
    return pool


def test_from_a_file_to_the_books_and_each_line_once(town):
    file = keep(town)
    assert states(file) == {2: "coded", 3: "coded", 4: "coded", 5: "waiting", 6: "nothing"}
    control = proposed(file).read.control
    assert (control.file, control.refused, control.left) == (Total(7, 113535), Total(1, 0), Total(1, 1000))
    posting = post(town, file).posting
    assert (posting.kind, posting.entries.count()) == ("from a file", 3)
    assert queries.trial_balance(town.fund) == {
        "HOMECARE-NHS": 120050 - 20025,
        "REABLEMENT-NHS": 5000,
        "BANK": -105025,
    }
    entries = [row.entry for row in queries.journal(town.fund)]
    assert [(e.day, e.description, e.reference, [leg.amount_pence for leg in e.legs]) for e in entries] == [
        (date(2017, 4, 6), "Ash Care", "A1", [120050, -120050]),
        (date(2017, 4, 7), "Ash Care", "A2", [-20025, 20025]),  # a credit is a credit
        (date(2017, 5, 8), "Beech Ltd", "A3", [5000, -5000]),
    ]
    assert entries[0].legs[0].memo == "april.csv, row 2"
    now = proposed(file)
    assert now.agrees and now.booked == Total(3, 105025) == now.total.states["posted"]
    assert refused(lambda: post(town, file)) == ["posting-empty"]


def test_a_line_that_waits_is_coded_by_hand_for_a_reason_and_posted_next(town):
    file = keep(town)
    post(town, file)
    code = {**made(town), "file": file, "rows": [5], "account": town.parts["HOMECARE-IBCF"]}
    assert refused(lambda: actions.code_lines(**code, reason=" ")) == ["reason-missing"]
    assert refused(lambda: actions.code_lines(**{**code, "rows": [2]}, reason="x")) == ["line-not-waiting"]
    assert refused(lambda: actions.code_lines(**{**code, "rows": []}, reason="x")) == ["line-not-waiting"]
    assert actions.code_lines(**code, reason="The contract manager says so") == 1
    assert states(file)[5] == "coded"
    post(town, file)
    assert queries.trial_balance(town.fund)["HOMECARE-IBCF"] == 7510
    assert proposed(file).agrees and proposed(file).booked == Total(4, 112535)


def test_a_line_can_be_set_aside_and_taken_back(town):
    file = keep(town)
    for account, state in ((None, "aside"), (town.parts["HOMECARE-NHS"], "coded")):
        actions.code_lines(**made(town), file=file, rows=[5], account=account, reason="Looked at")
        assert states(file)[5] == state
        assert proposed(file).total.agrees


def test_two_rules_that_disagree_leave_the_line_to_a_person(town):
    add_rule(town, "HOMECARE-IBCF", field="payee", words="ASH")
    lines = proposed(keep(town)).lines
    assert dict(lines.select("row", "why").iter_rows()) == {
        2: "two-rules", 3: "two-rules", 4: "", 5: "no-rule", 6: "",
    }  # fmt: skip


def test_a_rule_that_ended_codes_nothing(town):
    rule = files.coding_rules(town.fund)[0]
    assert refused(lambda: actions.end_coding_rule(**made(town), rule=rule, reason="")) == ["reason-missing"]
    actions.end_coding_rule(**made(town), rule=rule, reason="New chart of accounts")
    assert states(keep(town))[2] == "waiting"


@pytest.mark.parametrize(
    ("fits", "codes"),
    [
        ({"field": "code"}, ["rule-empty"]),
        ({"field": "code", "words": "x", "low": "1", "high": "2"}, ["rule-empty"]),
        ({"field": "code", "low": "1"}, ["range-open"]),
        ({"field": "code", "low": "9", "high": "10"}, []),
        ({"field": "code", "low": "B", "high": "A"}, ["range-backwards"]),
        ({"field": "colour", "words": "red"}, ["unknown-field"]),
        ({"field": "payee", "words": "a\0b"}, ["text-unkeepable"]),
    ],
)
def test_a_rule_says_what_it_fits(pool, fits, codes):
    assert (
        refused(lambda: add_rule(pool, "HOMECARE-NHS", **fits))
        if codes
        else add_rule(pool, "HOMECARE-NHS", **fits) and []
    ) == codes


def test_the_same_file_twice_is_refused_in_words(town):
    keep(town)
    with pytest.raises(Refused, match=r"as 'april\.csv', kept by Jo Invented"):
        keep(town, name="other.csv")
    assert models.LedgerFile.objects.filter(fund=town.fund).count() == 1


def test_overlapping_lines_are_found_and_not_posted_twice(town):
    post(town, keep(town))
    later = (
        FILE.replace(b"A7", b"A8").replace(b"08/05/2017,50", b"08/05/2017,55")
        + b"11/05/2017,5,Ash Care,Pooled fund,100,\n"
    )
    file = keep(town, later, "again.csv")
    assert states(file) == {2: "before", 3: "before", 4: "waiting", 5: "waiting", 6: "nothing", 9: "coded"}
    assert proposed(file).lines.filter(row=4)["why"].to_list() == [
        "known-reference"
    ]  # A3, now of £55: a person decides
    post(town, file)
    assert queries.trial_balance(town.fund)["HOMECARE-NHS"] == 100025 + 500
    assert proposed(file).agrees


def test_the_same_file_packed_posts_nothing(town):
    post(town, keep(town))
    assert set(states(keep(town, gzip.compress(FILE), "april.csv.gz")).values()) == {"before", "waiting", "nothing"}


def test_two_equal_payments_of_one_file_are_two(town):
    file = keep(town, FILE + FILE.splitlines()[1] + b"\n")
    post(town, file)
    assert proposed(file).booked == Total(4, 105025 + 120050)


def test_another_partners_lines_are_its_own(town):
    """The same line in the other partner's file is no repeat of ours: double counting is for the matching to find."""
    post(town, keep(town))
    with scope.within(town.seen_by(town.sam)):
        who = {"by": town.sam, "at": AT}
        actions.add_column_map(**who, partner=town.parts["icb"], content=MAP)
        file = actions.keep_file(**who, partner=town.parts["icb"], name="icb.csv", content=FILE + b"\n")
        assert states(file)[2] == "coded"
        assert [each.name for each in files.files(town.fund)] == ["icb.csv"]  # nobody sees another's ledger
        assert models.FileReading.objects.filter(fund=town.fund).count() == 1


def test_a_month_that_is_not_open_refuses_the_whole_and_says_which(town):
    file = keep(town, FILE + b"01/04/2018,9,Ash Care,Pooled fund,100,B1\n")
    assert proposed(file).closed == {Month(2018, 4): 1}
    with pytest.raises(Refused, match="April 2018 is not open for posting; 1 line would fall into it"):
        post(town, file)
    assert queries.trial_balance(town.fund) == {}
    assert not models.FileLine.objects.exists() and not models.FilePosting.objects.exists()


def test_what_changed_since_it_was_shown_is_not_posted(town):
    file = keep(town)
    agreed = proposal.digest(proposed(file).lines)
    add_rule(town, "HOMECARE-IBCF", field="payee", words="CEDAR")
    call = {**made(town), "file": file, "against": town.parts["BANK"], "agreed": agreed}
    assert refused(lambda: actions.post_file(**call)) == ["proposal-changed"]


def test_a_file_that_nobody_can_read_yet_posts_nothing(pool):
    file = keep(pool)
    assert files.reading(file) is None
    call = {**made(pool), "file": file, "against": pool.parts["BANK"], "agreed": ""}
    assert refused(lambda: actions.post_file(**call)) == ["no-map"]
    assert refused(lambda: keep(pool, b"", "nothing.csv")) == ["empty-file"]
    assert refused(lambda: keep(pool, b"x" * 20_000_001, "huge.csv")) == ["file-too-large"]


def test_a_file_is_read_anew_only_before_it_is_posted(town):
    file = keep(town)
    post(town, file)
    assert refused(lambda: actions.read_file_by(**made(town), file=file, content=MAP, version=1)) == ["file-posted"]
