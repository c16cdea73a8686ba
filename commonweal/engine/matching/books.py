"""A partner's book: its lines with names and kinds of evidence made ready for matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import polars as pl

from commonweal.engine.matching.likeness import could_be_one
from commonweal.engine.matching.payees import PayeeName, PayeeReader

COLUMNS = {"row": pl.UInt32, "paid_on": pl.Date, "amount_pence": pl.Int64, "payee": pl.String, "reference": pl.String}


@dataclass(frozen=True, slots=True)
class Book:
    """A partner's lines and the names by which others know it.

    `lines` has the columns of `COLUMNS` and any number more (a payment file's lines as read will do). Positive pence
    are paid out, negative ones come in; the payee is whoever stands on the other side. Rows are unique.
    """

    names: tuple[str, ...]
    lines: pl.DataFrame


@dataclass(frozen=True, slots=True)
class Prepared:
    """The books' lines ready for matching, and every key by its number."""

    frames: tuple[pl.DataFrame, pl.DataFrame]
    keys: tuple[str, ...]


def prepared(books: tuple[Book, Book], reader: PayeeReader) -> Prepared:
    """Each book's lines as integers: line (place in the book), day, pence, key, near, and what goes with them.

    `key` and `near` number the payees' names over all books, 0 where nobody is named; `with_partner` says that the
    payee is, or could be, the other book's owner; `alike` counts the book's lines of this near name and sum, either
    sign; `first` is the place of the first line that is the same in every column; `reference` is as printed.
    """
    printed = pl.concat([book.lines["payee"] for book in books]).value_counts()
    names = {text: reader.read(text) for text in printed["payee"]}
    counts: Counter[str] = Counter()
    for text, count in printed.rows():
        counts[names[text].near] += count
    owners = [[reader.read(name) for name in book.names] for book in books]
    counts.update({owner.near: len(printed) + sum(counts.values()) for own in owners for owner in own})
    near = reader.near_forms(counts)
    keys = {key: number for number, key in enumerate(dict.fromkeys(["", *(name.key for name in names.values())]))}
    nears = {form: number for number, form in enumerate(dict.fromkeys(["", *near.values()]))}
    nears[""] = 0
    table = pl.DataFrame(
        [(text, keys[name.key], nears[near[name.near]] if name.near else 0) for text, name in names.items()],
        schema={"payee": pl.String, "key": pl.Int64, "near": pl.Int64},
        orient="row",
    )
    first, second = (
        _prepared(book.lines, table, [nears[form] for form in partner_forms(owners[1 - place], names.values(), near)])
        for place, book in enumerate(books)
    )
    return Prepared((first, second), tuple(keys))


def partner_forms(owners: Sequence[PayeeName], names: Iterable[PayeeName], near: Mapping[str, str]) -> set[str]:
    """The near forms under which a book's owner may stand in the other book."""
    alike = {near[name.near] for name in names if any(could_be_one(name.key, owner.key) for owner in owners)}
    return alike | {near[owner.near] for owner in owners}


def first_alike(lines: pl.DataFrame) -> pl.Series:
    """For each line the place of the first line that is the same in every column but its row (often itself)."""
    columns = [name for name in lines.columns if name != "row"]
    numbered = lines.with_row_index("first")
    return numbered.select(pl.col("first").cast(pl.Int64).min().over(columns)).to_series()


def _prepared(lines: pl.DataFrame, names: pl.DataFrame, partners: list[int]) -> pl.DataFrame:
    named = lines.select("payee", "paid_on", "amount_pence", "reference").join(
        names, on="payee", how="left", maintain_order="left"
    )
    return named.select(
        pl.int_range(pl.len(), dtype=pl.Int64).alias("line"),
        pl.col("paid_on").cast(pl.Int32).cast(pl.Int64).alias("day"),
        pl.col("amount_pence").alias("pence"),
        "key",
        "near",
        "reference",
        pl.col("near").is_in(partners).alias("with_partner"),
        pl.len().over("near", pl.col("amount_pence").abs()).cast(pl.Int64).alias("alike"),
        first_alike(lines),
    )
