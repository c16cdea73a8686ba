"""Signing in and out, your own roles, the people of your organisation, the audit."""

from __future__ import annotations

from datetime import timedelta

from django.contrib.auth import login, logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.accounts import actions, forms, queries, roles
from commonweal.core import queries as core_queries
from commonweal.core.clock import now, today
from commonweal.places import queries as places


@never_cache
@require_http_methods(["GET", "POST"])
def sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in, then go on to where one was going."""
    form = forms.SignInForm(request.POST if request.method == "POST" else None, request=request)
    onward = request.POST.get("next") or request.GET.get("next") or "/"
    if request.method == "POST" and form.is_valid():
        login(request, form.person)
        safe = url_has_allowed_host_and_scheme(
            onward, allowed_hosts={request.get_host()}, require_https=request.is_secure()
        )
        return redirect(onward if safe else "/")
    return render(request, "accounts/sign_in.jinja", {"form": form, "next": onward}, status=200)


def locked_out(request: HttpRequest, credentials: dict[str, str], *args: object, **kwargs: object) -> HttpResponse:
    """Too many wrong attempts."""
    text = "There were too many attempts to sign in with this address. Wait 15 minutes, then try again."
    return render(request, "core/message.jinja", {"heading": "Wait before you try again", "text": text}, status=429)


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Sign out."""
    logout(request)
    return redirect("/")


@require_GET
def you(request: HttpRequest) -> HttpResponse:
    """Who you are here and what you may do."""
    held = queries.current_roles(request.user, today())
    names = places.names({role.organisation_id for role in held}, today())
    rows = [(role.kind_name, names[role.organisation_id], role.start) for role in held]
    return render(request, "accounts/you.jinja", {"roles": rows})


def _own_organisations(request: HttpRequest) -> dict[int, str]:
    ids = {
        role.organisation_id
        for role in queries.current_roles(request.user, today())
        if roles.MANAGE_ROLES in roles.kind_of(role.kind).permissions
    }
    return places.names(ids, today())


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of the organisations that one administers."""
    own = _own_organisations(request)
    held = [role for role in queries.roles_in_sight() if role.organisation_id in own]
    return render(request, "accounts/people.jinja", {"roles": held, "names": own, "today": today()})


@require_http_methods(["GET", "POST"])
def give_role(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give someone who has an account a role in one's own organisation."""
    own = _own_organisations(request)
    organisation = get_object_or_404(places.organisations(own), pk=organisation_id)
    form = forms.GiveRoleForm(request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        person = queries.person_by_email(form.cleaned_data["email"])
        if person is None:
            form.add_error(
                "email",
                "Nobody with this address has an account. Check it, or ask the service's team to add them",
            )
        else:
            actions.give_role(
                by=request.user.actor,
                at=now(),
                person=person,
                organisation=organisation,
                kind=form.cleaned_data["kind"],
                start=form.cleaned_data["start"],
            )
            return redirect("accounts:people")
    return render(request, "accounts/give_role.jinja", {"form": form, "name": own[organisation_id]})


@require_POST
def end_role(request: HttpRequest, role_id: int) -> HttpResponse:
    """End a role in one's own organisation as of today."""
    own = _own_organisations(request)
    role = get_object_or_404(queries.roles_in_sight().filter(organisation_id__in=own), pk=role_id)
    actions.end_role(by=request.user.actor, at=now(), role=role, end=max(today(), role.start + timedelta(days=1)))
    return redirect("accounts:people")


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """What was changed, by whom, when: of the organisations in one's scope."""
    page = Paginator(core_queries.audit_events(), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.jinja", {"page": page})
