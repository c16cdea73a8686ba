"""Permissions as predicates over people and organisations: a role held now, at the organisation asked about."""

from __future__ import annotations

from collections.abc import Callable, Iterable

import rules

from commonweal.accounts import queries, roles
from commonweal.accounts.models import Person
from commonweal.core.clock import today


def _holds(permission: str) -> Callable[[Person, object], bool]:
    def test(person: Person, organisation: object = None) -> bool:
        if not isinstance(person, Person):
            return False
        wanted = getattr(organisation, "pk", organisation)
        return any(
            permission in roles.kind_of(role.kind).permissions
            and (wanted is None or role.organisation_id == wanted or roles.kind_of(role.kind).is_national)
            for role in queries.roles_held(person, today())
        )

    return test


def know(permissions: Iterable[str]) -> None:
    """Let these permissions be asked for; what is known already stays."""
    for permission in sorted(permissions):
        if not rules.perm_exists(permission):
            rules.add_perm(permission, rules.predicate(_holds(permission), name=permission))


know(set().union(*(kind.permissions for kind in roles.KINDS.values())))
