"""Whatever is typed: never a broken page, what is saved is what was typed, and nobody loses what they typed."""

from __future__ import annotations

from dataclasses import fields as fields_of
from fractions import Fraction

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from commonweal.core import scope
from commonweal.engine.rulebook.comparing import compare_plans
from commonweal.engine.rulebook.editing import RECORDS, place_of_change, put, take_out
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.sections import columns_of, list_of_rows, sections_of
from commonweal.engine.rulebook.tables import FIELDS
from commonweal.plans import queries
from commonweal.plans.forms.numbers import typed
from tests.apps.plans.drafting import drafter, fields, row, section, text
from tests.factories.plan import ROUND, invented_plan
from tests.factories.rounds import rounds, sound

PLAN, _ = sound(rounds()[ROUND], lines=6)
SECTIONS = sections_of(rounds()["2017-19"])
STUPID = [
    "1e999",
    "\0",
    "-5",
    "-0",
    "£",
    "nan",
    "∞",
    "٣",
    "9" * 5000,
    "1,2,3",
    "</textarea><script>",
    "=1+1",
    "no-such-choice",
    "0.0000000001",
    "\r\n",
    "\u202e",
]
typing = st.one_of(st.sampled_from(STUPID), st.text(alphabet=st.characters(exclude_categories=["Cs"]), max_size=30))
quick = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])


@pytest.fixture(params=["2017-19", "2025-26"])
def filled(request, db):
    invented = invented_plan(request.param)
    invented.writes("manager", sound(rounds()[request.param], lines=6)[0])
    return invented, drafter(invented)


def pages_of(invented) -> list[str]:
    rulebook = rounds()[invented.plan.round]
    found = []
    for name in sections_of(rulebook):
        if list_of_rows(rulebook, name):
            found.append(section(invented.plan, name))
        else:
            found += [row(invented.plan, name, "new"), row(invented.plan, name, 1)]
    return found


@quick
@given(data=st.data())
def test_whatever_is_typed_no_page_breaks(filled, data):
    invented, client = filled
    page = data.draw(st.sampled_from(pages_of(invented)))
    sent = fields(client.get(page).content.decode())
    changed = data.draw(st.sets(st.sampled_from(sorted(sent)), min_size=1))
    for name in sorted(changed):
        sent[name] = data.draw(typing)
    if data.draw(st.booleans()):
        sent["do"] = "check"
    answer = client.post(page, sent)
    was_forged = "after" in changed  # a row of a version that never was is not there
    assert answer.status_code in ((200, 302, 404) if was_forged else (200, 302)), page
    for after in (f"/plans/{invented.plan.pk}/", f"/plans/{invented.plan.pk}/summary"):
        assert client.get(after).status_code == 200


