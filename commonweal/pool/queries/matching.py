"""Runs of matching, their pairs with the decision that counts, and the pool's own ledger as a book."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import polars as pl
from django.db.models import Count, OuterRef, Q, QuerySet, Subquery, Sum

from commonweal.engine.ledger.journal import PAID_OUT, AccountKind
from commonweal.engine.matching.books import COLUMNS
from commonweal.places import queries as places
from commonweal.pool import models

UNDECIDED = "undecided"
COMES_IN = (AccountKind.CONTRIBUTION, AccountKind.CLIENT_CHARGE, AccountKind.TRANSFER_IN)


@dataclass(frozen=True, slots=True)
class PairFilter:
    """Which pairs are asked for; an empty text asks for all."""

    kind: str = ""
    decision: str = ""
    payee: str = ""


@dataclass(frozen=True, slots=True)
class KindSum:
    """The pairs of one kind: how many, what they count again, and how much of it is agreed or open."""

    kind: str
    count: int
    again_pence: int
    open_count: int
    open_pence: int
    agreed_pence: int


def matching_runs(fund: models.Fund) -> QuerySet[models.MatchingRun]:
    """The fund's runs, latest first."""
    rows = models.MatchingRun.objects.filter(fund=fund).select_related("first", "second", "result")
    return rows.annotate(pairs_count=Count("pairs")).order_by("-id")


def matching_run(fund: models.Fund, run_id: int) -> models.MatchingRun | None:
    """One run of the fund."""
    return matching_runs(fund).filter(pk=run_id).first()


def matching_run_by_id(run_id: int) -> models.MatchingRun:
    """A run for the job that does it."""
    return models.MatchingRun.objects.select_related("fund", "first", "second").get(pk=run_id)


def matching_files(run: models.MatchingRun) -> dict[int, models.MatchingFile]:
    """The files of a run by book."""
    return {file.book: file for file in models.MatchingFile.objects.filter(run=run)}


def pairs(run: models.MatchingRun, asked: PairFilter) -> QuerySet[models.MatchedPair]:
    """The run's pairs that fit, the largest sums first; `standing` is the decision that counts, if there is one."""
    rows = _standing(models.MatchedPair.objects.filter(run=run))
    if asked.kind:
        rows = rows.filter(kind=asked.kind)
    if asked.payee:
        rows = rows.filter(payee__icontains=asked.payee)
    if asked.decision == UNDECIDED:
        rows = rows.filter(standing__isnull=True)
    elif asked.decision:
        rows = rows.filter(standing=asked.decision)
    return rows.order_by("-again_pence", "number")


def pair(run: models.MatchingRun, number: int) -> models.MatchedPair | None:
    """One pair of a run."""
    return _standing(models.MatchedPair.objects.filter(run=run, number=number)).first()


def pair_lines(pair: models.MatchedPair) -> list[models.PairLine]:
    """The lines of a pair: what stands, then what counts it again, each by day."""
    return list(models.PairLine.objects.filter(pair=pair).order_by("is_right", "day", "row"))


def pair_decisions(pair: models.MatchedPair) -> list[models.PairDecision]:
    """What was decided, the decision that counts first."""
    rows = models.PairDecision.objects.filter(pair=pair).order_by("-id")
    return list(rows.select_related("partner", "entry__link", "undoes__link"))


def standing_decision(pair: models.MatchedPair) -> models.PairDecision | None:
    """The decision that counts."""
    rows = models.PairDecision.objects.filter(pair=pair, superseded_by__isnull=True)
    return rows.select_related("entry__link").first()


def kind_sums(run: models.MatchingRun) -> list[KindSum]:
    """The run's pairs by kind."""
    double, is_open = Q(standing=models.matching.Decision.DOUBLE), Q(standing__isnull=True)
    rows = _standing(models.MatchedPair.objects.filter(run=run)).order_by().values("kind")
    sums = rows.annotate(
        count=Count("id"),
        again=Sum("again_pence"),
        open_count=Count("id", filter=is_open),
        open_pence=Sum("again_pence", filter=is_open),
        agreed=Sum("again_pence", filter=double),
    )
    return [
        KindSum(
            row["kind"],
            row["count"],
            *(int(row[name] or 0) for name in ("again", "open_count", "open_pence", "agreed")),
        )
        for row in sums.order_by("kind")
    ]


def owner_names(partner: models.Partner, on: date) -> tuple[str, ...]:
    """By what names a partner's organisation is known on a day."""
    ids = [partner.organisation_id]
    found = (places.names(ids, on, official=official).get(partner.organisation_id, "") for official in (False, True))
    return tuple(dict.fromkeys(name for name in found if name))


def ledger_book(fund: models.Fund, names: Mapping[str, str]) -> tuple[pl.DataFrame, list[int]]:
    """The pool's income and spending as a book's lines, and each line's entry; `names` are the partners' by code.

    The payee is the leg's note, or else what the entry says; of income it is the partner who brings it.
    """
    legs = models.Leg.objects.filter(fund=fund, account__kind__in=PAID_OUT + COMES_IN, entry__fund=fund)
    columns = ("entry__link__number", "entry__day", "amount_pence", "account__kind", "memo", "entry__description")
    rows = legs.order_by("entry__link__number", "position").values_list(
        *columns, "account__source__payer__code", "entry__reference"
    )
    lines = [
        (place, day, pence, names.get(payer or "", "") if kind in COMES_IN else memo or said, reference)
        for place, (_, day, pence, kind, memo, said, payer, reference) in enumerate(rows, 1)
    ]
    return pl.DataFrame(lines, schema=COLUMNS, orient="row"), [row[0] for row in rows]


def _standing(rows: QuerySet[models.MatchedPair]) -> QuerySet[models.MatchedPair]:
    latest = models.PairDecision.objects.filter(pair=OuterRef("pk"), superseded_by__isnull=True)
    return rows.annotate(
        standing=Subquery(latest.values("decision")[:1]), decided_by=Subquery(latest.values("person_name")[:1])
    )
