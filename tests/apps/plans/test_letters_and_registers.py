"""Letters, waivers, the worklist, the clock and the at-risk register, as people of each kind meet them."""

from __future__ import annotations

from hashlib import sha256

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import queries
from tests.apps.plans.town import PLAN, ROUND, text_of
from tests.factories.rounds import COUNCIL, rounds
from tests.factories.world import give


def test_conditions_stand_in_the_letter_and_its_digest_is_over_its_text(town):
    town.is_moderated()
    words = "By June the Board reads a plan for carers <b>"
    assert town.does("national", "approve-with-conditions", reason=words).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        number = queries.happenings(town.made.plan)[-1].number
    response = town.client.get(town.at("manager", "letter", number))
    assert "<b>" not in response.content.decode().replace("&lt;b&gt;", "")
    page = text_of(response)
    assert f"The conditions are: {words}" in page
    plain = town.client.get(town.at("manager", "letter-text", number)).content
    assert sha256(plain).hexdigest() in page
    # thirty lines of £100,000 and £0 to £29, every fifth of the NHS minimum: £0, £5, ... £25
    assert "Agreed by this letter is the use of £600,075, " in page
    assert "£2,400,360 of the plan is paid under conditions of its own" in page
    assert town.does("national", "unapprove", reason="A slip").status_code == 302
    assert town.client.get(town.at("manager", "letter-text", number)).content == plain  # a letter stays what it was
    assert town.client.get(town.at("manager", "letter", 1)).status_code == 404  # an edit has none


def test_a_power_names_its_money_and_reaches_the_nhs_minimum_only(town):
    town.made.writes("manager", PLAN)
    assert town.does("national", "escalate", reason="No agreement by June").status_code == 302
    page = text_of(town.does("national", "withhold", source="dfg", reason="x"))
    assert "is not paid under NHS England's conditions: this power does not reach it." in page
    assert town.does("national", "withhold", source="nhs-minimum", reason="Not spent as planned").status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        number = queries.happenings(town.made.plan)[-1].number
    page = town.reads("manager", "letter", number)
    assert "The money that is withheld: Minimum NHS Contribution. This letter does not reach: Local Authority" in page


def test_a_waiver_is_published_to_everybody_and_nothing_else_is(town):
    town.made.writes("manager", PLAN)
    rule = rounds()[ROUND].rule[0]
    assert town.does("national", "waive", part=rule.id, reason="One district only").status_code == 302
    town.client.logout()
    page = text_of(town.client.get(reverse("plans:waivers")))
    assert COUNCIL in page and rule.name in page and "One district only" in page
    with scope.within(scope.Scope()):
        assert [one.reason for one in queries.waivers()] == ["One district only"]
        assert not queries.plans().exists()


def test_what_waits_for_whom(town):
    town.made.writes("manager", PLAN)

    def waits(who):
        town.at(who)
        return text_of(town.client.get(reverse("plans:waiting")))

    assert "Sign: Chief executive of the NHS commissioner, Exampleshire ICB" in waits("nhs-chief-executive")
    assert "Council chief executive" not in waits("nhs-chief-executive")
    assert "Sign: Health and Wellbeing Board" not in waits("council-chief-executive")
    assert "Nothing waits for you." in waits("manager")
    town.made.is_signed_by_all()
    assert "Record that the partners agree" in waits("manager")
    assert "Nothing waits for you." in waits("commissioner")
    town.made.happens("manager", Event.AGREE, Role.PREPARER)
    assert "Submit" in waits("council-chief-executive")
    town.made.happens("council-chief-executive", Event.SUBMIT, Role.CERTIFIER, digest=town.made.digest())
    assert "Answer 4 lines of enquiry" in waits("assurer")
    assert "Nothing waits for you." in waits("national")
    assert "Sign: Health and Wellbeing Board" in waits("chair")


def test_four_eyes_keep_a_task_from_waiting(town):
    """Whoever prepared the plan and may certify it too is told no, and it is not on their list."""
    give(town.persons["manager"], town.made.council, "chief-executive")
    town.made.writes("manager", PLAN)
    town.at("manager")
    assert "Sign" not in text_of(town.client.get(reverse("plans:waiting"))).split("What waits for you?")[1]
    page = text_of(town.does("manager", "sign", **town.signature("manager", "council-chief-executive", COUNCIL)))
    assert "has acted on this plan as preparer and cannot be its certifier" in page


def test_a_scheme_is_added_to_the_register_by_the_area_only(town):
    town.made.writes("manager", PLAN)
    entered = {
        "scheme": "S0",
        "since_0": "1",
        "since_1": "4",
        "since_2": "2025",
        "authorised_by": "Jo, chief executive",
    }
    entered |= {f"since_{part}": entered[f"since_{place}"] for place, part in enumerate(("day", "month", "year"))}
    entered |= {"exit_cost": "£5,000"}
    page = text_of(town.client.post(town.at("national", "at-risk"), entered))
    assert "This is for whoever prepares the area's plan." in page
    assert "Enter an amount like 1,234.50" in text_of(
        town.client.post(town.at("manager", "at-risk"), entered | {"exit_cost": "lots"})
    )
    assert town.client.post(town.at("manager", "at-risk"), entered).status_code == 302
    page = town.reads("chair", "at-risk")
    # £100,000 over 365 days: 30 of them by the end of April
    assert "April 2025 £8,219.17 £5,000 £13,219.17" in page
    assert "Jo, chief executive" in page


def test_the_clock_of_a_plan_and_a_sister_plan(town):
    town.is_submitted()
    page = town.reads("manager", "clock")
    assert "with the region" in page
    day = {"agreed_day": "1", "agreed_month": "2", "agreed_year": "2025"}
    starts = {"starts_day": "1", "starts_month": "4", "starts_year": "2025"}
    entered = {"name": "Corporate plan", "owner": "The council", **day, **starts}
    assert town.client.post(town.at("manager", "clock"), entered).status_code == 302
    assert "Corporate plan (The council) was settled on 1 February 2025" in town.reads("manager", "clock")
    town.client.post(town.at("assurer", "clock"), entered)
    with scope.within(scope.SYSTEM_SCOPE):
        assert len(queries.sister_plans(town.made.council.pk)) == 1
    town.at("assurer")
    assert "England's timetable, 2017-19" in text_of(town.client.get(reverse("plans:clocks")))


@pytest.mark.parametrize("amount", ["99999999999999999999", "1e9", "-5", "5.5", "\N{ARABIC-INDIC DIGIT ONE}", "", " "])
def test_an_amount_that_is_none(town, amount):
    town.made.writes("manager", PLAN)
    entered = {"scheme": "S0", "since_day": "1", "since_month": "4", "since_year": "2025", "authorised_by": "Jo"}
    page = text_of(town.client.post(town.at("manager", "at-risk"), entered | {"exit_cost": amount}))
    assert "There is a problem" in page and "Enter" in page
