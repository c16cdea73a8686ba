"""The pages of money in and out as finance officers of both partners meet them, in the invented fund's year."""
# ruff: noqa: F811 (fixtures of another module)

from __future__ import annotations

from datetime import date

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.pool import actions, queries
from commonweal.pool.views import desk
from tests.apps.pool.test_pages import YEAR, address, as_officer, fund, text_of  # noqa: F401
from tests.factories.pool import AT, MAKER, invented_fund
from tests.factories.world import add_person, give

PAGES = [
    *("money", "contributions", "invoice", "post", "commitments", "forecasts", "accruals"),
    *("transfers", "passed-down", "vat", "reserves", "year-end"),
]


@pytest.fixture(autouse=True)
def today(monkeypatch):
    """The tenth of August 2017 for these pages."""
    monkeypatch.setattr(desk, "today", lambda: date(2017, 8, 10))


def send(client, fund, route, do, *more, **given):
    """Post one of a page's forms: its fields without the prefix; a date as a date."""
    data = {"do": do}
    for name, value in given.items():
        field = f"{do}-{name}"
        if isinstance(value, date):
            data |= {f"{field}_day": value.day, f"{field}_month": value.month, f"{field}_year": value.year}
        else:
            data[field] = value
    return client.post(address(route, fund, *more, year=YEAR), data)


def done(response):
    """It was done: the page is asked for anew."""
    assert response.status_code == 302, text_of(response)[:2000]


def source(fund, code):
    return fund.parts[code].pk


@pytest.mark.parametrize("name", ["jo", "sam"])
@pytest.mark.parametrize("route", PAGES)
def test_every_page_is_there_for_both_partners_with_and_without_a_budget(as_officer, fund, name, route):
    client = as_officer(name)
    for year in (YEAR, YEAR + 1):
        assert fund.fund.name in text_of(client.get(address(route, fund, year=year)))


def test_a_years_schedule_is_set_received_and_varied(as_officer, fund):
    """Barnet's improved Better Care Fund: twelve instalments, eight of them a penny larger."""
    client = as_officer("jo")
    ibcf, first = source(fund, "ibcf"), date(2017, 4, 15)
    sent = {"source": ibcf, "amount": "9,621,518", "count": "12", "first": first}
    assert "would not all lie in the financial year" in text_of(
        send(client, fund, "contributions", "set", **sent | {"first": date(2017, 5, 1)})
    )
    done(send(client, fund, "contributions", "set", **sent))
    page = text_of(client.get(address("contributions", fund, year=YEAR)))
    assert page.count("£801,793.17 £0 £801,793.17") == 8
    assert page.count("£801,793.16 £0 £801,793.16") == 4
    # April to July are overdue: four of £801,793.17; and the NHS's one instalment has come in
    assert "£3,207,172.68 is overdue" in page
    assert "Book £801,793.17 as received today: ibcf, due 15 April 2017" in page
    done(send(client, fund, "contributions", "receive", source=ibcf, amount="", day=date(2017, 8, 10)))
    done(send(client, fund, "contributions", "charge", source=ibcf, amount="1,793.17", day=first, description="April"))
    page = text_of(client.get(address("contributions", fund, year=YEAR)))
    assert "£2,403,586.34 is overdue" in page
    assert "Client charges of £1,793.17 net it to £9,619,724.83; £801,793.17 was paid, £8,817,931.66 is left" in page
    vary = {"source": ibcf, "amount": "9,000,000", "from_day": date(2017, 9, 1), "reason": "Agreed in July"}
    done(send(client, fund, "contributions", "vary", **vary))
    assert "Varied to £9,000,000: Agreed in July (Jo Invented" in text_of(
        client.get(address("contributions", fund, year=YEAR))
    )
    low = send(client, fund, "contributions", "vary", **vary | {"amount": "1"})
    assert "£4,008,965.85 was due before that day" in text_of(low)
    charge = {"amount": "1", "day": first, "description": "x"}
    nhs = send(client, fund, "contributions", "charge", source=source(fund, "nhs-minimum"), **charge)
    assert "Council’s source that it nets: select one of the list" in text_of(nhs)


def entry(**changes):
    rows = {"account-1": "BANK", "debit-1": "100", "account-2": "IN-IBCF", "credit-2": "100"}
    day = {"day_day": "6", "day_month": "4", "day_year": "2017"}
    return {**day, "description": "By hand", "reference": "J1", **rows} | changes


