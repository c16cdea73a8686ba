"""Inviting by an address, and accepting by the link."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from commonweal.accounts import actions, forms, provider, queries, sealing
from commonweal.accounts.models import Invitation, Person
from commonweal.accounts.views.coming_in import enter
from commonweal.accounts.views.door import as_system
from commonweal.accounts.views.people import own_organisations
from commonweal.core import mail
from commonweal.core.actor import Actor
from commonweal.core.clock import now, today
from commonweal.core.refusal import Refused
from commonweal.places import queries as places


@never_cache
@require_http_methods(["GET", "POST"])
def invite(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Offer a role in one's own organisation; the link is shown once."""
    own = own_organisations(request)
    organisation = get_object_or_404(places.organisations(own), pk=organisation_id)
    form = forms.InviteForm(request.POST if request.method == "POST" else None)
    if not (form.is_bound and form.is_valid()):
        return render(request, "accounts/invite.jinja", {"form": form, "name": own[organisation_id]})
    token, made = sealing.new_token(), form.cleaned_data
    offer: dict[str, Any] = {key: made[key] for key in ("email", "kind", "start", "end")}
    invitation = actions.invite(by=request.user.actor, at=now(), organisation=organisation, token=token, **offer)
    link = request.build_absolute_uri(reverse("accounts:invitation", args=[token]))
    page = {"invitation": invitation, "link": link, "name": own[organisation_id], "is_mailed": mail.is_sent()}
    return render(request, "accounts/invited.jinja", page)


@require_POST
def withdraw(request: HttpRequest, invitation_id: int) -> HttpResponse:
    """Take an offer back."""
    own = own_organisations(request)
    offered = queries.open_invitations(now()).filter(organisation_id__in=own)
    invitation = get_object_or_404(offered, pk=invitation_id)
    actions.withdraw_invitation(by=request.user.actor, at=now(), invitation=invitation)
    return redirect("accounts:people")


@never_cache
@require_http_methods(["GET", "POST"])
def accept(request: HttpRequest, token: str) -> HttpResponse:
    """Take the offered role: with a new account, or with one's own once one has signed in to it."""
    with as_system():
        invitation = queries.invitation_by_token(token, now())
        person = queries.person_by_email(invitation.email) if invitation else None
    if invitation is None:
        return render(request, "accounts/invitation_over.jinja", status=404)
    if person is None:
        return _accept_anew(request, invitation)
    if request.user != person:
        return _page(request, invitation, {"has_account": True})
    if request.method == "POST":
        return _take(request, invitation, person.name, None)
    return _page(request, invitation, {})


def _accept_anew(request: HttpRequest, invitation: Invitation) -> HttpResponse:
    form = forms.AcceptForm(request.POST if request.method == "POST" else None, email=invitation.email)
    if form.is_bound and form.is_valid():
        return _take(request, invitation, form.cleaned_data["name"], form.cleaned_data["password"])
    return _page(request, invitation, {"form": form})


def _take(request: HttpRequest, invitation: Invitation, name: str, password: str | None) -> HttpResponse:
    by = request.user.actor if request.user.is_authenticated else Actor(None, name)
    try:
        with as_system():
            person: Person = actions.accept_invitation(
                by=by, at=now(), invitation=invitation, name=name, password=password
            )
    except Refused as refused:
        return _page(request, invitation, {"findings": refused.findings})
    if request.user == person:  # whether their session is enough for the new role, the next request will see
        return redirect("accounts:you")
    return enter(request, person, how="invitation", to=reverse("accounts:you"))


def _page(request: HttpRequest, invitation: Invitation, more: dict[str, Any]) -> HttpResponse:
    name = places.names({invitation.organisation_id}, today())[invitation.organisation_id]
    page = {"invitation": invitation, "organisation": name, "provider": provider.name()}
    return render(request, "accounts/invitation.jinja", page | more)
