"""Files into the books: keep one, say how it is read, say what its lines are spent on, post them all or none."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

import polars as pl
import psycopg
from django.db import IntegrityError, connection, transaction

from commonweal.core.actions import action
from commonweal.core.actor import Actor
from commonweal.core.refusal import Refused, refuse_as_the_database, refuse_if
from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.journal import LARGEST_LEG_PENCE, Leg
from commonweal.engine.matching import proposal
from commonweal.engine.matching.coding import CodingRule, check_rule
from commonweal.engine.matching.column_map import as_content, parse_column_map
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.proposal import keepable
from commonweal.pool import models
from commonweal.pool.actions.accounts import one_at_a_time
from commonweal.pool.actions.posting import FROM_FILE, post
from commonweal.pool.queries import Draft
from commonweal.pool.queries import files as queries
from commonweal.spreadsheets.ledger_files import LARGEST_BYTES, read_ledger_file

_ADD_LINES = """
insert into pool_fileline (fund_id, file_id, partner_id, row, entry_id, reference, fingerprint)
select %s, %s, %s, row, entry, reference, decode(print, 'hex')
from unnest(%s::int[], %s::bigint[], %s::text[], %s::text[]) as t (row, entry, reference, print)
"""


@action("pool.keep-file")
def keep_file(*, by: Actor, at: datetime, partner: models.Partner, name: str, content: bytes) -> models.LedgerFile:
    """Keep a partner's file as it came, read by the map that fits it, if one does.

    Refused where it is empty, larger than 20 MB, or here already.
    """
    named = keepable(name)[:200] or "file"
    refuse_if(_size_faults(content, named))
    sha256 = hashlib.sha256(content).hexdigest()
    try:
        with transaction.atomic():
            kept = models.LedgerFile.objects.create(
                fund=partner.fund, partner=partner, name=named, sha256=sha256, content=content, **_signed(by, at)
            )
    except IntegrityError as fault:
        if fault.__cause__.diag.constraint_name != "file_once":
            raise
        raise Refused([_here_already(partner, named, sha256)]) from fault
    _, known = queries.find_map(partner, named, content)
    if known is not None:
        _read_by(by, at, kept, as_content(known.column_map), known.version)
    return kept


@action("pool.add-column-map")
def add_column_map(*, by: Actor, at: datetime, partner: models.Partner, content: Mapping[str, Any]) -> models.ColumnMap:
    """The next version of a partner's own column map; Refused where the map is not sound."""
    told = _without_unkeepable(dict(content))
    column_map, findings = parse_column_map(told, "column map")
    refuse_if(findings)
    assert column_map is not None  # noqa: S101 - without findings there is a map
    one_at_a_time(partner.fund)
    versions = models.ColumnMap.objects.filter(partner=partner, code=column_map.id).count()
    return models.ColumnMap.objects.create(
        fund_id=partner.fund_id,
        partner=partner,
        code=column_map.id,
        version=versions + 1,
        content=told,
        **_signed(by, at),
    )


@action("pool.read-file-by")
def read_file_by(
    *, by: Actor, at: datetime, file: models.LedgerFile, content: Mapping[str, Any], version: int
) -> models.FileReading:
    """Read a file by a map from now on; Refused once something of it is posted."""
    if models.FilePosting.objects.filter(file=file).exists():
        message = "Lines of this file are in the books by the map that it was read by."
        raise Refused([error("file-posted", file.name, message, "Take their entries back first, by reversals.")])
    return _read_by(by, at, file, dict(content), version)


@action("pool.add-coding-rule")
def add_coding_rule(
    *,
    by: Actor,
    at: datetime,
    fund: models.Fund,
    field: str,
    account: models.Account,
    words: str = "",
    low: str = "",
    high: str = "",
) -> models.CodingRule:
    """Lines with these words, or a code of this range, belong to an account from now on."""
    refuse_if(check_rule(CodingRule(0, field, account.code, words, low, high)))
    texts = {"words": words.strip(), "low": low.strip(), "high": high.strip()}
    return models.CodingRule.objects.create(fund=fund, field=field, account=account, **texts, **_signed(by, at))


