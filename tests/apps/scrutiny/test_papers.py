"""A paper says what its return says, to everybody once it is published, and to nobody else before."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest
from django.db import ProgrammingError, connection, transaction
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.reporting.procedure import PaperState, State
from commonweal.engine.reporting.sentences import text_of
from commonweal.returns import queries as returns
from commonweal.scrutiny import actions, queries
from commonweal.scrutiny import templates as papers
from tests.factories.accounted import LATER, accounted, begun, certified
from tests.shared import TOP

MEETS = date(2025, 11, 20)


def written(place, of=None):
    of = of or certified(place)
    scope.enter(place.seen_by("programme-manager"))
    return actions.write_paper(
        by=place.people["programme-manager"].actor,
        at=LATER,
        of=of,
        template="quarterly",
        committee="Health and Wellbeing Board",
        meets=MEETS,
    )


def text(paper) -> str:
    shown = queries.shown(paper)
    return "\n".join("".join(text_of(part, shown.cells) for part in one.parts) for one in shown.sentences)


def test_its_figures_are_the_returns(place):
    said = text(written(place))
    # counted by hand from what the place spent
    summary = "Of £115,000.01 planned for the year, £8,234.57 was spent by the end of the quarter, £3,234.57 of it in"
    assert f"{summary} the quarter." in said
    assert "Homecare, planned for the year: £90,000.01; spent since April: £8,234.57." in said
    assert "Reablement, planned for the year: £25,000; spent since April: £0." in said
    assert re.search(r"agreed.*: Yes\.", said)


def test_what_came_later_does_not_reach_the_paper(place):
    paper = written(place)
    before = text(paper)
    place.spend(date(2025, 9, 29), "homecare", "nhs-minimum", 99_999_99)
    assert text(paper) == before


def test_a_paper_needs_a_certified_return(place):
    of = begun(place)
    with pytest.raises(actions.Refused) as refused:
        written(place, of)
    assert [one.code for one in refused.value.findings] == ["return-not-certified"]


def test_a_committee_has_one_paper_a_day(place):
    paper = written(place)
    with pytest.raises(actions.Refused) as refused:
        written(place, returns.return_(paper.of_id))
    assert [one.code for one in refused.value.findings] == ["paper-there"]


def test_publishing_shows_the_paper_and_its_return_to_everybody(place, client):
    paper = written(place)
    address = reverse("scrutiny:paper", args=[paper.pk])
    scope.enter(scope.NOBODY)
    assert queries.paper(paper.pk) is None
    assert client.get(address).status_code == 404
    scope.enter(place.seen_by("programme-manager"))
    actions.publish_paper(by=place.people["programme-manager"].actor, at=LATER, paper=paper)
    assert queries.standing(paper) is PaperState.PUBLISHED
    assert returns.standing(returns.return_(paper.of_id)) is State.PUBLISHED
    scope.enter(scope.NOBODY)
    page = client.get(address).content.decode()
    assert "£8,234.57" in page
    assert reverse("returns:cell", args=[paper.of_id, "spend/all/planned"]) not in page  # nothing to click for them
    assert client.get(reverse("scrutiny:papers")).content.decode().count("Better Care Fund: what was done") == 1


def test_the_board_notes_it_and_only_the_board(place, client):
    paper = written(place)
    manager = place.people["programme-manager"]
    client.force_login(manager, backend="django.contrib.auth.backends.ModelBackend")
    assert client.post(reverse("scrutiny:step", args=[paper.pk, "note"])).status_code == 404
    assert client.post(reverse("scrutiny:step", args=[paper.pk, "publish"])).status_code == 302
    assert client.post(reverse("scrutiny:step", args=[paper.pk, "note"])).status_code == 404
    assert client.post(reverse("scrutiny:step", args=[paper.pk, "anything"])).status_code == 404
    scope.enter(place.seen_by("programme-manager"))
    assert queries.standing(paper) is PaperState.PUBLISHED


def test_another_place_cannot_act_on_a_published_paper(place, client):
    paper = written(place)
    actions.publish_paper(by=place.people["programme-manager"].actor, at=LATER, paper=paper)
    other = accounted("board-chair")
    client.force_login(other.people["board-chair"], backend="django.contrib.auth.backends.ModelBackend")
    assert client.get(reverse("scrutiny:paper", args=[paper.pk])).status_code == 200
    assert client.post(reverse("scrutiny:step", args=[paper.pk, "note"])).status_code == 404
    assert client.get(reverse("returns:return", args=[paper.of_id])).status_code in (403, 404)


def test_nothing_is_changed_or_removed(place):
    written(place)
    for table in ("scrutiny_paper", "scrutiny_paperstep"):
        for statement in (f"update {table} set person_name = 'x'", f"delete from {table}"):
            with pytest.raises(ProgrammingError, match="permission denied"), transaction.atomic():
                connection.cursor().execute(statement)


DIGITS = re.compile(r"\d")
OURS = re.compile(r"\{\{.*?\}\}|\{%.*?%\}|\{#.*?#\}", re.DOTALL)
TAGS = re.compile(r"<[^>]*>")


def typed_figures(source: str) -> list[str]:
    """The lines of a page's own words that hold a figure."""
    return [
        line.strip()
        for line in TAGS.sub(" ", OURS.sub(" ", source)).splitlines()
        if DIGITS.search(line.replace("SHA-256", ""))
    ]


def test_no_figure_is_typed_into_pages_or_papers():
    pages = [file for room in ("returns", "scrutiny", "home") for file in _pages(room)]
    assert len(pages) > 8
    assert {str(file.relative_to(TOP)): found for file in pages if (found := typed_figures(file.read_text()))} == {}
    for file in papers.FOLDER.glob("*.toml"):
        words = re.findall(r'text = "(.*)"', file.read_text())
        assert words and not [one for one in words if DIGITS.search(re.sub(r"\{[^}]*\}", "", one))]


def test_a_planted_figure_is_found():
    assert typed_figures("<p>People waited 412 days.</p>") == ["People waited 412 days."]
    assert typed_figures('<h2 class="x2">{{ days + 1 }}</h2>') == []


def _pages(room: str) -> list[Path]:
    return sorted((TOP / "commonweal" / room / "jinja2").rglob("*.jinja"))
