"""Who holds which role now, and what may therefore be seen."""

from __future__ import annotations

from datetime import date

from django.db.models import Q, QuerySet

from commonweal.accounts import roles
from commonweal.accounts.models import Person, Role
from commonweal.core import scope


def current_roles(person: Person, on: date) -> list[Role]:
    """The roles that a person holds on a day."""
    return list(Role.objects.filter(Q(end__isnull=True) | Q(end__gt=on), person=person, start__lte=on).order_by("id"))


def scope_of(person: Person, on: date) -> scope.Scope:
    """What a person may see on a day. The person's own scope must be set already, for roles are scoped themselves."""
    held = current_roles(person, on)
    return scope.Scope(
        person_id=person.pk,
        organisation_ids=tuple(sorted({role.organisation_id for role in held})),
        is_national=any(roles.KINDS[role.kind].is_national for role in held),
    )


def local_organisations(person: Person, on: date) -> list[int]:
    """Where a person holds a role that is not national, in the order in which the roles were given."""
    return [role.organisation_id for role in current_roles(person, on) if not roles.KINDS[role.kind].is_national]


def local_kinds(permission: str) -> list[str]:
    """What the kinds of role are called that give a permission within one's organisation."""
    return [kind.name for kind in roles.KINDS.values() if permission in kind.permissions and not kind.is_national]


def roles_in_sight() -> QuerySet[Role]:
    """The roles that the request's scope shows: one's own, and those of one's organisations."""
    return Role.objects.select_related("person").order_by("person__name", "id")


def person_by_email(email: str) -> Person | None:
    """The person with an e-mail address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def demonstration_people_exist() -> bool:
    """Whether made-up people could sign in: production refuses to start then."""
    return Person.objects.filter(is_demonstration=True, is_active=True).exists()


def real_people_exist() -> bool:
    """Whether anybody has an account who is not of the demonstration."""
    return Person.objects.filter(is_demonstration=False).exists()