@pytest.mark.parametrize(
    ("changes", "said", "field"),
    [
        ({"credit-2": "90"}, "Debits are £100, credits £90: Debits exceed by £10", "credit-2"),
        ({"credit-2": ""}, "Enter a debit or a credit in row 2", "debit-2"),
        ({"account-2": ""}, "Choose the account of row 2", "account-2"),
        ({"credit-2": "lots"}, "Enter an amount like 1,234.50", "credit-2"),
        ({"debit-2": "5"}, "Row 2 has a debit and a credit", "credit-2"),
        ({"debit-1": "-100", "credit-2": "-100"}, "Enter an amount above nothing in row 1", "debit-1"),
        ({"account-2": "NONE"}, "Choose one of the fund's accounts", "account-2"),
        ({"account-2": "", "credit-2": "", "account-1": "", "debit-1": ""}, "Fill in at least two rows", "account-1"),
        ({"day_year": "2019"}, "April 2019 is not open for posting.", "day"),
        ({"day_day": "31"}, "Day must be a real date", "day"),
        ({"description": " "}, "Describe in a few words what happened", "description"),
        ({"description": "a\x00b"}, "", "description"),
        ({"debit-1": "2,000,000,000,000", "credit-2": "2,000,000,000,000"}, "below a trillion pounds", "debit-1"),
    ],
)
def test_what_the_books_refuse_is_said_at_its_field(as_officer, fund, changes, said, field):
    response = as_officer("jo").post(address("post", fund), entry(**changes))
    assert said in text_of(response)
    assert f'href="#id_{field}"' in response.content.decode()
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.head(fund.fund)[0] == 2


def test_an_entry_is_posted_by_hand_and_taken_back(as_officer, fund):
    client = as_officer("sam")
    response = client.post(address("post", fund), entry())
    assert response["Location"] == address("entry", fund, 3)
    assert "Posted by Sam Invented, reference J1" in text_of(client.get(response["Location"]))
    assert "Take this entry back" in text_of(client.get(response["Location"]))
    back = {"reason": "Wrong source", "day_day": "7", "day_month": "4", "day_year": "2017"}
    assert "Say why the entry is taken back" in text_of(
        client.post(address("take-back", fund, 3), back | {"reason": ""})
    )
    assert client.post(address("take-back", fund, 3), back)["Location"] == address("entry", fund, 4)
    page = text_of(client.get(address("entry", fund, 4)))
    assert "Reversal of entry 3: Wrong source" in page
    assert "has been taken back before" in text_of(client.post(address("take-back", fund, 3), back))
    assert client.get(address("take-back", fund, 99)).status_code == 404


def test_an_invoice_with_its_vat(as_officer, fund):
    client, line = as_officer("jo"), fund.lines[0].pk
    invoice = {
        "line": line, "net": "1,000", "vat": "200", "day": date(2017, 6, 1), "description": "Care", "reference": "",
        "paid": "paid",
    }  # fmt: skip
    assert "Nobody has decided what becomes of this line's VAT." in text_of(
        send(client, fund, "invoice", "book", **invoice)
    )
    decision = {
        "line": line,
        "treatment": "section-41",
        "decided_by": "Adviser",
        "decided_on": date(2017, 4, 1),
        "note": "",
    }
    done(send(client, fund, "vat", "decide", **decision))
    assert "1 line: VAT treatment and host do not fit" in text_of(client.get(address("vat", fund)))
    done(send(client, fund, "vat", "decide", **decision | {"treatment": "section-33"}))
    done(send(client, fund, "invoice", "book", **invoice))
    page = text_of(client.get(address("vat", fund)))
    assert "£200 of VAT stands to be recovered." in page
    assert "The host council recovers it (section 33) Adviser 1 April 2017" in page
    assert "£13,345.67 of £115,000 is spent" in text_of(client.get(address("invoice", fund)))


def test_commitments_are_made_posted_and_voided(as_officer, fund):
    client = as_officer("jo")
    promise = {"line": fund.lines[0].pk, "amount": "2,000", "day": date(2017, 8, 1), "description": "Winter hours"}
    for amount, said in [("0", "Enter an amount above nothing"), ("99999999999999999", "below a trillion pounds")]:
        assert said in text_of(send(client, fund, "commitments", "commit", **promise | {"amount": amount}))
    done(send(client, fund, "commitments", "commit", **promise))
    done(send(client, fund, "commitments", "commit", **promise | {"description": "Night sitting"}))
    with scope.within(scope.SYSTEM_SCOPE):
        first, second = queries.commitments(fund.fund, YEAR)
    assert "£4,000 is promised and not yet paid" in text_of(client.get(address("commitments", fund)))
    done(send(client, fund, "commitments", "post", commitment=first.pk, amount="", day=date(2017, 8, 10)))
    assert "Void one" in text_of(send(client, fund, "commitments", "void", commitment=second.pk, reason=""))
    done(send(client, fund, "commitments", "void", commitment=second.pk, reason="The provider withdrew"))
    page = text_of(client.get(address("commitments", fund)))
    assert "Posted by Jo Invented, entry 3" in page
    assert "Voided by Jo Invented: The provider withdrew" in page
    # a second click finds it gone
    again = send(client, fund, "commitments", "post", commitment=first.pk, amount="", day=date(2017, 8, 10))
    assert "Commitment: select one of the list" in text_of(again)


