"""Holding two books against each other: asking for it, keeping what came of it, deciding, correcting the books."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime

from django.db import IntegrityError, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused
from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.journal import PAID_OUT, AccountKind, Leg
from commonweal.pool import models, queries
from commonweal.pool.actions.posting import post, reverse
from commonweal.pool.models.matching import Decision
from commonweal.pool.queries import Draft

DOUBLE_COUNT = "double count"
ROWS_AT_ONCE = 5_000


@dataclass(frozen=True, slots=True)
class Correction:
    """Where the pool counts too much, and what the correcting entry stands against; `day` is the entry's."""

    day: date
    account: str
    against: str


@dataclass(frozen=True, slots=True)
class FoundLine:
    """A line of a pair as its book prints it."""

    is_right: bool
    book: int
    row: int
    day: date
    payee: str
    reference: str
    amount_pence: int
    entry_number: int | None = None


@dataclass(frozen=True, slots=True)
class FoundPair:
    """A pair as the matcher proposes it, in words, with its lines."""

    number: int
    kind: str
    money: str
    score: int
    again_pence: int
    claim: str
    evidence: tuple[str, ...]
    question: str
    lines: tuple[FoundLine, ...]


@action("pool.request-matching")
def request_matching(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    first: models.Partner,
    second: models.Partner,
    names: tuple[Sequence[str], Sequence[str]],
    files: Mapping[int, tuple[str, bytes]],
) -> models.MatchingRun:
    """Ask for two books to be matched; a book without a file is the pool's ledger."""
    if first.pk == second.pk:
        message = "Both books are of the same partner."
        raise Refused([error("same-partner", "matching", message, "Choose two partners.")])
    if not files:
        message = "Neither book is a file."
        raise Refused([error("no-file", "matching", message, "Give at least one partner's file.")])
    run = models.MatchingRun.objects.create(
        fund=fund,
        first=first,
        second=second,
        first_names=list(names[0]),
        second_names=list(names[1]),
        person_id=by.id,
        person_name=by.name,
        at=at,
    )
    for book, (name, content) in files.items():
        models.MatchingFile.objects.create(fund=fund, run=run, book=book, name=name[:200], content=content)
    return run


@action("pool.keep-matching")
def keep_matching(
    *,
    by: Actor,
    at: datetime,
    run: models.MatchingRun,
    classes: Sequence[Mapping[str, Sequence[int]]],
    findings: Sequence[Finding],
    found: Sequence[FoundPair],
) -> models.MatchingResult:
    """Keep what came of a run: its sums, its findings, its pairs with their lines."""
    made = models.MatchedPair.objects.bulk_create((_pair(run, one) for one in found), batch_size=ROWS_AT_ONCE)
    lines = (
        models.PairLine(pair=pair, fund_id=run.fund_id, **asdict(line))
        for pair, one in zip(made, found, strict=True)
        for line in one.lines
    )
    models.PairLine.objects.bulk_create(lines, batch_size=ROWS_AT_ONCE)
    told = [{**asdict(finding), "severity": str(finding.severity)} for finding in findings]
    return models.MatchingResult.objects.create(
        run=run, fund_id=run.fund_id, classes=list(classes), findings=told, at=at
    )


def _pair(run: models.MatchingRun, found: FoundPair) -> models.MatchedPair:
    return models.MatchedPair(
        run=run,
        fund_id=run.fund_id,
        number=found.number,
        kind=found.kind,
        money=found.money,
        score=found.score,
        again_pence=found.again_pence,
        payee=next((line.payee for line in found.lines if line.payee), ""),
        claim=found.claim,
        evidence=list(found.evidence),
        question=found.question,
    )


@action("pool.decide-pair")
def decide_pair(
    *,
    by: Actor,
    at: datetime,
    pair: models.MatchedPair,
    partner: models.Partner,
    decision: str,
    reason: str,
    seen_id: int | None = None,
    correction: Correction | None = None,
    undo_day: date | None = None,
) -> models.PairDecision:
    """Decide a pair for a partner, superseding the decision that was seen.

    An agreed double count with a correction posts its entry; a decision that follows one with an entry takes the entry
    back, on `undo_day` or on the entry's own.
    """
    before = queries.standing_decision(pair)
    _refuse_unless_seen(before, seen_id, pair)
    _refuse_without_reason(reason)
    undoes = _taken_back(by, at, pair, before, undo_day)
    entry = _corrected(by, at, pair.fund, [pair], decision, correction).get(pair.number)
    made = _decision(by, at, pair, partner, decision, reason, before=before, entry=entry, undoes=undoes)
    try:
        with transaction.atomic():
            made.save()
    except IntegrityError as fault:
        raise Refused([_decided_meanwhile(pair)]) from fault
    return made


