"""Signing in, the second step, inviting, accepting, giving a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate, password_validation
from django.http import HttpRequest

from commonweal.accounts import roles
from commonweal.accounts.models import Person
from commonweal.nhsuk_forms import fields


class SignInForm(forms.Form):
    """E-mail address and password; one message for every mistake, so that nobody learns who has an account."""

    username = fields.EmailField(
        label="E-mail address",
        autocomplete="username",
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
        },
    )
    password = fields.PasswordField(label="Password", error_messages={"required": "Enter your password"})

    def __init__(self, *args: Any, request: HttpRequest | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.request = request
        self.person: Person | None = None
        self.wrong_address = ""

    def clean_username(self) -> str:
        """In one case, so that another spelling is no fresh start for the throttle."""
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """Check the pair, through every authentication backend (and so the throttle)."""
        data = super().clean() or {}
        if "username" in data and "password" in data:
            self.person = authenticate(self.request, username=data["username"], password=data["password"])
            if self.person is None:
                self.wrong_address = data["username"]
                self.add_error("username", "The e-mail address or password is not right")
        return data


class ForgottenForm(forms.Form):
    """Whose password is forgotten."""

    email = fields.EmailField(
        label="E-mail address",
        hint="The one that you sign in with",
        autocomplete="username",
        max_length=254,
        error_messages={
            "required": "Enter your e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
            "max_length": "An e-mail address is shorter than that",
        },
    )


class CodeForm(forms.Form):
    """The second step by what one types."""

    code = fields.CharField(
        label="Security code",
        hint="One of your recovery codes",
        classes="nhsuk-input--width-10",
        autocomplete="one-time-code",
        max_length=40,
        error_messages={"required": "Enter the security code", "max_length": "A code is shorter than that"},
    )

    def __init__(self, *args: Any, has_app: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if has_app:
            self.fields["code"].hint = "The 6 figures in your authenticator app now, or one of your recovery codes"


class AppCodeForm(forms.Form):
    """That an authenticator app is set up, shown by its code."""

    code = fields.CharField(
        label="Security code",
        hint="The 6 figures that the app shows for Commonweal",
        classes="nhsuk-input--width-5",
        autocomplete="one-time-code",
        max_length=20,
        error_messages={"required": "Enter the 6 figures that the app shows", "max_length": "Enter 6 figures"},
    )


class PasskeyForm(forms.Form):
    """A browser's answer for a key, put in by the page's script."""

    name = fields.CharField(
        label="What do you call it?",
        hint="For example, phone or blue key",
        required=False,
        max_length=60,
        error_messages={"max_length": "Use 60 letters at most"},
    )
    answer = forms.CharField(widget=forms.HiddenInput, required=False)


class NewPasswordForm(forms.Form):
    """A password of one's own choice."""

    password = fields.PasswordField(
        label="Choose a password",
        hint="At least 12 letters, figures or signs. Three unusual words are easy to remember and hard to guess",
        autocomplete="new-password",
        max_length=200,
        error_messages={"required": "Choose a password", "max_length": "Use 200 letters at most"},
    )

    def __init__(self, *args: Any, email: str, name: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.email, self.known_as = email, name

    def clean(self) -> dict[str, Any]:
        """A password that is long, not common and not made of name or address."""
        data = super().clean() or {}
        if data.get("password"):
            person = Person(email=self.email, name=data.get("name", self.known_as))
            try:
                password_validation.validate_password(data["password"], person)
            except forms.ValidationError as fault:
                self.add_error("password", fault)
        return data


class AcceptForm(NewPasswordForm):
    """The account that an invitation makes."""

    name = fields.CharField(
        label="Your name",
        autocomplete="name",
        max_length=200,
        error_messages={"required": "Enter your name", "max_length": "Use 200 letters at most"},
    )
    field_order = ("name", "password")


class GiveRoleForm(forms.Form):
    """Who gets which role from when, perhaps until when."""

    email = fields.EmailField(
        label="Their e-mail address",
        error_messages={
            "required": "Enter their e-mail address",
            "invalid": "Enter an e-mail address like name@example.org",
        },
    )
    kind = fields.ChoiceField(
        label="Role",
        choices=lambda: [(key, kind.name) for key, kind in roles.KINDS.items() if not kind.is_national],
        error_messages={"required": "Select a role"},
    )
    start = fields.DateField(
        label="From", hint="For example, 27 9 2026", error_messages={"required": "Enter the first day"}
    )


class InviteForm(GiveRoleForm):
    """A role for somebody, with or without an account, perhaps until a day."""

    end = fields.DateField(label="Until (optional)", hint="The first day on which it no longer holds", required=False)

    def clean(self) -> dict[str, Any]:
        """The role ends after it begins."""
        data = super().clean() or {}
        if data.get("start") and data.get("end") and data["end"] <= data["start"]:
            self.add_error("end", "Enter a day after the first one")
        return data
