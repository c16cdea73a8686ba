"""Each request gets its scope and passes the access list, before any view runs."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse

from commonweal.accounts import access, queries
from commonweal.core import scope
from commonweal.core.clock import today


class Scope:
    """Sets whose rows the request may see, then asks the access list about its route."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if request.user.is_authenticated:
            scope.enter(scope.Scope(person_id=request.user.pk))
            scope.enter(queries.scope_of(request.user, today()))
        return self.get_response(request)

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
            return redirect_to_login(request.get_full_path())
        if needed != access.SIGNED_IN and not request.user.has_perm(needed):
            raise PermissionDenied
        return None
