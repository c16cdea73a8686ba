"""The pool's pages as two finance officers meet them, one of each partner."""

from __future__ import annotations

import re
from datetime import date
from html import unescape

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.ledger.agreement import to_data
from commonweal.pool import actions, queries
from tests.apps.pool.reading import named
from tests.engine.ledger.test_agreement import WHOLE
from tests.factories.pool import AT, MAKER, draft, invented_fund
from tests.factories.world import add_person, give

YEAR = 2017


BUDGET = [
    ("homecare", "nhs-minimum", 60_000_00),
    ("homecare", "ibcf", 30_000_00),
    ("reablement", "nhs-minimum", 25_000_00),
]


def add_line(made, scheme, source, pence):
    parts = {"scheme": made.parts[scheme], "source": made.parts[source]}
    return actions.add_budget_line(by=MAKER, at=AT, fund=made.fund, year=YEAR, planned_pence=pence, **parts)


@pytest.fixture
def fund(db):
    """Two partners, a budget, some entries, a forecast overspend of £10,000 on homecare's NHS money."""
    made = invented_fund()
    made.officers = {}
    for name, organisation, kind in [("jo", made.council, "council-finance"), ("sam", made.icb, "nhs-finance")]:
        made.officers[name] = add_person(f"{name}{made.fund.pk}@example.org", f"{name.title()} Invented")
        give(made.officers[name], organisation, kind)
    with scope.within(scope.SYSTEM_SCOPE):
        who = {"by": MAKER, "at": AT}
        made.lines = lines = [add_line(made, *line) for line in BUDGET]
        actions.set_forecast(**who, line=lines[0], amount_pence=70_000_00)
        rule = {"rule": "fixed", "weights": {"council": 60, "icb": 40}}
        actions.set_risk_rule(**who, scheme=made.parts["homecare"], year=YEAR, rule=rule)
        actions.set_contribution(
            **who, source=made.parts["nhs-minimum"], year=YEAR, amount_pence=85_000_00, due=[date(2017, 4, 15)]
        )
        drafts = [
            draft(("BANK", 85_000_00), ("IN-NHS-MINIMUM", -85_000_00), description="Contribution <b>"),
            draft(
                ("HOMECARE-NHS", 12_345_67), ("BANK", -12_345_67), day=date(2017, 5, 3), description="Homecare, April"
            ),
        ]
        actions.post(**who, fund=made.fund, drafts=drafts)
    return made


@pytest.fixture
def as_officer(client, fund):
    def sign_in(name):
        client.force_login(fund.officers[name], backend="django.contrib.auth.backends.ModelBackend")
        return client

    return sign_in


def text_of(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def address(route, fund, *more, **asked):
    return reverse(f"pool:{route}", args=[fund.fund.pk, *more], query=asked)


@pytest.mark.parametrize("name", ["jo", "sam"])
def test_at_a_glance(as_officer, fund, name):
    page = text_of(as_officer(name).get(address("fund", fund)))
    assert (
        "2017 to 2018 is forecast to end £10,000 over Of £115,000 planned for 2017 to 2018, £12,345.67 is paid." in page
    )
    assert "Payable once NHS England approves the plan £85,000 £12,345.67 £0" in page
    assert "nhs-minimum £95,000 is forecast, £85,000 is brought: £10,000 has no money." in page
    assert "source nhs-minimum" not in page  # its name, which these tests give it, not the engine's code of a place


def test_statement_to_legs_to_entry(as_officer, fund):
    client = as_officer("jo")
    page = client.get(address("statement", fund, by="scheme", first="2017-05", last="2017-05"))
    assert "May 2017: £72,654.33 is unspent £0 came in, and £12,345.67 was spent." in text_of(page)
    link = re.search(r'href="([^"]+)">homecare<', page.content.decode())[1]
    legs = client.get(unescape(link))
    assert "1 leg of entries" in text_of(legs)
    entry = client.get(re.search(r'href="([^"]+entries/2/)"', legs.content.decode())[1])
    assert "Homecare, April" in text_of(entry)
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.head(fund.fund)[1].hex() in text_of(entry)


def test_what_people_typed_is_shown_as_text(as_officer, fund):
    assert "Contribution &lt;b&gt;" in as_officer("jo").get(address("entry", fund, 1)).content.decode()


@pytest.mark.parametrize(
    ("kind", "start"), [("csv", "fund,number,"), ("beancount", "option "), ("journal", "commodity ")]
)
def test_the_journal_as_a_file(as_officer, fund, kind, start):
    response = as_officer("sam").get(address("journal", fund, kind))
    assert response["Content-Disposition"] == f'attachment; filename="{fund.fund.code.lower()}.{kind}"'
    assert response.content.decode().startswith(start)


def test_risk_share_is_explained_to_both(as_officer, fund):
    for name in ("jo", "sam"):
        page = text_of(as_officer(name).get(address("risk", fund)))
        assert named("homecare: £10,000 over council bears £6,000 icb bears £4,000", fund) in page
        assert named("council: £10,000 × 60 ÷ 100 = £6,000", fund) in page


def what_if(**changes):
    asked = {"rule": "fixed", "lead": "council", "cap": "", "reserve": "", "share-council": "1", "share-icb": "2"}
    return (
        asked
        | {
            "contribution-council": "1,000",
            "spending-council": "1,100",
            "contribution-icb": "£500",
            "spending-icb": "500.00",
        }
        | changes
    )


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({}, "What if: £100 over council bears £33.33 icb bears £66.67"),
        ({"rule": "own"}, "What if: £100 over council bears £100 icb bears nothing"),
        ({"rule": "proportional"}, "council bears £66.67 icb bears £33.33"),
        ({"rule": "lead", "lead": "icb"}, "icb bears £100"),
        ({"rule": "lead", "lead": "icb"}, "An overspend of £100 stays with the lead, icb."),
        ({"rule": "capped", "cap": "30"}, "council bears £80 icb bears £20"),
        ({"rule": "risk-pool", "reserve": "40"}, "risk reserve bears £40 council bears £20 icb bears £40"),
        ({"rule": "capped"}, "is not a number of pence above nothing"),
        ({"share-council": "half"}, "'half' is not a whole number"),
        ({"spending-icb": "lots"}, "Enter an amount like 1,234.50"),
        ({"rule": "coin"}, "There is a problem"),
        (
            {"rule": "proportional", "contribution-council": "0", "contribution-icb": "0"},
            "The rule divides by contributions, and there are none.",
        ),
    ],
)
def test_what_if(as_officer, fund, changes, said):
    assert named(said, fund) in text_of(as_officer("jo").get(address("risk", fund, **what_if(**changes))))


