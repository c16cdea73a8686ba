"""Role x route x owner: who may enter which route, and whose rows they meet there."""

from __future__ import annotations

from datetime import UTC, date, datetime

import pytest
from django.urls import reverse

from commonweal.accounts import access, actions, roles
from commonweal.core import scope
from commonweal.core.actions import request_job
from commonweal.core.actor import Actor
from tests.factories import world

AT = datetime(2026, 11, 1, tzinfo=UTC)

# How a route that takes arguments is entered in this test, by owner: our organisation's row and another's.
ARGUMENTS = {
    "core:job": "job",
    "core:job-cancel": "job",
    "accounts:give-role": "organisation",
    "accounts:end-role": "role",
    "accounts:invite": "organisation",
    "accounts:withdraw-invitation": "invitation",
    "accounts:leaves": "organisation_person",
    "plans:plan": "plan",
    "plans:standing": "plan",
    "plans:event": "plan_event",
    "plans:enquiries": "plan",
    "plans:letter": "plan_letter",
    "plans:letter-text": "plan_letter",
    "plans:clock": "plan",
    "plans:at-risk": "plan",
    "plans:workbook": "plan",
    "plans:workbooks": "plan",
    "plans:sent-workbook": "plan_workbook",
    "plans:sent-original": "plan_workbook",
    "plans:draft": "plan",
    "plans:roll": "plan",
    "plans:baselines": "plan",
    "plans:decide-baseline": "plan_query",
    "plans:versions": "plan",
    "plans:summary": "plan",
    "plans:section": "plan_section",
    "plans:row": "plan_row",
    "plans:remove-row": "plan_row",
    "pool:fund": "fund",
    "pool:statement": "fund",
    "pool:legs": "fund",
    "pool:entry": "fund_entry",
    "pool:agreement": "fund",
    "pool:agreement-section": "fund_section",
    "pool:agreement-schedule": "fund_schedule",
    "pool:agreement-versions": "fund",
    "pool:agreement-document": "fund",
    "pool:agreement-sign": "fund",
    "pool:ring-fences": "fund",
    "pool:ring-fence-entries": "fund",
    "pool:exposure": "fund",
    "pool:time-limited": "fund",
    "pool:control": "fund",
    "pool:find-control": "fund_scheme",
    "pool:risk": "fund",
    "pool:periods": "fund",
    "pool:virements": "fund",
    "pool:decide-virement": "fund_virement",
    "pool:journal": "fund_journal",
    "pool:money": "fund",
    "pool:contributions": "fund",
    "pool:invoice": "fund",
    "pool:post": "fund",
    "pool:take-back": "fund_entry",
    "pool:commitments": "fund",
    "pool:forecasts": "fund",
    "pool:accruals": "fund",
    "pool:transfers": "fund",
    "pool:voucher": "fund_entry",
    "pool:passed-down": "fund",
    "pool:vat": "fund",
    "pool:reserves": "fund",
    "pool:year-end": "fund",
    "pool:matchings": "fund",
    "pool:start-matching": "fund",
    "pool:matching": "fund_matching",
    "pool:matching-pairs": "fund_matching",
    "pool:decide-repeats": "fund_matching",
    "pool:matched-pair": "fund_pair",
    "pool:decide-pair": "fund_pair",
    "pool:files": "fund",
    "pool:file": "fund_file",
    "pool:file-columns": "fund_file",
    "pool:file-lines": "fund_file",
    "pool:file-reconciliation": "fund_file",
    "pool:file-original": "fund_file",
    "pool:coding-rules": "fund",
    "observations:own": "organisation",
    "commissioning:contract": "line_contract",
    "commissioning:pay": "line_contract",
    "commissioning:lot": "line_lot",
    "commissioning:missing": "fund",
    "commissioning:let": "fund",
    "commissioning:ask": "fund",
    "commissioning:requests": "fund",
    "commissioning:request": "line_request",
    "commissioning:place": "line_request",
    "commissioning:give-up": "line_request",
    "commissioning:end-placement": "line_request",
    "commissioning:week": "line_lot",
    "care:person": "line_person",
    "care:arrange": "line_person",
    "care:hand-over": "line_person",
    "flow:departure": "line_departure",
    "flow:agree": "line_departure",
    "flow:record": "fund",
    "flow:propose": "line_departure",
    "flow:leave": "line_departure",
    "flow:days": "fund",
    "flow:keep-actuals": "fund",
    "flow:question": "fund",
    "returns:return": "return",
    "returns:step": "return_step",
    "returns:cell": "return_cell",
    "returns:bytes": "return",
    "scrutiny:paper": "paper",
    "scrutiny:step": "paper_step",
    "home:lines": "plan_year",
    "home:step": "plan_line",
}


