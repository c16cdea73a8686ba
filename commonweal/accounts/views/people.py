"""Your own roles, the people of your organisation, leavers, the audit."""

from __future__ import annotations

from django.contrib.auth import logout
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.accounts import actions, forms, queries, roles
from commonweal.accounts.models import Person
from commonweal.core import queries as core_queries
from commonweal.core.clock import now, today
from commonweal.places import queries as places


@require_GET
def you(request: HttpRequest) -> HttpResponse:
    """Who you are here and what you may do."""
    held = queries.current_roles(request.user, today())
    names = places.names({role.organisation_id for role in held}, today())
    rows = [(role.kind_name, names[role.organisation_id], role.start) for role in held]
    return render(request, "accounts/you.jinja", {"roles": rows})


def own_organisations(request: HttpRequest) -> dict[int, str]:
    """The organisations that one administers, with their names."""
    ids = {
        role.organisation_id
        for role in queries.current_roles(request.user, today())
        if roles.MANAGE_ROLES in roles.kind_of(role.kind).permissions
    }
    return places.names(ids, today())


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of the organisations that one administers."""
    own = own_organisations(request)
    held = [role for role in queries.roles_in_sight() if role.organisation_id in own]
    offered = queries.open_invitations(now()).filter(organisation_id__in=own)
    page = {"roles": held, "names": own, "today": today(), "invitations": offered}
    return render(request, "accounts/people.jinja", page)


@require_http_methods(["GET", "POST"])
def give_role(request: HttpRequest, organisation_id: int) -> HttpResponse:
    """Give someone who has an account a role in one's own organisation."""
    own = own_organisations(request)
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
    own = own_organisations(request)
    role = get_object_or_404(queries.roles_in_sight().filter(organisation_id__in=own), pk=role_id)
    actions.end_role(by=request.user.actor, at=now(), role=role, end=today())
    return _after_ending(request, role.person)


@require_POST
def leaves(request: HttpRequest, organisation_id: int, person_id: int) -> HttpResponse:
    """Somebody leaves one's own organisation today: out at once."""
    own = own_organisations(request)
    organisation = get_object_or_404(places.organisations(own), pk=organisation_id)
    roles_there = queries.roles_in_sight().filter(organisation_id=organisation_id, person_id=person_id)
    person = get_object_or_404(roles_there[:1]).person
    actions.leave_organisation(by=request.user.actor, at=now(), person=person, organisation=organisation, day=today())
    return _after_ending(request, person)


def _after_ending(request: HttpRequest, person: Person) -> HttpResponse:
    """Who ended a role of their own has ended their own session with it."""
    if person == request.user:
        logout(request)
        return redirect("accounts:sign-in")
    return redirect("accounts:people")


@require_GET
def audit(request: HttpRequest) -> HttpResponse:
    """What was changed, by whom, when: of the organisations in one's scope."""
    page = Paginator(core_queries.audit_events(), 50).get_page(request.GET.get("page"))
    return render(request, "accounts/audit.jinja", {"page": page})
