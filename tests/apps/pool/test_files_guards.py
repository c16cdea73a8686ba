"""What the database itself guarantees of files, whoever asks, and what several people at once cannot do."""

from __future__ import annotations

import hashlib
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, connections, transaction

from commonweal.core import scope
from commonweal.core.refusal import Refused
from commonweal.core.scope import NOBODY, SYSTEM_SCOPE, Scope
from commonweal.engine.matching import proposal
from commonweal.engine.periods import Month
from commonweal.pool import models, queries
from commonweal.pool.actions import files as actions
from commonweal.pool.queries import files
from tests.apps.pool.test_files import FILE, MAP, add_rule, keep, made, post, proposed
from tests.factories.pool import AT, draft, invented_fund

MINE = [models.ColumnMap, models.LedgerFile, models.FileReading, models.LineCoding, models.FilePosting]
FUNDS = [models.CodingRule, models.FileLine]


@pytest.fixture
def posted(pool):
    actions.add_column_map(**made(pool), partner=pool.parts["council"], content=MAP)
    add_rule(pool, "HOMECARE-NHS", field="code", low="100", high="199")
    pool.file = keep(pool)
    actions.code_lines(**made(pool), file=pool.file, rows=[5], account=None, reason="Ours")
    post(pool, pool.file)
    return pool


def file_row(pool, content, **changes):
    row = {
        "fund": pool.fund,
        "partner": pool.parts["council"],
        "name": "x",
        "person_id": pool.jo.id,
        "person_name": "Jo",
    }
    row |= {"at": AT, "content": content, "sha256": hashlib.sha256(content).hexdigest()}
    return models.LedgerFile.objects.create(**(row | changes))


def test_a_partner_sees_its_files_and_the_other_the_entries_that_came_of_them(posted):
    for viewer, own, shared in [
        (posted.seen_by(posted.jo), 1, [1, 2]),
        (posted.seen_by(posted.sam), 0, [1, 2]),
        (SYSTEM_SCOPE, 1, [1, 2]),
        (NOBODY, 0, [0, 0]),
        (Scope(person_id=9, organisation_ids=(999_999,)), 0, [0, 0]),
        (Scope(person_id=9, is_national=True), 0, [0, 0]),
    ]:
        with scope.within(viewer):
            assert [model.objects.filter(fund=posted.fund).count() for model in MINE] == [own] * 5
            assert [model.objects.filter(fund=posted.fund).count() for model in FUNDS] == shared


def test_nobody_adds_to_anothers_files_or_in_anothers_name(posted):
    for viewer, changes in [
        (posted.seen_by(posted.sam), {"person_id": posted.sam.id}),  # for the council
        (posted.seen_by(posted.jo), {"person_id": posted.sam.id}),
        (Scope(person_id=9, organisation_ids=(999_999,)), {"person_id": 9}),
    ]:
        with pytest.raises(ProgrammingError, match="row-level security"), scope.within(viewer):
            file_row(posted, b"x", **changes)
    with pytest.raises(ProgrammingError, match="row-level security"), scope.within(posted.seen_by(posted.sam)):
        models.LineCoding.objects.create(
            fund=posted.fund, file_id=posted.file.pk, row=4, reason="x", person_id=posted.sam.id, person_name="S", at=AT
        )


@pytest.mark.parametrize(
    ("content", "changes", "name"),
    [
        (b"", {}, "file_has_a_size"),
        (b"x" * 20_000_001, {}, "file_has_a_size"),
        (b"x", {"sha256": hashlib.sha256(b"y").hexdigest()}, "file_digest"),
        (FILE, {}, "file_once"),
    ],
)
def test_the_database_holds_bytes_to_their_size_and_digest(posted, content, changes, name):
    with pytest.raises(IntegrityError) as fault, transaction.atomic():
        file_row(posted, content, **changes)
    assert fault.value.__cause__.diag.constraint_name == name


def line(posted, **changes):
    entry = models.FileLine.objects.filter(file=posted.file).order_by("row").first().entry
    row = {"fund": posted.fund, "file": posted.file, "row": 9, "entry": entry, "partner_id": posted.file.partner_id}
    return models.FileLine.objects.create(**({**row, "fingerprint": b"new"} | changes))


def test_a_line_is_posted_once_and_names_its_own_entry(posted):
    from commonweal.pool import actions as pool_actions

    elsewhere = pool_actions.post(by=posted.jo, at=AT, fund=posted.fund, drafts=[draft(("BANK", 5), ("OWED", -5))])
    first = models.FileLine.objects.filter(file=posted.file).order_by("row").first()
    own = {"entry": elsewhere.entries.get()}
    for changes, name in [
        ({}, "pool_fileline_entry_id_key"),
        ({**own, "row": first.row}, "file_row_once"),
        ({**own, "fingerprint": bytes(first.fingerprint)}, "file_line_once"),
        (own, "file-line-elsewhere"),
    ]:
        with pytest.raises(IntegrityError) as fault, transaction.atomic():
            line(posted, **changes)
        assert fault.value.__cause__.diag.constraint_name == name


