"""Every route stands in the access list, and nothing stands there that is no route."""

from __future__ import annotations

from django.urls import URLPattern, URLResolver, get_resolver

from commonweal.accounts import access, roles


def every_route(resolver=None, namespace: str = "") -> set[str]:
    """The names of all routes with their namespaces; a route without a name shows as its pattern."""
    found = set()
    for entry in (resolver or get_resolver()).url_patterns:
        if isinstance(entry, URLResolver):
            found |= every_route(entry, f"{namespace}{entry.namespace}:" if entry.namespace else namespace)
        elif isinstance(entry, URLPattern):
            found.add(f"{namespace}{entry.name or entry.pattern}")
    return found


def test_every_route_is_listed_and_every_listed_route_exists():
    assert every_route() == set(access.ROUTES)


def test_requirements_are_known_permissions():
    known = set().union(*(kind.permissions for kind in roles.KINDS.values())) | {access.PUBLIC} | access.WITHOUT_ROLE
    assert {needed for needed in access.ROUTES.values() if needed not in known} == set()
