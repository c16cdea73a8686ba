import copy
import json
import tomllib
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from commonweal.engine.findings import Severity
from commonweal.engine.ledger.agreement import (
    Agreement,
    Arrangement,
    Function,
    Party,
    PartyKind,
    Schedule,
    from_data,
    to_data,
)
from commonweal.engine.ledger.agreementcheck import check_agreement
from commonweal.engine.ledger.agreementrules import read_rules

FILE = tomllib.loads((Path(__file__).parents[3] / "commonweal" / "rulebooks" / "section75.toml").read_text())
RULES, FAULTS = read_rules(FILE)
COUNCIL = Party("Exampleshire Council", PartyKind.LOCAL_AUTHORITY)
ICB = Party("Exampleshire ICB", PartyKind.NHS_COMMISSIONER)
FUND = Schedule(
    "Homecare",
    Arrangement.POOLED_FUND,
    functions=(Function("nhs", "community-health", "Community health services"),),
    persons_and_services="Adults at home",
    resources="Ten social workers",
    contributions="£3m and £5m",
    variation_of_contributions="With three months' notice",
    monitoring="Board, each month",
    vat_treatment="The host recovers input tax",
    vat_decided_by="Finance director",
    risk_share="60 to 40",
)
WHOLE = Agreement(
    parties=(COUNCIL, ICB),
    schedules=(FUND,),
    aims_and_outcomes="Home sooner",
    improvement="One team",
    consultation="People and carers asked in May",
    host=COUNCIL.name,
    pool_manager="Jo Invented",
    pool_manager_employer=COUNCIL.name,
    starts=date(2024, 4, 1),
    ends=date(2027, 4, 1),
    review=date(2025, 10, 1),
    variation="In writing",
    termination="Six months' notice",
    exit_plan="Staff return",
    reporting="Quarterly and yearly",
    audit="The host's auditor",
    complaints="A joint committee",
)


def codes(agreement):
    return [finding.code for finding in check_agreement(agreement, RULES)]


def test_the_rules_file_is_sound_and_says_its_sources():
    assert FAULTS == []
    assert {rule.status for rule in RULES.requirements} == {"verified", "unverified"}
    assert {excluded.status for excluded in RULES.excluded if excluded.side == "council"} == {"unverified"}


def test_a_whole_agreement_lacks_nothing():
    assert codes(WHOLE) == []


def test_an_agreement_survives_being_kept_as_data():
    assert from_data(json.loads(json.dumps(to_data(WHOLE)))) == WHOLE
    assert from_data({}) == Agreement()


def test_an_empty_record_is_told_what_it_lacks():
    assert codes(Agreement()) == ["no-local-authority", "no-nhs-body", "no-schedule"]


REQUIRED = [rule for rule in RULES.requirements if Arrangement.POOLED_FUND in rule.arrangements]


@pytest.mark.parametrize("rule", REQUIRED, ids=[rule.code for rule in REQUIRED])
def test_each_missing_item_is_its_own_finding(rule):
    record = WHOLE.schedules[0] if rule.in_schedule else WHOLE
    empty = replace(
        record,
        **{rule.field: None if isinstance(getattr(record, rule.field), date) else type(getattr(record, rule.field))()},
    )
    lacking = replace(WHOLE, schedules=(empty,)) if rule.in_schedule else empty
    found = [finding for finding in check_agreement(lacking, RULES) if finding.code == rule.code]
    assert [finding.severity for finding in found] == [Severity.ERROR if rule.is_required else Severity.WARNING]


def test_items_7a_to_7g_are_all_asked_for():
    """Regulation 7 lists (a) to (g) for a pooled fund's agreement."""
    items = {letter for rule in REQUIRED for letter in "abcdefg" if f"item ({letter})" in rule.regulation}
    assert items == set("abcdefg")


def test_lead_commissioning_asks_for_payments_and_a_lead_but_no_pool_manager():
    lead = Schedule("Assessment", Arrangement.LEAD_COMMISSIONING)
    found = codes(Agreement(WHOLE.parties, (lead,)))
    assert {"payments-missing", "lead-missing", "functions-missing"} <= set(found)
    assert not {"contributions-missing", "pool-manager-missing", "host-missing", "audit-missing"} & set(found)


@pytest.mark.parametrize(
    ("function", "refused"),
    [
        (Function("nhs", "surgery", "Theatre lists"), True),
        (Function("nhs", "other", "Minor Surgical procedures"), True),
        (Function("nhs", "other", "Emergency ambulance services"), True),
        (Function("nhs", "rehabilitation", "Rehabilitation after a stay in hospital"), False),
        (Function("council", "other", "Statutory complaints procedure"), True),
        (Function("council", "dfg", "Disabled facilities grants"), False),
        (Function("council", "surgery", "Councillors' casework"), False),
    ],
)
def test_excluded_functions_are_refused(function, refused):
    agreement = replace(WHOLE, schedules=(replace(FUND, functions=(function,)),))
    assert codes(agreement) == (["function-excluded"] if refused else [])


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"host": "Another"}, "host-no-party"),
        ({"pool_manager_employer": ICB.name}, "manager-not-of-host"),
        ({"ends": date(2024, 4, 1)}, "dates-reversed"),
        ({"review": date(2027, 4, 1)}, "review-outside"),
        ({"parties": (ICB, Party("Exampleshire Trust", PartyKind.NHS_TRUST), COUNCIL)}, "trust-without-consent"),
        ({"parties": (ICB, replace(ICB, name=COUNCIL.name))}, "no-local-authority"),
        ({"schedules": (replace(FUND, lead="Another"),)}, "lead-no-party"),
    ],
)
def test_what_does_not_fit_together(change, code):
    assert code in codes(replace(WHOLE, **change))


@pytest.mark.parametrize(
    ("edit", "code"),
    [
        (lambda data: data.pop("requirement"), "rules-empty"),
        (lambda data: data["requirement"][0].pop("message"), "rule-incomplete"),
        (lambda data: data["requirement"][0].update(field="colour"), "rule-field"),
        (lambda data: data["requirement"][0].update(level="page"), "rule-level"),
        (lambda data: data["requirement"][0].update(arrangements=["marriage"]), "rule-arrangement"),
        (lambda data: data["requirement"][0].update(status="certain"), "rule-status"),
        (lambda data: data["excluded"][0].update(side="left"), "rule-side"),
        (lambda data: data["excluded"][0].pop("source"), "rule-incomplete"),
    ],
)
def test_a_faulty_rules_file_is_told_of(edit, code):
    data = copy.deepcopy(FILE)
    edit(data)
    rules, found = read_rules(data)
    assert rules is None
    assert code in [finding.code for finding in found]
