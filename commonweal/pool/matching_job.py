"""The job that holds two books against each other: read both, match, keep the pairs; or say why it could not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import polars as pl
from django.urls import reverse

from commonweal.core import jobs, scope
from commonweal.core.clock import now, today
from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.matching.books import Book
from commonweal.engine.matching.double_counting import Matching, match_books
from commonweal.engine.matching.explanation import explain
from commonweal.engine.matching.found import BECOMES, Kind, Money
from commonweal.engine.matching.payments import read_payments
from commonweal.pool import actions, models, queries
from commonweal.spreadsheets.payments import column_maps, matching_rules

MATCH = "pool.match"
STEPS = ("Reading the first book", "Reading the second book", "Matching", "Keeping the pairs")
MOST_FINDINGS = 100
NOT_READ = "One of the books could not be read, so nothing was matched. The run's page says what to do."
Read = tuple[pl.DataFrame, list[int], list[Finding]]


@jobs.job(MATCH)
def match(progress: jobs.Progress, arguments: dict[str, Any]) -> dict[str, Any]:
    """Match the run's books; its page shows what was found."""
    with scope.within(scope.SYSTEM_SCOPE):
        run = queries.matching_run_by_id(arguments["run"])
    read: list[Read] = []
    for book in (0, 1):
        progress.step(STEPS[book], done=book, total=len(STEPS))
        with scope.within(scope.SYSTEM_SCOPE):
            read.append(_read(run, book))
    findings = [finding for _, _, found in read for finding in found]
    if any(not lines.width for lines, _, _ in read):
        _keep(progress, run, [], findings, [])
        return {"message": NOT_READ, "link": _link(run)}
    progress.step(STEPS[2], done=2, total=len(STEPS))
    books = Book(tuple(run.first_names), read[0][0]), Book(tuple(run.second_names), read[1][0])
    matching = match_books(*books, matching_rules())
    progress.step(STEPS[3], done=3, total=len(STEPS))
    with scope.within(scope.SYSTEM_SCOPE):
        found = list(_found(matching, books, (read[0][1], read[1][1]), _titles(run)))
        classes = [{str(money): _sum(matching, book, money) for money in Money} for book in (0, 1)]
    _keep(progress, run, classes, findings, found)
    return {"message": f"{len(found):,} pairs are proposed.", "link": _link(run)}


def _keep(
    progress: jobs.Progress,
    run: models.MatchingRun,
    classes: list[dict[str, list[int]]],
    findings: list[Finding],
    found: list[actions.FoundPair],
) -> None:
    with scope.within(scope.SYSTEM_SCOPE):
        told = sorted(findings, key=lambda finding: list(Severity).index(finding.severity))[:MOST_FINDINGS]
        actions.keep_matching(by=progress.actor, at=now(), run=run, classes=classes, findings=told, found=found)


def _link(run: models.MatchingRun) -> str:
    return reverse("pool:matching", args=[run.fund_id, run.pk])


def _sum(matching: Matching, book: int, money: Money) -> list[int]:
    total = matching.total(book, money)
    return [total.count, total.pence]


def _read(run: models.MatchingRun, book: int) -> Read:
    """A book's lines, each line's entry where it is the ledger, and findings; no columns where it cannot be read."""
    file = queries.matching_files(run).get(book)
    if file is None:
        names = queries.partner_names(run.fund, today())
        lines, entries = queries.ledger_book(run.fund, names)
        return lines, entries, []
    maps, _ = column_maps()
    payments = read_payments(bytes(file.content), maps)
    found = [replace(finding, where=f"{file.name}, {finding.where}") for finding in payments.findings]
    if payments.column_map is not None and payments.lines.is_empty():
        found.append(
            error("no-lines", file.name, "The file has no line that can be read.", "Look at the other findings.")
        )
    lines = payments.lines if payments.lines.height else pl.DataFrame()
    return lines, [], found


def _titles(run: models.MatchingRun) -> tuple[str, str]:
    return run.first_names[0], run.second_names[0]


def _found(
    matching: Matching, books: tuple[Book, Book], entries: tuple[list[int], list[int]], titles: tuple[str, str]
) -> Iterator[actions.FoundPair]:
    """Each match in words with its lines; pairs are numbered from 1."""
    by_row = [_lines_of(matching, book, place) for place, book in enumerate(books)]
    for number, match in enumerate(matching.matches.iter_rows(named=True), 1):
        lines = tuple(
            _line(side == "right", match[f"{side}_book"], by_row[match[f"{side}_book"]][row], entries)
            for side in ("left", "right")
            for row in match[f"{side}_rows"]
        )
        said, kind = explain(match, titles), Kind(match["kind"])
        again_pence = 0 if kind is Kind.REVERSAL else abs(sum(line.amount_pence for line in lines if line.is_right))
        money = BECOMES[kind][1]
        yield actions.FoundPair(
            number, kind.value, str(money), match["score"], again_pence, said.claim, said.evidence, said.question, lines
        )


def _line(is_right: bool, book: int, line: tuple[Any, ...], entries: tuple[list[int], list[int]]) -> actions.FoundLine:
    row, day, payee, reference, pence = line
    entry_number = entries[book][row - 1] if entries[book] else None
    return actions.FoundLine(is_right, book, row, day, payee, reference, pence, entry_number)


def _lines_of(matching: Matching, book: Book, place: int) -> dict[int, tuple[Any, ...]]:
    """The lines of a book that stand in a match, by row."""
    sides = [
        matching.matches.filter(pl.col(f"{side}_book") == place).select(pl.col(f"{side}_rows").explode().alias("row"))
        for side in ("left", "right")
    ]
    lines = book.lines.join(pl.concat(sides), on="row", how="semi")
    return {line[0]: line for line in lines.select("row", "paid_on", "payee", "reference", "amount_pence").iter_rows()}
