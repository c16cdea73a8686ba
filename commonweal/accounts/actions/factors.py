"""Second steps: added, used, renewed, removed. Each use is checked and noted under one lock."""

from __future__ import annotations

from datetime import datetime

from django.db import transaction

from commonweal.accounts import passkeys, queries, sealing, totp
from commonweal.accounts.actions.entering import note_failed_step
from commonweal.accounts.actions.mailing import tell
from commonweal.accounts.models import Factor, Person, Session
from commonweal.core.actions import action
from commonweal.core.actor import Actor

RECOVERY_CODES = 10
APP, PASSKEY, RECOVERY = Factor.Kind.APP, Factor.Kind.PASSKEY, Factor.Kind.RECOVERY


@action("accounts.add-app")
def add_app(*, by: Actor, at: datetime, person: Person, secret_seed: str, step: int) -> Factor:
    """An authenticator app in place of a former one; `step` is that of the code which showed that it is set up."""
    Factor.objects.filter(person=person, kind=APP).delete()
    tell(person, "app", at)
    sealed = sealing.seal(secret_seed)
    return Factor.objects.create(person=person, kind=APP, name="Authenticator app", secret=sealed, counter=step, at=at)


@action("accounts.add-passkey")
def add_passkey(*, by: Actor, at: datetime, person: Person, name: str, secret_passkey: passkeys.Passkey) -> Factor:
    """A passkey or security key, under the name that its owner knows it by."""
    tell(person, "passkey", at)
    return Factor.objects.create(
        person=person,
        kind=PASSKEY,
        name=name.strip() or "Passkey",
        secret=secret_passkey.secret,
        credential=secret_passkey.credential,
        counter=secret_passkey.counter,
        at=at,
    )


@action("accounts.renew-recovery-codes")
def renew_recovery_codes(*, by: Actor, at: datetime, person: Person) -> list[str]:
    """Ten codes that serve once each, in place of all former ones; they are shown now and never again."""
    Factor.objects.filter(person=person, kind=RECOVERY).delete()
    codes = [sealing.new_recovery_code() for _ in range(RECOVERY_CODES)]
    Factor.objects.bulk_create(
        Factor(
            person=person, kind=RECOVERY, name="Recovery code", secret=sealing.recovery_digest(person.pk, code), at=at
        )
        for code in codes
    )
    return codes


@action("accounts.remove-factor")
def remove_factor(*, by: Actor, at: datetime, factor: Factor) -> Person:
    """It serves no more; recovery codes go with the last app or key."""
    person = factor.person
    factor.delete()
    if not queries.factors(person).exists():
        Factor.objects.filter(person=person).delete()
    return person


@action("accounts.reset-factors")
def reset_factors(*, by: Actor, at: datetime, person: Person) -> Person:
    """For who has lost them all: every second step and session goes, and the next sign-in sets them up anew."""
    Factor.objects.filter(person=person).delete()
    Session.objects.filter(person_id=person.pk).delete()
    return person


def answer_with_code(*, at: datetime, person: Person, typed: str) -> str:
    """How the person took the second step (`app` or `recovery code`) with what they typed; empty if it did not hold."""
    with transaction.atomic():
        Person.objects.select_for_update().get(pk=person.pk)  # tries at once are tries one after the other
        if queries.must_wait(person, at):
            return ""
        how = _app(person, typed, at) or _recovery(person, typed, at)
        if not how:
            note_failed_step(by=person.actor, at=at, person=person, how="code")
        return how


def answer_with_passkey(*, at: datetime, person: Person, host: str, state: passkeys.State, answer: str) -> bool:
    """Whether one of the person's keys signed what was asked."""
    with transaction.atomic():
        credential = passkeys.credential_of(answer)
        factor = Factor.objects.select_for_update().filter(person=person, kind=PASSKEY, credential=credential).first()
        counter = factor and passkeys.signed(host, state, queries.as_passkey(factor), answer)
        if factor is None or counter is None:
            note_failed_step(by=person.actor, at=at, person=person, how="passkey")
            return False
        _use(factor, at, counter)
        return True


def _app(person: Person, typed: str, at: datetime) -> str:
    factor = Factor.objects.filter(person=person, kind=APP).first()
    seed = factor and sealing.unseal(factor.secret)
    if factor is None or not seed:
        return ""
    step = totp.matching_step(seed, typed, at.timestamp(), after=factor.counter)
    if step is None:
        return ""
    _use(factor, at, step)
    return "app"


def _recovery(person: Person, typed: str, at: datetime) -> str:
    digests = sealing.recovery_digests(person.pk, typed)
    factor = Factor.objects.filter(person=person, kind=RECOVERY, secret__in=digests, used_at=None).first()
    if factor is None:
        return ""
    _use(factor, at, 1)
    tell(person, "recovery-code", at)
    return "recovery code"


def _use(factor: Factor, at: datetime, counter: int) -> None:
    factor.counter, factor.used_at = counter, at
    factor.save(update_fields=["counter", "used_at"])