def test_the_forecast_overspend_is_seen_at_a_glance(as_officer, fund):
    client = as_officer("sam")
    given = {"line": fund.lines[2].pk, "amount": "27,000", "reason": ""}
    assert "nothing says why" in text_of(send(client, fund, "forecasts", "forecast", **given))
    done(send(client, fund, "forecasts", "forecast", **given | {"reason": "More referrals"}))
    page = text_of(client.get(address("forecasts", fund)))
    assert "2017 to 2018 is forecast to end £12,000 over" in page
    assert "£2,000 over More referrals" in page
    assert "2017 to 2018 is forecast to end £12,000 over" in text_of(client.get(address("money", fund)))


def test_accruals_are_made_and_taken_back(as_officer, fund):
    client = as_officer("jo")
    accrual = {"line": fund.lines[0].pk, "month": "2017-06", "amount": "750", "reason": "June hours"}
    done(send(client, fund, "accruals", "accrue", **accrual))
    page = text_of(client.get(address("accruals", fund)))
    assert "£750 stands accrued" in page
    assert "Take back 1 accrual that is due" in page
    assert "£750 accrued for June 2017" in text_of(client.get(address("periods", fund)))
    done(send(client, fund, "accruals", "reverse"))
    page = text_of(client.get(address("accruals", fund)))
    assert "No accrual stands" in page and "Taken back 1 July 2017" in page
    assert "No accrual waits" in text_of(send(client, fund, "accruals", "reverse"))
    assert send(client, fund, "accruals", "burn").status_code == 404


def test_reserves_and_the_years_end(as_officer, fund):
    client, nhs = as_officer("jo"), source(fund, "nhs-minimum")
    reserve = fund.parts["RISK-RESERVE"].pk
    move = {"reserve": reserve, "source": nhs, "day": date(2017, 8, 1), "reason": "Winter"}
    assert "The source has £72,654.33 unspent" in text_of(
        send(client, fund, "reserves", "aside", amount="80,000", **move)
    )
    done(send(client, fund, "reserves", "aside", amount="10,000", **move))
    done(send(client, fund, "reserves", "draw", amount="4,000", line="", **move))
    done(send(client, fund, "reserves", "open", code="RISK-POOL"))
    assert "Choose another code" in text_of(send(client, fund, "reserves", "open", code="RISK-POOL"))
    assert "other characters than" in text_of(send(client, fund, "reserves", "open", code="risk pool"))
    assert "£6,000 is held in reserves" in text_of(client.get(address("reserves", fund)))
    page = text_of(client.get(address("year-end", fund)))
    assert "2017 to 2018: £66,654.33 is left unspent" in page
    assert "nobody has said whether it may be carried" in page
    said = {"source": nhs, "carry": "return", "condition": "Paragraph 7"}
    done(send(client, fund, "year-end", "record", **said))
    carry = {"source": nhs, "amount": "1,000", "reserve": reserve, "line": "", "reason": "Late start"}
    assert "This money may not be carried" in text_of(send(client, fund, "year-end", "carry", **carry))
    done(send(client, fund, "year-end", "record", **said | {"carry": "free"}))
    done(send(client, fund, "year-end", "carry", **carry))
    assert "£7,000 is held in reserves" in text_of(client.get(address("reserves", fund)))


