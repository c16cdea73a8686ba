"""Which office gives which signature is data of the round; whoever does not hold it is refused in words."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from commonweal.accounts import actions as accounts
from commonweal.accounts import roles
from commonweal.core import scope
from commonweal.demo import people, plans
from commonweal.plans import queries
from tests.apps.demo.test_plans import AT
from tests.apps.plans.town import PLAN, text_of
from tests.factories.plan import invented_plan
from tests.factories.rounds import COUNCIL, NHS, sound
from tests.factories.world import add_person, give

OFFICER = "Choose a signature that is yours to give"


CHIEF, TREASURER = "Chief executive", "Section 151 officer"


@pytest.mark.parametrize(
    ("who", "kind", "partner", "name", "office"),
    [
        ("finance", "section-151-officer", COUNCIL, "Section 151 officer", TREASURER),
        ("finance", "council-chief-executive", COUNCIL, "Council chief executive", CHIEF),
        ("council-chief-executive", "section-151-officer", COUNCIL, "Section 151 officer", TREASURER),
        ("section-151-officer", "council-chief-executive", COUNCIL, "Council chief executive", CHIEF),
        ("section-151-officer", "nhs-chief-executive", NHS, "Chief executive of the NHS commissioner", CHIEF),
    ],
)
def test_an_officer_of_the_body_without_the_office_is_refused_in_words(town, who, kind, partner, name, office):
    """Council finance may sign for the council what is delegated to it; none of these is."""
    town.person("finance", town.made.council, "council-finance")
    town.made.writes("manager", PLAN)
    page = text_of(town.does(who, "sign", **town.signature(who, kind, partner)))
    assert OFFICER in page
    assert f'"{name}" is given for {partner} by the holder of the office {office}, in person.' in page
    assert town.signed() == set()


def test_the_page_says_which_office_gives_each_signature(town):
    town.made.writes("manager", PLAN)
    page = town.reads("section-151-officer", "event", "sign")
    assert "Section 151 officer Exampleshire Council Section 151 officer No Not yet" in page
    assert "Council chief executive Exampleshire Council Chief executive No Not yet" in page
    assert (
        "Health and Wellbeing Board Exampleshire Health and Wellbeing Board Chair of the Health and Wellbeing Board "
        "Yes Not yet" in page
    )


def test_who_holds_no_office_of_the_round_reads_who_does(town):
    """A signatory of 2025-26 whose only signature is delegable sees whose the others are once it is given."""
    town.made.writes("manager", PLAN)
    said = town.signature("chair", "board", "Exampleshire Health and Wellbeing Board")
    assert town.does("chair", "sign", **said).status_code == 302
    page = town.reads("chair", "event", "sign")
    assert "None of the missing signatures is yours to give." in page
    assert f'"Chief executive of the NHS commissioner" is given for {NHS} by the holder of the office {CHIEF}' in page


class MoonTown:
    """A plan of the sixth round with a mayor, whom an administrator gave that office on the page for it."""

    def __init__(self):
        self.made = invented_plan("2031-32")
        self.admin, self.mayor = add_person("admin@moon.example"), add_person("mayor@moon.example", "May Mayor")
        give(self.admin, self.made.council, "administrator")
        self.made.writes("manager", sound(queries.rounds()["2031-32"])[0])

    def gives(self, kind):
        role = {"email": "mayor@moon.example", "kind": kind, "start_day": "1", "start_month": "1", "start_year": "2026"}
        return client(self.admin).post(reverse("accounts:give-role", args=[self.made.council.pk]), role)

    def signs(self, person, kind="mayor", partner=COUNCIL):
        with scope.within(scope.SYSTEM_SCOPE):
            row = next(one for one in queries.partners(self.made.plan) if one.name == partner)
        said = {"signature": f"{kind}/{row.pk}", "digest": self.made.digest()}
        return client(person).post(reverse("plans:event", args=[self.made.plan.pk, "sign"]), said)


def client(person):
    signed_in = Client()
    signed_in.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return signed_in


def test_an_office_that_nobody_thought_of_is_given_to_somebody_who_then_signs(db, known):
    town = MoonTown()
    chief = add_person("chief@moon.example")
    give(chief, town.made.council, "chief-executive")
    page = text_of(town.signs(chief))
    assert 'The signature "The mayor" is not yours to give.' in page
    assert "by the holder of the office The mayor, in person." in page
    assert (
        "The mayor"
        in client(town.admin).get(reverse("accounts:give-role", args=[town.made.council.pk])).content.decode()
    )
    sent = town.gives("mayor")
    assert sent.status_code == 302, text_of(sent)
    assert town.signs(town.mayor).status_code == 302
    assert OFFICER in text_of(town.signs(town.mayor, "council-chief-executive"))
    with scope.within(scope.SYSTEM_SCOPE):
        (signature,) = queries.record(town.made.plan).signatures
    assert (signature.sign_off, signature.partner) == ("mayor", COUNCIL)


def test_an_office_whose_round_was_taken_away_allows_nothing(db, known):
    town = MoonTown()
    town.gives("mayor")
    del roles.KINDS["mayor"]
    assert client(town.mayor).get(reverse("accounts:you")).status_code == 200
    assert client(town.mayor).get(reverse("plans:plans")).status_code == 403


def test_an_office_is_no_kind_of_role_that_reaches_across_bodies():
    before = dict(roles.KINDS)
    with pytest.raises(ValueError, match="'national-team' reaches across organisations"):
        accounts.open_office(key="national-team", name="National team")
    assert before == roles.KINDS


def test_in_the_demonstration_each_signature_is_given_by_its_office(db):
    told = plans.tomllib.loads(plans.FILE.read_text(encoding="utf-8"))
    with scope.within(scope.SYSTEM_SCOPE):
        people.add(AT)
        plans.add(AT)
        by_round = {plan.round: plan for plan in queries.plans()}
        given = [(event, plan["round"]) for plan in told["plan"] for event in plan["event"] if event["event"] == "sign"]
        assert len(given) == 3 + 4
        for event, round_ in given:
            plan = by_round[round_]
            person = plans.people.person_by_email(event["who"])
            own = queries.signatures_of(person, queries.partners(plan), queries.rulebook(plan))
            without = {(one.sign_off.id, one.partner.name) for one in own if not one.needs_delegation}
            assert (event["sign_off"], event["partner"]) in without, event
