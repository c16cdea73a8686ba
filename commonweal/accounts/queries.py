"""Who holds which role now, and what may therefore be seen."""

from __future__ import annotations

from collections.abc import Hashable, Iterable
from dataclasses import replace
from datetime import date, datetime, timedelta
from functools import reduce

from django.conf import settings
from django.db.models import Q, QuerySet

from commonweal.accounts import links, passkeys, roles, sealing
from commonweal.accounts.models import Factor, Invitation, Person, Role, Session
from commonweal.core import prepared, scope
from commonweal.core import queries as core

PAUSE = timedelta(minutes=15)
TRIES_BEFORE_PAUSE = 5
_HELD = 'person_id = %s and start <= %s and ("end" is null or "end" > %s) order by id'


def lasting(on: date) -> Q:
    """Roles that have not ended by a day: held then, or to begin later."""
    return Q(end__isnull=True) | Q(end__gt=on)


def current_roles(person: Person, on: date) -> list[Role]:
    """The roles that a person holds on a day."""
    return prepared.objects(Role, _HELD, person.pk, on, on)


def roles_held(person: Person, on: date) -> list[Role]:
    """The roles that a person holds on a day, read once for this object of theirs: it lives as long as a request."""
    if not hasattr(person, "_roles_held"):
        person._roles_held = {}
    if on not in person._roles_held:
        person._roles_held[on] = current_roles(person, on)
    return person._roles_held[on]


def who_looks(person: Person, on: date) -> Hashable:
    """Whoever looks and with which roles: a part of the key of whatever is kept for one person alone."""
    return person.pk, person.name, tuple((role.kind, role.organisation_id) for role in roles_held(person, on))


def scope_of(person: Person, on: date) -> scope.Scope:
    """What a person may see on a day. The person's own scope must be set already, for roles are scoped themselves."""
    return scope_with(person, current_roles(person, on))


def scope_with(person: Person, held: Iterable[Role]) -> scope.Scope:
    """What a person may see with these roles."""
    held = list(held)
    return scope.Scope(
        person_id=person.pk,
        organisation_ids=tuple(sorted({role.organisation_id for role in held})),
        is_national=any(roles.kind_of(role.kind).is_national for role in held),
    )


def session_rule(person: Person, held: Iterable[Role]) -> roles.SessionRule:
    """The strictest rule of the roles that a person holds.

    The demonstration's people, whose password everybody knows, need no second step where the settings say so.
    """
    rule = reduce(roles.SessionRule.strictest, (roles.kind_of(role.kind).session for role in held), roles.ORDINARY)
    is_exempt = person.is_demonstration and settings.DEMONSTRATION_NEEDS_NO_SECOND_STEP
    return replace(rule, second_step=False) if is_exempt else rule


def local_organisations(person: Person, on: date) -> list[int]:
    """Where a person holds a role that is not national, in the order in which the roles were given."""
    return [role.organisation_id for role in roles_held(person, on) if not roles.kind_of(role.kind).is_national]


def local_kinds(permission: str) -> list[str]:
    """What the kinds of role are called that give a permission within one's organisation."""
    return [kind.name for kind in roles.KINDS.values() if permission in kind.permissions and not kind.is_national]


def roles_in_sight() -> QuerySet[Role]:
    """The roles that the request's scope shows: one's own, and those of one's organisations."""
    return Role.objects.select_related("person").order_by("person__name", "id")


def holders(permission: str, organisation_id: int, on: date) -> list[Person]:
    """Who holds a role with a permission in one of one's own organisations on a day, by name."""
    kinds = [key for key, kind in roles.KINDS.items() if permission in kind.permissions]
    rows = roles_in_sight().filter(lasting(on), organisation_id=organisation_id, start__lte=on, kind__in=kinds)
    return list({row.person_id: row.person for row in rows if row.person.is_active}.values())


def person_by_email(email: str) -> Person | None:
    """The person with an e-mail address, whatever its case."""
    return Person.objects.filter(email__iexact=email.strip()).first()


def demonstration_people_exist() -> bool:
    """Whether made-up people could sign in: production refuses to start then."""
    return Person.objects.filter(is_demonstration=True, is_active=True).exists()


def real_people_exist() -> bool:
    """Whether anybody has an account who is not of the demonstration."""
    return Person.objects.filter(is_demonstration=False).exists()


def active_person(person_id: int) -> Person | None:
    """The person with an id, unless their account is closed."""
    return Person.objects.filter(pk=person_id, is_active=True).first()


def has_expired_sessions(at: datetime) -> bool:
    """Whether sessions are kept that nobody can use any more."""
    return Session.objects.filter(expire_date__lte=at).exists()


def factors(person: Person) -> QuerySet[Factor]:
    """The apps and keys that a person takes the second step with; recovery codes only stand in for them."""
    return Factor.objects.filter(person=person).exclude(kind=Factor.Kind.RECOVERY).order_by("id")


def has_app(person: Person) -> bool:
    """Whether a person has an authenticator app set up."""
    return factors(person).filter(kind=Factor.Kind.APP).exists()


def is_known_passkey(key: passkeys.Passkey) -> bool:
    """Whether a key in sight is kept already."""
    return Factor.objects.filter(kind=Factor.Kind.PASSKEY, credential=key.credential).exists()


def recovery_codes_left(person: Person) -> int:
    """How many recovery codes were not used yet."""
    return Factor.objects.filter(person=person, kind=Factor.Kind.RECOVERY, used_at=None).count()


def passkeys_of(person: Person) -> list[str]:
    """The public parts of a person's keys."""
    return list(factors(person).filter(kind=Factor.Kind.PASSKEY).values_list("secret", flat=True))


def as_passkey(factor: Factor) -> passkeys.Passkey:
    """A key's row as the key."""
    return passkeys.Passkey(factor.credential, factor.secret, factor.counter)


def owner_of_passkey(credential: str) -> Person | None:
    """Whose key it is. Needs the system's scope."""
    found = Factor.objects.select_related("person").filter(kind=Factor.Kind.PASSKEY, credential=credential).first()
    return found.person if found and found.person.is_active else None


def must_wait(person: Person, at: datetime) -> bool:
    """Whether there were too many wrong codes lately. Counted in the audit, so in every web process alike."""
    failed = core.audit_events().filter(
        action="accounts.second-step-failed",
        subject_kind="accounts.person",
        subject_id=str(person.pk),
        data__how="code",
        at__gt=at - PAUSE,
    )
    return failed.count() >= TRIES_BEFORE_PAUSE


def links_asked(address_digest: str, since: datetime) -> int:
    """How often a link for a new password was asked for an address. Needs the system's scope."""
    asked = core.audit_events().filter(action="accounts.ask-for-link", data__address_digest=address_digest)
    return asked.filter(at__gt=since).count()


def person_of_link(written: str, token: str) -> Person | None:
    """Whose link for a new password it is, while it may be used."""
    person_id = links.person_id(written)
    person = active_person(person_id) if person_id is not None else None
    return person if person and links.holds(person, token) else None


def open_invitations(at: datetime) -> QuerySet[Invitation]:
    """The invitations in sight that can be accepted."""
    return (
        Invitation.objects.select_related("organisation")
        .filter(accepted_at=None, withdrawn_at=None, expires_at__gt=at)
        .order_by("email", "id")
    )


def invitation_by_token(token: str, at: datetime) -> Invitation | None:
    """The open invitation whose link carries a token. Needs the system's scope."""
    return open_invitations(at).filter(token_digest=sealing.token_digest(token)).first()
