"""Files in sight: by which map each is read, what was read, what it would post, and what the books hold of it."""

from __future__ import annotations

import json
from collections import OrderedDict
from collections.abc import Sequence
from dataclasses import dataclass
from threading import Lock

import polars as pl
from django.db import connection
from django.db.models import Q, QuerySet, Sum

from commonweal.engine.findings import Finding
from commonweal.engine.matching import asking, proposal, reconciling
from commonweal.engine.matching.coding import CodingRule
from commonweal.engine.matching.column_map import ColumnMap, parse_column_map
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.payments import PaymentFile
from commonweal.engine.periods import Month
from commonweal.pool import models
from commonweal.pool.queries.books import open_months
from commonweal.pool.queries.statements import trial_balance
from commonweal.spreadsheets.ledger_files import read_ledger_file, rows_to_ask_about
from commonweal.spreadsheets.payments import column_maps

MOST_KEPT = 3  # readings of files that a process keeps, so that a page need not read its file again
CONTRA_KINDS = ("bank", "payable", "accrual", "receivable")


@dataclass(frozen=True, slots=True)
class KnownMap:
    """A column map with its version: 0 for one that ships, from 1 for a partner's own."""

    column_map: ColumnMap
    version: int


@dataclass(frozen=True, slots=True)
class Proposal:
    """A file as it stands: what was read, and each of the pool's lines with its account and state.

    `lines` are the lines to post (engine.matching.proposal.propose); `closed` the months that take no entry, with
    their number of lines ready to post; `booked` is what the ledger holds of the file.
    """

    read: PaymentFile
    lines: pl.DataFrame
    total: proposal.PostingTotal
    closed: dict[Month, int]
    booked: Total

    @property
    def agrees(self) -> bool:
        """Whether file, statement and ledger agree to the penny."""
        control = self.read.control
        return (
            control is not None
            and control.agrees
            and self.total.agrees
            and control.to_post == self.total.to_post
            and self.total.states["posted"] == self.booked
        )


_kept: OrderedDict[tuple[str, str], PaymentFile] = OrderedDict()
_lock = Lock()


def files(fund: models.Fund) -> QuerySet[models.LedgerFile]:
    """The files that the request may see, the latest first, without their bytes."""
    rows = models.LedgerFile.objects.filter(fund=fund).defer("content").select_related("partner")
    return rows.order_by("-id").prefetch_related("readings", "postings")


def file(fund: models.Fund, file_id: int) -> models.LedgerFile | None:
    """One file."""
    return models.LedgerFile.objects.filter(fund=fund, pk=file_id).select_related("partner", "fund").first()


def same_file(fund: models.Fund, sha256: str) -> models.LedgerFile | None:
    """The file in sight that has these very bytes."""
    return models.LedgerFile.objects.filter(fund=fund, sha256=sha256).defer("content").first()


def known_maps(partner: models.Partner) -> list[KnownMap]:
    """The maps that a partner's files are tried by: its own, then those that ship and that it has not replaced."""
    own = models.ColumnMap.objects.filter(partner=partner).order_by("code", "-version").distinct("code")
    found = [KnownMap(_sound(row.content), row.version) for row in own]
    replaced = {known.column_map.id for known in found}
    return found + [KnownMap(shipped, 0) for shipped in column_maps()[0] if shipped.id not in replaced]


def find_map(partner: models.Partner, name: str, content: bytes) -> tuple[PaymentFile, KnownMap | None]:
    """The file read by the partner's own maps, or else by those that ship; and by which of them."""
    known = known_maps(partner)
    own, shipped = [each for each in known if each.version], [each for each in known if not each.version]
    for tried in filter(None, (own, shipped, known)):  # all together at last, to say which is the nearest
        read = read_ledger_file(content, name, [each.column_map for each in tried])
        if [finding.code for finding in read.findings] != ["no-map"]:
            break
    by_id = {each.column_map.id: each for each in known}
    return read, by_id[read.column_map.id] if read.column_map else None


def reading(found: models.LedgerFile) -> models.FileReading | None:
    """By which map a file is read now."""
    return models.FileReading.objects.filter(file=found).order_by("-id").first()


def read_file(found: models.LedgerFile, by: models.FileReading) -> PaymentFile:
    """What the file holds by a reading; kept for the next page."""
    key = (found.sha256, json.dumps(by.content, sort_keys=True))
    with _lock:
        if key in _kept:
            _kept.move_to_end(key)
            return _kept[key]
    read = read_ledger_file(bytes(found.content), found.name, [_sound(by.content)])
    with _lock:
        _kept[key] = read
        while len(_kept) > MOST_KEPT:
            _kept.popitem(last=False)
    return read


