"""A plan's events written short: people by their part, one hour after another."""

from __future__ import annotations

from datetime import datetime, timedelta

from commonweal.engine.rulebook.admission import Circumstances, admit
from commonweal.engine.rulebook.model import Partner
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.engine.rulebook.record import Happening, Record, follow
from tests.factories.rounds import COUNCIL, NHS, rounds

START = datetime(2019, 4, 1, 9)
PARTNERS = {Partner.COUNCIL: (COUNCIL,), Partner.NHS_COMMISSIONER: (NHS,), Partner.BOARD: ("Exampleshire Board",)}
PEOPLE = {
    Role.PREPARER: "Pat",
    Role.SIGNATORY: "Sam",
    Role.CERTIFIER: "Cal",
    Role.ASSURER: "Ada",
    Role.MODERATOR: "Mo",
    Role.NATIONAL: "Nat",
}
AROUND = Circumstances(rounds()["2019-20"], PARTNERS)
BEFORE = [("council", COUNCIL), ("nhs-commissioner", NHS)]
BOARD = ("board", "Exampleshire Board")
SIGNERS = {"council": "Sam", "nhs-commissioner": "Sue", "board": "Bea"}  # any other office signs by its own name


def happen(record: Record, event: Event, role: Role, **more) -> Happening:
    office = more.get("sign_off", "")
    more.setdefault("by", SIGNERS.get(office, office or PEOPLE[role]))
    more.setdefault("at", (record.last_at or START) + timedelta(hours=1))
    return Happening(event, role=role, **more)


class Story:
    """Events one after another, each of which must be admitted."""

    def __init__(self, around: Circumstances = AROUND) -> None:
        self.record, self.around, self.events = Record(), around, []

    def tries(self, event: Event, role: Role, **more):
        return admit(self.record, happen(self.record, event, role, **more), self.around)

    def codes(self, event: Event, role: Role, **more) -> list[str]:
        return [one.code for one in self.tries(event, role, **more)]

    def does(self, event: Event, role: Role, **more) -> Story:
        one = happen(self.record, event, role, **more)
        assert admit(self.record, one, self.around) == ()
        self.record = follow(self.record, one)
        self.events.append(one)
        return self

    def edits(self, digest: str = "a") -> Story:
        return self.does(Event.EDIT, Role.PREPARER, digest=digest)

    def signs(self, *signers: tuple[str, str], **more) -> Story:
        for sign_off, partner in signers:
            digest = self.record.digest
            self.does(Event.SIGN, Role.SIGNATORY, sign_off=sign_off, partner=partner, digest=digest, **more)
        return self

    def submits(self) -> Story:
        self.edits().signs(*BEFORE).does(Event.AGREE, Role.PREPARER)
        return self.does(Event.SUBMIT, Role.CERTIFIER, digest=self.record.digest)

    def is_moderated(self) -> Story:
        self.submits()
        for part in sorted(self.around.parts, reverse=True):
            self.does(Event.APPROVE_PART, Role.ASSURER, part=part)
        return self.does(Event.ASSURE, Role.ASSURER).does(Event.MODERATE, Role.MODERATOR)

    def is_approved(self) -> Story:
        return self.is_moderated().signs(BOARD).does(Event.APPROVE, Role.NATIONAL)
