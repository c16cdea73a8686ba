"""How one signs in: authenticator app, passkeys, recovery codes, and where one is signed in."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

import segno
from django.contrib.auth import update_session_auth_hash
from django.contrib.auth.views import redirect_to_login
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render, resolve_url
from django.utils.safestring import mark_safe
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.accounts import actions, forms, passkeys, queries, sessions, totp
from commonweal.accounts.models import Person
from commonweal.accounts.views.coming_in import come_in, half_way
from commonweal.core.clock import real_now, today

SEED = "app-seed"
ASKED = "passkey-wanted"
ISSUER = "Commonweal"
View = Callable[..., HttpResponse]


def for_enroller(view: View) -> View:
    """For who signed in lately, or gave the password and has no second step yet: nobody else may add one."""

    @never_cache
    @wraps(view)
    def run(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if request.user.is_authenticated:
            if not sessions.is_fresh(request.session, real_now()):
                to = request.get_full_path() if request.method == "GET" else resolve_url("accounts:security")
                return redirect_to_login(to, resolve_url("accounts:sign-in") + "?again=yes")
            return view(request, request.user, *args, **kwargs)
        waiting = half_way(request)
        if waiting is None:
            return redirect("accounts:sign-in")
        if queries.factors(waiting[1]).exists():
            return redirect("accounts:second-step")
        return view(request, waiting[1], *args, **kwargs)

    return run


@require_GET
@for_enroller
def security(request: HttpRequest, person: Person) -> HttpResponse:
    """What one signs in with, and what one may add."""
    rule = queries.session_rule(person, queries.current_roles(person, today()))
    page = {
        "factors": queries.factors(person),
        "has_app": queries.has_app(person),
        "recovery_codes": queries.recovery_codes_left(person),
        "rule": rule,
        "half_way": not request.user.is_authenticated,
    }
    return render(request, "accounts/security.jinja", page)


@require_http_methods(["GET", "POST"])
@for_enroller
def add_app(request: HttpRequest, person: Person) -> HttpResponse:
    """Show the seed as QR code and letters; keep it once the app has shown a code of it."""
    seed = request.session.setdefault(SEED, totp.new_seed())
    form = forms.AppCodeForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        now = real_now()
        step = totp.matching_step(seed, form.cleaned_data["code"], now.timestamp(), after=0)
        if step is not None:
            actions.add_app(by=person.actor, at=now, person=person, secret_seed=seed, step=step)
            del request.session[SEED]
            return _added(request, person, "app")
        form.add_error("code", "This is not the code of now. Check that your phone sets its clock by itself")
    address = totp.address(seed, issuer=ISSUER, label=person.email)
    page = {"form": form, "seed": totp.grouped(seed), "address": address, "picture": _picture(address)}
    return render(request, "accounts/add_app.jinja", page)


def _picture(address: str) -> str:
    drawn = segno.make(address, error="m").svg_inline(scale=5, border=4, light="#fff", svgclass=None, lineclass=None)
    return mark_safe(drawn.replace("<svg ", '<svg role="img" aria-label="QR code for your authenticator app" ', 1))  # noqa: S308 (made here)


@require_http_methods(["GET", "POST"])
@for_enroller
def add_passkey(request: HttpRequest, person: Person) -> HttpResponse:
    """Have the browser make a key, and keep its public part."""
    form, failed = forms.PasskeyForm(request.POST if request.method == "POST" else None), False
    if form.is_bound and form.is_valid():
        state = request.session.pop(ASKED, None)
        key = passkeys.made(request.get_host(), state, form.cleaned_data["answer"]) if state else None
        if key is not None and not queries.is_known_passkey(key):
            name = form.cleaned_data["name"]
            actions.add_passkey(by=person.actor, at=real_now(), person=person, name=name, secret_passkey=key)
            return _added(request, person, "passkey")
        failed = True
    question, request.session[ASKED] = passkeys.ask_to_make(
        request.get_host(),
        handle=person.pk,
        email=person.email,
        name=person.name,
        known=queries.passkeys_of(person),
    )
    return render(request, "accounts/add_passkey.jinja", {"form": form, "question": question, "failed": failed})


def _added(request: HttpRequest, person: Person, how: str) -> HttpResponse:
    """In, for who was half way; with the first app or key come recovery codes."""
    half = sessions.half_way(request.session, real_now())
    if not request.user.is_authenticated and half:
        come_in(request, person, real_now(), how=f"{half.how}, {how}", second_step=True)
    sessions.note_second_step(request.session)
    if queries.recovery_codes_left(person):
        return redirect("accounts:security")
    return _codes(request, person, half.onward if half else resolve_url("accounts:security"))


def _codes(request: HttpRequest, person: Person, onward: str) -> HttpResponse:
    codes = actions.renew_recovery_codes(by=person.actor, at=real_now(), person=person)
    return render(request, "accounts/recovery_codes.jinja", {"codes": codes, "onward": onward})


@require_POST
@for_enroller
def recovery_codes(request: HttpRequest, person: Person) -> HttpResponse:
    """Ten new ones in place of the old."""
    if not queries.factors(person).exists():
        return redirect("accounts:security")
    return _codes(request, person, resolve_url("accounts:security"))


@require_POST
@for_enroller
def remove_factor(request: HttpRequest, person: Person, factor_id: int) -> HttpResponse:
    """An app or a key that one no longer has."""
    factor = get_object_or_404(queries.factors(person), pk=factor_id)
    actions.remove_factor(by=person.actor, at=real_now(), factor=factor)
    return redirect("accounts:security")


@require_http_methods(["GET", "POST"])
@for_enroller
def change_password(request: HttpRequest, person: Person) -> HttpResponse:
    """A new password; every other browser is signed out."""
    typed = request.POST if request.method == "POST" else None
    form = forms.NewPasswordForm(typed, email=person.email, name=person.name)
    if not (form.is_bound and form.is_valid()):
        return render(request, "accounts/change_password.jinja", {"form": form})
    actions.set_password(by=person.actor, at=real_now(), person=person, password=form.cleaned_data["password"])
    update_session_auth_hash(request, person)
    return redirect("accounts:security")


@require_POST
def end_other_sessions(request: HttpRequest) -> HttpResponse:
    """Signed out everywhere but here."""
    person = request.user
    here = request.session.session_key or ""
    actions.end_sessions(by=person.actor, at=real_now(), person=person, kept_token=here)
    return redirect("accounts:you")
