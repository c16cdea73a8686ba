"""An invented area with its partners and a plan in the room of plans, made through the actions."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.scope import Scope
from commonweal.engine.rulebook import comparing
from commonweal.engine.rulebook.model import Partner
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans import actions, models, queries
from tests.factories.rounds import COUNCIL, NHS, rounds, sound
from tests.factories.world import add_organisation

START = datetime(2025, 2, 3, 9, tzinfo=UTC)
ROUND = "2025-26"
BOARD = "Exampleshire Health and Wellbeing Board"
_count = itertools.count(1)


@dataclass
class InventedPlan:
    """The plan, its bodies, its people by what they do, and a clock that goes on an hour at every look."""

    plan: models.AreaPlan
    council: Any
    icb: Any
    people: dict[str, Actor]
    at: datetime = START

    def now(self) -> datetime:
        self.at += timedelta(hours=1)
        return self.at

    def seen_by(self, who: str) -> Scope:
        person = self.people[who]
        if who in NATIONAL:
            return Scope(person_id=person.id, is_national=True)
        organisation = self.icb if who == "nhs-chief-executive" else self.council
        return Scope(person_id=person.id, organisation_ids=(organisation.pk,))

    def happens(self, who: str, event: Event, role: Role, **more: Any) -> models.Happening:
        """The event, with that person's eyes and under that person's name."""
        with scope.within(self.seen_by(who)):
            return actions.happen(by=self.people[who], at=self.now(), plan=self.plan, event=event, role=role, **more)

    def writes(self, who: str, content: Any) -> None:
        with scope.within(self.seen_by(who)):
            after = {section: edit.number for section, edit in queries.latest_edits(self.plan).items()}
            actions.save_plan(by=self.people[who], at=self.now(), plan=self.plan, content=content, after=after)

    def digest(self) -> str:
        with scope.within(scope.SYSTEM_SCOPE):
            return comparing.digest(queries.content(self.plan))

    def is_signed_by_all(self) -> None:
        """Every signature that the round wants before the submission."""
        for who, sign_off, partner in SIGNATURES:
            self.happens(who, Event.SIGN, Role.SIGNATORY, sign_off=sign_off, partner=partner, digest=self.digest())

    def is_looked_into(self) -> None:
        """Every line of enquiry answered by the assurer."""
        with scope.within(self.seen_by("assurer")):
            for enquiry in rounds()[self.plan.round].enquiry:
                found = {"enquiry": enquiry.id, "mark": "met", "reason": "Read, and it is there"}
                actions.answer_enquiry(by=self.people["assurer"], at=self.now(), plan=self.plan, **found)

    def state(self) -> str:
        with scope.within(scope.SYSTEM_SCOPE):
            return str(queries.record(self.plan).state)


NATIONAL = {"assurer", "moderator", "national"}
SIGNATURES = [
    ("council-chief-executive", "council-chief-executive", COUNCIL),
    ("nhs-chief-executive", "nhs-chief-executive", NHS),
    ("section-151-officer", "section-151-officer", COUNCIL),
]
PEOPLE = [
    "manager",
    "council-chief-executive",
    "nhs-chief-executive",
    "section-151-officer",
    "chair",
    *sorted(NATIONAL),
]


def invented_plan(round_id: str = ROUND) -> InventedPlan:
    """An empty plan of an invented county for a round, with what is published for it."""
    number = next(_count)
    council, icb = add_organisation(f"{COUNCIL} {number}"), add_organisation(f"{NHS} {number}")
    people = {who: Actor(number * 1000 + place, f"{who} {number}") for place, who in enumerate(PEOPLE)}
    partners = [
        (Partner.COUNCIL, council, COUNCIL),
        (Partner.NHS_COMMISSIONER, icb, NHS),
        (Partner.BOARD, council, BOARD),
    ]
    with scope.within(scope.SYSTEM_SCOPE):
        plan = actions.start_plan(by=people["manager"], at=START, round=round_id, area=council, partners=partners)
        _, allocations = sound(rounds()[round_id])
        actions.publish_allocations(
            by=people["national"], at=START, round=round_id, area=council, allocations=allocations
        )
    return InventedPlan(plan, council, icb, people)
