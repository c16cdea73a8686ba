"""In which roles a person acts on a plan, and for which partners they sign: from their permissions and nothing else."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

from commonweal.engine.rulebook.model import Rulebook, SignOff
from commonweal.engine.rulebook.procedure import Role
from commonweal.plans import models

SIGN = "plans.sign"
LOCAL = {"plans.edit": Role.PREPARER, SIGN: Role.SIGNATORY, "plans.certify": Role.CERTIFIER}
NATIONAL = {"plans.assure": Role.ASSURER, "plans.moderate": Role.MODERATOR, "plans.decide": Role.NATIONAL}


class Holder(Protocol):
    """Somebody whose permissions can be asked for, everywhere or in one organisation."""

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission."""


def roles_of(person: Holder, plan: models.AreaPlan, partners: Iterable[models.Partner]) -> tuple[Role, ...]:
    """The person's roles on a plan: locally through a role in one of its bodies."""
    bodies = {plan.area_id, *(partner.organisation_id for partner in partners)}
    local = [role for permission, role in LOCAL.items() if any(person.has_perm(permission, body) for body in bodies)]
    return (*local, *(role for permission, role in NATIONAL.items() if person.has_perm(permission)))


def signatures_of(
    person: Holder, partners: Sequence[models.Partner], rulebook: Rulebook
) -> list[tuple[SignOff, models.Partner]]:
    """The signatures that are the person's to give: those of partners whose organisation lets them sign."""
    own = [partner for partner in partners if person.has_perm(SIGN, partner.organisation_id)]
    return [(one, partner) for one in rulebook.sign_off for partner in own if partner.kind == one.partner]
