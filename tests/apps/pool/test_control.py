"""Accounts by control, risk share by the books, the league: pages and rows."""

from __future__ import annotations

import re

import pytest
from django.db import ProgrammingError, transaction
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.ledger.control import Control, accounts_by_control
from commonweal.pool import actions, models, queries
from tests.apps.pool.conftest import YEAR
from tests.apps.pool.reading import address, named, text_of
from tests.factories.pool import AT, MAKER, draft, invented_fund
from tests.factories.world import add_person, give

# Accounts by control


def found(made, scheme, control, holder, weights):
    return actions.find_control(
        by=made.jo, at=AT, scheme=made.parts[scheme], year=YEAR, control=control,
        holder=made.parts.get(holder), weights=weights, reason="Clause 7", decided_by="Finance directors",
    )  # fmt: skip


def test_each_partners_own_accounts(as_officer, fund):
    """Homecare £14,500 (£10,500 NHS, £4,000 council) controlled by the council; reablement £1,000.01 half and half."""
    client = as_officer("sam")
    page = text_of(client.get(address("control", fund)))
    assert "£14,500 is spent and nobody has found who controls it." in page
    with scope.within(scope.SYSTEM_SCOPE):
        found(fund, "homecare", Control.ONE_PARTNER, "council", {})
        found(fund, "reablement", Control.JOINT, "", {"council": 1, "icb": 1})
    council = text_of(client.get(address("control", fund, partner="council")))
    assert "homecare one partner controls: gross £14,500 £0 £10,500 £4,000" in council
    assert "reablement joint operation: share of each £500.01 £0 £0 £500.01" in council
    assert "Together £15,000.01 £0 £10,500 £4,500.01" in council
    board = text_of(client.get(address("control", fund, partner="icb")))
    assert "homecare one partner controls: gross £10,500 £0 £0 £10,500" in board
    assert "reablement joint operation: share of each £500 £0 £0 £500" in board
    for page in (council, board):  # the same note for both
        assert "£85,000 Charges and other outside income £0 Expenditure £15,500.01 Unspent £69,499.99" in page
        assert "The partners together show the pool’s cost once" in page
        assert "Clause 7 Finance directors" in page


def test_client_charges_are_netted_from_their_source(pool):
    """£100 of care from the NHS's money and £60 from the council's; £10 of charges on the council's."""
    actions.add_account(
        by=pool.jo, at=AT, fund=pool.fund, code="CHARGES", kind="client-charge", source=pool.parts["ibcf"],
        scheme=pool.parts["homecare"],
    )  # fmt: skip
    legs = (("HOMECARE-NHS", 100_00), ("HOMECARE-IBCF", 60_00), ("CHARGES", -10_00), ("BANK", -150_00))
    actions.post(by=pool.jo, at=AT, fund=pool.fund, drafts=[draft(*legs)])
    found(pool, "homecare", Control.ONE_PARTNER, "council", {})
    line = queries.control_lines(pool.fund, YEAR)[0]
    assert line.contributions_pence == {"council": 50_00, "icb": 100_00}
    council, board = accounts_by_control(line.line)
    assert (council.expenditure_pence, council.outside_income_pence, council.from_partners_pence) == (
        160_00,
        10_00,
        100_00,
    )
    assert (council.net_cost_pence, board.net_cost_pence) == (50_00, 100_00)
    note = queries.fund_memorandum(pool.fund, YEAR)
    assert (note.outside_income_pence, note.expenditure_pence, note.surplus_pence) == (10_00, 160_00, -150_00)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"control": "agent", "holder": ""}, "Select the partner"),
        ({"share-icb": "half"}, "Enter a whole number like 50"),
        ({"share-council": "0", "share-icb": "0"}, "Each partner's share must be a whole number from nothing up"),
        ({"reason": ""}, "Say why: the auditor asks for it"),
        ({"decided_by": " "}, "Enter a name and role"),
        ({"control": "marriage"}, "Select a valid choice"),
        ({"holder": "stranger"}, "Select a valid choice"),
    ],
)
def test_a_finding_that_says_too_little(as_officer, fund, change, said):
    told = {"control": "joint-operation", "share-council": "1", "share-icb": "1", "reason": "r", "decided_by": "d"}
    where = address("find-control", fund, fund.parts["homecare"].pk, year=YEAR)
    client = as_officer("jo")
    assert said in text_of(client.post(where, told | change))
    assert client.post(where, told).status_code == 302
    assert 'value="joint-operation" checked' in re.sub(r"\s+", " ", client.get(where).content.decode())


