"""The pages of publications: what was read, of each file and figure, and reading more."""

from __future__ import annotations

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core import jobs
from commonweal.core.clock import now
from commonweal.observations import actions, forms, gathering, queries
from commonweal.observations.jobs import IMPORT
from commonweal.observations.presenters import publications as publication_pages
from commonweal.observations.views.common import kept_page, may_import


@require_GET
def publications(request: HttpRequest) -> HttpResponse:
    """Every publication that was read."""
    may = may_import(request)

    def make() -> tuple[str, object]:
        page = publication_pages.present_all(queries.publications(), may_import=may)
        return "Publications", page

    return kept_page(request, "publications", may, make)


@require_GET
def publication(request: HttpRequest, file_id: int) -> HttpResponse:
    """What was read of one file."""

    def make() -> tuple[str, object]:
        reading = queries.publication_file(file_id)
        if reading is None:
            raise Http404
        page = publication_pages.present_file(reading)
        return page.heading, page

    return kept_page(request, "publication", file_id, make, crumbs=[("publications", "Publications")])


@require_GET
def figure(request: HttpRequest, figure_id: int) -> HttpResponse:
    """One figure in its sheet."""
    found = queries.figure(figure_id)
    if found is None:
        raise Http404
    page = publication_pages.present_figure(found, gathering.area_link(found))
    return render(request, "observations/figure.jinja", {"page": page})


@require_http_methods(["GET", "POST"])
def import_page(request: HttpRequest) -> HttpResponse:
    """Take workbooks, then show the progress of reading them."""
    form = forms.ImportForm(request.POST, request.FILES) if request.method == "POST" else forms.ImportForm()
    if request.method == "POST" and form.is_valid():
        at = now()
        uploads = [
            actions.keep_upload(by=request.user.actor, at=at, name=file.name, content=file.read())
            for file in form.cleaned_data["files"]
        ]
        count = len(uploads)
        job = jobs.start(
            IMPORT,
            by=request.user.actor,
            at=at,
            title=f"Read {count} {'publication' if count == 1 else 'publications'}",
            arguments={"uploads": [upload.pk for upload in uploads]},
        )
        return redirect("core:job", job_id=job.pk)
    return render(request, "observations/import.jinja", {"form": form})