@quick
@given(
    name=st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zs", "Zl", "Zp"]), min_size=1, max_size=40),
    pence=st.integers(-(10**12), 10**12),
    comment=st.text(alphabet="abc &<>\"'=£é", max_size=60),
)
def test_what_is_saved_is_what_was_typed(db, name, pence, comment):
    invented = invented_plan()
    client = drafter(invented)
    shown = f"{'-' if pence < 0 else ''}£{abs(pence) // 100:,}.{abs(pence) % 100:02d}"
    typed_in = {"source": "nhs-minimum", "contributor": name, "amounts_pence-0": shown, "comment": comment, "after": 0}
    assert client.post(row(invented.plan, "income", "new"), typed_in).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        (one,) = queries.content(invented.plan).income
    assert (one.contributor, one.amounts_pence, one.comment) == (name, (pence,), comment.strip())
    again = fields(client.get(row(invented.plan, "income", 1)).content.decode())
    assert again["contributor"] == name
    assert int(again["amounts_pence-0"].replace(",", "").replace(".", "") or 0) in (pence, pence // 100)


@given(number=st.integers(-(10**20), 10**20), places=st.integers(0, 9))
def test_a_number_shown_and_typed_again_is_the_same(number, places):
    value = Fraction(number, 10**places)
    assert Fraction(typed(value)) == value


def test_ten_megabytes_are_refused_in_words(invented):
    client = drafter(invented)
    page = section(invented.plan, "narrative")
    sent = fields(client.get(page).content.decode())
    first = next(name for name in sent if name != "after")
    answer = client.post(page, {**sent, first: "x" * 10_000_000})
    assert answer.status_code == 200
    assert "Shorten it to 20,000 characters" in answer.content.decode()


def test_rows_that_are_not_there_are_not_found(invented):
    client = drafter(invented)
    for place in ("0", "1", "99999999999", "-1", "x", "½"):
        for address in (row(invented.plan, "income", 7).replace("/7/", f"/{place}/"),):
            assert client.get(address).status_code == 404
            assert client.post(address, {"after": "0"}).status_code == 404
    assert client.get(section(invented.plan, "nothing")).status_code == 404
    assert client.get(f"/plans/{invented.plan.pk}/sections/narrative/new/").status_code == 404


def test_two_people_at_once_lose_nothing(invented):
    """The second sees the first one's change beside what they typed, which stays; a second save is a choice."""
    invented.writes("manager", PLAN)
    ada, ben = drafter(invented, name="Ada Draft"), drafter(invented, name="Ben Draft")
    page = section(invented.plan, "contacts")
    adas, bens = (fields(client.get(page).content.decode()) for client in (ada, ben))
    first, second = [name for name in adas if name.endswith("-phone")][:2]
    assert ada.post(page, {**adas, first: "0101 111"}).status_code == 302
    answer = ben.post(page, {**bens, second: "0202 222"})
    assert answer.status_code == 200
    shown = text(answer.content.decode())
    assert "Ada Draft saved this section meanwhile" in shown
    assert "0101 111" in shown
    kept = fields(answer.content.decode())
    assert kept[second] == "0202 222"
    assert content(invented).contacts[0].phone == "0101 111"
    assert ben.post(page, {**kept, first: "0101 111"}).status_code == 302
    assert {one.phone for one in content(invented).contacts} >= {"0101 111", "0202 222"}


def test_a_row_that_moved_or_went_is_found_again(invented):
    invented.writes("manager", PLAN)
    ada, ben = drafter(invented, name="Ada Draft"), drafter(invented)
    page = row(invented.plan, "schemes", 3)
    bens = fields(ben.get(page).content.decode())
    assert ada.post(row(invented.plan, "schemes", 1) + "remove", {"after": "1"}).status_code == 302
    answer = ben.post(page, {**bens, "name": "Named by Ben"})
    assert "Ada Draft saved this section meanwhile" in text(answer.content.decode())
    moved = row(invented.plan, "schemes", 2)
    assert f'action="{moved}"' in answer.content.decode()
    assert ben.post(moved, fields(answer.content.decode())).status_code == 302
    assert [one.name for one in content(invented).schemes] == [
        "Scheme 1",
        "Named by Ben",
        *(f"Scheme {i}" for i in (3, 4, 5)),
    ]
    assert ada.post(moved + "remove", {"after": "1"}).status_code in (200, 404)
    assert len(content(invented).schemes) == 5


def content(invented) -> Plan:
    with scope.within(scope.SYSTEM_SCOPE):
        return queries.content(invented.plan)


def test_while_one_types_nothing_is_saved_and_the_rules_speak(invented):
    client = drafter(invented)
    page = section(invented.plan, "answers")
    sent = fields(client.get(page).content.decode())
    first = next(name for name in sent if name.endswith("is_met"))
    answer = client.post(page, {**sent, first: "no", "do": "check"}, headers={"HX-Request": "true"})
    assert "<html" not in answer.content.decode()
    assert f'href="#id_{first.removesuffix("is_met")}' in answer.content.decode()
    assert content(invented).answers == ()


@pytest.mark.parametrize("name", SECTIONS)
def test_every_column_of_every_round_is_a_field_of_the_plan(name):
    for rulebook in rounds().values():
        assert {column.field for column in columns_of(rulebook, name)} <= FIELDS[name]


@pytest.mark.parametrize("name", ["income", "handed_down", "schemes", "capacity", "lines"])
def test_rows_put_in_and_taken_out_by_place(name):
    """Against lists of rows edited by hand; a line's flat place is counted apart."""
    flat = [line for one in PLAN.schemes for line in one.lines] if name == "lines" else list(getattr(PLAN, name))
    for place, old in enumerate(flat):
        text_field = next(one.name for one in fields_of(RECORDS[name]) if one.type in ("str",) and one.name != "id")
        values = {text_field: "changed"}
        if name == "lines":
            values["scheme"] = next(one.id for one in PLAN.schemes if any(line is old for line in one.lines))
        new = put(PLAN, name, place, values)
        assert place_of_change(PLAN, new, name) == place
        assert len(compare_plans(PLAN, take_out(PLAN, name, place), rounds()[ROUND])) >= 1
        after = take_out(PLAN, name, place)
        left = [line for one in after.schemes for line in one.lines] if name == "lines" else list(getattr(after, name))
        assert left == [one for i, one in enumerate(flat) if i != place]