def test_the_agreements_task_list(as_officer, fund):
    client = as_officer("jo")
    assert "No agreement has been written down yet." in text_of(client.get(address("agreement", fund)))
    with scope.within(scope.SYSTEM_SCOPE):
        actions.add_agreement(by=MAKER, at=AT, fund=fund.fund, record=to_data(WHOLE) | {"host": "", "exit_plan": ""})
    page = text_of(client.get(address("agreement", fund)))
    assert (
        "Version 1 lacks 2 things that the regulations ask for." in page
    )  # the host, and a manager who is its officer
    assert re.search(r"Host Missing regulation 7, item \(g\) Name the partner", page)
    assert re.search(r"Exit plan Advised practice", page)


def test_a_month_is_closed_from_the_page_by_two(as_officer, fund):
    month = {"month": "2017-04"}
    client = as_officer("jo")
    assert client.post(address("periods", fund), month | {"step": "propose-close"}).status_code == 302
    assert "Whoever proposes does not confirm." in text_of(
        client.post(address("periods", fund), month | {"step": "confirm"})
    )
    client = as_officer("sam")
    assert client.post(address("periods", fund), month | {"step": "confirm"}).status_code == 302
    assert "April 2017 Closed" in text_of(client.get(address("periods", fund)))
    assert client.post(address("periods", fund), {"month": "x", "step": "confirm"}).status_code == 404
    assert client.post(address("periods", fund), month | {"step": "burn"}).status_code == 404


def propose(client, fund, amount):
    asked = {"from_line": fund.lines[0].pk, "to_line": fund.lines[2].pk, "amount": amount, "reason": "More reablement"}
    return client.post(address("virements", fund, year=YEAR), asked)


def test_a_virement_over_the_limit_is_refused_to_its_proposer_and_approved_by_the_other(as_officer, fund):
    client = as_officer("jo")
    assert "The line has £60,000, less than the £70,000" in text_of(propose(client, fund, "70,000"))
    assert "Enter an amount" in text_of(propose(client, fund, ""))
    assert propose(client, fund, "6,000").status_code == 302
    assert "Waits for another partner" in text_of(client.get(address("virements", fund)))
    with scope.within(scope.SYSTEM_SCOPE):
        virement = queries.virements(fund.fund, YEAR)[0]
    decide = address("decide-virement", fund, virement.pk)
    assert "Whoever proposes does not approve." in text_of(client.post(decide, {"decision": "approve"}))
    client = as_officer("sam")
    assert client.post(decide, {"decision": "approve"}).status_code == 302
    assert "Approved by Sam Invented" in text_of(client.get(address("virements", fund)))
    assert "reablement £31,000" in text_of(client.get(address("fund", fund)))
    assert "The virement does not wait for a decision." in text_of(client.post(decide, {"decision": "approve"}))


def test_the_league_is_public_and_shows_no_fund(client, fund):
    page = text_of(client.get(reverse("pool:pools")))
    assert (
        "Sheffield's of 2015-16: £278,000,000. £41,000,000 was required; £237,000,000 was put in beyond that." in page
    )
    assert "council £130,000,000, NHS £109,000,000 £239,000,000 £240,000,000 £1,000,000 not published" in page
    assert fund.fund.name not in page


def test_a_stranger_with_the_same_role_finds_nothing(client, fund):
    stranger = invented_fund(months=0)
    person = add_person(f"stranger{fund.fund.pk}@example.org")
    give(person, stranger.council, "council-finance")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for route in ("fund", "statement", "legs", "agreement", "risk", "periods", "virements"):
        assert client.get(address(route, fund)).status_code == 404
    assert client.get(address("entry", fund, 1)).status_code == 404
    assert client.get(address("journal", fund, "csv")).status_code == 404
    assert fund.fund.name not in text_of(client.get(reverse("pool:pools")))
