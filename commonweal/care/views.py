"""People: a list, a record, and what is done about either. Opening a record is written down where it is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.accounts import queries as accounts
from commonweal.care import actions, forms, presenters, queries
from commonweal.core.clock import now, today
from commonweal.core.doing import done
from commonweal.places import queries as places

if TYPE_CHECKING:
    from commonweal.accounts.models import Person as Worker
    from commonweal.care.models import Person

SHOWN_ACCESSES = 50
WRITE, SEE_PEOPLE = "care.write", "care.see-people"
FORM = "core/form.jinja"


@require_GET
def people(request: HttpRequest) -> HttpResponse:
    """The people of one's council."""
    read = {"what": "The list of people", "why": "Opened the list"}
    rows = actions.read_people(by=request.user.actor, at=now(), person_ids=None, **read)
    leads = queries.leads_on([row.pk for row in rows], today())
    return render(request, "core/answer.jinja", {"page": presenters.people(rows, leads)})


@require_GET
def person(request: HttpRequest, person_id: int) -> HttpResponse:
    """One person's record."""
    why = request.GET.get("from", "")[:200].replace("\0", "") or "Opened the record"
    found = _read(request, person_id, why)
    facts = presenters.Facts(
        found,
        queries.leads(found),
        list(queries.arrangements(found)),
        list(queries.accesses(found)[:SHOWN_ACCESSES]),
        today(),
    )
    return render(request, "core/answer.jinja", {"page": presenters.present(facts)})


@require_http_methods(["GET", "POST"])
def take_up(request: HttpRequest) -> HttpResponse:
    """Take up a case: the person once, and who leads from the first day."""
    council_id = _council(request)
    workers = _workers(council_id)
    choices = {"lead": [(key, worker.name) for key, worker in workers.items()]}
    form = forms.TakeUpForm(request.POST or None, choices=choices, initial={"since": today(), "lead": request.user.pk})
    made: list[Person] = []

    def put(told: dict[str, Any]) -> None:
        council, told["lead"] = places.organisations([council_id]).get(), workers[told["lead"]]
        made.append(actions.add_person(by=request.user.actor, at=now(), organisation=council, **told))

    if request.method == "POST" and done(form, put):
        return redirect("care:person", person_id=made[0].pk)
    page = presenters.take_up()
    return render(request, FORM, {"page": page, "form": form, "button_text": "Take up the case"})


@require_http_methods(["GET", "POST"])
def arrange(request: HttpRequest, person_id: int) -> HttpResponse:
    """Say that a package that was asked for is this person's."""
    found = _read(request, person_id, "To say which package is theirs")
    packages = {str(row.pk): row for row in queries.unarranged(found.organisation_id)}
    choices = {"request": [(key, presenters.package_name(row)) for key, row in packages.items()]}
    form = forms.ArrangeForm(request.POST or None, choices=choices)

    def put(told: dict[str, Any]) -> None:
        actions.arrange(by=request.user.actor, at=now(), person=found, request=packages[told["request"]])

    if request.method == "POST" and done(form, put):
        return redirect("care:person", person_id=found.pk)
    page = presenters.of_person(
        found, "Which package is theirs?", "The one place in which a person and hours are linked."
    )
    return render(request, FORM, {"page": page, "form": form, "button_text": "It is theirs"})


@require_http_methods(["GET", "POST"])
def hand_over(request: HttpRequest, person_id: int) -> HttpResponse:
    """Let another lead from a day on."""
    found = _read(request, person_id, "To hand the lead over")
    workers = _workers(found.organisation_id)
    choices = {"worker": [(key, worker.name) for key, worker in workers.items()]}
    form = forms.HandOverForm(request.POST or None, choices=choices, initial={"start": today()})

    def put(told: dict[str, Any]) -> None:
        worker, start = workers[told["worker"]], told["start"]
        actions.hand_over(by=request.user.actor, at=now(), person=found, worker=worker, start=start)

    if request.method == "POST" and done(form, put):
        return redirect("care:person", person_id=found.pk)
    page = presenters.of_person(
        found, "Who leads from now on?", "The one before leads up to that day: never two, never none."
    )
    return render(request, FORM, {"page": page, "form": form, "button_text": "Hand over"})


def _read(request: HttpRequest, person_id: int, why: str) -> Person:
    found = actions.read_person(by=request.user.actor, at=now(), person_id=person_id, what="The record", why=why)
    if found is None:
        raise Http404
    return found


def _council(request: HttpRequest) -> int:
    """The council in which somebody may take up a case: the first where their role allows it."""
    held = accounts.local_organisations(request.user, today())
    found = next((key for key in held if request.user.has_perm(WRITE, key)), None)
    if found is None:
        raise Http404
    return found


def _workers(council_id: int) -> dict[str, Worker]:
    return {str(worker.pk): worker for worker in accounts.holders(SEE_PEOPLE, council_id, today())}
