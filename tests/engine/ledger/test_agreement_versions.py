from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.engine.ledger.agreement import Agreement, Party, PartyKind, Schedule, from_data, to_data
from commonweal.engine.ledger.agreementdates import Event, check_days, due_days, next_due
from commonweal.engine.ledger.agreementversions import SECTIONS, Change, compare, digest
from commonweal.engine.ledger.agreementwords import ARRANGEMENTS, PARTY_KINDS
from tests.engine.ledger.test_agreement import FUND, ICB, WHOLE


def test_every_field_of_the_agreement_is_in_one_section():
    named = [name for section in SECTIONS for name in section.fields]
    assert sorted([*named, "schedules"]) == sorted(Agreement.__dataclass_fields__)


def test_everything_has_a_name():
    assert set(ARRANGEMENTS) == {schedule.value for schedule in type(FUND.arrangement)}
    assert set(PARTY_KINDS) == set(PartyKind)


def test_what_changed_is_told_field_by_field():
    trust = Party("Exampleshire Trust", PartyKind.NHS_TRUST, "Exampleshire ICB")
    dearer = replace(FUND, budget_pence=800_000_000, lead="Exampleshire Council")
    new = replace(
        WHOLE,
        aims_and_outcomes="Home the same day",
        ends=date(2028, 4, 1),
        parties=(WHOLE.parties[0], trust),
        schedules=(dearer, replace(FUND, name="Carers")),
    )
    assert compare(WHOLE, new) == (
        Change("agreement", "aims_and_outcomes", "Home sooner", "Home the same day"),
        Change("agreement", "ends", "1 April 2027", "1 April 2028"),
        Change(f"party {ICB.name}", "", ICB.name, ""),
        Change("party Exampleshire Trust", "", "", "Exampleshire Trust"),
        Change("schedule Homecare", "budget_pence", "", "£8,000,000"),
        Change("schedule Homecare", "lead", "", "Exampleshire Council"),
        Change("schedule Carers", "", "", "Carers"),
    )


texts = st.text(max_size=8)
schedules = st.builds(Schedule, texts, st.just(FUND.arrangement), risk_share=texts, budget_pence=st.none() | st.just(5))
agreements = st.builds(
    Agreement,
    aims_and_outcomes=texts,
    host=texts,
    starts=st.none() | st.dates(),
    schedules=st.lists(schedules, max_size=3, unique_by=lambda schedule: schedule.name).map(tuple),
)


@given(agreements, agreements)
def test_a_comparison_is_empty_for_the_same_and_turns_around(old, new):
    assert compare(old, old) == ()
    forth, back = compare(old, new), compare(new, old)
    assert sorted((c.where, c.field, c.before, c.after) for c in forth) == sorted(
        (c.where, c.field, c.after, c.before) for c in back
    )
    if set(old.schedules) == set(new.schedules):
        plain = [(each.aims_and_outcomes, each.host, each.starts) for each in (old, new)]
        assert bool(forth) == (plain[0] != plain[1])


@given(agreements)
def test_a_digest_is_of_what_is_said_and_not_of_the_order_of_its_keys(agreement):
    record = to_data(agreement)
    turned = dict(reversed(list(record.items())))
    assert digest(turned) == digest(record) == digest(to_data(from_data(record)))
    assert digest(record | {"host": agreement.host + "x"}) != digest(record)


def test_a_known_digest():
    """sha256 of PostgreSQL's '{"b": "é", "aa": [1, null]}'::jsonb::text, computed by sha256sum."""
    assert digest({"aa": [1, None], "b": "é"}) == "52ed9056114c22e50351c9e852cece1ee0563a5cf24148ac3d248d7cb9bd757a"


@pytest.mark.parametrize(
    ("today", "codes", "upcoming"),
    [
        (date(2024, 3, 1), [], Event.START),
        (date(2025, 7, 2), [], Event.REVIEW),
        (date(2025, 7, 3), ["review-near"], Event.REVIEW),  # 90 days
        (date(2025, 10, 1), ["review-near"], Event.REVIEW),
        (date(2025, 10, 2), ["review-overdue"], Event.END),
        (date(2026, 4, 1), ["review-overdue", "agreement-ends-soon"], Event.END),  # 365 days
        (date(2027, 3, 31), ["review-overdue", "agreement-ends-soon"], Event.END),
        (date(2027, 4, 1), ["review-overdue", "agreement-ended"], Event.END),
        (date(2027, 4, 2), ["review-overdue", "agreement-ended"], None),
    ],
)
def test_days_due_and_overdue(today, codes, upcoming):
    """Review on 1 October 2025, end on 1 April 2027."""
    assert [finding.code for finding in check_days(WHOLE, today)] == codes
    due = next_due(WHOLE, today)
    assert (due.event if due else None) == upcoming


def test_days_come_in_order():
    assert [(due.event, due.days_left) for due in due_days(WHOLE, date(2025, 9, 30))] == [
        (Event.START, -547),
        (Event.REVIEW, 1),
        (Event.END, 548),
    ]
