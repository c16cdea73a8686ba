"""Starting a plan, drafting it on last year's with an assumed uplift, rolling it onto what is published."""

from __future__ import annotations

from django.test import Client
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.rulebook.allocations import Allocations, Contribution
from commonweal.engine.rulebook.plan import Income, Line, Plan, Scheme
from commonweal.places import actions as places
from commonweal.plans import actions, queries
from tests.apps.plans.drafting import drafter, text
from tests.factories.plan import START, InventedPlan, invented_plan
from tests.factories.world import MAKER, add_person, give

LAST = Plan(
    round="2025-26",
    area="",
    income=(Income("nhs-minimum", "Exampleshire ICB", (10_000_000_00,)),),
    schemes=(
        Scheme(
            "S1",
            "Home first",
            "What it does",
            "home-care",
            (Line("nhs-minimum", "social-care", "", "local-authority", (10_000_000_00,)),),
        ),
    ),
)


def next_plan(invented: InventedPlan, client: Client):
    """The same area's plan for 2026-27, started on the page."""
    with scope.within(scope.SYSTEM_SCOPE):
        icb = places.add_organisation(
            by=MAKER, at=START, kind="icb", name=f"ICB of {invented.council.key}", start=START.date(), codes={}
        )
    form = {"round": "2026-27", "area": invented.council.pk, "nhs_1": icb.pk, "board": "The Board", "basis": "last"}
    page = client.post(reverse("plans:start"), form)
    assert page.status_code == 302, text(page.content.decode())
    with scope.within(scope.SYSTEM_SCOPE):
        plan = queries.areas_plan("2026-27", invented.council.pk)
        assert page.url == reverse("plans:draft", args=[plan.pk])
        assert [(one.kind, one.name) for one in queries.partners(plan)][-1] == ("board", "The Board")
        assert len(queries.partners(plan)) == 3
    return plan


def test_from_nothing_to_published_amounts(db):
    """£10,000,000 with 3.9% is £10,390,000 (reference 1.3); nothing is kept before one says so."""
    invented = invented_plan()
    invented.writes("manager", LAST)
    client = drafter(invented)
    plan = next_plan(invented, client)
    what_if = reverse("plans:draft", args=[plan.pk])
    shown = text(client.get(what_if, {"show": "yes", "uplift_0": "3.9"}).content.decode())
    assert "£10,000,000 of income in 2025 to 2026 becomes £10,390,000 in 2026 to 2027" in shown
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.content(plan).income == ()
    assert client.post(what_if, {"uplift_0": "3.9", "seen": "0"}).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        kept = queries.content(plan)
        assert [one.amounts_pence for one in kept.income] == [(10_390_000_00,)]
        assert kept.schemes[0].lines[0].amounts_pence == (10_390_000_00,)
    _rolls(invented, client, plan)


def _rolls(invented, client, plan) -> None:
    roll = reverse("plans:roll", args=[plan.pk])
    assert "No allocations are published" in text(client.get(roll).content.decode())
    published = Allocations(
        "",
        {"nhs-minimum": (10_170_000_00,)},
        (Contribution("nhs-minimum", "Exampleshire ICB", (10_170_000_00,)),),
    )
    with scope.within(scope.SYSTEM_SCOPE):
        told = {"round": "2026-27", "area": invented.council, "allocations": published}
        actions.publish_allocations(by=MAKER, at=START, **told)
    page = client.get(roll).content.decode()
    assert "£10,390,000 as drafted becomes £10,170,000 as published" in text(page)
    assert "plan since you looked" in text(client.post(roll, {"seen": "0"}).content.decode())
    assert client.post(roll, {"seen": "2"}).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        assert [one.amounts_pence for one in queries.content(plan).income] == [(10_170_000_00,)]


def test_a_second_plan_for_the_round_is_refused_in_words(db):
    invented = invented_plan()
    client = drafter(invented)
    with scope.within(scope.SYSTEM_SCOPE):
        icb = places.add_organisation(by=MAKER, at=START, kind="icb", name="An ICB", start=START.date(), codes={})
    form = {"round": "2025-26", "area": invented.council.pk, "nhs_1": icb.pk, "board": "B", "basis": "empty"}
    page = client.post(reverse("plans:start"), form)
    assert page.status_code == 200
    assert "The area has a plan for this round" in text(page.content.decode())


def test_stupid_what_ifs_are_told_and_nothing_breaks(db):
    invented = invented_plan()
    invented.writes("manager", LAST)
    client = drafter(invented)
    plan = next_plan(invented, client)
    for uplift in ("1e999", "-101", "1001", "\0", "9" * 5000, "nan", "½", "3.9%"):
        page = client.get(reverse("plans:draft", args=[plan.pk]), {"show": "yes", "uplift_0": uplift})
        assert page.status_code == 200
        assert "There is a problem" in text(page.content.decode())


def test_a_baseline_is_asked_about_by_the_area_and_decided_by_the_national_team(invented):
    client = drafter(invented)
    address = reverse("plans:baselines", args=[invented.plan.pk])
    form = {"minimum": "social-care", "old": "1,000", "new": "1,200", "reason": "A transfer was counted twice"}
    assert client.post(address, form).status_code == 302
    page = text(client.get(address).content.decode())
    assert "1 asked, 1 of them waiting for the national team" in page
    with scope.within(scope.SYSTEM_SCOPE):
        row = queries.baseline_queries(invented.plan)[0][0]
    decide = reverse("plans:decide-baseline", args=[invented.plan.pk, row.pk])
    assert client.post(decide, {"decision": "accept", "reason": "So it was"}).status_code == 403
    person = add_person("nina@example.org", "Nina National")
    give(person, invented.council, "national-team")
    national = Client()
    national.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    assert national.post(decide, {"decision": "nonsense", "reason": "x"}).status_code == 200
    assert national.post(decide, {"decision": "accept", "reason": "So it was"}).status_code == 302
    assert "Accepted" in text(client.get(address).content.decode())
    assert "Decided by Nina National" in text(client.get(address).content.decode())
