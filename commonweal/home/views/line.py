"""Walking."""

from django.http import Http404, HttpRequest, HttpResponse


def line(request: HttpRequest, **where: object) -> HttpResponse:
    """Not yet."""
    raise Http404


step = line
