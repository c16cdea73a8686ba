"""Two partners' books given, matched by the job, reviewed by two people, and corrected in the books to the penny."""

from __future__ import annotations

import csv
import io
import re
from datetime import date
from html import unescape

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, ProgrammingError, connection, transaction
from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.models import Job
from commonweal.pool import actions, models, queries
from tests.factories.pool import AT, MAKER, draft, invented_fund
from tests.factories.world import add_person, give

NHS = [
    ("Upper Example Council", "2017-04-10", "500.00", ""),  # paid over to the council
    ("Elm Homecare Ltd", "2017-04-12", "700.00", ""),  # the council counts it, too
    ("Oak Nursing", "2017-04-13", "812.34", ""),  # kept, and shown by the council as income
    ("=HYPERLINK(Ash)", "2017-04-14", "31.00", ""),
    ("=HYPERLINK(Ash)", "2017-04-14", "31.00", ""),  # an exact repeat
    ("Beech Transport", "2017-04-15", "99.99", ""),
]
COUNCIL = [
    ("Upper Example Commissioner", "2017-04-11", "-500.00", "C1"),
    ("ELM HOMECARE LIMITED", "2017-04-14", "700.00", "C2"),
    ("Upper Example Commissioner", "2017-04-20", "-812.34", "C3"),
    ("Pine Respite", "2017-04-01", "60.00", "C4"),
    ("Pine Respite", "2017-04-21", "-60.00", "C5"),  # taken back
    ("Yew Support", "2017-04-21", "10.00", "C6"),
]


def text_of(response, status=200):
    assert response.status_code == status, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def book_file(name, lines):
    """A file that Salford's map reads: supplier, day, net, number."""
    text = io.StringIO()
    writer = csv.writer(text)
    fields = ["Supplier Name", "Authority Name", "Date of Payment", "Net", "VAT", "Gross", "SAP Document Number"]
    writer.writerow([*fields, "Directorate", "G/L Description"])
    for payee, day, pounds, reference in lines:
        writer.writerow([payee, "A", day, pounds, "0", pounds, reference, "Adults", "s75 holding"])
    return SimpleUploadedFile(name, text.getvalue().encode(), content_type="text/csv")


@pytest.fixture
def fund(db):
    made = invented_fund()
    made.officers = {}
    for name, organisation, kind in [("jo", made.council, "council-finance"), ("sam", made.icb, "nhs-finance")]:
        made.officers[name] = add_person(f"{name}{made.fund.pk}@example.org", f"{name.title()} Invented")
        give(made.officers[name], organisation, kind)
    with scope.within(scope.SYSTEM_SCOPE):
        actions.post(
            by=MAKER,
            at=AT,
            fund=made.fund,
            drafts=[
                draft(("BANK", 50_000_00), ("IN-IBCF", -50_000_00), description="Contribution"),
                draft(("HOMECARE-IBCF", 700_00), ("BANK", -700_00), description="Elm Homecare", day=date(2017, 4, 14)),
            ],
        )
    return made


