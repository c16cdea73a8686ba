"""The steps of matching, each among the lines that those before it left open."""

from __future__ import annotations

import polars as pl

from commonweal.engine.matching.found import Found, Kind, Money, Side
from commonweal.engine.matching.pairing import pair_lines, split_lines

NAMED = pl.col("key") > 0
WITH_PARTNER = pl.col("with_partner")
EQUAL_SUMS_MOST = 20  # a sum more common than this in a book says nothing by itself
OUT, IN = pl.col("pence") > 0, pl.col("pence") < 0


def transfers(found: Found) -> None:
    """Lines with the partner in one book and with us in the other: what one pays comes in at the other."""
    for unexpected in (False, True):
        _pairs_between(found, Kind.TRANSFER, WITH_PARTNER, None, facing=-1, unexpected=unexpected)
    _splits_between(found, Kind.TRANSFER, WITH_PARTNER, None, facing=-1)


def reversals(found: Found) -> None:
    """A payment and the later credit that takes it back, or takes back several or in several; in each book alone."""
    days, splits = found.rules.days, found.rules.splits
    for book in (0, 1):
        for name in ("key", "near"):
            left, right = pair_lines(*_payments_and_credits(found, book, name), [(0, day) for day in days.reversal])
            found.add(Kind.REVERSAL, Side.single(book, left), Side.single(book, right), days.reversal[-1])
        payments, credits = _payments_and_credits(found, book, "key")
        whole, parts, counts = split_lines(credits, payments, (-days.split, 0), splits.parts_most, splits.lines_most)
        found.add(Kind.REVERSAL, Side(book, parts, counts), Side.single(book, whole), days.split)
        payments, credits = _payments_and_credits(found, book, "key")
        whole, parts, counts = split_lines(payments, credits, (0, days.split), splits.parts_most, splits.lines_most)
        found.add(Kind.REVERSAL, Side.single(book, whole), Side(book, parts, counts), days.split)


def same_spend(found: Found) -> None:
    """The same money to the same outsider in both books."""
    where = NAMED & ~WITH_PARTNER
    for unexpected in (False, True):
        for name in ("key", "near"):
            _pairs_between(found, Kind.SAME_SPEND, where, name, facing=1, unexpected=unexpected)
    _splits_between(found, Kind.SAME_SPEND, where, "key", facing=1)


def retained(found: Found) -> None:
    """Income from the partner without a payment, and the only open payment of that sum that the partner kept.

    There must be no choice: one such payment for the income and one such income for the payment, within the window.
    """
    width = found.rules.days.between_books[-1]
    for book in (0, 1):
        spend = found.open(1 - book, ~WITH_PARTNER & OUT).filter(pl.len().over("pence") <= EQUAL_SUMS_MOST)
        income = found.open(book, WITH_PARTNER & IN, times=-1).filter(pl.len().over("pence") <= EQUAL_SUMS_MOST)
        near = spend.join(income, on="pence", suffix="_income").filter(
            (pl.col("day") - pl.col("day_income")).abs() <= width
        )
        sole = near.filter((pl.len().over("line") == 1) & (pl.len().over("line_income") == 1)).sort("line")
        left, right = (sole[column].to_numpy() for column in ("line", "line_income"))
        found.add(Kind.RETAINED, Side.single(1 - book, left), Side.single(book, right), width)


def repeats(found: Found) -> None:
    """Open lines that are the same in every column as an earlier one that was not reversed."""
    for book in (0, 1):
        standing = found.frames[book].filter(~found.of_class(book, Money.REVERSED))
        again = standing.select("line", first=pl.col("line").min().over("first")).filter(
            pl.col("line") != pl.col("first")
        )
        _point_back(found, Kind.REPEAT, book, again, "first")


def near_repeats(found: Found) -> None:
    """Open lines with the payee and sum of the line before them by day, a few days on; those of one reference first."""
    for book in (0, 1):
        for alike, where in (
            (["near", "pence", "reference"], pl.col("reference") != ""),
            (["near", "pence"], pl.lit(True)),
        ):
            out = found.of_class(book, Money.REVERSED) | found.of_class(book, Money.REPEATED)
            standing = found.frames[book].filter(~out & NAMED & where).sort(*alike, "day", "line")
            same = pl.all_horizontal(pl.col(name) == pl.col(name).shift(1) for name in alike)
            soon = pl.col("day") - pl.col("day").shift(1) <= found.rules.days.near_repeat
            again = standing.select("line", before=pl.col("line").shift(1), near=same & soon).filter("near")
            _point_back(found, Kind.NEAR_REPEAT, book, again, "before")


def _payments_and_credits(found: Found, book: int, name: str) -> tuple[pl.DataFrame, pl.DataFrame]:
    return found.open(book, NAMED & OUT, name), found.open(book, NAMED & IN, name, -1)


def _point_back(found: Found, kind: Kind, book: int, again: pl.DataFrame, to: str) -> None:
    """Open lines that say again what the line named in column `to` says."""
    again = again.filter(pl.Series(found.match[book][again["line"]] < 0))
    left, right = (Side.single(book, again[column].to_numpy()) for column in (to, "line"))
    found.add(kind, left, right, found.rules.days.near_repeat)


def _pairs_between(
    found: Found, kind: Kind, where: pl.Expr, name: str | None, *, facing: int, unexpected: bool
) -> None:
    """One line of each book; `facing` is -1 where the same money has opposite signs in the two."""
    times = -facing if unexpected else facing
    windows = [(-days, days) for days in found.rules.days.between_books]
    left, right = pair_lines(found.open(0, where, name), found.open(1, where, name, times), windows)
    found.add(kind, Side.single(0, left), Side.single(1, right), windows[-1][1], unexpected=unexpected)


def _splits_between(found: Found, kind: Kind, where: pl.Expr, name: str | None, *, facing: int) -> None:
    """A whole in one book and its parts in the other, money going out and money coming in each on its own."""
    days, splits = found.rules.days.split, found.rules.splits
    for book in (0, 1):
        for times in (1, -1):
            positive = pl.col("pence") > 0
            wholes = found.open(book, where, name, times).filter(positive)
            parts = found.open(1 - book, where, name, times * facing).filter(positive)
            whole, part, counts = split_lines(wholes, parts, (-days, days), splits.parts_most, splits.lines_most)
            sides = Side.single(book, whole), Side(1 - book, part, counts)
            found.add(kind, sides[book], sides[1 - book], days)