@action("pool.end-coding-rule")
def end_coding_rule(*, by: Actor, at: datetime, rule: models.CodingRule, reason: str) -> models.CodingRuleEnd:
    """A rule is used no longer; what was posted by it stays."""
    refuse_if(_reason_faults(reason, "coding rule"))
    return models.CodingRuleEnd.objects.create(
        fund_id=rule.fund_id, rule=rule, reason=keepable(reason), **_signed(by, at)
    )


@action("pool.code-lines")
def code_lines(
    *,
    by: Actor,
    at: datetime,
    file: models.LedgerFile,
    rows: Sequence[int],
    account: models.Account | None,
    reason: str,
) -> int:
    """A person's word on lines that wait: their account, or none, which sets them aside. Gives how many."""
    refuse_if(_reason_faults(reason, file.name))
    used = queries.reading(file)
    lines = queries.propose(file, used).lines if used else pl.DataFrame({"row": [], "state": []})
    open_rows = set(lines.filter(pl.col("state").is_in(["waiting", "coded", "aside"]))["row"].to_list())
    unknown = sorted(set(rows) - open_rows)
    if unknown or not rows:
        message = f"Row {unknown[0]} does not wait for a coding." if unknown else "No line was chosen."
        raise Refused([error("line-not-waiting", file.name, message, "Choose lines of the list.")])
    models.LineCoding.objects.bulk_create(
        models.LineCoding(
            fund_id=file.fund_id, file=file, row=row, account=account, reason=keepable(reason), **_signed(by, at)
        )
        for row in sorted(set(rows))
    )
    return len(set(rows))


@action("pool.post-file")
def post_file(
    *, by: Actor, at: datetime, file: models.LedgerFile, against: models.Account, agreed: str
) -> models.FilePosting:
    """Post every line that is ready, in one posting, against one account; all of them, or none.

    `agreed` is the digest of the proposal that somebody looked at (engine.matching.proposal.digest): Refused where the
    lines, rules or codings have changed since.
    """
    used = queries.reading(file)
    if used is None:
        raise Refused([error("no-map", file.name, "No map says how to read this file.", "Say which column is which.")])
    proposed = queries.propose(file, used)
    ready = proposed.lines.filter(pl.col("state") == "coded") if proposed.lines.height else proposed.lines
    refuse_if(_posting_faults(file, proposed, ready, agreed))
    posting = post(by=by, at=at, fund=file.fund, drafts=_drafts(file, ready, against), kind=FROM_FILE)
    made = models.FilePosting.objects.create(
        fund_id=file.fund_id, file=file, reading=used, posting=posting, against=against
    )
    _add_lines(file, posting, ready)
    _check_booked(file, proposed)
    return made


def check_answers(file: models.LedgerFile, content: Mapping[str, Any]) -> None:
    """Try a map on the file that it was made for; Refused where it is not sound or no line can be read by it."""
    column_map, findings = parse_column_map(_without_unkeepable(dict(content)), "your answers")
    refuse_if(findings)
    assert column_map is not None  # noqa: S101 - without findings there is a map
    read = read_ledger_file(bytes(file.content), file.name, [column_map])
    if read.control is None or (read.control.accepted.count == 0 and read.control.file.count > 0):
        raise Refused(read.findings)


def _signed(by: Actor, at: datetime) -> dict[str, Any]:
    return {"person_id": by.id, "person_name": by.name, "at": at}