def question(
    found: models.LedgerFile, by: models.FileReading | None, *, anew: bool
) -> tuple[asking.Question | None, str]:
    """What to ask about the file's columns, and the delimiter that splits it; by the map in use, if there is one."""
    rows, delimiter = rows_to_ask_about(bytes(found.content), found.name)
    maps = [_sound(by.content)] if by else [known.column_map for known in known_maps(found.partner)]
    return asking.question(rows, maps, anew=anew), delimiter


def coding_rules(fund: models.Fund) -> QuerySet[models.CodingRule]:
    """The rules in use, oldest first."""
    return models.CodingRule.objects.filter(fund=fund, ending=None).select_related("account").order_by("id")


def engine_rules(fund: models.Fund) -> list[CodingRule]:
    """The rules in use as the engine's values."""
    return [CodingRule(row.pk, row.field, row.account.code, row.words, row.low, row.high) for row in coding_rules(fund)]


def rule(fund: models.Fund, rule_id: int) -> models.CodingRule | None:
    """One rule in use."""
    return coding_rules(fund).filter(pk=rule_id).first()


def coding_targets(fund: models.Fund) -> list[models.Account]:
    """The accounts that a line can belong to: those that name a source."""
    rows = models.Account.objects.filter(fund=fund, source__isnull=False).exclude(kind="appropriation")
    return list(rows.select_related("source", "scheme").order_by("code"))


def contra_accounts(fund: models.Fund) -> list[models.Account]:
    """The accounts against which a file can be posted, the bank first."""
    rows = models.Account.objects.filter(fund=fund, kind__in=CONTRA_KINDS).order_by("code")
    return sorted(rows, key=lambda account: CONTRA_KINDS.index(account.kind))


def propose(found: models.LedgerFile, by: models.FileReading) -> Proposal:
    """What the file would post now, and what of it is posted."""
    read = read_file(found, by)
    if read.control is None:
        nothing = {state: Total(0, 0) for state in proposal.STATES}
        return Proposal(read, pl.DataFrame(), proposal.PostingTotal(Total(0, 0), nothing), {}, Total(0, 0))
    posted = set(models.FileLine.objects.filter(file=found).values_list("row", flat=True))
    marked = _marked(found, read.lines)
    before = set(marked.filter("again")["row"].to_list())
    lines = proposal.propose(
        marked.filter("pool"),
        engine_rules(found.fund),
        by_hand=_by_hand(found),
        posted=posted,
        before=before - posted,
        known=_known_references(found, marked.filter("pool"), before | posted),
    )
    return Proposal(read, lines, proposal.posting_total(lines), _closed(found.fund, lines), booked(found))


def propose_unkept(partner: models.Partner, read: PaymentFile) -> Proposal:
    """What a file that is not kept would post, for a trial from the command line."""
    found = models.LedgerFile(fund=partner.fund, partner=partner)
    marked = _marked(found, read.lines)
    pool, before = marked.filter("pool"), set(marked.filter("again")["row"].to_list())
    known = _known_references(found, pool, before)
    lines = proposal.propose(pool, engine_rules(partner.fund), by_hand={}, before=before, known=known)
    closed = _closed(partner.fund, lines)
    return Proposal(read, lines, proposal.posting_total(lines), closed, Total(0, 0))


def booked(found: models.LedgerFile) -> Total:
    """What the ledger itself holds of a file: its entries, and their legs other than those posted against."""
    against = models.FilePosting.objects.filter(file=found).values("against_id")
    entries = models.FileLine.objects.filter(file=found)
    legs = models.Leg.objects.filter(Q(entry__in=entries.values("entry_id"))).exclude(account_id__in=against)
    return Total(entries.count(), int(legs.aggregate(pence=Sum("amount_pence"))["pence"] or 0))


def months_of(lines: pl.DataFrame) -> list[Month]:
    """The calendar months that a ledger's lines are of."""
    return [Month.parse(text) for text in sorted(lines["period"].unique().to_list())]


