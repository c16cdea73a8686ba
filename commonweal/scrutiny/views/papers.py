"""The list of papers, a paper, writing one, and its events."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding
from commonweal.engine.periods import quarter_name
from commonweal.engine.reporting.procedure import PAPER, PaperEvent, PaperRole, State
from commonweal.engine.reporting.quarters import period_of
from commonweal.places import queries as places
from commonweal.returns import queries as returns
from commonweal.scrutiny import actions, queries
from commonweal.scrutiny.forms import StartForm
from commonweal.scrutiny.models import Paper
from commonweal.scrutiny.presenters import papers as pages
from commonweal.scrutiny.templates import templates

if TYPE_CHECKING:
    from commonweal.returns.models import Return

MAY_WRITE, SEES_RETURNS = "scrutiny.write", "returns.see"
ROLES = {PaperEvent.PUBLISH: PaperRole.AUTHOR, PaperEvent.NOTE: PaperRole.CHAIR}


@require_GET
def papers(request: HttpRequest) -> HttpResponse:
    """The papers: published ones for everybody, drafts for their place."""
    rows = list(queries.papers())
    items = pages.listed(rows, queries.standings(rows))
    may_write = request.user.has_perm(MAY_WRITE)
    return render(request, "scrutiny/papers.jinja", {"items": items, "lead": pages.lead(items), "may_write": may_write})


@require_GET
def paper(request: HttpRequest, paper_id: int) -> HttpResponse:
    """A paper, its figures read from the frozen return."""
    return _paper(request, _in_sight(paper_id), ())


@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Write a paper on a certified return."""
    known = _certified(request)
    choices = {"returns": _choices(known), "templates": [(key, one.title) for key, one in templates().items()]}
    form = StartForm(request.POST or None, **choices)
    findings: tuple[Finding, ...] = ()
    if request.method == "POST" and form.is_valid():
        said = dict(form.cleaned_data) | {"of": known[int(form.cleaned_data["of"])]}
        try:
            row = actions.write_paper(by=request.user.actor, at=now(), **said)
            return redirect("scrutiny:paper", paper_id=row.pk)
        except actions.Refused as refused:
            findings = refused.findings
    return render(request, "scrutiny/start.jinja", {"form": form, "findings": findings, "any": bool(known)})


@require_POST
def step(request: HttpRequest, paper_id: int, event: str) -> HttpResponse:
    """Publish it, or record that it was noted."""
    found = _in_sight(paper_id)
    if event not in ROLES:
        raise Http404
    asked = PaperEvent(event)
    if ROLES[asked] not in queries.powers_of(request.user, found):
        raise Http404
    made: dict[str, Any] = {"by": request.user.actor, "at": now(), "paper": found}
    try:
        actions.publish_paper(**made) if asked is PaperEvent.PUBLISH else actions.note_paper(**made)
    except actions.Refused as refused:
        return _paper(request, found, refused.findings)
    return redirect("scrutiny:paper", paper_id=found.pk)


def _paper(request: HttpRequest, found: Paper, findings: tuple[Finding, ...]) -> HttpResponse:
    shown = queries.shown(found)
    if shown is None:
        raise Http404
    state, of = queries.standing(found), returns.return_(found.of_id)
    sees_return = of is not None and request.user.has_perm(SEES_RETURNS)
    page = pages.present(shown, state, queries.steps(found), sees_return=sees_return)
    roles = queries.powers_of(request.user, found)
    options = [(event, pages.EVENTS[PaperEvent(event)]) for role in roles for event in PAPER.open_to(state, role)]
    told = {"options": options, "findings": findings, "sees_return": sees_return}
    return render(request, "scrutiny/paper.jinja", {"page": page, "found": found, **told})


def _in_sight(paper_id: int) -> Paper:
    found = queries.paper(paper_id)
    if found is None:
        raise Http404
    return found


def _certified(request: HttpRequest) -> dict[int, Return]:
    """The certified returns of the places for which the visitor may write papers."""
    rows = list(returns.returns())
    states = returns.standings(rows)
    return {
        row.pk: row
        for row in rows
        if states[row.pk] in (State.CERTIFIED, State.PUBLISHED) and request.user.has_perm(MAY_WRITE, row.plan.area_id)
    }


def _choices(known: dict[int, Return]) -> list[tuple[str, str]]:
    names = places.names([row.plan.area_id for row in known.values()], today())
    return [
        (str(key), f"{names[row.plan.area_id]}, {quarter_name(period_of(row.year, row.quarter))}")
        for key, row in known.items()
    ]
