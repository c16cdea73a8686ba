"""A finance officer brings files in, page by page: columns asked for, lines coded, posted, reconciled."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.models import Job
from commonweal.pool import models, queries
from tests.apps.pool.test_files import FILE
from tests.apps.pool.test_pages import text_of
from tests.factories.pool import invented_fund
from tests.factories.world import add_person, give

LEDGER = b"""Period;Cost centre;Account;Journal;Source;Text;Debit;Credit
2017-04;100;HOM;J1;AP;Ash Care, April;1200.50;
2017-04;900;BNK;J1;AP;Ash Care, April;;1200.50
2017-05;100;HOM;J2;AP;Ash Care, May;300;
2017-05;100;HOM;J3;GL;Accrual;50;
2017-05;900;ACC;J3;GL;Accrual;;49.99
"""


@pytest.fixture
def fund(db):
    made = invented_fund()
    made.officers = {}
    for name, organisation, kind in [("jo", made.council, "council-finance"), ("sam", made.icb, "nhs-finance")]:
        made.officers[name] = add_person(f"{name}-files{made.fund.pk}@example.org", f"{name.title()} Invented")
        give(made.officers[name], organisation, kind)
    return made


@pytest.fixture
def jo(client, fund):
    client.force_login(fund.officers["jo"], backend="django.contrib.auth.backends.ModelBackend")
    return client


def at(route, fund, *more, **asked):
    return reverse(f"pool:{route}", args=[fund.fund.pk, *more], query=asked)


def upload(client, fund, content, name="april.csv"):
    return client.post(at("files", fund), {"file": SimpleUploadedFile(name, content)}, follow=True)


def the_file():
    with scope.within(scope.SYSTEM_SCOPE):
        return models.LedgerFile.objects.order_by("-id").first()


def answers(content, told, delimiter=","):
    """What is posted for a file's headings, by heading."""
    headings = content.decode().splitlines()[0].split(delimiter)
    return {f"column-{place}": told.get(heading, "") for place, heading in enumerate(headings)}


TOWN = {"title": "Town's payments", "kind": "payments", "dates": "%d/%m/%Y", "sign": "plus"}
TOWN |= {"pool_field": "service", "pool_words": "pooled"}
NAMED = {
    "Paid": "paid_on",
    "Net": "net",
    "Supplier": "payee",
    "Service": "service",
    "Cost centre": "code",
    "Ref": "reference",
}


def say_columns(client, fund, content=FILE, told=None, **changes):
    given = {**TOWN, **answers(content, NAMED if told is None else told), **changes}
    return client.post(at("file-columns", fund, the_file().pk), given, follow=True)


def add_rule(client, fund, **told):
    return client.post(at("coding-rules", fund), {"words": "", "low": "", "high": "", **told}, follow=True)


def press_post(client, fund, page, **told):
    agreed = re.search(r'name="agreed" value="(\w+)"', page.content.decode())[1]
    return client.post(at("file", fund, the_file().pk), {"against": "BANK", "agreed": agreed, **told}, follow=True)


def test_a_file_that_no_map_knows_is_asked_about_coded_and_posted(jo, fund):
    page = text_of(upload(jo, fund, FILE))
    assert "Which column of april.csv is which?" in page and "No column map knows this file's headings" in page
    page = text_of(jo.get(at("file-columns", fund, the_file().pk)))
    assert "Such as: 1,200.50; (200.25); 50" in page and "06/04/2017" in page
    page = text_of(say_columns(jo, fund))
    assert "7 lines of £1,135.35: 1 line refused, 1 left in the partner’s own book, 5 the pool’s." in page
    assert "No line is ready to post." in page
    add_rule(jo, fund, field="code", low="100", high="199", account="HOMECARE-NHS")
    page = text_of(add_rule(jo, fund, field="payee", words="beech", account="REABLEMENT-NHS"))
    assert "Cost centre or account code is from 100 to 199: HOMECARE-NHS" in page
    page = jo.get(at("file", fund, the_file().pk))
    assert "HOMECARE-NHS 2 £1,000.25 REABLEMENT-NHS 1 £50" in text_of(page)
    page = text_of(press_post(jo, fund, page))
    assert "£1,050.25 of april.csv is in the books, £75.10 is not yet" in page
    assert "of these posted 3 £1,050.25 of these waiting for a person's coding 1 £75.10" in page
    assert "The ledger holds of this file 3 £1,050.25" in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.trial_balance(fund.fund)["BANK"] == -105025
    page = text_of(jo.get(at("files", fund)))
    assert "1 file was brought in." in page and "april.csv Posted Town's payments" in page


