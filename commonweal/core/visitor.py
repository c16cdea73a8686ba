"""Where a request comes from, for whoever counts by it: throttles, never permissions."""

from __future__ import annotations

from ipaddress import IPv6Address, ip_address, ip_network

from django.conf import settings
from django.http import HttpRequest

ONE_CUSTOMER = 64  # who has one IPv6 address has at least 2^64: they count as one


def address(request: HttpRequest) -> str | None:
    """The address of who asks, an IPv6 one as the first of its network; None where it is none.

    Behind a proxy of our own it is the last one that X-Forwarded-For names, which is the proxy's word; what stands
    before it, and the header from anybody else, is the asker's own invention.
    """
    given = request.META.get("REMOTE_ADDR", "")
    if settings.SECURE_PROXY_SSL_HEADER:
        given = request.headers.get("X-Forwarded-For", given).rsplit(",", 1)[-1].strip()
    try:
        found = ip_address(given.split("%", 1)[0])
    except ValueError:
        return None
    if not isinstance(found, IPv6Address):
        return str(found)
    if found.ipv4_mapped:
        return str(found.ipv4_mapped)
    return str(ip_network((found, ONE_CUSTOMER), strict=False).network_address)