def _without_unkeepable(value: Any) -> Any:
    """A map's content with every text as it can be kept; headings compare the same."""
    if isinstance(value, dict):
        return {key: _without_unkeepable(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_without_unkeepable(each) for each in value]
    if isinstance(value, str):  # a tab may be a delimiter
        return "".join(sign if sign.isprintable() or sign == "\t" else " " for sign in value)
    return value


def _size_faults(content: bytes, name: str) -> list[Finding]:
    if not content:
        return [error("empty-file", name, "The file is empty.", "Send the file again.")]
    if len(content) > LARGEST_BYTES:
        message = f"The file has {len(content):,} bytes; at most {LARGEST_BYTES:,} are taken."
        return [error("file-too-large", name, message, "Pack it with gzip, or split it by month.")]
    return []


def _here_already(partner: models.Partner, name: str, sha256: str) -> Finding:
    known = queries.same_file(partner.fund, sha256)
    where = f"as '{known.name}', kept by {known.person_name} on {known.at:%d %B %Y}" if known else "by another partner"
    message = f"The very same file is here already, {where}; nothing was kept twice."
    return error("file-known", name, message, "Open it in the list of files.")


def _read_by(
    by: Actor, at: datetime, file: models.LedgerFile, content: dict[str, Any], version: int
) -> models.FileReading:
    return models.FileReading.objects.create(
        fund_id=file.fund_id, file=file, content=content, map_version=version, **_signed(by, at)
    )


def _reason_faults(reason: str, where: str) -> list[Finding]:
    if reason.strip():
        return []
    return [error("reason-missing", where, "This is done for a reason.", "Say in a few words why.")]


def _posting_faults(
    file: models.LedgerFile, proposed: queries.Proposal, ready: pl.DataFrame, agreed: str
) -> list[Finding]:
    if ready.is_empty():
        message = "No line is ready to post."
        return [error("posting-empty", file.name, message, "Code the lines that wait, or look at what was posted.")]
    if proposal.digest(proposed.lines) != agreed:
        message = "What would be posted has changed since it was shown."
        return [error("proposal-changed", file.name, message, "Look at it again, then post it.")]
    found = [
        error(
            "entry-late",
            file.name,
            f"{month} is not open for posting; {count:,} {'line' if count == 1 else 'lines'} would fall into it.",
            "Have the month opened, or set these lines aside.",
        )
        for month, count in proposed.closed.items()
    ]
    too_large = ready.filter(pl.col("amount_pence").abs() > LARGEST_LEG_PENCE)["row"].to_list()
    found += [
        error("leg-amount", f"row {row}", "The amount is over a trillion pounds.", "Set the line aside.")
        for row in too_large
    ]
    return found


def _drafts(file: models.LedgerFile, ready: pl.DataFrame, against: models.Account) -> list[Draft]:
    """An entry a line: its account bears the amount as printed, a credit as a credit; the other leg is the opposite."""
    second = "description" if "description" in ready.columns else "expense"
    columns = ready.select("row", "paid_on", "amount_pence", "account_code", "payee", second)
    drafts = []
    for (row, day, pence, account, payee, other), reference in zip(
        columns.iter_rows(), proposal.references(ready), strict=True
    ):
        described = keepable(", ".join(filter(None, (payee, other)))) or f"Row {row} of {file.name}"
        legs = (Leg(account, pence, f"{file.name}, row {row}"), Leg(against.code, -pence))
        drafts.append(Draft(day, described, legs, keepable(reference)))
    return drafts


def _add_lines(file: models.LedgerFile, posting: models.Posting, ready: pl.DataFrame) -> None:
    """Note which entry each line became; the same line from two files at once is refused by the database."""
    entries = posting.entries.order_by("id").values_list("id", flat=True)
    columns = [
        ready["row"].to_list(),
        list(entries),
        [keepable(text) for text in proposal.references(ready)],
        [each.hex() for each in ready["fingerprint"]],
    ]
    try:
        with transaction.atomic(), connection.wrap_database_errors, psycopg.Cursor(connection.connection) as cursor:
            cursor.execute(_ADD_LINES, [file.fund_id, file.pk, file.partner_id, *columns])
    except IntegrityError as fault:
        if fault.__cause__.diag.constraint_name in ("file_line_once", "file_row_once"):
            message = "Somebody else posted some of these lines at the same moment; nothing was posted twice."
            raise Refused([error("line-posted", file.name, message, "Look at what is left, then post it.")]) from fault
        refuse_as_the_database(fault, file.name)
        raise


def _check_booked(file: models.LedgerFile, proposed: queries.Proposal) -> None:
    """The ledger holds what the statement says, to the penny, or the whole posting is undone."""
    expected: Total = proposed.total.states["posted"] + proposed.total.states["coded"]
    if queries.booked(file) != expected:
        raise AssertionError(f"{file.name}: posted {queries.booked(file)}, expected {expected}")