@pytest.fixture
def two_places(db):
    """Two organisations, each with a person in every role that is not national, a job and a role to look at."""
    return world.two_places()


def routes_with_arguments(owned) -> list[tuple[str, list[object]]]:
    found = []
    for route in sorted(access.ROUTES):
        if route in ARGUMENTS:
            arguments = owned[ARGUMENTS[route]]
            found.append((route, arguments if isinstance(arguments, list) else [arguments]))
        elif route in world.PUBLIC_ARGUMENTS:
            found.append((route, world.PUBLIC_ARGUMENTS[route]))
        else:
            found.append((route, []))
    return found


def enter(client, route: str, arguments: list[object]) -> int:
    method = client.post if route in world.POSTED else client.get
    return method(reverse(route, args=arguments) + world.ASKED.get(route, "")).status_code


@pytest.mark.parametrize("kind", [None, "no-role", *roles.KINDS])
def test_each_role_enters_what_the_list_allows(client, two_places, kind):
    person = world.sign_in(client, two_places, kind)
    for route, arguments in routes_with_arguments(two_places.ours):
        if route in {"accounts:sign-out", "accounts:remove-factor"}:
            continue
        status = enter(client, route, arguments)
        needed = access.ROUTES[route]
        if needed == access.PUBLIC:
            assert status in {200, 302, 404}, route
        elif person is None:
            assert status == 302, f"{route} must ask to sign in"
        elif needed in access.WITHOUT_ROLE or (kind in roles.KINDS and needed in roles.KINDS[kind].permissions):
            assert status != 403, f"{kind} may enter {route}"
        else:
            assert status == 403, f"{kind} must not enter {route}"


@pytest.mark.parametrize("kind", [kind for kind in roles.KINDS if not roles.KINDS[kind].is_national])
def test_another_organisations_rows_are_not_found(client, two_places, kind):
    world.sign_in(client, two_places, kind)
    for route, arguments in routes_with_arguments(two_places.theirs):
        if route not in ARGUMENTS:
            continue
        status = enter(client, route, arguments)
        assert status in {403, 404}, f"{kind} reached another organisation's row by {route}"


def test_counts_and_lists_show_only_what_is_in_scope(client, two_places):
    world.sign_in(client, two_places, "administrator")
    people = client.get(reverse("accounts:people")).content.decode()
    assert two_places.ours["name"] in people
    assert two_places.theirs["name"] not in people
    listed = client.get(reverse("core:jobs")).content.decode()
    assert two_places.ours["job_title"] in listed
    assert two_places.theirs["job_title"] not in listed


def test_a_role_that_ended_opens_nothing(client, two_places):
    person = world.sign_in(client, two_places, "administrator")
    with scope.within(scope.SYSTEM_SCOPE):
        for role in person.roles.all():
            actions.end_role(by=Actor(None, "test"), at=AT, role=role, end=date(2026, 1, 2))
    assert client.get(reverse("accounts:people")).status_code == 302, "they are signed out"
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("accounts:people")).status_code == 403


def test_a_leaver_is_out_at_once(client, two_places):
    person = world.sign_in(client, two_places, "administrator")
    assert client.get(reverse("accounts:you")).status_code == 200
    with scope.within(scope.SYSTEM_SCOPE):
        actions.close_account(by=Actor(None, "test"), at=AT, person=person)
    assert client.get(reverse("accounts:you")).status_code == 302


def test_a_route_outside_the_list_is_refused(client, db, monkeypatch):
    monkeypatch.delitem(access.ROUTES, "core:health")
    assert client.get("/health").status_code == 403


def test_an_administrator_gives_and_ends_a_role(client, two_places):
    world.sign_in(client, two_places, "administrator")
    newcomer = two_places.theirs["person"].email
    form = {"email": newcomer, "kind": "councillor", "start_day": "1", "start_month": "2", "start_year": "2026"}
    assert client.post(reverse("accounts:give-role", args=[two_places.ours["organisation"]]), form).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        assert (
            two_places.theirs["person"]
            .roles.filter(organisation_id=two_places.ours["organisation"], kind="councillor")
            .exists()
        )


def test_the_job_of_a_colleague_is_seen_of_another_place_not(client, two_places):
    world.sign_in(client, two_places, "analyst")
    with scope.within(scope.SYSTEM_SCOPE):
        job = request_job(
            by=Actor(999, "x"),
            at=AT,
            kind="k",
            title="t",
            arguments={},
            organisation_id=two_places.theirs["organisation"],
        )
    assert client.get(reverse("core:job", args=[job.pk])).status_code == 404
