"""Every form of the room but the sections', sent stupid things: words, never a trace, never a tag, nothing kept."""

from __future__ import annotations

import re

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.rulebook.procedure import Event
from commonweal.plans import actions, models
from commonweal.plans.forms.standing import ASKED
from tests.factories.rounds import rounds, sound

TAG = "<script>alert(1)</script>"
STUPID = ["", " ", "-5", "£-5", "1e12", "£1,000,000,000,000", "9" * 400, "nan", TAG, "\0", "13", "31", "x" * 100_000]
NAME = re.compile(r'<(?:input|select|textarea)[^>]*\bname="([^"]+)"')
FORMS = {
    "start": "manager",
    "draft": "manager",
    "baselines": "manager",
    "clock": "manager",
    "at-risk": "manager",
    "enquiries": "assurer",
}


def names_of(page) -> list[str]:
    """The fields of a page's forms; not what every page has in its head."""
    main = page.content.decode().partition("<main")[2]
    return [name for name in dict.fromkeys(NAME.findall(main)) if name != "csrfmiddlewaretoken"]


def kept() -> int:
    """How much was written into the room."""
    made = (models.AreaPlan, models.BaselineQuery, models.SisterPlan, models.RunningScheme, models.EnquiryAnswer)
    with scope.within(scope.SYSTEM_SCOPE):
        return sum(one.objects.count() for one in (*made, models.Happening))


def sends(town, address, names, sent):
    answer = town.client.post(address, dict.fromkeys(names, sent))
    assert answer.status_code in (200, 302), (address, sent[:20])
    assert TAG not in answer.content.decode()


@pytest.fixture
def filled(town):
    """With an earlier plan to draft on, and submitted, so that every form is there."""
    with scope.within(scope.SYSTEM_SCOPE):
        who = {"by": town.made.people["manager"], "at": town.made.now()}
        earlier = actions.start_plan(**who, round="2019-20", area=town.made.council, partners=[])
        actions.save_plan(**who, plan=earlier, content=sound(rounds()["2019-20"], lines=4)[0], after={})
    town.is_submitted()
    return town


@pytest.mark.parametrize("route", FORMS)
def test_forms_of_the_pages(filled, route):
    address = reverse("plans:start") if route == "start" else filled.at(FORMS[route], route)
    filled.at(FORMS[route])
    names, before = names_of(filled.client.get(address)), kept()
    assert names
    for sent in STUPID:
        sends(filled, address, names, sent)
    assert kept() == before


WHO = {Event.ANSWER: "manager", Event.SIGN: "chair", Event.SUBMIT: "council-chief-executive"}


@pytest.mark.parametrize("event", [one for one, names in ASKED.items() if names != ("reason",)])
def test_forms_of_the_events(filled, event):
    """A reason may be any words; what a form asks beside it may not be what is sent here."""
    before = kept()
    address = filled.at(WHO.get(event, "national"), "event", event)
    for sent in STUPID:
        said = {name: "Because" if name == "reason" else sent for name in ASKED[event]}
        answer = filled.client.post(address, said)
        assert answer.status_code == 200, sent[:20]
        assert TAG not in answer.content.decode()
    assert kept() == before


@pytest.mark.parametrize("uplift", ["-101", "1001", "1e12", "3,9%%", "a lot", TAG, "٣"])
def test_an_uplift_out_of_reason_is_told_and_nothing_is_drafted(filled, uplift):
    page = filled.client.get(filled.at("manager", "draft"), {"show": "yes", "uplift_0": uplift}).content.decode()
    assert "There is a problem" in page
    assert TAG not in page
    assert "becomes £" not in page
    assert "becomes £" in filled.client.get(filled.at("manager", "draft"), {"show": "yes"}).content.decode()