@pytest.fixture
def as_officer(client, fund):
    def sign_in(name):
        client.force_login(fund.officers[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def start(client, fund, **changed):
    """Ask for a run as its form does; names of invented organisations carry a number, so they are given."""
    data = {
        "first": fund.parts["icb"].pk,
        "first_book": "file",
        "first_files": book_file("nhs.csv", NHS),
        "first_names": "Upper Example Commissioner",
        "second": fund.parts["council"].pk,
        "second_files": book_file("council.csv", COUNCIL),
        "second_names": "Upper Example Council",
    }
    data = {name: value for name, value in (data | changed).items() if value is not None}
    return client.post(reverse("pool:start-matching", args=[fund.fund.pk]), data)


@pytest.fixture
def run(as_officer, fund):
    """A run that was done."""
    response = start(as_officer("jo"), fund)
    assert response.status_code == 302, text_of(response)
    finish(response)
    with scope.within(scope.SYSTEM_SCOPE):
        return models.MatchingRun.objects.get(fund=fund.fund)


def finish(response):
    job_id = int(response["Location"].rstrip("/").split("/")[-1])
    jobs.run_job(job_id=job_id)
    with scope.within(scope.SYSTEM_SCOPE):
        return Job.objects.get(pk=job_id)


def address(route, run, *more, **asked):
    return reverse(f"pool:{route}", args=[run.fund_id, run.pk, *more], query=asked)


def number_of(run, kind):
    with scope.within(scope.SYSTEM_SCOPE):
        return models.MatchedPair.objects.get(run=run, kind=kind).number


def balances(fund):
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.trial_balance(fund.fund)


CORRECTION = {"account": "HOMECARE-IBCF", "against": "OWED", "day_day": "30", "day_month": "4", "day_year": "2017"}


def decide(client, run, number, decision="double", reason="Same invoice", seen="", **more):
    data = {"decision": decision, "reason": reason, "seen": seen, **more}
    return client.post(address("decide-pair", run, number), data)


@pytest.mark.parametrize("name", ["jo", "sam"])
def test_both_partners_see_the_pairs_and_sums_that_add_up(as_officer, run, name):
    page = text_of(as_officer(name).get(address("matching", run)))
    assert "£2,043.34 may be counted twice; £0 is agreed to be, and 5 pairs wait for a decision." in page
    for row in [
        "Transfer seen from both sides 1 £500 £500 £0",
        "Re-labelled: the same spending in both books 1 £700 £700 £0",
        "Income against retained spend 1 £812.34 £812.34 £0",
        "Exact repeat 1 £31 £31 £0",
        "Reversal or credit note 1 £0 £0 £0",
        "Together 5 £2,043.34 £2,043.34 £0",
        "New: it counts 4 £1,643.33 ",
        "Transferred between the partners 1 £500 ",
        "Repeated: said before in the same book 1 £31 ",
        "The whole book 6 £2,174.33 ",
        "New: it counts 1 £10 ",
        "Transferred between the partners 1 -£500 ",
        "Re-labelled: the other book counts it 2 -£112.34 ",
        "Reversed: paid and taken back 2 £0 ",
        "The whole book 6 -£602.34 ",
    ]:
        assert row in page, row


def test_the_books_totals_are_those_of_the_files(run):
    """The judge is a sum over the lines as they were written."""
    for book, lines in enumerate((NHS, COUNCIL)):
        pence = sum(round(float(line[2]) * 100) for line in lines)
        with scope.within(scope.SYSTEM_SCOPE):
            classes = run.result.classes[book].values()
        assert [sum(column) for column in zip(*classes, strict=True)] == [len(lines), pence]


def test_a_pair_shows_both_lines_and_why(as_officer, run):
    page = text_of(as_officer("sam").get(address("matched-pair", run, number_of(run, "same-spend"))))
    for words in [
        "£700 may be counted twice",
        "Elm Homecare Ltd",
        "ELM HOMECARE LIMITED",
        "C2",
        "The sums agree to the penny.",
        "They are 2 days apart.",
    ]:
        assert words in page, words


def test_filters_and_download_show_the_same(as_officer, run):
    client, asked = as_officer("jo"), {"kind": "repeat", "decision": "undecided"}
    page = text_of(client.get(address("matching", run, **asked)))
    assert "1 pair, the largest sums first." in page
    response = client.get(address("matching-pairs", run, **asked))
    rows = list(csv.reader(io.StringIO(response.content.decode("utf-8-sig"))))
    assert rows[1:] == [
        [str(number_of(run, "repeat")), "Exact repeat", "'=HYPERLINK(Ash)", "31.00", "90", "Not decided", ""]
    ]
    assert len(client.get(address("matching-pairs", run)).content.splitlines()) == 6
    assert "0 pairs" in text_of(client.get(address("matching", run, payee="no\0body", kind="'; drop table")))


def test_an_agreed_double_count_moves_the_pool_by_exactly_its_sum_and_back(as_officer, fund, run):
    client, number, before = as_officer("jo"), number_of(run, "same-spend"), balances(fund)
    assert decide(client, run, number, **CORRECTION).status_code == 302
    after = balances(fund)
    assert after["HOMECARE-IBCF"] == before["HOMECARE-IBCF"] - 700_00 and after["OWED"] == 700_00
    page = text_of(as_officer("sam").get(address("matched-pair", run, number)))
    assert "Agreed double count by Jo Invented for council" in page and "Taken out of the books by entry 3" in page
    entry = text_of(client.get(reverse("pool:entry", args=[fund.fund.pk, 3])))
    assert f"reference MATCH-{run.pk}/{number}" in entry
    with scope.within(scope.SYSTEM_SCOPE):
        seen = models.PairDecision.objects.get().pk
    assert decide(as_officer("sam"), run, number, "not-double", "Two invoices", seen).status_code == 302
    assert {code: pence for code, pence in balances(fund).items() if pence} == before
    page = text_of(client.get(address("matched-pair", run, number)))
    assert "Not a double count by Sam Invented for icb" in page and "taken back by entry 4" in page
    assert "(superseded) : Same invoice" in page or "(superseded): Same invoice" in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.verify(fund.fund) == []


def test_a_reversal_has_nothing_to_take_out_of_the_books(as_officer, fund, run):
    client, number, before = as_officer("jo"), number_of(run, "reversal"), balances(fund)
    assert "Where the pool counts it" not in text_of(client.get(address("matched-pair", run, number)))
    assert decide(client, run, number, **CORRECTION).status_code == 302
    assert balances(fund) == before


def test_income_that_is_not_there_is_debited(as_officer, fund, run):
    decide(as_officer("jo"), run, number_of(run, "retained"), **CORRECTION | {"account": "IN-IBCF"})
    assert balances(fund)["IN-IBCF"] == -50_000_00 + 812_34


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"reason": " "}, "Say in a few words why"),
        ({"decision": "maybe"}, "is not one of the available choices"),
        ({"decision": ""}, "Say what it is"),
        (CORRECTION | {"against": ""}, "Choose the account that the entry stands against"),
        (CORRECTION | {"day_day": "", "day_month": "", "day_year": ""}, "Enter the day of the entry"),
        (CORRECTION | {"day_month": "5", "day_year": "2030"}, "or have the period opened by two people."),
        (CORRECTION | {"account": "BANK"}, "is not one of the available choices"),
        ({"seen": "999"}, "Somebody decided this pair in the meantime."),
    ],
)
def test_a_decision_that_cannot_be_changes_nothing(as_officer, fund, run, changed, said):
    before = balances(fund)
    page = text_of(decide(as_officer("jo"), run, number_of(run, "same-spend"), **changed))
    assert said in page
    assert balances(fund) == before
    with scope.within(scope.SYSTEM_SCOPE):
        assert not models.PairDecision.objects.exists()


