"""Money at a glance, versions, comparisons, and the Board's page."""

from __future__ import annotations

from dataclasses import replace

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.plans import queries
from tests.apps.plans.drafting import drafter, text
from tests.factories.plan import ROUND, invented_plan
from tests.factories.rounds import rounds, sound

PLAN, ALLOCATIONS = sound(rounds()[ROUND])


def read(client, route, plan, **asked):
    page = client.get(reverse(f"plans:{route}", args=[plan.pk]), asked)
    assert page.status_code == 200
    return text(page.content.decode())


def test_minimums_and_balance_stand_on_the_plans_page(invented):
    invented.writes("manager", PLAN)
    page = read(drafter(invented, "councillor"), "plan", invented.plan)
    # 30 lines of £100,000 and £1 more each: 30 x 100,000 + (0 + ... + 29) = 3,000,435
    assert "£3,000,435 comes in and all of it is planned; every minimum is met." in page
    assert "All sources 2025 to 2026 £3,000,435 £3,000,435 £0" in page
    assert "takes 50% of the planned money" in page


def test_two_versions_are_compared_in_the_workbooks_words(invented):
    invented.writes("manager", PLAN)
    income = (replace(PLAN.income[0], amounts_pence=(1_00,)), *PLAN.income[1:])
    invented.writes("manager", replace(PLAN, income=income))
    client = drafter(invented, "councillor")
    with scope.within(scope.SYSTEM_SCOPE):
        latest, *_, first = sorted(queries.edit_ids(invented.plan) - {0}, reverse=True)
        before = queries.history(invented.plan)[1].edit_id
    page = read(client, "versions", invented.plan, old=before, new=latest)
    assert "1 difference in 1 section." in page
    name = rounds()[ROUND].find("funding_source", PLAN.income[0].source).name
    assert f"{name}, {PLAN.income[0].contributor} Income £" in page
    whole = read(client, "versions", invented.plan, old=0, new=first)
    assert "sections" in whole or "section" in whole
    for stupid in ("-1", "x", "9" * 30, "\0", "1e999"):
        assert "two versions say the same" in read(client, "versions", invented.plan, old=stupid, new="0")


@pytest.mark.parametrize("new", [*rounds(), "nonsense"])
def test_two_rounds_are_compared(db, client, new):
    page = client.get(reverse("plans:compare-rounds"), {"old": "2017-19", "new": new})
    assert page.status_code == 200
    shown = text(page.content.decode())
    assert ("have the same rules" in shown) == (new == "2017-19")


@pytest.mark.parametrize("round_id", [*rounds(), "2031-32"])
def test_the_boards_page_tells_a_whole_and_an_empty_plan(db, known, round_id):
    invented = invented_plan(round_id)
    client = drafter(invented, "councillor")
    empty = read(client, "summary", invented.plan)
    assert "has not planned any spending yet" in empty
    invented.writes("manager", sound(known[round_id])[0])
    full = read(client, "summary", invented.plan)
    spent = 3_000_435 * len(known[round_id].years)
    assert f"plans to spend £{spent / 1_000_000:.1f} million" in full
    for one in known[round_id].condition:
        assert f"{one.name}: met." in full
    for one in known[round_id].metric:
        assert f"{one.name}: 12 throughout" in full
    assert "The mayor" in full or round_id != "2031-32"


def test_a_reader_reads_and_cannot_write(invented):
    invented.writes("manager", PLAN)
    client = drafter(invented, "councillor")
    address = reverse("plans:section", args=[invented.plan.pk, "contacts"])
    page = client.get(address).content.decode()
    assert "Jo Invented" in page
    assert "<textarea" not in page
    assert client.post(address, {"after": "1"}).status_code == 403
    for route in ("draft", "roll", "baselines"):
        assert client.post(reverse(f"plans:{route}", args=[invented.plan.pk])).status_code == 403


def test_a_section_that_nobody_wrote_is_not_started_even_where_no_rule_asks_for_it(invented):
    """Districts are asked of counties only: complete is said once somebody has left the section as it is."""
    page = read(drafter(invented), "plan", invented.plan)
    assert "Complete" not in page
    assert page.count("Not started") == 8
    invented.writes("manager", PLAN)
    page = read(drafter(invented), "plan", invented.plan)
    assert (page.count("Complete"), page.count("Not started")) == (8, 0)
