"""The section pages of every round: all that a sound plan says goes through the forms and comes back the same."""

from __future__ import annotations

from dataclasses import replace

import pytest

from commonweal.core import scope
from commonweal.engine.rulebook.plain import PARTS
from commonweal.engine.rulebook.sections import list_of_rows, part_of, sections_of
from commonweal.plans import queries
from tests.apps.plans.drafting import drafter, fields, row, section, text
from tests.factories.plan import invented_plan
from tests.factories.rounds import rounds, sound
from tests.factories.workbooks import OWN

ROUNDS = [*rounds(), *OWN]


def content_of(invented):
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.content(invented.plan)


@pytest.mark.parametrize("round_id", ROUNDS)
def test_what_is_shown_and_sent_again_changes_nothing(db, known, round_id):
    invented, rulebook = invented_plan(round_id), known[round_id]
    invented.writes("manager", sound(rulebook, lines=9)[0])
    client, before = drafter(invented), content_of(invented)
    for name in sections_of(rulebook):
        places = [section(invented.plan, name)]
        if not list_of_rows(rulebook, name):
            page = client.get(places[0], follow=True)
            assert page.status_code == 200
            of_it = before.schemes if part_of(name) == "schemes" else getattr(before, name)
            places = [row(invented.plan, name, place) for place in range(1, len(of_it) + 1)]
        for place in places:
            page = client.get(place)
            assert page.status_code == 200, place
            sent = fields(page.content.decode())
            assert sent["after"] != "0"
            assert client.post(place, sent).status_code == 302, place
    assert content_of(invented) == before
    with scope.within(scope.SYSTEM_SCOPE):
        assert {edit.number for edit in queries.latest_edits(invented.plan).values()} == {1}


@pytest.mark.parametrize("round_id", ROUNDS)
def test_a_whole_plan_is_typed_into_empty_pages(db, known, round_id):
    """What a sound plan shows in its forms, typed into an empty plan, is that plan, with the same findings."""
    rulebook = known[round_id]
    told, empty = invented_plan(round_id), invented_plan(round_id)
    told.writes("manager", sound(rulebook, lines=9)[0])
    reader, writer = drafter(told), drafter(empty)
    wanted = content_of(told)
    for name in sections_of(rulebook):
        of_it = wanted.schemes if part_of(name) == "schemes" else getattr(wanted, name)
        places = [""] if list_of_rows(rulebook, name) else [str(i) for i in range(1, len(of_it) + 1)]
        for place in places:
            from_, to = (
                (row(told.plan, name, place), row(empty.plan, name, "new"))
                if place
                else (
                    section(told.plan, name),
                    section(empty.plan, name),
                )
            )
            sent = fields(reader.get(from_).content.decode())
            there = fields(writer.get(to).content.decode())
            assert set(sent) == set(there)
            assert writer.post(to, {**sent, "after": there["after"]}).status_code == 302
    written = content_of(empty)
    shown = {part: getattr(written, part) for part in PARTS if part in map(part_of, sections_of(rulebook))}
    asked = {part: getattr(_asked(wanted, rulebook), part) for part in shown}
    assert shown == asked
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.findings(empty.plan) == queries.findings(told.plan)


def _asked(plan, rulebook):
    """The plan without what no sheet of its round asks for."""
    columns = {column.field for sheet in rulebook.sheet for column in sheet.columns}
    blank = {"sub_type": "", "outputs": (), "is_new": None, "commissioner": "", "nhs_percent": None}
    blank |= {"council_percent": None, "objective": ""}
    missing = {name: value for name, value in blank.items() if name not in columns}
    of_scheme = {n: v for n, v in missing.items() if n in ("sub_type", "outputs", "is_new", "objective")}
    of_line = {n: v for n, v in missing.items() if n in ("commissioner", "nhs_percent", "council_percent")}
    schemes = [
        replace(one, lines=tuple(replace(line, **of_line) for line in one.lines), **of_scheme) for one in plan.schemes
    ]
    return replace(plan, schemes=tuple(schemes))


def test_the_sixth_round_shows_what_is_new_in_it(db, known):
    invented = invented_plan("2031-32")
    client = drafter(invented)
    assert "Moon Grant" in client.get(row(invented.plan, "income", "new")).content.decode()
    page = text(client.get(section(invented.plan, "trajectories")).content.decode())
    assert "Metrics and Walks" in page
    assert "Walks taken" in page
    assert "Quarter 3 of 2031 to 2032" in page
    assert "The mayor" in client.get(f"/plans/{invented.plan.pk}/").content.decode()