@action("pool.decide-pairs")
def decide_pairs(
    *,
    by: Actor,
    at: datetime,
    run: models.MatchingRun,
    pairs: Sequence[models.MatchedPair],
    partner: models.Partner,
    decision: str,
    reason: str,
    correction: Correction | None = None,
) -> list[models.PairDecision]:
    """Decide many undecided pairs at once for one reason; their entries are posted together, one for each pair."""
    _refuse_without_reason(reason)
    decided_count = models.PairDecision.objects.filter(pair__in=pairs).values("pair").distinct().count()
    if decided_count or not pairs:
        message = f"{decided_count} of them are decided already." if pairs else "There is nothing to decide."
        raise Refused([error("pairs-decided", "pairs", message, "Look at the list again.")])
    entries = _corrected(by, at, run.fund, pairs, decision, correction)
    made = [_decision(by, at, pair, partner, decision, reason, entry=entries.get(pair.number)) for pair in pairs]
    try:
        with transaction.atomic():
            return models.PairDecision.objects.bulk_create(made, batch_size=ROWS_AT_ONCE)
    except IntegrityError as fault:
        raise Refused([_decided_meanwhile(pairs[0])]) from fault


def _decision(
    by: Actor,
    at: datetime,
    pair: models.MatchedPair,
    partner: models.Partner,
    decision: str,
    reason: str,
    *,
    before: models.PairDecision | None = None,
    entry: models.Entry | None = None,
    undoes: models.Entry | None = None,
) -> models.PairDecision:
    return models.PairDecision(
        pair=pair,
        fund_id=pair.fund_id,
        partner=partner,
        decision=decision,
        reason=reason.strip(),
        supersedes=before,
        entry=entry,
        undoes=undoes,
        person_id=by.id,
        person_name=by.name,
        at=at,
    )


def _refuse_unless_seen(before: models.PairDecision | None, seen_id: int | None, pair: models.MatchedPair) -> None:
    if (before.pk if before else None) != seen_id:
        raise Refused([_decided_meanwhile(pair)])


def _decided_meanwhile(pair: models.MatchedPair) -> Finding:
    message = "Somebody decided this pair in the meantime."
    return error(
        "pair-decided", f"pair {pair.number}", message, "Read what they decided; decide again if it does not fit."
    )


def _refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise Refused([error("reason-missing", "reason", "No reason is given.", "Say in a few words why.")])


def _corrected(
    by: Actor,
    at: datetime,
    fund: models.Fund,
    pairs: Sequence[models.MatchedPair],
    decision: str,
    correction: Correction | None,
) -> dict[int, models.Entry]:
    """The correcting entries by the pairs' numbers; none without a correction, or where nothing is counted again."""
    wanted = [pair for pair in pairs if pair.again_pence > 0]
    if correction is None or decision != Decision.DOUBLE or not wanted:
        return {}
    kinds = {code: account.kind for code, account in queries.accounts(fund).items()}
    drafts = [_draft(pair, correction, kinds.get(correction.account)) for pair in wanted]
    posting = post(by=by, at=at, fund=fund, drafts=drafts, kind=DOUBLE_COUNT)
    return dict(zip((pair.number for pair in wanted), _in_order(posting), strict=True))


def _in_order(posting: models.Posting) -> Iterable[models.Entry]:
    return posting.entries.order_by("id")


def _draft(pair: models.MatchedPair, correction: Correction, kind: AccountKind | None) -> Draft:
    """Spending that is counted twice is credited, income debited."""
    pence = -pair.again_pence if kind in PAID_OUT else pair.again_pence
    legs = (Leg(correction.account, pence), Leg(correction.against, -pence))
    said = f"Double count taken out: {pair.payee}" if pair.payee else "Double count taken out"
    return Draft(correction.day, said, legs, reference_of(pair))


def reference_of(pair: models.MatchedPair) -> str:
    """What the entries for a pair carry as their reference."""
    return f"MATCH-{pair.run_id}/{pair.number}"


def _taken_back(
    by: Actor, at: datetime, pair: models.MatchedPair, before: models.PairDecision | None, day: date | None
) -> models.Entry | None:
    if before is None or before.entry is None:
        return None
    said = f"Double count put back: {reference_of(pair)}"
    number, on = before.entry.link.number, day or before.entry.day
    return reverse(by=by, at=at, fund=pair.fund, number=number, day=on, description=said).entries.get()