def test_the_map_is_kept_and_the_next_file_needs_no_question(jo, fund):
    upload(jo, fund, FILE)
    say_columns(jo, fund)
    page = text_of(upload(jo, fund, FILE.replace(b"A7", b"A9"), "may.csv"))
    assert "Nothing of may.csv is in the books yet" in page
    assert "Read by the map “Town's payments”, version 1 of council’s own." in page


def test_one_new_heading_alone_is_asked_about(jo, fund):
    upload(jo, fund, FILE)
    say_columns(jo, fund)
    renamed = FILE.replace(b"Supplier", b"Vendor name", 1)
    page = text_of(upload(jo, fund, renamed, "may.csv"))
    assert "which misses: payee" in page
    page = text_of(jo.get(at("file-columns", fund, the_file().pk)))
    assert "It is laid out as “Town's payments”, but for one heading. Missing: payee." in page
    assert "How are its dates written?" not in page
    page = text_of(jo.post(at("file-columns", fund, the_file().pk), {"column-0": "payee"}, follow=True))
    assert "version 2 of council’s own" in page and "7 lines of £1,135.35" in page
    added = FILE.replace(b",Ref\n", b",Ref,Colour\n").replace(b"A1", b"C1,red")
    page = text_of(upload(jo, fund, added, "june.csv"))
    assert "The column 'Colour' is not in the column map; it was left out." in page
    page = text_of(jo.post(at("file-columns", fund, the_file().pk), {"column-0": ""}, follow=True))
    assert "version 3 of council’s own" in page and "Colour" not in page


def test_a_known_layout_that_ships_needs_no_question(jo, fund):
    content = b"ICB,Payment Date,Supplier,Amount\nNHS Somewhere ICB,2017-04-30,ASHSHIRE COUNTY COUNCIL,1000.50\n"
    page = text_of(upload(jo, fund, content))
    assert "NHS Gloucestershire Integrated Care Board, payments to suppliers”, which ships" in page


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"dates": "%Y-%m-%d"}, "'06/04/2017' is not a date. Write it like 2012-08-31."),
        ({"dates": ""}, "Choose how its dates are written"),
        ({"column-2": ""}, "No column is given for 'payee'."),
        ({"column-2": "reference"}, "Two headings are said to be 'reference'."),
        ({"column-2": "colour"}, "Select a valid choice"),
        ({"kind": "general-ledger"}, "No column is given for 'account'."),
        ({"title": ""}, "Give the layout a name"),
        ({"pool_words": ""}, "Enter the words that mark the pool’s lines"),
        ({"pool_field": "category"}, "A [[pool]] sign names 'category'."),
    ],
)
def test_an_answer_that_does_not_hold_is_said_and_nothing_is_kept(jo, fund, changes, said):
    upload(jo, fund, FILE)
    assert said in text_of(say_columns(jo, fund, **changes))
    with scope.within(scope.SYSTEM_SCOPE):
        assert not models.ColumnMap.objects.exists() and not models.FileReading.objects.exists()


