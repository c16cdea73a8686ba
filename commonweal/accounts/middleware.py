"""Each request gets its session's rule, its scope and passes the access list, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import resolve_url

from commonweal.accounts import access, queries, sessions
from commonweal.core import scope
from commonweal.core.clock import real_now, today

KEPT_NOWHERE = "private, no-store"  # what somebody saw is not in the browser when they have gone


class Scope:
    """Ends sessions that are over, sets whose rows the request may see, then asks the access list about its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            self._enter(request)
        response = self.get_response(request)
        if request.user.is_authenticated:
            response.headers.setdefault("Cache-Control", KEPT_NOWHERE)
        return response

    def _enter(self, request: HttpRequest) -> None:
        person, now = request.user, real_now()
        scope.enter(scope.Scope(person_id=person.pk))
        held = queries.roles_held(person, today())
        if sessions.is_over(request.session, queries.session_rule(person, held), now):
            logout(request)
            request.session_ended = True
            scope.enter(scope.NOBODY)
            return
        sessions.note_use(request.session, now)
        scope.enter(queries.scope_with(person, held))

    def process_view(
        self, request: HttpRequest, view: object, args: list[Any], kwargs: dict[str, Any]
    ) -> HttpResponse | None:
        """Deny by default."""
        match = request.resolver_match
        needed = access.requirement(match.view_name if match else "")
        if needed == access.PUBLIC:
            return None
        if needed is None:
            raise PermissionDenied(
                "This page is not in the access list, so nobody can open it. Tell the people who run the service."
            )
        if not request.user.is_authenticated:
            if needed == access.ENROLLING and sessions.half_way(request.session, real_now()):
                return None
            return _to_sign_in(request)
        if needed not in access.WITHOUT_ROLE and not request.user.has_perm(needed):
            raise PermissionDenied
        return None


def _to_sign_in(request: HttpRequest) -> HttpResponse:
    """To the door; who was put out by a rule is told so there."""
    address = resolve_url("accounts:sign-in")
    if getattr(request, "session_ended", False):
        address += "?ended=yes"
    return redirect_to_login(request.get_full_path(), address)
