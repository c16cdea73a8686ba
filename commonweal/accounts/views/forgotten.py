"""A forgotten password: asking for a link, and choosing another one by it.

Asking says the same and does the same whether the address has an account or not: the worker finds that out.
"""

from __future__ import annotations

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render, resolve_url
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods

from commonweal.accounts import actions, forms, queries, sealing
from commonweal.accounts.views.door import as_system
from commonweal.core import mail, visitor
from commonweal.core.actor import SYSTEM
from commonweal.core.allowance import Allowance
from commonweal.core.clock import real_now

ASKED_PER_MINUTE = 5
_allowance = Allowance()


@never_cache
@require_http_methods(["GET", "POST"])
def forgotten(request: HttpRequest) -> HttpResponse:
    """Ask for a link by mail."""
    form = forms.ForgottenForm(request.POST if request.method == "POST" else None)
    if not mail.is_sent() or not (form.is_bound and form.is_valid()):
        return render(request, "accounts/forgotten.jinja", {"form": form, "is_mailed": mail.is_sent()})
    now, email = real_now(), form.cleaned_data["email"]
    if _allowance.spend(visitor.address(request) or "", ASKED_PER_MINUTE, now.timestamp()):
        return _wait(request)
    with as_system():
        digest = sealing.address_digest(email)
        actions.ask_for_link(by=SYSTEM, at=now, address_digest=digest, secret_email=email)
    page = {"email": email, "minutes": settings.PASSWORD_RESET_TIMEOUT // 60, "folder": mail.kept_in()}
    return render(request, "accounts/link_asked.jinja", page)


def _wait(request: HttpRequest) -> HttpResponse:
    text = "There were too many requests from where you are. Wait a minute, then try again."
    return render(request, "core/message.jinja", {"heading": "Wait before you try again", "text": text}, status=429)


@never_cache
@require_http_methods(["GET", "POST"])
def new_password(request: HttpRequest, written: str, token: str) -> HttpResponse:
    """Choose another password by a link, then sign in with it: the second step is asked there as ever."""
    person = queries.person_of_link(written, token)
    if person is None:
        return render(request, "accounts/link_over.jinja", status=404)
    typed = request.POST if request.method == "POST" else None
    form = forms.NewPasswordForm(typed, email=person.email, name=person.name)
    if not (form.is_bound and form.is_valid()):
        return render(request, "accounts/new_password.jinja", {"form": form, "email": person.email})
    with as_system():
        held = actions.use_link(at=real_now(), person=person, token=token, password=form.cleaned_data["password"])
    if not held:
        return render(request, "accounts/link_over.jinja", status=404)
    logout(request)
    return redirect(resolve_url("accounts:sign-in") + "?changed=yes")
