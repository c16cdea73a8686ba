"""The start page."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect


def start(request: HttpRequest) -> HttpResponse:
    """England."""
    return redirect("observations:england")
