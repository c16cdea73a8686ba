"""The plans of the invented place: three rounds with their histories, through the actions, by its people."""

from __future__ import annotations

import tomllib
from datetime import datetime
from pathlib import Path
from typing import Any

from commonweal.accounts import queries as people
from commonweal.core.actor import SYSTEM, Actor
from commonweal.engine.rulebook.allocations import Allocations, Contribution, DistrictShare
from commonweal.engine.rulebook.comparing import digest
from commonweal.engine.rulebook.model import Partner
from commonweal.engine.rulebook.plain import part_from_data
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.places.models import Organisation
from commonweal.plans import actions, queries
from commonweal.plans.models import AreaPlan

FILE = Path(__file__).parent / "plans.toml"
BOUND = frozenset({Event.SIGN, Event.SUBMIT})
"""What is bound to the content of that moment."""


def add(at: datetime) -> None:
    """Make the plans where they are not there yet, each as far as its days have come by `at`.

    A place whose people were made by an earlier version, without those who sign and decide, stays without plans.
    """
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))
    acting = _people(told)
    council = _organisation("council.chief@example.org") if all(acting.values()) else None
    if council is None or queries.plans().filter(area=council).exists():
        return
    contents: dict[str, Plan] = {}
    for one in told["plan"]:
        content = contents[one["like"]] if "like" in one else _content(one["content"])
        contents[one["round"]] = content
        _add(one, told["partner"], content, council, acting, at)
    for sister in told["sister"]:
        actions.add_sister_plan(by=acting["manager@example.org"], at=at, area=council, **sister)


def _people(told: dict[str, Any]) -> dict[str, Any]:
    emails = {event["who"] for plan in told["plan"] for event in plan["event"]}
    found = {email: people.person_by_email(email) for email in sorted(emails)}
    return {email: person and person.actor for email, person in found.items()}


def _organisation(email: str) -> Organisation:
    """Where somebody works."""
    person = people.person_by_email(email)
    if person is None or (role := person.roles.first()) is None:
        raise ValueError(f"{email} has no role")
    return role.organisation


def _content(told: dict[str, Any]) -> Plan:
    return Plan(round="", area="", **{part: part_from_data(part, value) for part, value in told.items()})


def _add(
    told: dict[str, Any],
    partners: list[dict[str, Any]],
    content: Plan,
    council: Organisation,
    acting: dict[str, Actor],
    at: datetime,
) -> None:
    manager, started = acting["manager@example.org"], min(told["started"], at)
    made: dict[str, Any] = {"round": told["round"], "area": council}
    actions.publish_allocations(by=SYSTEM, at=started, allocations=_allocations(told, content, council), **made)
    signing = [(Partner(one["kind"]), _organisation(one["officer"]), one["name"]) for one in partners]
    plan = actions.start_plan(by=manager, at=started, partners=signing, **made)
    for event in told["event"]:
        when = min(event["at"], at) if event["event"] == Event.EDIT else event["at"]
        if when <= at:
            _happen(plan, told, content, event, {"by": acting[event["who"]], "at": when})
    for running in told["running"]:
        actions.add_running_scheme(by=manager, at=started, plan=plan, **running)


def _allocations(told: dict[str, Any], content: Plan, council: Organisation) -> Allocations:
    published = {source: (pence,) for source, pence in told["published"].items()}
    return Allocations(
        council.key,
        published,
        tuple(
            Contribution(one.source, one.contributor, published[one.source])
            for one in content.income
            if one.source in published
        ),
        tuple(DistrictShare(one["source"], one["district"], (one["share_pence"],)) for one in told.get("district", ())),
        {minimum: (pence,) for minimum, pence in told["required"].items()},
    )


def _happen(plan: AreaPlan, told: dict[str, Any], content: Plan, event: dict[str, Any], made: dict[str, Any]) -> None:
    """One event of the file; looking into every line of enquiry, and approving every section, are many."""
    kind = event["event"]
    if kind == "enquire":
        for one in told["enquiry"]:
            actions.answer_enquiry(**made, plan=plan, **one)
    elif kind == Event.EDIT:
        actions.save_plan(**made, plan=plan, content=content, after={})
    elif kind == "approve-every-part":
        for part in queries.circumstances(plan).parts:
            actions.happen(**made, plan=plan, event=Event.APPROVE_PART, role=Role.ASSURER, part=part)
    else:
        more = {key: value for key, value in event.items() if key not in ("at", "who", "event", "role")}
        if kind in BOUND:
            more["digest"] = digest(queries.content(plan))
        actions.happen(**made, plan=plan, event=Event(kind), role=Role(event["role"]), **more)