def test_lines_that_wait_are_coded_on_the_page(jo, fund):
    upload(jo, fund, FILE)
    say_columns(jo, fund)
    here = at("file-lines", fund, the_file().pk, show="waiting")
    page = text_of(jo.get(here))
    assert "4 lines of £1,125.35." in page and "No rule fits" in page
    assert "1 line of £75.10 with “cedar”." in text_of(jo.get(f"{here}&words=cedar"))
    assert "Say in a few words why" in text_of(jo.post(here, {"row": ["2"], "account": "HOMECARE-NHS"}))
    told = {"account": "HOMECARE-NHS", "reason": "Known"}
    assert "No line was chosen." in text_of(jo.post(here, told))
    assert "Row 8 does not wait for a coding." in text_of(jo.post(here, told | {"row": ["8"]}))
    jo.post(here, told | {"row": ["2", "3"]})
    jo.post(here, {"account": "aside", "reason": "The council's own", "all": "yes"})
    page = text_of(jo.get(at("file", fund, the_file().pk)))
    assert "Lines that are ready to post (2)" in page and "Lines that were set aside (2)" in page
    assert "8 not readable" in text_of(jo.get(at("file-lines", fund, the_file().pk, show="refused"))).replace(
        "The amount cannot be read Write it like 1234.50, -1234.50 or (1,234.50) ", ""
    )
    assert jo.get(at("file-lines", fund, the_file().pk, show="colour")).status_code == 404


def test_the_same_file_twice_and_files_that_are_none(jo, fund):
    upload(jo, fund, FILE)
    assert "The very same file is here already, as 'april.csv'" in text_of(upload(jo, fund, FILE, "b.csv"))
    assert "The file is empty" in text_of(upload(jo, fund, b""))
    assert "Choose a file" in text_of(jo.post(at("files", fund), {}))
    page = text_of(upload(jo, fund, b"\x89PNG\r\n\x1a\n\0\0", "a.csv"))
    assert "Which column of a.csv is which?" in page
    assert "is not a list that can be read" in text_of(jo.get(at("file-columns", fund, the_file().pk)))


def test_a_posting_that_was_not_seen_is_refused(jo, fund):
    upload(jo, fund, FILE)
    say_columns(jo, fund)
    add_rule(jo, fund, field="code", low="100", high="199", account="HOMECARE-NHS")
    page = jo.get(at("file", fund, the_file().pk))
    add_rule(jo, fund, field="payee", words="beech", account="REABLEMENT-NHS")
    assert "What would be posted has changed since it was shown." in text_of(press_post(jo, fund, page))
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.trial_balance(fund.fund) == {}


def test_a_large_file_is_posted_by_a_job(jo, fund, monkeypatch):
    monkeypatch.setattr("commonweal.pool.views.files.BACKGROUND_LINES", 1)
    upload(jo, fund, FILE)
    say_columns(jo, fund)
    add_rule(jo, fund, field="code", low="100", high="199", account="HOMECARE-NHS")
    page = press_post(jo, fund, jo.get(at("file", fund, the_file().pk)))
    assert "Post april.csv to Example fund" in text_of(page)
    with scope.within(scope.SYSTEM_SCOPE):
        job = Job.objects.get(kind="pool.post-file")
    jobs.run_job(job_id=job.pk)
    page = text_of(jo.get(reverse("core:job", args=[job.pk])))
    assert "2 lines are in the books." in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.trial_balance(fund.fund)["BANK"] == -100025
        posting = models.Posting.objects.get(fund=fund.fund)
    assert posting.person_name == "Jo Invented"
    jobs.run_job(job_id=job.pk)  # a job runs once
    with scope.within(scope.SYSTEM_SCOPE):
        assert models.Posting.objects.filter(fund=fund.fund).count() == 1


