"""A year of the fund: budgets, virements, commitments, forecasts, contributions, risk share."""

from datetime import date

import pytest
from django.db import IntegrityError, ProgrammingError, transaction

from commonweal.core import scope
from commonweal.engine.ledger.ringfence import Amounts
from commonweal.pool import actions, models, queries
from tests.factories.pool import AT, draft

YEAR = 2017
MONTHS = [date(2017, month, 15) for month in range(4, 13)] + [date(2018, month, 15) for month in (1, 2, 3)]


@pytest.fixture
def lines(pool):
    """Homecare £60,000 from the NHS and £30,000 from the council's grant; reablement £25,000 from the NHS."""
    wanted = [
        ("homecare", "nhs-minimum", 60_000_00),
        ("homecare", "ibcf", 30_000_00),
        ("reablement", "nhs-minimum", 25_000_00),
    ]
    return {
        (scheme, source): actions.add_budget_line(
            by=pool.jo,
            at=AT,
            fund=pool.fund,
            year=YEAR,
            scheme=pool.parts[scheme],
            source=pool.parts[source],
            planned_pence=pence,
        )
        for scheme, source, pence in wanted
    }


def refused(call):
    with pytest.raises(actions.Refused) as why:
        call()
    return [finding.code for finding in why.value.findings]


def move(pool, lines, pence, person=None, partner="council"):
    return actions.propose_virement(
        by=person or pool.jo,
        at=AT,
        partner=pool.parts[partner],
        from_line=lines["homecare", "nhs-minimum"],
        to_line=lines["reablement", "nhs-minimum"],
        amount_pence=pence,
        reason="More people go home with reablement",
    )


def decide(pool, virement, person, partner, is_approved=True):
    return actions.decide_virement(
        by=person, at=AT, virement=virement, partner=pool.parts[partner], is_approved=is_approved
    )


def budget(pool, lines, scheme):
    return queries.budgets(pool.fund, YEAR)[lines[scheme, "nhs-minimum"].pk]


def test_within_the_limit_a_virement_takes_effect_at_once(pool, lines):
    move(pool, lines, 5_000_00)
    assert (budget(pool, lines, "homecare"), budget(pool, lines, "reablement")) == (55_000_00, 30_000_00)


def test_above_the_limit_another_partner_approves(pool, lines):
    virement = move(pool, lines, 5_000_01)
    assert virement.waits
    assert budget(pool, lines, "homecare") == 60_000_00
    assert refused(lambda: decide(pool, virement, pool.jo, "icb")) == ["same-person"]
    assert refused(lambda: decide(pool, virement, pool.sam, "council")) == ["same-partner"]
    with scope.within(pool.seen_by(pool.sam)):
        decide(pool, virement, pool.sam, "icb")
        assert budget(pool, lines, "homecare") == 54_999_99
        assert refused(lambda: decide(pool, virement, pool.sam, "icb")) == ["virement-decided"]


def test_a_refused_virement_moves_nothing(pool, lines):
    virement = move(pool, lines, 6_000_00)
    with scope.within(pool.seen_by(pool.sam)):
        decide(pool, virement, pool.sam, "icb", is_approved=False)
    assert budget(pool, lines, "homecare") == 60_000_00


def test_the_database_keeps_the_limit_and_the_two_hands(pool, lines):
    by_hand = {
        "fund": pool.fund, "from_line": lines["homecare", "nhs-minimum"], "to_line": lines["reablement", "nhs-minimum"],
        "reason": "r", "person_name": "n", "at": AT, "amount_pence": 9_000_00, "waits": False,
    }  # fmt: skip
    virement = models.Virement.objects.create(**by_hand, partner=pool.parts["council"], person_id=pool.jo.id)
    virement.refresh_from_db()
    assert virement.waits
    with pytest.raises(ProgrammingError, match="row-level security"), transaction.atomic():
        models.Virement.objects.create(**by_hand, partner=pool.parts["icb"], person_id=pool.jo.id)
    decision = {"virement": virement, "fund": pool.fund, "is_approved": True, "person_name": "n", "at": AT}
    with pytest.raises(IntegrityError, match="another person"), transaction.atomic():
        models.VirementDecision.objects.create(**decision, partner=pool.parts["council"], person_id=pool.jo.id)


@pytest.mark.parametrize(
    ("pence", "code"), [(0, "virement-amount"), (-5, "virement-amount"), (60_000_01, "virement-uncovered")]
)
def test_a_virement_that_cannot_be(pool, lines, pence, code):
    assert refused(lambda: move(pool, lines, pence)) == [code]


def homecare(pool):
    return {line.source: line.amounts for line in queries.scheme_lines(pool.fund, YEAR) if line.scheme == "homecare"}


