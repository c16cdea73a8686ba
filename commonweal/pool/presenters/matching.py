"""Runs of matching, their pairs side by side, and what was decided."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any
from urllib.parse import urlencode

from django.conf import settings
from django.urls import reverse

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.cache import FigureCache
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.matching.found import Kind, Money
from commonweal.engine.money import pounds
from commonweal.pool.models.matching import Decision, MatchedPair, MatchingRun, PairDecision, PairLine
from commonweal.pool.queries import KindSum, PairFilter
from commonweal.spreadsheets.writing import Table as Sheet

KINDS = {
    Kind.TRANSFER: "Transfer seen from both sides",
    Kind.REVERSAL: "Reversal or credit note",
    Kind.SAME_SPEND: "Re-labelled: the same spending in both books",
    Kind.RETAINED: "Income against retained spend",
    Kind.REPEAT: "Exact repeat",
    Kind.NEAR_REPEAT: "Near repeat",
}
CLASSES = {
    Money.NEW: "New: it counts",
    Money.TRANSFERRED: "Transferred between the partners",
    Money.RELABELLED: "Re-labelled: the other book counts it",
    Money.REVERSED: "Reversed: paid and taken back",
    Money.REPEATED: "Repeated: said before in the same book",
}
COLOURS = {Decision.DOUBLE: "red", Decision.NOT_DOUBLE: "green", Decision.ASK_PARTNER: "yellow"}
UNDECIDED = ("Not decided", "grey")
DECISIONS = [("", "All"), ("undecided", "Not decided"), *Decision.choices]
PAIR_HEADINGS = ("Pair", "Kind", "Payee", "Counted again", "Score", "Decision", "Decided by")


@dataclass(frozen=True, slots=True)
class RunRow:
    """A run in the list."""

    name: str
    link: str
    state: str
    pairs: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """A pair in the list."""

    number: int
    link: str
    kind: str
    payee: str
    again: str
    score: int
    decision: str
    colour: str


@dataclass(frozen=True, slots=True)
class RunPage:
    """A run: its sentence, its figure, its sums by kind and by class of money."""

    heading: str
    lead: str
    figure: Figure | None
    kinds: Table
    classes: tuple[tuple[str, Table], ...]
    findings: list[dict[str, str]]
    is_over: bool


@dataclass(frozen=True, slots=True)
class LineOnPage:
    """A line of a pair."""

    book: str
    row: str
    day: Any
    payee: str
    reference: str
    amount_pence: int
    entry_number: int | None


@dataclass(frozen=True, slots=True)
class PairPage:
    """A pair: what it claims, its lines side by side, the evidence, the question."""

    heading: str
    kind: str
    again: str
    claim: str
    question: str
    evidence: tuple[str, ...]
    sides: tuple[tuple[str, tuple[LineOnPage, ...], int], ...]
    state: str
    colour: str


def present_runs(runs: Iterable[MatchingRun], names: Mapping[str, str]) -> tuple[RunRow, ...]:
    """The runs of a fund."""
    return tuple(
        RunRow(
            name=_run_name(run, names),
            link=reverse("pool:matching", args=[run.fund_id, run.pk]),
            state=f"{run.person_name}, {run.at:%d %B %Y}".replace(", 0", ", "),
            pairs=_state(run),
        )
        for run in runs
    )


def _run_name(run: MatchingRun, names: Mapping[str, str]) -> str:
    return f"{names.get(run.first.code, run.first.code)} and {names.get(run.second.code, run.second.code)}"


def _state(run: MatchingRun) -> str:
    if not hasattr(run, "result"):
        return "Not finished"
    return "Could not be read" if not run.result.classes else f"{_count(run.pairs_count, 'pair')} proposed"


def present_run(run: MatchingRun, sums: Sequence[KindSum], names: Mapping[str, str]) -> RunPage:
    """A run's sums, and what is left to decide."""
    result = getattr(run, "result", None)
    classes = result.classes if result else []
    return RunPage(
        heading=_run_name(run, names),
        lead=_lead(result is not None, bool(classes), sums),
        figure=_figure(sums) if any(each.again_pence for each in sums) else None,
        kinds=Table(
            ("Kind", "Pairs", "Counted again", "Not decided", "Agreed double count"),
            tuple(_kind_row(KINDS[Kind(each.kind)], each) for each in [*sums]) + _kind_total(sums),
        ),
        classes=_classes(classes, [names.get(each.code, each.code) for each in (run.first, run.second)]),
        findings=result.findings if result else [],
        is_over=result is not None,
    )


def _lead(is_over: bool, was_read: bool, sums: Sequence[KindSum]) -> str:
    if not is_over:
        return "The books are being matched, or the work was stopped."
    if not was_read:
        return "The books could not be matched: what is wrong stands below."
    again, left = sum(each.again_pence for each in sums), sum(each.open_count for each in sums)
    agreed = sum(each.agreed_pence for each in sums)
    if not sums:
        return "Nothing in the two books looks like the same money."
    decided = (
        "every pair is decided"
        if not left
        else f"{_count(left, 'pair')} {'waits' if left == 1 else 'wait'} for a decision"
    )
    return f"{pounds(again)} may be counted twice; {pounds(agreed)} is agreed to be, and {decided}."


