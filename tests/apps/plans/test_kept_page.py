"""A plan's own page is kept for whoever looks, and never longer than it is true or for anybody else."""

from __future__ import annotations

from dataclasses import replace

from django.db import connection
from django.test.utils import CaptureQueriesContext

from commonweal.accounts import actions as accounts
from commonweal.core import scope
from commonweal.core.clock import now, today
from commonweal.engine.rulebook.procedure import Event, Role
from commonweal.plans.views import plans as views
from tests.apps.plans.town import PLAN, Town
from tests.factories.plan import BOARD

QUESTIONS = (
    *("SAVEPOINT", "session", "accounts_person", "set_config", "accounts_role", "set_config"),
    '"plans_areaplan"."id" =',  # the plan, as far as it is in sight
    "select 0, count(*)",
    "RELEASE SAVEPOINT",
)


def test_a_kept_page_costs_nine_questions_and_is_not_made_again(town, monkeypatch):
    town.made.writes("manager", PLAN)
    first = town.reads("manager", "plan")
    monkeypatch.setattr(views, "_made", None)  # whoever made it again would fail
    with CaptureQueriesContext(connection) as asked:
        answer = town.client.get(f"/plans/{town.made.plan.pk}/")
    assert "Scheme" in first and answer.status_code == 200
    for one, part in zip(asked, QUESTIONS, strict=True):
        assert part in one["sql"]


def test_an_edit_a_signature_and_an_event_show_at_once(town):
    assert "Signed" not in town.reads("manager", "plan").split("Signatures")[0]
    town.made.writes("manager", PLAN)
    before = town.reads("manager", "plan")
    town.made.writes("manager", replace(PLAN, narrative=PLAN.narrative[:2]))
    fewer = town.reads("manager", "plan")
    assert fewer != before and "What is left to put right" in fewer
    town.made.writes("manager", PLAN)
    unsigned = town.reads("manager", "plan")
    more = {"sign_off": "board", "partner": BOARD, "digest": town.made.digest()}
    town.made.happens("chair", Event.SIGN, Role.SIGNATORY, **more)
    signed = town.reads("manager", "plan")
    assert signed != unsigned
    assert unsigned.count("Not yet") == signed.count("Not yet") + 1


def test_nobody_is_served_anothers_page(town, client):
    other = Town(client)
    for one in (town, other):
        one.made.writes("manager", PLAN)
    everybody = [(one, who) for one in (town, other) for who in one.persons if who != "stranger"]
    alone = {}
    for one, who in everybody:
        views._kept.clear()
        alone[one.made.plan.pk, who] = one.reads(who, "plan")
    views._kept.clear()
    for one, who in [*everybody, *reversed(everybody)]:  # made for the first, kept for the second
        assert one.reads(who, "plan") == alone[one.made.plan.pk, who]
    for one in (town, other):
        assert one.client.get(one.at("stranger", "plan")).status_code == 404


def test_a_role_that_ends_takes_the_page_with_it(town):
    town.made.writes("manager", PLAN)
    assert town.client.get(town.at("manager", "plan")).status_code == 200
    with scope.within(scope.SYSTEM_SCOPE):
        for role in town.persons["manager"].roles.all():
            accounts.end_role(by=town.made.people["chair"], at=now(), role=role, end=today())
    assert town.client.get(town.at("manager", "plan")).status_code == 403