def test_a_transfer_and_its_voucher(as_officer, fund):
    client = as_officer("sam")
    council, icb = (fund.parts[code].pk for code in ("council", "icb"))
    agreed = {
        "kind": "section-256", "payer": icb, "payee": council, "amount": "60,000", "purpose": "Falls prevention",
        "conditions": "Spend by March", "scheme": fund.parts["homecare"].pk,
    }  # fmt: skip
    assert "section-256 pays from the NHS to a council" in text_of(
        send(client, fund, "transfers", "agree", **agreed | {"payer": council, "payee": icb})
    )
    done(send(client, fund, "transfers", "agree", **agreed))
    with scope.within(scope.SYSTEM_SCOPE):
        transfer = queries.transfers(fund.fund, YEAR).get()
        line = next(line for line in queries.budget_lines(fund.fund, YEAR) if line.source == transfer.source)
    done(send(client, fund, "transfers", "receive", transfer=transfer.pk, amount="60,000", day=date(2017, 5, 2)))
    invoice = {"net": "52,345.67", "vat": "", "day": date(2017, 6, 1), "description": "Falls service", "reference": ""}
    done(send(client, fund, "invoice", "book", line=line.pk, paid="owed", **invoice))
    assert client.get(address("voucher", fund, transfer.pk)).status_code == 404
    assert "The voucher is the recipient's." in text_of(
        send(client, fund, "transfers", "certify", transfer=transfer.pk)
    )
    client = as_officer("jo")
    done(send(client, fund, "transfers", "certify", transfer=transfer.pk))
    voucher = client.get(address("voucher", fund, transfer.pk))
    text = voucher.content.decode()
    assert voucher["Content-Disposition"] == 'attachment; filename="voucher-s256-2017-1.txt"'
    for line in (
        "Received in the year: £60,000",
        "Spent in the year: £52,345.67",
        "Unspent at 31 March 2018: £7,654.33",
    ):
        assert line in text
    assert "by Jo Invented, 10 August 2017" in text


def test_a_grant_is_passed_down(as_officer, fund):
    client, grant = as_officer("jo"), source(fund, "ibcf")
    share = {
        "source": grant, "district": "Upper Vale District Council", "share": "400,000", "kept": "", "agreement": "",
        "due": date(2017, 6, 30),
    }  # fmt: skip
    assert "no agreement of the district is named" in text_of(
        send(client, fund, "passed-down", "share", **share | {"kept": "1"})
    )
    done(send(client, fund, "passed-down", "share", **share))
    page = text_of(client.get(address("passed-down", fund)))
    assert "£400,000 of £400,000 was not passed down by 30 June 2017." in page
    with scope.within(scope.SYSTEM_SCOPE):
        (pk,) = queries.pass_downs(fund.fund, YEAR)
    payment = {"district": pk, "amount": "400,000", "day": date(2017, 7, 3)}
    assert "£400,001 cannot be passed down" in text_of(
        send(client, fund, "passed-down", "pay", **payment | {"amount": "400,001"})
    )
    done(send(client, fund, "passed-down", "pay", **payment))
    assert "£400,000 was passed down after 30 June 2017." in text_of(client.get(address("passed-down", fund)))


def test_what_people_typed_is_shown_as_text(as_officer, fund):
    client = as_officer("jo")
    script = "<script>alert(1)</script>"
    promise = {"line": fund.lines[0].pk, "amount": "1", "day": date(2017, 8, 1), "description": script}
    done(send(client, fund, "commitments", "commit", **promise))
    assert script not in client.get(address("commitments", fund)).content.decode()


def test_a_stranger_with_the_same_role_finds_none_of_it_and_a_councillor_the_overview_alone(client, fund):
    stranger = invented_fund(months=0)
    person = add_person(f"stranger{fund.fund.pk}@example.org")
    give(person, stranger.council, "council-finance")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for route in PAGES:
        assert client.get(address(route, fund)).status_code == 404
        assert client.post(address(route, fund), {"do": "x"}).status_code in {404, 405}
    councillor = add_person(f"councillor{fund.fund.pk}@example.org")
    give(councillor, fund.council, "councillor")
    client.force_login(councillor, backend="django.contrib.auth.backends.ModelBackend")
    overview = client.get(address("money", fund))
    assert "Post by hand" not in text_of(overview)
    assert address("contributions", fund) not in overview.content.decode()
    for route in PAGES[1:]:
        assert client.get(address(route, fund)).status_code == 403


def test_a_source_of_another_fund_cannot_be_chosen(as_officer, fund):
    with scope.within(scope.SYSTEM_SCOPE):
        other = invented_fund(months=0)
        actions.add_budget_line(
            by=MAKER, at=AT, fund=other.fund, year=YEAR, scheme=other.parts["homecare"], source=other.parts["ibcf"],
            planned_pence=1,
        )  # fmt: skip
    client = as_officer("jo")
    page = send(client, fund, "year-end", "record", source=other.parts["ibcf"].pk, carry="free", condition="c")
    assert "Source: select one of the list" in text_of(page)
    assert reverse("pool:money", args=[other.fund.pk]) not in page.content.decode()