@pytest.mark.django_db(transaction=True, databases=["default", "owner"])
def test_even_the_owner_changes_no_file():
    town = invented_fund(months=1)
    with scope.within(SYSTEM_SCOPE):
        keep(town)
    for model in (*MINE, *FUNDS, models.CodingRuleEnd):
        for statement in ["update {} set fund_id = 1", "delete from {}", "truncate {} cascade"]:
            with (
                pytest.raises(IntegrityError, match="only added to"),
                transaction.atomic(using="owner"),
                connections["owner"].cursor() as cursor,
            ):
                cursor.execute(statement.format(model._meta.db_table))


@pytest.mark.django_db(transaction=True)
def test_two_at_once_post_a_file_once():
    town = invented_fund()
    with scope.within(SYSTEM_SCOPE):
        actions.add_column_map(**made(town), partner=town.parts["council"], content=MAP)
        add_rule(town, "HOMECARE-NHS", field="code", low="100", high="199")
        file = keep(town)
        again = keep(town, FILE + b"\n", "again.csv")  # the same lines in another file

    def attempt(which):
        try:
            with scope.within(SYSTEM_SCOPE):
                agreed = proposal.digest(files.propose(which, files.reading(which)).lines)
                call = {**made(town), "file": which, "against": town.parts["BANK"], "agreed": agreed}
                actions.post_file(**call)
            return "posted"
        except Refused as refused:
            return refused.findings[0].code
        finally:
            connections.close_all()

    with ThreadPoolExecutor(6) as pool:
        outcomes = Counter(pool.map(attempt, [file, again] * 3))
    assert outcomes.pop("posted") == 1
    assert outcomes.keys() <= {"line-posted", "posting-empty"}
    with scope.within(SYSTEM_SCOPE):
        assert queries.trial_balance(town.fund) == {"HOMECARE-NHS": 100025, "BANK": -100025}
        assert queries.verify(town.fund) == []


def test_what_fails_after_the_posting_leaves_nothing(posted, monkeypatch):
    file = keep(posted, FILE.replace(b"A1", b"B1").replace(b"A2", b"B2"), "may.csv")
    before = queries.head(posted.fund)
    monkeypatch.setattr(actions, "_check_booked", lambda *_: 1 / 0)
    with pytest.raises(ZeroDivisionError), transaction.atomic():
        post(posted, file)
    assert queries.head(posted.fund) == before
    assert not models.FileLine.objects.filter(file=file).exists()
    assert not models.FilePosting.objects.filter(file=file).exists()


LEDGER = {
    "id": "ledger", "title": "Ledger", "publisher": "Town", "licence": "internal", "kind": "general-ledger",
    "dates": [], "periods": ["%Y-%m"], "counts": "amount",
    "columns": {"period": ["Period"], "account": ["Account"], "journal": ["Journal"], "amount": ["Amount"]},
}  # fmt: skip


def test_pool_against_ledger_is_the_plain_sum_of_both(posted):
    """The second computation: entry by entry and line by line, in plain Python."""
    from commonweal.pool import actions as pool_actions

    actions.add_column_map(**made(posted), partner=posted.parts["council"], content=LEDGER)
    add_rule(posted, "HOMECARE-NHS", field="account", words="HOM")
    add_rule(posted, "REABLEMENT-NHS", field="account", words="REA")
    text = "Period,Account,Journal,Amount\n2017-04,HOM,A1,1200.50\n2017-04,HOM,X,7\n2017-05,REA,Y,-3\n2017-05,ZZZ,Q,9\n"
    ledger = keep(posted, text.encode(), "ledger.csv")
    drafts = [draft(("REABLEMENT-NHS", -300), ("BANK", 300), day=date(2017, 5, 9), reference="Y")]
    pool_actions.post(by=posted.jo, at=AT, fund=posted.fund, drafts=drafts)
    for first, last in [
        (Month(2017, 4), Month(2017, 4)),
        (Month(2017, 4), Month(2017, 5)),
        (Month(2017, 5), Month(2018, 3)),
    ]:
        host, pool = Counter(), Counter()
        for period, account, _, amount in (row.split(",") for row in text.splitlines()[1:]):
            if first.iso <= period <= last.iso and account != "ZZZ":
                host[{"HOM": "HOMECARE-NHS", "REA": "REABLEMENT-NHS"}[account]] += round(float(amount) * 100)
        for row in queries.journal(posted.fund):
            for leg in row.entry.legs:
                if first.first <= row.entry.day < last.end and leg.account != "BANK":
                    pool[leg.account] += leg.amount_pence
        pairs, differences, uncoded = files.reconciliation(ledger, proposed(ledger).lines, first, last)
        assert {pair.account: (pair.host_pence, pair.pool_pence) for pair in pairs} == {
            code: (host[code], pool[code]) for code in host.keys() | {code for code in pool if pool[code]}
        }
        assert uncoded.pence == (900 if last.iso >= "2017-05" else 0)
    pairs, differences, _ = files.reconciliation(ledger, proposed(ledger).lines, Month(2017, 4), Month(2017, 5))
    told = [(each.account, each.side, each.reference, each.pence) for each in differences]
    assert told == [("HOMECARE-NHS", "host", "X", 700), ("HOMECARE-NHS", "pool", "A2", -20025)]
