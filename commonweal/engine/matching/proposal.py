"""What an import would post: each line of the pool once: posted, ready, left out for a reason, or waiting."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from commonweal.engine.matching.coding import CodingRule, code_lines
from commonweal.engine.matching.control import Total

KNOWN_REFERENCE = "known-reference"
LONGEST_TEXT = 500
STATES = {
    "posted": "of these posted",
    "coded": "of these ready to post",
    "waiting": "of these waiting for a person's coding",
    "before": "of these posted before, from another file",
    "aside": "of these set aside by a person",
    "nothing": "of these of £0, which need no entry",
}


@dataclass(frozen=True, slots=True)
class PostingTotal:
    """The lines to post by state; together they are all of them."""

    to_post: Total
    states: Mapping[str, Total]

    @property
    def agrees(self) -> bool:
        """Whether every line and every penny is accounted for."""
        return sum(self.states.values(), Total(0, 0)) == self.to_post

    def rows(self) -> tuple[tuple[str, Total], ...]:
        """The statement's rows, those of no line left out but for what is posted."""
        return tuple((words, self.states[state]) for state, words in STATES.items() if _is_told(state, self.states))


def fingerprints(lines: pl.DataFrame, owner: str) -> list[bytes]:
    """What makes a line the same line in another file of its owner: 32 bytes a line, never twice in one file.

    With a publisher's reference (or a journal's number): that, the day, the amount, and a ledger's account and cost
    centre. Without one: the payee, the codes, the day and the amount. Lines that are alike in all this are numbered,
    so that two equal payments of one file stay two.
    """
    ledger = "journal" in lines.columns
    names = ("journal", "reference", "account", "cost_centre") if ledger else ("reference",)
    otherwise = ("payee", "description", "account", "cost_centre") if ledger else ("payee", "code", "expense")
    key = (*(pl.col(name) for name in names), *(_where_unnamed(name, ledger) for name in otherwise))
    columns = lines.select("paid_on", "amount_pence", pl.concat_list(key).alias("texts"))
    seen: Counter[tuple[object, ...]] = Counter()
    found = []
    for day, amount_pence, texts in columns.iter_rows():
        alike = (day, amount_pence, *texts)
        seen[alike] += 1
        parts = (owner, day.isoformat(), str(amount_pence), *texts, str(seen[alike]))
        told = "".join(f"{len(part)}:{part}," for part in parts)
        found.append(hashlib.sha256(told.encode("utf-8", "surrogatepass")).digest())
    return found


def references(lines: pl.DataFrame) -> pl.Series:
    """The publisher's reference of each line, a ledger's journal number where there is none; empty without both."""
    if "journal" not in lines.columns:
        return lines["reference"]
    own = pl.when(pl.col("reference") != "").then(pl.col("reference")).otherwise(pl.col("journal"))
    return lines.select(own.alias("reference"))["reference"]


def keepable(text: str) -> str:
    """A publisher's text as the books keep it: without what would steer a terminal or a database, 500 signs at most."""
    kept = (
        sign if sign.isprintable() else " " if sign.isspace() else "\N{REPLACEMENT CHARACTER}" for sign in text.strip()
    )
    return "".join(kept)[:LONGEST_TEXT]


def propose(
    lines: pl.DataFrame,
    rules: Sequence[CodingRule],
    *,
    by_hand: Mapping[int, str | None],
    posted: Collection[int] = (),
    before: Collection[int] = (),
    known: Collection[int] = (),
) -> pl.DataFrame:
    """The lines with `account_code`, `why` and `state` (a key of STATES); `own_account` is what rule or person says,
    whether or not the line may be posted.

    `by_hand` gives rows to an account, or to none (set aside); `posted` are the rows of this file that are in the
    books, `before` those that another file brought there, `known` those whose reference did, with another day or
    amount: a person decides on them.
    """
    coded = code_lines(lines, rules)
    row = pl.col("row").cast(pl.Int64)
    decided = list(by_hand)
    hand = row.replace_strict(decided, [by_hand[each] for each in decided], default=None, return_dtype=pl.String)
    is_by_hand, is_known = row.is_in(decided), row.is_in(list(known))
    own = pl.when(is_by_hand).then(hand).otherwise(pl.col("account_code"))
    account = pl.when(is_by_hand | ~is_known).then(own)
    why = pl.when(is_by_hand).then(pl.lit("")).when(is_known).then(pl.lit(KNOWN_REFERENCE)).otherwise(pl.col("why"))
    state = (
        pl.when(row.is_in(list(posted))).then(pl.lit("posted"))
        .when(row.is_in(list(before))).then(pl.lit("before"))
        .when(pl.col("amount_pence") == 0).then(pl.lit("nothing"))
        .when(is_by_hand & pl.col("account_code").is_null()).then(pl.lit("aside"))
        .when(pl.col("account_code").is_null()).then(pl.lit("waiting"))
        .otherwise(pl.lit("coded"))
    )  # fmt: skip
    return coded.with_columns(own.alias("own_account"), account.alias("account_code"), why.alias("why")).with_columns(
        state.alias("state")
    )


def posting_total(proposed: pl.DataFrame) -> PostingTotal:
    """The statement of a proposal."""
    states = {state: Total.of(proposed.filter(pl.col("state") == state)) for state in STATES}
    return PostingTotal(Total.of(proposed), states)


def digest(proposed: pl.DataFrame) -> str:
    """What a person agreed to: the same for the same lines, amounts and accounts, and for no others."""
    coded = proposed.filter(pl.col("state") == "coded").select("row", "paid_on", "amount_pence", "account_code")
    told = "\n".join(f"{row}|{day}|{pence}|{account}" for row, day, pence, account in coded.iter_rows())
    return hashlib.sha256(told.encode()).hexdigest()


def _is_told(state: str, states: Mapping[str, Total]) -> bool:
    return state == "posted" or states[state].count > 0


def _where_unnamed(name: str, ledger: bool) -> pl.Expr:
    named = pl.col("reference") != ""
    if ledger:
        named = named | (pl.col("journal") != "")
    return pl.when(named).then(pl.lit("")).otherwise(pl.col(name)).alias(f"unnamed {name}")
