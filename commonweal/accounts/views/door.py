"""Signing in by password, passkey or provider; the second step; signing out."""

from __future__ import annotations

from functools import partial

from django.contrib.auth import logout
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.accounts import actions, forms, passkeys, provider, queries, sessions
from commonweal.accounts.models import Person
from commonweal.accounts.views.coming_in import come_in, enter, half_way, onward
from commonweal.core import scope
from commonweal.core.actor import SYSTEM
from commonweal.core.clock import real_now

ASKED = "passkey-asked"
GOING = "provider-onward"
NOT_KNOWN = (
    "Nobody with this address was invited here. Ask an administrator of your organisation for an invitation, "
    "to the address that your organisation's sign-in uses."
)
as_system = partial(scope.within, scope.SYSTEM_SCOPE)


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, then go on to where one was going."""
    form = forms.SignInForm(request.POST if request.method == "POST" else None, request=request)
    if request.method == "POST" and form.is_valid() and form.person:
        return enter(request, form.person, how="password", to=onward(request))
    if form.wrong_address:
        with as_system():
            person = queries.person_by_email(form.wrong_address)
            actions.note_failed_sign_in(by=SYSTEM, at=real_now(), person=person)
    why = next((why for why in ("ended", "again", "changed") if why in request.GET), "")
    page = {"form": form, "next": onward(request), "why": why, "provider": provider.name()}
    return render(request, "accounts/sign_in.jinja", page)


@never_cache
@require_http_methods(["GET", "POST"])
def passkey_sign_in(request: HttpRequest) -> HttpResponse:
    """In by a passkey alone, which showed that its owner was there: two things at once."""
    answer = request.POST.get("answer", "")
    person = _owner_who_signed(request, answer) if request.method == "POST" else None
    if person is not None:
        return enter(request, person, how="passkey", to=onward(request), second_step=True)
    question, request.session[ASKED] = passkeys.ask_to_sign(request.get_host(), None)
    page = {"question": question, "next": onward(request), "failed": request.method == "POST"}
    return render(request, "accounts/passkey_sign_in.jinja", page)


def _owner_who_signed(request: HttpRequest, answer: str) -> Person | None:
    state = request.session.pop(ASKED, None)
    if not state:
        return None
    with as_system():
        person = queries.owner_of_passkey(passkeys.credential_of(answer))
        if person is None:
            return None
        host, now = request.get_host(), real_now()
        held = actions.answer_with_passkey(at=now, person=person, host=host, state=state, answer=answer)
    return person if held else None


@never_cache
@require_http_methods(["GET", "POST"])
def second_step(request: HttpRequest) -> HttpResponse:
    """A code or a key, after the password."""
    waiting = half_way(request)
    if waiting is None:
        return redirect("accounts:sign-in")
    half, person = waiting
    if not queries.factors(person).exists():
        return redirect("accounts:security")
    now, answer = real_now(), request.POST.get("answer", "")
    typed = request.POST if request.method == "POST" and not answer else None
    form = forms.CodeForm(typed, has_app=queries.has_app(person))
    if answer and _signed(request, person, answer):
        return _through(request, half, person, "passkey")
    if form.is_bound and form.is_valid():
        how = actions.answer_with_code(at=now, person=person, typed=form.cleaned_data["code"])
        if how:
            return _through(request, half, person, how)
        if queries.must_wait(person, now):
            return wait(request)
        form.add_error("code", "This code does not hold. Enter the one that the app shows now; each serves once")
    return _second_step(request, form, person, passkey_failed=bool(answer))


def _second_step(request: HttpRequest, form: forms.CodeForm, person: Person, passkey_failed: bool) -> HttpResponse:
    known, question = queries.passkeys_of(person), ""
    if known:
        question, request.session[ASKED] = passkeys.ask_to_sign(request.get_host(), known)
    page = {"form": form, "question": question, "passkey_failed": passkey_failed, "has_app": queries.has_app(person)}
    return render(request, "accounts/second_step.jinja", page)


def _signed(request: HttpRequest, person: Person, answer: str) -> bool:
    state = request.session.pop(ASKED, None)
    return bool(state) and actions.answer_with_passkey(
        at=real_now(), person=person, host=request.get_host(), state=state, answer=answer
    )


def _through(request: HttpRequest, half: sessions.HalfWay, person: Person, how: str) -> HttpResponse:
    come_in(request, person, real_now(), how=f"{half.how}, {how}", second_step=True)
    return redirect(half.onward)


@never_cache
@require_GET
def to_provider(request: HttpRequest) -> HttpResponse:
    """On to the organisation's own sign-in."""
    if not provider.is_known():
        raise Http404
    request.session[GOING] = onward(request)
    try:
        return provider.go(request, request.build_absolute_uri(reverse("accounts:provider-back")))
    except provider.NotSaid:
        text = "Try again in a minute, or sign in with your password."
        return _not_in(request, "The other sign-in does not answer", text, 502)


@never_cache
@require_GET
def from_provider(request: HttpRequest) -> HttpResponse:
    """Back from there: in, if whom it means was invited here."""
    if not provider.is_known():
        raise Http404
    to = request.session.pop(GOING, "/")
    try:
        claims = provider.come_back(request)
    except provider.NotSaid:
        return _not_in(request, "The other sign-in was not completed", "Start again from the sign-in page.", 403)
    with as_system():
        person = actions.recognise(
            at=real_now(),
            issuer=claims.issuer,
            subject=claims.subject,
            email=claims.email,
            email_verified=claims.email_verified,
        )
    if person is None:
        return _not_in(request, "You are not known here yet", NOT_KNOWN, 403)
    return enter(request, person, how="provider", to=to, second_step=claims.second_step)


def _not_in(request: HttpRequest, heading: str, text: str, status: int) -> HttpResponse:
    page = {"heading": heading, "text": text}
    return render(request, "accounts/not_in.jinja", page, status=status)


def wait(request: HttpRequest) -> HttpResponse:
    """Too many wrong codes."""
    text = "There were too many wrong codes. Wait 15 minutes, then try again."
    return render(request, "core/message.jinja", {"heading": "Wait before you try again", "text": text}, status=429)


def locked_out(request: HttpRequest, credentials: dict[str, str], *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong attempts."""
    text = "There were too many attempts to sign in with this address. Wait 15 minutes, then try again."
    return render(request, "core/message.jinja", {"heading": "Wait before you try again", "text": text}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    actions.note_sign_out(by=request.user.actor, at=real_now(), person=request.user)
    logout(request)
    return redirect("/")
