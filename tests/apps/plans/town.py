"""An invented plan whose people can sign in: what the tests of its pages share."""

from __future__ import annotations

import re
from html import unescape

from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import queries
from tests.factories.plan import BOARD, invented_plan
from tests.factories.rounds import rounds, sound
from tests.factories.world import add_organisation, add_person, give

ROUND = "2025-26"
PLAN, _ = sound(rounds()[ROUND])
KINDS = {
    "manager": "programme-manager",
    "council-chief-executive": "chief-executive",
    "nhs-chief-executive": "chief-executive",
    "section-151-officer": "section-151-officer",
    "chair": "board-chair",
    "assurer": "regional-assurer",
    "moderator": "regional-moderator",
    "national": "national-team",
}


class Town:
    """An invented plan whose people can sign in, and a stranger from another council."""

    def __init__(self, client):
        self.client, self.made = client, invented_plan(ROUND)
        self.persons = {}
        nation = add_organisation(f"Nation {self.made.plan.pk}")
        for who, kind in KINDS.items():
            body = nation if who in ("assurer", "moderator", "national") else self.made.council
            self.person(who, self.made.icb if who == "nhs-chief-executive" else body, kind)
        self.person("stranger", add_organisation(f"Elsewhere {self.made.plan.pk}"), "chief-executive")
        self.person("commissioner", self.made.council, "commissioner")

    def person(self, who, body, kind):
        person = add_person(f"{who}{self.made.plan.pk}@example.org", f"{who.title()} Invented")
        give(person, body, kind)
        self.persons[who] = person
        self.made.people[who] = person.actor

    def at(self, who, route="standing", *more):
        self.client.force_login(self.persons[who], backend="django.contrib.auth.backends.ModelBackend")
        return reverse(f"plans:{route}", args=[self.made.plan.pk, *more])

    def reads(self, who, route="standing", *more):
        return text_of(self.client.get(self.at(who, route, *more)))

    def does(self, who, event, **said):
        return self.client.post(self.at(who, "event", event), said)

    def shown(self, who, event):
        """The digest in the hidden field of the page."""
        page = self.client.get(self.at(who, "event", event)).content.decode()
        return re.search(r'name="digest" value="([0-9a-f]{64})"', page)[1]

    def signature(self, who, kind, name):
        partner = next(one for one in self.partners() if one.name == name)
        return {"signature": f"{kind}/{partner.pk}", "digest": self.made.digest()}

    def partners(self):
        with scope.within(scope.SYSTEM_SCOPE):
            return list(queries.partners(self.made.plan))

    def signed(self):
        with scope.within(scope.SYSTEM_SCOPE):
            return {(one.sign_off, one.partner) for one in queries.record(self.made.plan).signatures}

    def is_submitted(self):
        self.made.writes("manager", PLAN)
        self.made.is_signed_by_all()
        self.made.happens("manager", Event.AGREE, Role.PREPARER)
        self.made.happens("council-chief-executive", Event.SUBMIT, Role.CERTIFIER, digest=self.made.digest())

    def is_moderated(self):
        self.is_submitted()
        self.made.is_looked_into()
        for part in dict.fromkeys(sheet.section for sheet in rounds()[ROUND].sheet if sheet.section):
            self.made.happens("assurer", Event.APPROVE_PART, Role.ASSURER, part=part)
        self.made.happens("assurer", Event.ASSURE, Role.ASSURER)
        self.made.happens("moderator", Event.MODERATE, Role.MODERATOR)
        more = {"sign_off": "board", "partner": BOARD, "digest": self.made.digest()}
        self.made.happens("chair", Event.SIGN, Role.SIGNATORY, **more)


def text_of(response):
    assert response.status_code == 200, response.status_code
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", response.content.decode())))


def state_after(town, who, event, **said):
    assert town.does(who, event, **said).status_code == 302, text_of(town.does(who, event, **said))[:1500]
    return town.made.state()