def test_a_commitment_is_posted_or_voided_once(pool, lines):
    line = lines["homecare", "ibcf"]
    first, second = (
        actions.commit(
            by=pool.jo, at=AT, line=line, day=date(2017, 5, 1), description="Winter hours", amount_pence=pence
        )
        for pence in (1_000_00, 2_500_00)
    )
    assert homecare(pool)["ibcf"] == Amounts(30_000_00, 0, 3_500_00, 30_000_00)
    due = draft(("HOMECARE-IBCF", 1_000_00), ("BANK", -1_000_00), day=date(2017, 6, 1))
    actions.post_commitment(by=pool.jo, at=AT, commitment=first, draft=due)
    assert homecare(pool)["ibcf"] == Amounts(30_000_00, 1_000_00, 2_500_00, 30_000_00)
    assert refused(lambda: actions.void_commitment(by=pool.jo, at=AT, commitment=first, reason="x")) == [
        "commitment-ended"
    ]
    assert refused(lambda: actions.void_commitment(by=pool.jo, at=AT, commitment=second, reason=" ")) == [
        "reason-missing"
    ]
    actions.void_commitment(by=pool.jo, at=AT, commitment=second, reason="The provider withdrew")
    assert homecare(pool)["ibcf"] == Amounts(30_000_00, 1_000_00, 0, 30_000_00)


def test_a_forecast_overspend_is_shared_by_the_rule_in_force(pool, lines):
    """£10,000 over on homecare's NHS money, half and half: £5,000 each; at outturn nothing was spent yet."""
    halves = {"rule": "fixed", "weights": {"council": 1, "icb": 1}}
    actions.set_risk_rule(
        by=pool.jo, at=AT, scheme=pool.parts["homecare"], year=YEAR, rule={"rule": "lead", "partner": "icb"}
    )
    actions.set_risk_rule(by=pool.jo, at=AT, scheme=pool.parts["homecare"], year=YEAR, rule=halves)
    actions.set_forecast(by=pool.jo, at=AT, line=lines["homecare", "nhs-minimum"], amount_pence=70_000_00)
    by_forecast = {
        answer.line.code: dict(answer.shares_pence)
        for answer in queries.risk_share(pool.fund, YEAR, on="forecast_pence")
    }
    assert by_forecast == {"homecare": {"council": 5_000_00, "icb": 5_000_00}, "reablement": {"council": 0, "icb": 0}}
    outturn = {
        answer.line.code: answer.line.variance_pence for answer in queries.risk_share(pool.fund, YEAR, on="paid_pence")
    }
    assert outturn == {"homecare": -90_000_00, "reablement": -25_000_00}
    codes = refused(
        lambda: actions.set_risk_rule(
            by=pool.jo, at=AT, scheme=pool.parts["homecare"], year=YEAR, rule={"rule": "coin"}
        )
    )
    assert codes == ["rule-unknown"]


def test_contributions_in_instalments_and_their_variation(pool):
    """Barnet's improved Better Care Fund of 2024-25, in twelve; then a variation from September on."""
    ibcf = pool.parts["ibcf"]
    actions.set_contribution(by=pool.jo, at=AT, source=ibcf, year=YEAR, amount_pence=9_621_518_00, due=MONTHS)
    due = [instalment.amount_pence for instalment in queries.instalments(pool.fund, YEAR)["ibcf"]]
    assert due == [801_793_17] * 8 + [801_793_16] * 4
    actions.set_contribution(
        by=pool.jo, at=AT, source=ibcf, year=YEAR, amount_pence=9_000_000_00, from_day=date(2017, 9, 1), reason="Agreed"
    )
    assert queries.brought(pool.fund, YEAR) == {"ibcf": 9_000_000_00}
    varied = [instalment.amount_pence for instalment in queries.instalments(pool.fund, YEAR)["ibcf"]]
    assert (varied[:5], sum(varied)) == ([801_793_17] * 5, 9_000_000_00)
    vary = {"by": pool.jo, "at": AT, "source": ibcf, "year": YEAR, "amount_pence": 1}
    assert refused(lambda: actions.set_contribution(**vary)) == ["variation-too-late"]
    assert refused(lambda: actions.set_contribution(**vary | {"source": pool.parts["nhs-minimum"]})) == [
        "instalments-missing"
    ]


def test_the_rounds_minimums_stand_against_the_lines(pool, lines):
    minimum = {"sources": ["nhs-minimum"], "areas_of_spend": ["Social Care"], "required_pence": 59_000_00}
    actions.add_minimum(by=pool.jo, at=AT, fund=pool.fund, code="asc", name="Adult social care", year=YEAR, **minimum)
    assert queries.minimums(pool.fund, YEAR)[0].planned_pence == 1_000_00
    move(pool, lines, 2_000_00)
    assert queries.minimums(pool.fund, YEAR)[0].planned_pence == -1_000_00