def _count(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _kind_row(name: str, each: KindSum) -> tuple[str, ...]:
    pence = (each.again_pence, each.open_pence, each.agreed_pence)
    return (name, f"{each.count:,}", *map(pounds, pence))


def _kind_total(sums: Sequence[KindSum]) -> tuple[tuple[str, ...], ...]:
    together = [sum(getattr(each, name) for each in sums) for name in KindSum.__slots__[1:]]
    return (_kind_row("Together", KindSum("", *together)),) if len(sums) > 1 else ()


def _classes(classes: Sequence[Mapping[str, Sequence[int]]], titles: Sequence[str]) -> tuple[tuple[str, Table], ...]:
    """For each book its classes of money; the last row is the whole book."""
    return tuple((title, _class_table(book)) for title, book in zip(titles, classes, strict=False))


def _class_table(book: Mapping[str, Sequence[int]]) -> Table:
    rows = [(words, book[money][0], book[money][1]) for money, words in CLASSES.items()]
    rows.append(("The whole book", sum(row[1] for row in rows), sum(row[2] for row in rows)))
    return Table(("Money", "Lines", "Sum"), tuple((words, f"{count:,}", pounds(pence)) for words, count, pence in rows))


@cache
def _kept() -> FigureCache:
    return FigureCache(settings.DATA_FOLDER / "figures")


def _figure(sums: Sequence[KindSum]) -> Figure:
    largest = max(sums, key=lambda each: each.again_pence)
    about = About(
        id="kinds",
        headline=f"Most of what may be counted twice: {KINDS[Kind(largest.kind)].lower()}",
        subtitle="Money that may be counted twice, by kind, in thousands of pounds",
        source="the two books of this run",
        unit="thousand pounds",
        decimals=1,
    )
    bars = tuple(Bar(KINDS[Kind(each.kind)], each.again_pence / 100_000) for each in sums)
    return _kept().figure(BarFigure(about, bars, label_heading="Kind"))


def present_pairs(fund_id: int, run_id: int, pairs: Iterable[MatchedPair]) -> tuple[PairRow, ...]:
    """Pairs as the list shows them."""
    return tuple(
        PairRow(
            number=pair.number,
            link=reverse("pool:matched-pair", args=[fund_id, run_id, pair.number]),
            kind=KINDS[Kind(pair.kind)],
            payee=pair.payee or "Nobody is named",
            again=pounds(pair.again_pence),
            score=pair.score,
            decision=_decision(pair)[0],
            colour=_decision(pair)[1],
        )
        for pair in pairs
    )


def _decision(pair: MatchedPair) -> tuple[str, str]:
    standing = pair.standing
    return (Decision(standing).label, COLOURS[Decision(standing)]) if standing else UNDECIDED


def sheet(pairs: Iterable[MatchedPair]) -> Sheet:
    """The list as a download, a row for each pair as it is shown, amounts in pounds."""
    return Sheet("Pairs", PAIR_HEADINGS, _sheet_rows(pairs))


def _sheet_rows(pairs: Iterable[MatchedPair]) -> Iterator[tuple[str | int, ...]]:
    for pair in pairs:
        again = f"{pair.again_pence // 100}.{pair.again_pence % 100:02d}"
        by = pair.decided_by or ""
        yield pair.number, KINDS[Kind(pair.kind)], pair.payee, again, pair.score, _decision(pair)[0], by


def present_pair(pair: MatchedPair, lines: Sequence[PairLine], run: MatchingRun, names: Mapping[str, str]) -> PairPage:
    """A pair with its lines side by side."""
    titles = [names.get(each.code, each.code) for each in (run.first, run.second)]
    sides = []
    for is_right, words in ((False, "What stands"), (True, "What may count it again")):
        of_side = tuple(_line(line, titles) for line in lines if line.is_right == is_right)
        sides.append((words, of_side, sum(line.amount_pence for line in of_side)))
    state, colour = _decision(pair)
    return PairPage(
        heading=f"{pounds(pair.again_pence)} may be counted twice"
        if pair.again_pence
        else "A payment and what takes it back",
        kind=KINDS[Kind(pair.kind)],
        again=pounds(pair.again_pence),
        claim=pair.claim,
        question=pair.question,
        evidence=tuple(pair.evidence),
        sides=tuple(sides),
        state=state,
        colour=colour,
    )


def _line(line: PairLine, titles: Sequence[str]) -> LineOnPage:
    where = f"entry {line.entry_number}" if line.entry_number else f"row {line.row}"
    return LineOnPage(
        titles[line.book], where, line.day, line.payee, line.reference, line.amount_pence, line.entry_number
    )


def present_decisions(
    decisions: Iterable[PairDecision],
) -> tuple[tuple[PairDecision, str, int | None, int | None], ...]:
    """Each decision with its colour, its entry's number and the number of the entry that it took back."""
    return tuple(
        (
            each,
            COLOURS[Decision(each.decision)],
            each.entry.link.number if each.entry else None,
            each.undoes.link.number if each.undoes else None,
        )
        for each in decisions
    )


def asked_of(query: Mapping[str, str]) -> PairFilter:
    """What the address asks for; words that are no kind or decision ask for all."""
    kind, decision = query.get("kind", ""), query.get("decision", "")
    return PairFilter(
        kind if kind in list(Kind) else "",
        decision if decision in dict(DECISIONS) else "",
        query.get("payee", "")[:100].replace("\0", "").strip(),
    )


def address_of(asked: PairFilter) -> str:
    """The filter as part of an address."""
    return urlencode({"kind": asked.kind, "decision": asked.decision, "payee": asked.payee})
