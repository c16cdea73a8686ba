"""Where a plan stands, a page for each event of its workflow, and the lines of enquiry."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.http import require_GET, require_http_methods

from commonweal.core.clock import now
from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.comparing import digest
from commonweal.engine.rulebook.procedure import SUBMITTED, Event, Role
from commonweal.plans import actions, queries
from commonweal.plans.forms import EnquiryForm, EventForm
from commonweal.plans.models import AreaPlan
from commonweal.plans.presenters import content as content_pages
from commonweal.plans.presenters import offers, signing, standing, steps
from commonweal.plans.presenters.words import EVENTS
from commonweal.plans.queries.standing import acting
from commonweal.plans.views.common import area_name, frame, plan_in_sight, roles_on

NO_ROLE = error("no-role", "you", "You have no role on this plan.", "Ask somebody who has one in one of its bodies.")
NOT_AN_ASSURER = error(
    "not-an-assurer", "you", "Lines of enquiry are for the region's assurer.", "Ask the region to answer them."
)


@require_GET
def where_it_stands(request: HttpRequest, plan_id: int) -> HttpResponse:
    """Where the plan stands, what happened to it, what one can do."""
    found = plan_in_sight(plan_id)
    desk = _desk(request, found)
    answers, happenings = queries.enquiry_answers(found), queries.happenings(found)
    page = standing.present(area_name(found), desk, happenings, answers)
    return render(request, "plans/standing.jinja", {"page": page, **frame(request, found)})


@require_http_methods(["GET", "POST"])
def event(request: HttpRequest, plan_id: int, event: str) -> HttpResponse:
    """One event: what it does, what keeps one from it, what it asks for; and, posted, the event itself."""
    found, asked = plan_in_sight(plan_id), _event(event)
    desk, content = _desk(request, found), queries.content(found)
    offered = offers.offered(desk, asked)
    sent = request.POST if request.method == "POST" else None
    form = EventForm(sent, event=asked, choices=offered.choices, is_delegable=offered.is_delegable)
    role = offers.role_for(desk, asked, desk.roles) if desk.roles else None
    findings = offers.hindrances(desk, asked, role) if role else (NO_ROLE,)
    if request.method == "POST" and role and _is_whole(desk, asked, form):
        try:
            _happens(request, found, desk, asked, form)
            return redirect("plans:standing", plan_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    if "signature" in form.errors:
        findings = (*findings, *signing.not_yours(desk.around, form.data.get("signature", "").partition("/")[0]))
    context = {
        **_event_words(asked),
        "role": steps.ROLES[role] if role else "",
        "form": form,
        "findings": findings,
        "is_refused": request.method == "POST",
        "shown": digest(content),  # of what this answer shows, whatever was sent
        "signatures": signing.signatures(desk.record, desk.around) if asked is Event.SIGN else None,
        "sheets": content_pages.sheets(content, desk.around.rulebook) if asked in steps.SHOWS_CONTENT else (),
    }
    return render(request, "plans/event.jinja", {**context, **frame(request, found)})


def _event_words(asked: Event) -> dict[str, object]:
    return {
        "name": EVENTS[asked],
        "explained": steps.EXPLAINED[asked],
        "is_dangerous": asked in steps.DANGEROUS,
    }


@require_http_methods(["GET", "POST"])
def enquiries(request: HttpRequest, plan_id: int) -> HttpResponse:
    """What the assurers found on each line of enquiry; an assurer answers them, one at a time."""
    found = plan_in_sight(plan_id)
    form = EnquiryForm(request.POST if request.method == "POST" else None)
    findings: tuple[Finding, ...] = ()
    is_assurer = Role.ASSURER in roles_on(request, found)
    if request.method == "POST" and not is_assurer:
        findings = (NOT_AN_ASSURER,)
    elif request.method == "POST" and form.is_valid():
        try:
            actions.answer_enquiry(by=request.user.actor, at=now(), plan=found, **form.cleaned_data)
            return redirect("plans:enquiries", plan_id=found.pk)
        except actions.Refused as refused:
            findings = refused.findings
    asked, answers = queries.rulebook(found).enquiry, queries.enquiry_answers(found)
    is_open = queries.record(found).state in SUBMITTED
    context = {
        "enquiries": [(one, answers.get(one.id), _form_of(form, one.id)) for one in asked],
        "answered": sum(one.id in answers for one in asked),
        "findings": findings,
        "form": form,
        "may_answer": is_assurer and is_open,
    }
    return render(request, "plans/enquiries.jinja", {**context, **frame(request, found)})


def _form_of(posted: EnquiryForm, enquiry: str) -> EnquiryForm:
    """The form that was sent belongs to its line only; the others are empty. Each has ids of its own."""
    own = (
        posted
        if posted.is_bound and posted.data.get("enquiry") == enquiry
        else EnquiryForm(initial={"enquiry": enquiry})
    )
    own.auto_id = f"id_{enquiry}_%s"
    return own


def _event(name: str) -> Event:
    if name not in EVENTS or name == Event.EDIT:
        raise Http404
    return Event(name)


def _desk(request: HttpRequest, found: AreaPlan) -> offers.Desk:
    partners, around = queries.partners(found), queries.circumstances(found)
    return offers.Desk(
        record=queries.record(found),
        around=around,
        roles=roles_on(request, found),
        signatures=queries.signatures_of(request.user, partners, around.rulebook),
        by=acting(request.user.pk, request.user.name),
        at=now(),
    )


def _happens(request: HttpRequest, found: AreaPlan, desk: offers.Desk, asked: Event, form: EventForm) -> None:
    """The event, in the role that may do it. The partner of a signature comes from the person's own, never the form."""
    said: dict[str, Any] = form.said()
    if asked is Event.SIGN:
        said |= _signature(desk, form.cleaned_data)
    role = offers.role_for(desk, asked, desk.roles, **said)
    actions.happen(by=request.user.actor, at=now(), plan=found, event=asked, role=role, **said)


def _signature(desk: offers.Desk, cleaned: Mapping[str, Any]) -> dict[str, str]:
    own = _own(desk, cleaned)
    return {"sign_off": own.sign_off.id, "partner": own.partner.name}


def _own(desk: offers.Desk, cleaned: Mapping[str, Any]) -> queries.OwnSignature:
    return {offers.signature_key(one): one for one in desk.signatures}[cleaned["signature"]]


def _is_whole(desk: offers.Desk, asked: Event, form: EventForm) -> bool:
    """Whether all is entered: a signature that is another's to give names who delegated it."""
    if not form.is_valid():
        return False
    needs = asked is Event.SIGN and _own(desk, form.cleaned_data).needs_delegation
    if needs and not form.cleaned_data.get("delegated_by", "").strip():
        form.add_error("delegated_by", "Say who delegated this signature to you")
    return not form.errors
