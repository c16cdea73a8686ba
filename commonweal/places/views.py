"""Who was this on that date."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from commonweal.core.clock import today
from commonweal.places import forms, presenters, queries


@require_GET
def who(request: HttpRequest) -> HttpResponse:
    """The question, and its answer once asked."""
    form = forms.WhoForm(request.GET) if "asked" in request.GET else forms.WhoForm(initial={"on": today()})
    page = None
    if form.is_bound and form.is_valid():
        page = presenters.present(queries.who_was(form.cleaned_data["asked"], form.cleaned_data["on"]))
    return render(request, "places/who.jinja", {"form": form, "page": page})
