"""The steps of matching, each among the lines that those before it left open."""

from __future__ import annotations

import polars as pl

from commonweal.engine.matching.found import Found, Kind, Money, Side
from commonweal.engine.matching.likeness import could_be_one
from commonweal.engine.matching.pairing import Lines, pair_lines, split_lines

NAMED = pl.col("key") > 0
WITH_PARTNER = pl.col("with_partner")
EQUAL_SUMS_MOST = 20  # a sum more common than this in a book says nothing by itself
ROUGH_SUMS_MOST = 3  # names are compared loosely only where a sum is as rare as this in either book
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


def rough_spend(found: Found) -> None:
    """The same rare sum in both books to names that could be one, where neither line has another to choose."""
    where, width = NAMED & ~WITH_PARTNER, found.rules.days.between_books[-1]
    rare = pl.len().over("pence") <= ROUGH_SUMS_MOST
    left, right = (found.open(book, where, "key").filter(rare) for book in (0, 1))
    near = left.join(right, on="pence", suffix="_right").filter(
        (pl.col("day") - pl.col("day_right")).abs() <= width, pl.col("name") != pl.col("name_right")
    )
    lines, others = _sole(_could_be_one(found, near))
    found.add(Kind.SAME_SPEND, Side.single(0, lines), Side.single(1, others), width)


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
        left, right = _sole(near.rename({"line_income": "line_right"}))
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


def rough_repeats(found: Found) -> None:
    """The same rare sum and reference within a few days in one book, to names that could be one."""
    days, alike = found.rules.days.near_repeat, ["pence", "reference"]
    for book in (0, 1):
        out = found.of_class(book, Money.REVERSED) | found.of_class(book, Money.REPEATED)
        lines = found.frames[book].filter(~out & NAMED).select(*alike, "day", "line", name="key")
        lines = lines.filter(pl.len().over(alike) <= ROUGH_SUMS_MOST)
        gap = pl.col("day_right") - pl.col("day")
        near = lines.join(lines, on=alike, suffix="_right").filter(
            (gap > 0) | ((gap == 0) & (pl.col("line_right") > pl.col("line"))),
            gap <= days,
            pl.col("name") != pl.col("name_right"),
        )
        first, again = _sole(_could_be_one(found, near))
        _point_back(found, Kind.NEAR_REPEAT, book, pl.DataFrame({"before": first, "line": again}), "before")


def _could_be_one(found: Found, near: pl.DataFrame) -> pl.DataFrame:
    """The pairs whose names could be one; each two names are compared once."""
    names = near.select("name", "name_right").unique()
    keys, legal = found.keys, frozenset(found.rules.payees.legal_forms)
    alike = pl.Series([could_be_one(keys[one], keys[other], legal) for one, other in names.rows()], dtype=pl.Boolean)
    return near.join(names.filter(alike), on=["name", "name_right"], how="semi")


def _sole(near: pl.DataFrame) -> tuple[Lines, Lines]:
    """The lines of those pairs in which neither has another pair, in order of the first."""
    sole = near.filter((pl.len().over("line") == 1) & (pl.len().over("line_right") == 1)).sort("line")
    return sole["line"].to_numpy(), sole["line_right"].to_numpy()


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
