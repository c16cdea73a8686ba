"""In which roles a person acts on a plan, and for which partners they sign: from their permissions and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Protocol

from commonweal.engine.rulebook.model import Rulebook, SignOff
from commonweal.engine.rulebook.procedure import Role
from commonweal.plans import models

SIGN, SIGN_IN_OFFICE = "plans.sign", "plans.sign-in-office"
SIGN_AS = "plans.sign-as-"
LOCAL = {
    "plans.edit": Role.PREPARER,
    SIGN: Role.SIGNATORY,
    SIGN_IN_OFFICE: Role.SIGNATORY,
    "plans.certify": Role.CERTIFIER,
}
NATIONAL = {"plans.assure": Role.ASSURER, "plans.moderate": Role.MODERATOR, "plans.decide": Role.NATIONAL}


class Holder(Protocol):
    """Somebody whose permissions can be asked for, everywhere or in one organisation."""

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission."""


def roles_of(person: Holder, plan: models.AreaPlan, partners: Iterable[models.Partner]) -> tuple[Role, ...]:
    """The person's roles on a plan: locally through a role in one of its bodies."""
    bodies = {plan.area_id, *(partner.organisation_id for partner in partners)}
    local = [role for permission, role in LOCAL.items() if any(person.has_perm(permission, body) for body in bodies)]
    return (*dict.fromkeys(local), *(role for permission, role in NATIONAL.items() if person.has_perm(permission)))


@dataclass(frozen=True, slots=True)
class OwnSignature:
    """A signature that is a person's to give; `needs_delegation` where it is another's, who must have delegated it."""

    sign_off: SignOff
    partner: models.Partner
    needs_delegation: bool = False


def signatures_of(person: Holder, partners: Sequence[models.Partner], rulebook: Rulebook) -> list[OwnSignature]:
    """The signatures that a person may give: in an office of the partner that the round names for it.

    Where the round lets it be delegated, an officer of that body may give it for whoever delegated it. A Board sits in
    its council, yet it is a body of its own: its chair's office reaches no signature of the council's.
    """
    found = []
    for one in rulebook.sign_off:
        for partner in partners:
            if partner.kind != one.partner:
                continue
            if any(person.has_perm(SIGN_AS + office, partner.organisation_id) for office in rulebook.offices_of(one)):
                found.append(OwnSignature(one, partner))
            elif one.is_delegable and person.has_perm(SIGN, partner.organisation_id):
                found.append(OwnSignature(one, partner, needs_delegation=True))
    return found
