"""Signing in; giving a role."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import authenticate
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

    def clean_username(self) -> str:
        """In one case, so that another spelling is no fresh start for the throttle."""
        return self.cleaned_data["username"].lower()

    def clean(self) -> dict[str, Any]:
        """Check the pair, through every authentication backend (and so the throttle)."""
        data = super().clean() or {}
        if "username" in data and "password" in data:
            self.person = authenticate(self.request, username=data["username"], password=data["password"])
            if self.person is None:
                self.add_error("username", "The e-mail address or password is not right")
        return data


class GiveRoleForm(forms.Form):
    """Who gets which role from when."""

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
