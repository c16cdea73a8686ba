"""A partner's book: its lines with names and kinds of evidence made ready for matching."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

import polars as pl

from commonweal.engine.matching.payees import PayeeReader

COLUMNS = {"row": pl.UInt32, "paid_on": pl.Date, "amount_pence": pl.Int64, "payee": pl.String, "reference": pl.String}


@dataclass(frozen=True, slots=True)
class Book:
    """A partner's lines and the names by which others know it.

    `lines` has the columns of `COLUMNS` and any number more (a payment file's lines as read will do). Positive pence
    are paid out, negative ones come in; the payee is whoever stands on the other side. Rows are unique.
    """

    names: tuple[str, ...]
    lines: pl.DataFrame


def prepared(books: Sequence[Book], reader: PayeeReader) -> tuple[pl.DataFrame, ...]:
    """Each book's lines as integers: line (place in the book), day, pence, key, near, and what goes with them.

    `key` and `near` number the payees' names over all books, 0 where nobody is named; `with_partner` says that the
    payee is another book's owner; `alike` counts the book's lines of this near name and sum, either sign; `first` is
    the place of the first line that is the same in every column; `reference` is as printed.
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
    return tuple(
        _prepared(
            book.lines,
            table,
            [nears[near[owner.near]] for other in owners if other is not owners[place] for owner in other],
        )
        for place, book in enumerate(books)
    )


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
