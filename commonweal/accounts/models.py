"""People and the roles that they hold in organisations, from one day to another."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pghistory
import rules
from django.contrib.auth.models import AbstractBaseUser, BaseUserManager
from django.contrib.sessions.base_session import AbstractBaseSession
from django.db import models
from django.db.models.functions import Lower

from commonweal.accounts import roles
from commonweal.core.actor import Actor
from commonweal.core.models import Signed
from commonweal.places.models import Organisation

if TYPE_CHECKING:
    from commonweal.accounts.sessions import SessionStore


def every_change() -> tuple[pghistory.Tracker, ...]:
    """Trackers of every change; made anew for each model, which each tracker comes to belong to."""
    return pghistory.InsertEvent(), pghistory.UpdateEvent(), pghistory.DeleteEvent()


class PersonManager(BaseUserManager["Person"]):
    """Finds people by e-mail address, whatever its case."""

    def get_by_natural_key(self, username: str | None) -> Person:
        """The person with that e-mail address."""
        return self.get(email__iexact=username)


@pghistory.track(*every_change(), exclude=["password", "last_login"])
class Person(AbstractBaseUser):
    """Someone who can sign in; what they may do comes from their roles."""

    email = models.EmailField()
    name = models.TextField()
    is_active = models.BooleanField(default=True)
    is_demonstration = models.BooleanField(default=False)

    USERNAME_FIELD = "email"
    objects = PersonManager()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                Lower("email"), name="person_email", violation_error_message="This e-mail address is taken"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def actor(self) -> Actor:
        """The person as the one who acts."""
        return Actor(self.pk, self.name)

    def has_perm(self, permission: str, on: object = None) -> bool:
        """Whether a current role gives the permission; `on` an organisation narrows it to roles there."""
        return bool(self.is_active and rules.has_perm(permission, self, on))


@pghistory.track(*every_change())
class Role(models.Model):
    """A role of a person in an organisation from `start` up to, not including, `end`."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="roles")
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()  # one of roles.KINDS, or of the offices that rounds opened
    start = models.DateField()
    end = models.DateField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")), name="role_ends_after_start"
            ),
            models.UniqueConstraint(
                fields=["person", "organisation", "kind"], condition=models.Q(end__isnull=True), name="role_open_once"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} of organisation {self.organisation_id}"

    @property
    def kind_name(self) -> str:
        """The role's name for people."""
        return roles.kind_of(self.kind).name


class Session(AbstractBaseSession):
    """A browser's session, and whose it is, so that all of a leaver's can be ended at once."""

    person_id = models.BigIntegerField(null=True, db_index=True)

    @classmethod
    def get_session_store_class(cls) -> type[SessionStore]:
        """Where sessions are kept."""
        from commonweal.accounts.sessions import SessionStore

        return SessionStore


class Factor(models.Model):
    """What a person shows beyond the password; only they and the system itself see its row.

    `secret` is an app's seed, sealed; a passkey's public part; a recovery code's keyed digest. `counter` is the time
    step that an app's code was used for last, or how often a passkey says that it signed.
    """

    class Kind(models.TextChoices):
        """What it is."""

        APP = "app", "Authenticator app"
        PASSKEY = "passkey", "Passkey or security key"
        RECOVERY = "recovery", "Recovery code"

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="factors")
    kind = models.TextField(choices=Kind.choices)
    name = models.TextField()
    secret = models.TextField()
    credential = models.TextField(blank=True)
    counter = models.BigIntegerField(default=0)
    at = models.DateTimeField()
    used_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["person"], condition=models.Q(kind="app"), name="factor_one_app"),
            models.UniqueConstraint(
                fields=["credential"], condition=models.Q(kind="passkey"), name="factor_credential_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name


class Identity(models.Model):
    """Whom a sign-in provider means by a subject: the one who first came from there with an invited address."""

    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="identities")
    issuer = models.TextField()
    subject = models.TextField()
    at = models.DateTimeField()

    class Meta:
        constraints = [models.UniqueConstraint(fields=["issuer", "subject"], name="identity_once")]

    def __str__(self) -> str:
        return f"{self.subject} of {self.issuer}"


class Invitation(Signed):
    """A role offered to whoever reads the mail of an address, by a link that serves once; its token is not kept."""

    email = models.EmailField()
    organisation = models.ForeignKey(Organisation, on_delete=models.PROTECT, related_name="+")
    kind = models.TextField()  # as a role's
    start = models.DateField()
    end = models.DateField(null=True)
    token_digest = models.TextField(unique=True)
    expires_at = models.DateTimeField()
    accepted_at = models.DateTimeField(null=True)
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__isnull=True) | models.Q(end__gt=models.F("start")),
                name="invitation_ends_after_start",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.kind_name} for {self.email}"

    @property
    def kind_name(self) -> str:
        """The offered role's name for people."""
        return roles.kind_of(self.kind).name