def reconciliation(
    found: models.LedgerFile, lines: pl.DataFrame, first: Month, last: Month
) -> tuple[tuple[reconciling.AccountPair, ...], tuple[reconciling.Difference, ...], Total]:
    """Host against pool for whole months: by account, what makes the differences, and the host's lines without one."""
    within = lines.filter(pl.col("period").is_between(pl.lit(first.iso), pl.lit(last.iso)))
    coded = within.filter(pl.col("own_account").is_not_null())
    host = dict(coded.group_by("own_account").agg(pl.col("amount_pence").sum()).iter_rows())
    names = {account.code for account in coding_targets(found.fund)}
    opening, closing = trial_balance(found.fund, before=first.first), trial_balance(found.fund, before=last.end)
    pool = {code: closing[code] - opening.get(code, 0) for code in closing if code in names}
    pairs = reconciling.pair_accounts(host, {code: pence for code, pence in pool.items() if pence or code in host})
    ours = zip(coded["own_account"], proposal.references(coded), coded["amount_pence"], strict=True)
    theirs = models.Leg.objects.filter(
        fund=found.fund,
        account__code__in=names,
        entry__fund=found.fund,
        entry__day__gte=first.first,
        entry__day__lt=last.end,
    ).values_list("account__code", "entry__reference", "amount_pence")
    return pairs, reconciling.differences(ours, theirs), Total.of(within.filter(pl.col("own_account").is_null()))


def _sound(content: dict[str, object]) -> ColumnMap:
    """A map that was checked before it was kept."""
    column_map, findings = parse_column_map(content, "column map")
    if column_map is None:
        raise ValueError("; ".join(map(str, findings)))
    return column_map


def _marked(found: models.LedgerFile, lines: pl.DataFrame) -> pl.DataFrame:
    """The lines with `fingerprint`, and `again` where another file of the partner brought the same line."""
    prints = proposal.fingerprints(lines, f"partner {found.partner_id}")
    others = models.FileLine.objects.filter(fund=found.fund).exclude(file_id=found.pk)
    again: set[bytes] = set()
    if others.exists():
        with connection.cursor() as cursor:
            cursor.execute(
                "select fingerprint from pool_fileline"
                " where fund_id = %s and file_id is distinct from %s and fingerprint = any(%s)",
                [found.fund_id, found.pk, prints],
            )
            again = {bytes(row[0]) for row in cursor.fetchall()}
    return lines.with_columns(
        pl.Series("fingerprint", prints, dtype=pl.Binary),
        pl.Series("again", [each in again for each in prints], dtype=pl.Boolean),
    )


def _known_references(found: models.LedgerFile, lines: pl.DataFrame, settled: set[int]) -> set[int]:
    """Rows whose reference another file of the partner brought, with another day or amount."""
    named = proposal.references(lines)
    others = models.FileLine.objects.filter(fund=found.fund, partner_id=found.partner_id).exclude(file_id=found.pk)
    wanted = [text for text in named.unique().to_list() if text]
    if not wanted or not others.exists():
        return set()
    with connection.cursor() as cursor:
        cursor.execute(
            "select distinct reference from pool_fileline where fund_id = %s and partner_id = %s"
            " and file_id is distinct from %s and reference = any(%s)",
            [found.fund_id, found.partner_id, found.pk, [proposal.keepable(text) for text in wanted]],
        )
        known = {row[0] for row in cursor.fetchall()}
    rows = zip(lines["row"].to_list(), named.to_list(), strict=True)
    return {row for row, text in rows if proposal.keepable(text) in known} - settled


def _by_hand(found: models.LedgerFile) -> dict[int, str | None]:
    rows = models.LineCoding.objects.filter(file=found).order_by("id").values_list("row", "account__code")
    return dict(rows)


def _closed(fund: models.Fund, lines: pl.DataFrame) -> dict[Month, int]:
    """The months of lines ready to post that are not open, with how many lines wait for each."""
    ready = lines.filter(pl.col("state") == "coded")
    months = ready.group_by(pl.col("paid_on").dt.truncate("1mo").alias("month")).len().sort("month")
    opened = open_months(fund)
    return {Month.of(day): count for day, count in months.iter_rows() if Month.of(day) not in opened}


def refusals(read: PaymentFile) -> Sequence[tuple[int, int | None, str]]:
    """Every refused line: row, pence where they could be read, reason."""
    return list(read.refused.iter_rows()) if read.control is not None else []


def worth_a_look(read: PaymentFile) -> list[Finding]:
    """The findings of a file other than those of single refused lines, which have a list of their own."""
    single = {"short-line", "long-line", "amount-unreadable", "date-unreadable"}
    return [finding for finding in read.findings if finding.code not in single]