def test_repeats_are_decided_at_once_for_one_reason(as_officer, fund, run):
    data = {"decision": "double", "reason": "Booked twice", **CORRECTION}
    assert as_officer("jo").post(address("decide-repeats", run), data).status_code == 302
    assert balances(fund)["HOMECARE-IBCF"] == 700_00 - 31_00
    page = text_of(as_officer("jo").post(address("decide-repeats", run), data))
    assert "There is nothing to decide." in page


def test_the_ledger_as_a_book(as_officer, fund):
    """The pool's own entry to Elm Homecare stands against the council's line for the same money."""
    job = finish(
        start(
            as_officer("jo"),
            fund,
            first=fund.parts["council"].pk,
            second=fund.parts["icb"].pk,
            first_book="ledger",
            first_files=None,
            second_files=book_file("icb.csv", NHS),
        )
    )
    assert job.state == "done", job.result
    with scope.within(scope.SYSTEM_SCOPE):
        line = models.PairLine.objects.get(pair__fund=fund.fund, pair__kind="same-spend", is_right=False)
        assert (line.entry_number, line.amount_pence, line.payee) == (2, 700_00, "Elm Homecare")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        ({"second_files": None}, "Choose the second partner's file"),
        ({"first_files": None}, "Choose the first partner's file"),
        ({"first_book": ""}, "Say where the first book comes from"),
        ({"first": "77"}, "is not one of the available choices"),
    ],
)
def test_what_is_missing_is_said(as_officer, fund, changed, said):
    assert said in text_of(start(as_officer("jo"), fund, **changed))


