"""From the first half of a sign-in to being in: the steps that every way in shares."""

from __future__ import annotations

from datetime import datetime

from django.contrib.auth import login, logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.crypto import constant_time_compare
from django.utils.http import url_has_allowed_host_and_scheme

from commonweal.accounts import actions, queries, sessions
from commonweal.accounts.models import Person
from commonweal.core import scope
from commonweal.core.clock import real_now, today

BACKEND = "django.contrib.auth.backends.ModelBackend"


def onward(request: HttpRequest) -> str:
    """Where somebody was going: a page of ours, or the start."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    safe = url_has_allowed_host_and_scheme(
        wanted, allowed_hosts={request.get_host()}, require_https=request.is_secure()
    )
    return wanted if safe else "/"


def enter(request: HttpRequest, person: Person, *, how: str, to: str, second_step: bool = False) -> HttpResponse:
    """In, or on to the second step where the person has one or their roles ask for one."""
    now = real_now()
    with scope.within(scope.Scope(person_id=person.pk)):
        has_factors = queries.factors(person).exists()
        rule = queries.session_rule(person, queries.current_roles(person, today()))
    if second_step or not (has_factors or rule.second_step):
        come_in(request, person, now, how=how, second_step=second_step)
        return redirect(to)
    logout(request)  # whoever was in here before: from now on it is about this person
    sessions.wait(request.session, now, sessions.HalfWay(person.pk, how, to, person.get_session_auth_hash()))
    return redirect("accounts:second-step" if has_factors else "accounts:security")


def come_in(request: HttpRequest, person: Person, now: datetime, *, how: str, second_step: bool) -> None:
    """Signed in, and that noted."""
    login(request, person, backend=BACKEND)
    sessions.begin(request.session, now, second_step=second_step)
    scope.enter(scope.Scope(person_id=person.pk))
    actions.note_sign_in(by=person.actor, at=now, person=person, how=how)


def half_way(request: HttpRequest) -> tuple[sessions.HalfWay, Person] | None:
    """Who gave the first half of a sign-in in this browser, in their own scope; None if nobody did, or too long ago."""
    half = sessions.half_way(request.session, real_now())
    person = queries.active_person(half.person_id) if half else None
    if half is None or person is None or not constant_time_compare(half.password_hash, person.get_session_auth_hash()):
        return None
    scope.enter(scope.Scope(person_id=person.pk))
    return half, person