def test_nobody_records_in_anothers_name_or_for_another_fund(pool):
    stranger = invented_fund(months=0)
    row = {"year": YEAR, "reason": "r", "decided_by": "d", "control": "joint-operation", "person_name": "n", "at": AT}
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.ControlFinding.objects.create(
            fund=pool.fund, scheme=pool.parts["homecare"], person_id=pool.sam.id, **row
        )
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.ControlFinding.objects.create(
            fund=stranger.fund, scheme=stranger.parts["homecare"], person_id=pool.jo.id, **row
        )


def test_a_stranger_with_the_same_role_finds_nothing(client, fund):
    stranger = invented_fund(months=0)
    person = add_person(f"stranger-cond{fund.fund.pk}@example.org")
    give(person, stranger.council, "council-finance")
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    for route in ("ring-fences", "ring-fence-entries", "exposure", "time-limited", "control", "agreement-document"):
        assert client.get(address(route, fund)).status_code == 404
    assert client.get(address("find-control", fund, fund.parts["homecare"].pk)).status_code == 404


# Risk share in bands, and the league


def test_what_if_in_bands_and_from_a_line(as_officer, fund):
    """£250 over on the council's money: the first £100 its own, the next £50 half and half, the rest the lead's."""
    asked = {
        "rule": "tiered", "lead": "icb", "band": "100", "in_band": "own", "next_band": "50", "in_next_band": "fixed",
        "beyond": "lead", "share-council": "1", "share-icb": "1", "contribution-council": "1,000",
        "spending-council": "1,250", "contribution-icb": "500", "spending-icb": "500", "cap": "", "reserve": "",
    }  # fmt: skip
    client = as_officer("sam")
    assert named("What if: £250 over council bears £125 icb bears £125", fund) in text_of(
        client.get(address("risk", fund, **asked))
    )
    one_band = asked | {"next_band": ""}
    assert named("council bears £100 icb bears £150", fund) in text_of(client.get(address("risk", fund, **one_band)))
    assert "is not a number of pence above nothing" in text_of(
        client.get(address("risk", fund, **asked | {"band": ""}))
    )
    page = client.get(address("risk", fund, line="homecare"))
    assert "What if: homecare under another rule" in text_of(page)
    assert 'value="60,000"' in page.content.decode() and 'value="30,000"' in page.content.decode()


def test_the_risk_reserve_of_the_books_bears_first(as_officer, fund):
    with scope.within(scope.SYSTEM_SCOPE):
        rule = {"rule": "risk-pool", "then": {"rule": "own"}}
        actions.set_risk_rule(by=MAKER, at=AT, scheme=fund.parts["reablement"], year=YEAR, rule=rule)
        line = models.BudgetLine.objects.get(scheme=fund.parts["reablement"])
        actions.set_forecast(by=MAKER, at=AT, line=line, amount_pence=25_700_00)
        reserved = draft(("TO-RESERVE", 300_00), ("RISK-RESERVE", -300_00))
        actions.post(by=MAKER, at=AT, fund=fund.fund, drafts=[reserved])
    pages = [text_of(as_officer(name).get(address("risk", fund))) for name in ("jo", "sam")]
    for page in pages:
        assert (
            named("On the forecast the pool is £700 over: council bears nothing; icb bears £400; ", fund)
            + "The risk reserve bears £300."
            in page
        )
        assert "The risk reserve holds £300 by the books (RISK-RESERVE)." in page
        assert "Together £700 £0 £400 £300" in page


@pytest.mark.parametrize(
    ("sort", "order"),
    [
        ("", ["Sheffield", "Hertfordshire", "Salford", "Coventry", "Wirral"]),
        ("place", ["Coventry", "Hertfordshire", "Salford", "Sheffield", "Wirral"]),
        ("size", ["Wirral", "Coventry", "Salford", "Hertfordshire", "Sheffield"]),
        ("-difference", ["Hertfordshire", "Sheffield"]),
        ("-above", ["Sheffield", "Coventry", "Hertfordshire", "Salford", "Wirral"]),
        ("nonsense", ["Sheffield", "Hertfordshire", "Salford", "Coventry", "Wirral"]),
    ],
)
def test_the_league_is_sorted_as_asked(client, db, sort, order):
    page = client.get(reverse("pool:pools", query={"sort": sort})).content.decode()
    places = [name for name in re.findall(r'<th scope="row">([^<]+)</th>', page) if "," not in name]
    assert places[: len(order)] == order


def test_sheffield_stands_against_what_was_required(client, db):
    page = text_of(client.get(reverse("pool:pools")))
    assert "NHS £187,000,000, council £91,000,000 £278,000,000 £278,000,000 £0 £41,000,000 £237,000,000" in page