def test_one_partner_twice_is_refused(as_officer, fund):
    page = text_of(start(as_officer("jo"), fund, first=fund.parts["council"].pk))
    assert "Choose another partner than the first" in page


@pytest.mark.parametrize(
    "content", [b"\0\xff\xfe", b"a,b\n1,2\n", b"Supplier Name,Date of Payment,Net\n", b"PK\x03\x04"]
)
def test_a_file_that_cannot_be_read_is_findings_and_no_pairs(as_officer, fund, content):
    client = as_officer("jo")
    job = finish(start(client, fund, second_files=SimpleUploadedFile("bad.csv", content)))
    assert job.state == "done" and "could not be read" in job.result["message"]
    page = text_of(client.get(job.result["link"]))
    assert "The books could not be matched: what is wrong stands below." in page and "bad.csv" in page


def test_a_job_that_was_cancelled_keeps_nothing(as_officer, fund):
    response = start(as_officer("jo"), fund)
    with scope.within(scope.SYSTEM_SCOPE):
        Job.objects.update(cancel_requested=True)
    assert finish(response).state == "cancelled"
    with scope.within(scope.SYSTEM_SCOPE):
        assert not models.MatchedPair.objects.filter(fund=fund.fund).exists()
        assert not models.MatchingResult.objects.filter(run__fund=fund.fund).exists()


def refuses(code):
    return pytest.raises(IntegrityError, check=lambda fault: fault.__cause__.diag.constraint_name == code)


def test_the_database_keeps_decisions_and_corrections_together(fund, run):
    """What the application could try behind the actions' back, as its own role with the council's sight."""
    scope.enter(fund.seen_by(fund.jo))
    pair = models.MatchedPair.objects.get(run=run, kind="same-spend")
    other = models.MatchedPair.objects.get(run=run, kind="transfer")
    signed = {
        "person_id": fund.jo.id,
        "person_name": "Jo",
        "at": AT,
        "fund": fund.fund,
        "partner": fund.parts["council"],
    }
    signed |= {"reason": "Because", "decision": "double"}
    posting = actions.post(by=fund.jo, at=AT, fund=fund.fund, drafts=[draft(("HOMECARE-IBCF", -1_00), ("OWED", 1_00))])
    create = models.PairDecision.objects.create
    with refuses("correction-differs"), transaction.atomic():
        create(pair=pair, entry=posting.entries.get(), **signed)
    with refuses("correction-stands"), transaction.atomic():
        create(pair=pair, undoes=posting.entries.get(), **signed)
    first = create(pair=pair, **signed)
    with refuses("decision-of-another-pair"), transaction.atomic():
        create(pair=other, supersedes=first, **signed)
    with pytest.raises(IntegrityError, match="pair_first_decision_once"), transaction.atomic():
        create(pair=pair, **signed)
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        create(pair=other, **signed | {"person_id": fund.sam.id})
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        create(pair=other, **signed | {"partner": fund.parts["icb"]})
    with (
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
        connection.cursor() as cursor,
    ):
        cursor.execute(
            "insert into pool_matchedpair (run_id, fund_id, number, kind, money, score, again_pence, payee, claim,"
            " evidence, question) values (%s, %s, 99, 'repeat', 'repeated', 90, 1, '', '', '[]', '')",
            [run.pk, fund.fund.pk],
        )


def test_the_other_partner_does_not_see_the_whole_file(fund, run):
    for viewer, count in [(fund.seen_by(fund.sam), 0), (scope.SYSTEM_SCOPE, 2), (scope.NOBODY, 0)]:
        with scope.within(viewer):
            assert models.MatchingFile.objects.filter(run=run).count() == count