def test_a_ledgers_extract_is_totalled_checked_and_held_against_the_pool(jo, fund):
    upload(jo, fund, LEDGER, "ledger.csv")
    fields = ["period", "cost_centre", "account", "journal", "source", "description", "debit", "credit"]
    told = dict(zip(LEDGER.decode().splitlines()[0].split(";"), fields, strict=True))
    given = {"title": "Ledger", "kind": "general-ledger", "periods": "%Y-%m", "dates": "", "sign": "plus"}
    given |= {"pool_field": "cost_centre", "pool_words": "100", **answers(LEDGER, told, ";")}
    page = text_of(jo.post(at("file-columns", fund, the_file().pk), given, follow=True))
    assert "5 lines of £300.01" in page and "3 the pool’s" in page
    assert "Debits of £50 and credits of £49.99 differ by £0.01." in page
    assert "Journals that balance: 1; of which only one side is in the extract: 1." in page
    assert "HOM 2017-05 2 £350 £0 £350" in page
    add_rule(jo, fund, field="account", words="HOM", account="HOMECARE-NHS")
    here = at("file-reconciliation", fund, the_file().pk)
    page = text_of(jo.get(here))
    assert "Pool and host differ on 1 of 1 accounts, by £1,550.50 in all." in page
    press_post(jo, fund, jo.get(at("file", fund, the_file().pk)))
    page = text_of(jo.get(here))
    assert "Pool and host agree on all 1 accounts, to the penny." in page
    assert "Neither side has anything" in text_of(jo.get(f"{here}?first=2018-01&last=2018-02"))
    with scope.within(scope.SYSTEM_SCOPE):
        days = [row.entry.day.isoformat() for row in queries.journal(fund.fund)]
    assert days == ["2017-04-30", "2017-05-31", "2017-05-31"]  # an extract without days is dated by its periods


def test_the_original_comes_back_as_it_came_and_only_to_its_partner(jo, fund):
    upload(jo, fund, FILE, 'a"b.csv')
    response = jo.get(at("file-original", fund, the_file().pk))
    assert response.content == FILE and response["Content-Disposition"].startswith("attachment")
    jo.force_login(fund.officers["sam"], backend="django.contrib.auth.backends.ModelBackend")
    for route in ("file", "file-columns", "file-lines", "file-original", "file-reconciliation"):
        assert jo.get(at(route, fund, the_file().pk)).status_code == 404
    assert "None yet." in text_of(jo.get(at("files", fund)))


HOSTILE = [
    "=cmd|' /C calc'!A0",
    "'); DROP TABLE pool_ledgerfile; --",
    "<script>alert(1)</script>",
    "{{ 7*7 }}",
    "\x1b[31m\x00",
]


@pytest.mark.parametrize("text", HOSTILE)
def test_a_hostile_heading_or_cell_is_only_text(jo, fund, text):
    quoted = '"' + text.replace('"', '""') + '"'
    content = f"Paid,Net,{quoted},Service,Cost centre,Ref\n06/04/2017,10,{quoted},{quoted},100,{quoted}\n".encode()
    upload(jo, fund, content, f"{text}.csv".replace("/", "").replace("\0", ""))
    named = ["paid_on", "net", "payee", "service", "code", "reference"]
    columns = {f"column-{place}": field for place, field in enumerate(named)}
    response = jo.get(at("file-columns", fund, the_file().pk))
    assert "<script>alert" not in response.content.decode() and "\x1b" not in response.content.decode()
    response = jo.post(
        at("file-columns", fund, the_file().pk), {**TOWN, "pool_field": "", "pool_words": "", **columns}, follow=True
    )
    assert "1 line of £10" in text_of(response)
    add_rule(jo, fund, field="code", words="100", account="HOMECARE-NHS")
    page = press_post(jo, fund, jo.get(at("file", fund, the_file().pk)))
    assert "is in the books: £10" in text_of(page) and "<script>alert" not in page.content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        entry = next(iter(queries.journal(fund.fund))).entry
    assert entry.description.isprintable() and entry.legs[0].amount_pence == 1000
    shown = unescape(jo.get(at("entry", fund, 1)).content.decode())
    assert "\0" not in shown


def test_a_workbook_is_read_too(jo, fund):
    from commonweal.spreadsheets.writing import Table, xlsx_bytes

    rows = [["06/04/2017", 1200.1, "Ash", "Pooled", "100", "A1"], ["07/04/2017", -0.3, "Ash", "Pooled", "100", "A2"]]
    content = xlsx_bytes([Table("April", tuple(FILE.decode().splitlines()[0].split(",")), rows)])
    upload(jo, fund, content, "april.xlsx")
    page = text_of(say_columns(jo, fund))
    assert "2 lines of £1,199.80" in page
