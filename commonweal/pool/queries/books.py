"""The books as the engine's values: accounts, months, posted entries, the chain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterator, Sequence

from django.db.models import Q, QuerySet

from commonweal.engine.findings import Finding
from commonweal.engine.ledger import chain
from commonweal.engine.ledger.closing import PeriodStanding, PeriodState
from commonweal.engine.ledger.journal import Account, AccountKind, Books, Entry, Leg, check_entry
from commonweal.engine.periods import Month
from commonweal.pool import models
from commonweal.pool.queries.drafts import Draft

AT_ONCE = 2000  # entries read from the database together


def accounts(fund: models.Fund) -> dict[str, Account]:
    """The fund's accounts by code."""
    rows = models.Account.objects.filter(fund=fund).order_by("code")
    columns = rows.values_list("code", "kind", "source__payer__code", "source__code", "scheme__code")
    return {
        code: Account(code, fund.code, AccountKind(kind), partner or "", source or "", scheme or "")
        for code, kind, partner, source, scheme in columns
    }


def period_standings(fund: models.Fund) -> dict[Month, PeriodStanding]:
    """Where each month that was ever opened stands."""
    latest = models.PeriodChange.objects.filter(fund=fund).order_by("month", "-id").distinct("month")
    return {Month.of(change.month): PeriodStanding(PeriodState(change.state), change.person_id) for change in latest}


def period_standing(fund: models.Fund, month: Month) -> PeriodStanding:
    """Where a month stands."""
    return period_standings(fund).get(month, PeriodStanding())


def open_months(fund: models.Fund) -> set[Month]:
    """The months in which entries can be posted."""
    return {month for month, standing in period_standings(fund).items() if standing.state is PeriodState.OPEN}


def head(fund: models.Fund) -> tuple[int, bytes]:
    """The number and link of the last entry."""
    row = models.Head.objects.get(fund=fund)
    return row.number, bytes(row.link)


def journal(fund: models.Fund) -> Iterator[chain.LinkedEntry]:
    """Every posted entry with its link, in order of number, read some at a time."""
    last = 0
    while batch := list(_linked(models.Link.objects.filter(fund=fund, number__gt=last).order_by("number")[:AT_ONCE])):
        yield from batch
        last = batch[-1].entry.number


def posted(fund: models.Fund, numbers: Collection[int]) -> dict[int, Entry]:
    """These entries, as far as they exist."""
    return {row.entry.number: row.entry for row in _linked(models.Link.objects.filter(fund=fund, number__in=numbers))}


def linked(fund: models.Fund, number: int) -> chain.LinkedEntry | None:
    """One entry with its link, if it exists."""
    return next(_linked(models.Link.objects.filter(fund=fund, number=number)), None)


def reversed_by(fund: models.Fund, number: int) -> int | None:
    """The number of the entry that takes this one back, if one does."""
    return (
        models.Link.objects.filter(fund=fund, entry__reverses__link__number=number)
        .values_list("number", flat=True)
        .first()
    )


def verify(fund: models.Fund, attested: bytes | None = None) -> list[Finding]:
    """Where the fund's chain is broken, by the engine's own reckoning over every row."""
    return chain.verify(list(journal(fund)), attested or head(fund)[1])


def check_drafts(fund: models.Fund, drafts: Sequence[Draft], posted_by: str) -> list[Finding]:
    """All that keeps drafts from being posted, each where it stands in the list (from 1)."""
    wanted = {draft.reverses for draft in drafts if draft.reverses is not None}
    again = models.Entry.objects.filter(fund=fund, reverses__link__number__in=wanted).values_list(
        "link__number", flat=True
    )
    before = posted(fund, wanted | set(again))
    by_code, months = accounts(fund), open_months(fund)
    found: list[Finding] = []
    first = head(fund)[0] + 1
    for number, draft in enumerate(drafts, first):
        entry = draft.numbered(fund.code, number, posted_by)
        found += check_entry(entry, Books(fund.code, by_code, months, before))
        before[number] = entry
    return found


def _linked(links: QuerySet[models.Link]) -> Iterator[chain.LinkedEntry]:
    rows = links.values_list(
        "entry_id", "number", "link", "entry__day", "entry__description", "entry__reference",
        "entry__reverses__link__number", "entry__posting__person_name", "fund__code",
    )  # fmt: skip
    rows = list(rows)
    legs = defaultdict(list)
    for entry_id, code, pence, memo in _legs([row[0] for row in rows]):
        legs[entry_id].append(Leg(code, pence, memo))
    for entry_id, number, link, day, description, reference, reverses, person, fund in rows:
        entry = Entry(fund, number, day, description, tuple(legs[entry_id]), reference, reverses, person)
        yield chain.LinkedEntry(entry, bytes(link))


def _legs(entry_ids: Collection[int]) -> QuerySet[models.Leg, tuple[int, str, int, str]]:
    chosen = models.Leg.objects.filter(Q(entry_id__in=entry_ids)).order_by("entry_id", "position")
    return chosen.values_list("entry_id", "account__code", "amount_pence", "memo")
