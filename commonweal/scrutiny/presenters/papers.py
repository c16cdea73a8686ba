"""A paper's page: sentences under their headings, each with the cells whose figures it says."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby

from django.urls import reverse

from commonweal.engine.periods import quarter_name
from commonweal.engine.reporting.procedure import PaperEvent, PaperState
from commonweal.engine.reporting.quarters import period_of
from commonweal.engine.reporting.sentences import Sentence, text_of
from commonweal.scrutiny.disclosure import disclosure, public_texts
from commonweal.scrutiny.models import Paper, PaperStep
from commonweal.scrutiny.queries import ShownPaper

STATES = {
    PaperState.DRAFT: ("Draft", "grey"),
    PaperState.PUBLISHED: ("Published", "blue"),
    PaperState.NOTED: ("Noted", "green"),
}
EVENTS = {PaperEvent.PUBLISH: "Publish", PaperEvent.NOTE: "Record that the report is noted"}
DONE = {PaperEvent.PUBLISH: "Published", PaperEvent.NOTE: "The Board resolved: that the report be noted"}


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a sentence; a figure is a link for those who see the return."""

    text: str
    link: str


@dataclass(frozen=True, slots=True)
class Paragraph:
    """A sentence of the page, with an id to point at."""

    id: str
    pieces: tuple[Piece, ...]


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading and the sentences under it."""

    title: str
    paragraphs: tuple[Paragraph, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to the paper."""

    what: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class PaperPage:
    """The page's parts in their order."""

    title: str
    area: str
    quarter: str
    committee: str
    meets: date
    state: str
    colour: str
    headings: tuple[Heading, ...]
    resolution: str
    is_noted: bool
    moments: tuple[Moment, ...]
    counts: str


def present(shown: ShownPaper, state: PaperState, steps: Sequence[PaperStep], *, sees_return: bool) -> PaperPage:
    """The page of a paper; who may not open its return reads counts of people as everybody does."""
    made, paper = shown.evidence, shown.paper
    name, colour = STATES[state]
    return PaperPage(
        title=paper.title,
        area=made.area,
        quarter=quarter_name(period_of(made.year, made.quarter)),
        committee=paper.committee,
        meets=paper.meets,
        state=name,
        colour=colour,
        headings=tuple(_headings(shown, sees_return=sees_return)),
        resolution=paper.resolution,
        is_noted=state is PaperState.NOTED,
        moments=tuple(Moment(DONE[PaperEvent(row.event)], row.person_name, row.at) for row in steps),
        counts="" if sees_return else _counts(),
    )


def _counts() -> str:
    """How counts of people stand in what everybody reads."""
    told = disclosure()
    return (
        f"Counts of people and of their days are rounded to the nearest {told.rule.round_to}, and fewer than"
        f" {told.rule.smallest_shown} are not told, so that nobody can be known from them. {told.ours}"
        f" The rule is {told.status}: {told.source}"
    )


def sentence_id(place: int) -> str:
    """The id of the paper's sentence of that place, from 1."""
    return f"sentence-{place}"


def _headings(shown: ShownPaper, *, sees_return: bool) -> Iterator[Heading]:
    numbered = list(enumerate(shown.sentences, 1))
    for title, inside in groupby(numbered, key=lambda one: one[1].section):
        yield Heading(title, tuple(_paragraph(shown, place, one, sees_return) for place, one in inside))


def _paragraph(shown: ShownPaper, place: int, sentence: Sentence, sees_return: bool) -> Paragraph:
    cells, public = shown.cells, {} if sees_return else public_texts(shown.evidence)
    pieces = []
    for part in sentence.parts:
        is_figure = bool(part.cell) and part.what == "value"
        link = reverse("returns:cell", args=[shown.paper.of_id, part.cell]) if is_figure and sees_return else ""
        text = public.get(part.cell) if is_figure else None
        pieces.append(Piece(text_of(part, cells) if text is None else text, link))
    return Paragraph(sentence_id(place), tuple(pieces))


@dataclass(frozen=True, slots=True)
class Item:
    """A paper in the list."""

    id: int
    title: str
    committee: str
    meets: date
    state: str
    colour: str


def listed(rows: Iterable[Paper], states: Mapping[int, PaperState]) -> tuple[Item, ...]:
    """Every paper in sight."""
    return tuple(Item(row.pk, row.title, row.committee, row.meets, *STATES[states[row.pk]]) for row in rows)


def lead(items: Sequence[Item]) -> str:
    """How many there are."""
    if not items:
        return "No paper is published yet."
    return f"{len(items):,} paper{'' if len(items) == 1 else 's'}; every figure is read from a certified return."
