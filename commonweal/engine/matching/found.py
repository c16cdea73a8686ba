"""What has been found so far: which lines are still open, which class each has, and the matches with their evidence."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Any

import numpy as np
import polars as pl
from numpy.typing import NDArray

from commonweal.engine.matching.books import Book
from commonweal.engine.matching.pairing import Lines
from commonweal.engine.matching.rules import MatchingRules


class Money(StrEnum):
    """What a line's money is."""

    NEW = "new"  # found nowhere else: it counts
    TRANSFERRED = "transferred"  # it passes between the partners; both sides of it
    RELABELLED = "re-labelled"  # the other book counts it already
    REVERSED = "reversed"  # taken back, or taking back
    REPEATED = "repeated"  # said before in the same book


class Kind(StrEnum):
    """What two or more lines were found to be to each other."""

    TRANSFER = "transfer"
    REVERSAL = "reversal"
    SAME_SPEND = "same-spend"
    RETAINED = "retained"
    REPEAT = "repeat"
    NEAR_REPEAT = "near-repeat"


MATCH_SCHEMA: dict[str, pl.DataType] = {
    "match": pl.UInt32(),
    "kind": pl.String(),
    "score": pl.Int64(),
    "days": pl.Int64(),
    "near_name": pl.Boolean(),
    "sign_unexpected": pl.Boolean(),
    "reference": pl.String(),
    "name_masked": pl.Boolean(),
    "left_book": pl.UInt8(),
    "left_rows": pl.List(pl.UInt32()),
    "right_book": pl.UInt8(),
    "right_rows": pl.List(pl.UInt32()),
}
MONEY = list(Money)
REPEATS = (Kind.REPEAT, Kind.NEAR_REPEAT)
BECOMES = {  # what the left and the right lines of a match are; None: pointed at only
    Kind.TRANSFER: (Money.TRANSFERRED, Money.TRANSFERRED),
    Kind.REVERSAL: (Money.REVERSED, Money.REVERSED),
    Kind.SAME_SPEND: (Money.NEW, Money.RELABELLED),
    Kind.RETAINED: (Money.NEW, Money.RELABELLED),
    Kind.REPEAT: (None, Money.REPEATED),
    Kind.NEAR_REPEAT: (None, Money.REPEATED),
}


@dataclass(frozen=True, slots=True)
class Side:
    """One side of matches: a book, its lines one after another, and how many of them belong to each match."""

    book: int
    lines: Lines
    counts: Lines

    @classmethod
    def single(cls, book: int, lines: Lines) -> Side:
        """One line for each match."""
        return cls(book, lines, np.ones(len(lines), np.int64))

    def kept(self, keep: NDArray[np.bool_]) -> Side:
        """The matches that are kept."""
        return Side(self.book, self.lines[np.repeat(keep, self.counts)], self.counts[keep])


class Found:
    """Open lines and matches while the steps run over two prepared books; filled by `add` only."""

    def __init__(self, frames: tuple[pl.DataFrame, pl.DataFrame], keys: tuple[str, ...], rules: MatchingRules) -> None:
        self.frames = frames
        self.keys = keys
        self.rules = rules
        self.money = tuple(np.zeros(frame.height, np.int64) for frame in frames)
        self.match = tuple(np.full(frame.height, -1, np.int64) for frame in frames)
        self._matches: list[tuple[pl.DataFrame, Side, Side]] = []
        self._count = 0

    def open(self, book: int, where: pl.Expr, name: str | None = None, times: int = 1) -> pl.DataFrame:
        """Open lines as pairing wants them: name (1 where names do not matter), pence times 1 or -1, day, line."""
        lines = self.frames[book].filter(pl.Series(self.match[book] < 0) & where)
        naming = pl.col(name) if name else pl.lit(1, dtype=pl.Int64)
        return lines.select(naming.alias("name"), pl.col("pence") * times, "day", "line")

    def of_class(self, book: int, money: Money) -> pl.Series:
        """For each line of a book whether it has this class."""
        return pl.Series(self.money[book] == MONEY.index(money))

    def add(self, kind: Kind, left: Side, right: Side, window: int, *, unexpected: bool = False) -> None:
        """Take matches of one kind whose evidence is good enough; the others leave their lines open.

        `window` is the widest gap in days that was looked at; `unexpected` says that the signs are not what they
        should be.
        """
        scored = self._scored(kind, left, right, window, unexpected)
        keep = (scored["score"] >= self.rules.points.least).to_numpy()
        left, right, scored = left.kept(keep), right.kept(keep), scored.filter(keep)
        numbers = np.arange(self._count, self._count + scored.height)
        for side, money in zip((left, right), BECOMES[kind], strict=True):
            if money is not None:
                self.match[side.book][side.lines] = np.repeat(numbers, side.counts)
                self.money[side.book][side.lines] = MONEY.index(money)
        self._matches.append((scored.with_columns(match=pl.Series(numbers, dtype=pl.UInt32)), left, right))
        self._count += scored.height

    def matches(self, books: tuple[Book, Book]) -> pl.DataFrame:
        """All matches by `MATCH_SCHEMA`, lines given by their rows in the books."""
        found = [
            scored.with_columns(
                _rows(scored["match"], left, books, "left"), _rows(scored["match"], right, books, "right")
            )
            for scored, left, right in self._matches
        ]
        return pl.concat(found).select(pl.col(name).cast(kind) for name, kind in MATCH_SCHEMA.items())

    def _scored(self, kind: Kind, left: Side, right: Side, window: int, unexpected: bool) -> pl.DataFrame:
        """Matches with the evidence for each and its score: 100 less the points of every doubt."""
        one, other = self._evidence(left), self._evidence(right)
        apart = np.maximum(other["latest"] - one["earliest"], one["latest"] - other["earliest"])
        names_matter = kind not in (Kind.TRANSFER, Kind.RETAINED)
        evidence = pl.DataFrame(
            {
                "days": apart,
                "near_name": (one["key"] != other["key"]) & names_matter,
                "rough_name": (one["near"] != other["near"]) & names_matter,
                "name_masked": (one["key"] == 0) | (other["key"] == 0),
                "parts": left.counts + right.counts - 2,
                "partnerless": _partnerless(one, other) if kind is Kind.SAME_SPEND else np.zeros(len(apart)),
                "common": _common(one, other) if kind in REPEATS else np.zeros(len(apart)),
                "mine": one["reference"],
                "theirs": other["reference"],
            }
        ).with_columns(
            kind=pl.lit(kind.value),
            sign_unexpected=pl.lit(unexpected),
            left_book=pl.lit(left.book),
            right_book=pl.lit(right.book),
            reference=_references(),
        )
        return evidence.with_columns(score=self._score(kind, max(window, 1))).drop(
            "rough_name", "parts", "partnerless", "common", "mine", "theirs"
        )

    def _score(self, kind: Kind, window: int) -> pl.Expr:
        points = self.rules.points
        if kind in REPEATS:
            references = {"none": points.no_reference, "other": points.other_reference}
        else:
            references = {}
        doubts = [
            pl.col("days") * points.days // window,
            (pl.col("near_name") & ~pl.col("rough_name")) * points.near_name,
            pl.col("rough_name") * points.rough_name,
            pl.col("sign_unexpected") * points.sign,
            pl.col("name_masked") * points.masked,
            pl.when(pl.col("parts") > 0).then(pl.col("parts") + 1).otherwise(0) * points.part,
            pl.col("partnerless") * points.partnerless,
            pl.col("common") * points.common,
            pl.col("reference").replace_strict(references, default=0, return_dtype=pl.Int64),
            pl.lit(points.no_name if kind is Kind.RETAINED else 0),
        ]
        return 100 - pl.sum_horizontal(doubt.cast(pl.Int64) for doubt in doubts)

    def _evidence(self, side: Side) -> dict[str, Any]:
        """For each match what one side's lines say: first and last day, the first line's name and reference."""
        frame, starts = self.frames[side.book], np.cumsum(side.counts) - side.counts
        firsts = side.lines[starts]
        days = frame["day"].to_numpy()[side.lines]
        return {
            "earliest": np.minimum.reduceat(days, starts) if len(starts) else days,
            "latest": np.maximum.reduceat(days, starts) if len(starts) else days,
            **{name: frame[name].to_numpy()[firsts] for name in ("key", "near", "alike", "pence")},
            "reference": frame["reference"][firsts],
        }


def _partnerless(one: dict[str, Any], other: dict[str, Any]) -> NDArray[np.float64]:
    """For each match, the share of the lines of its name and sum, in the book with more of them, that found no partner.

    A sum that one book pays every week and the other once is poor evidence; the same stream in both is good evidence.
    """
    sums = pl.DataFrame({"near": one["near"], "sum": np.abs(one["pence"])})
    pairs = sums.select(pl.len().over("near", "sum")).to_series().to_numpy()
    most: Lines = np.maximum(np.maximum(one["alike"], other["alike"]), pairs)
    return 1 - pairs / most


def _common(one: dict[str, Any], other: dict[str, Any]) -> NDArray[np.float64]:
    """For each repeat, the share of the book's lines of its name and sum that are not these two.

    A sum that somebody is paid again and again comes twice in three days without anybody's mistake.
    """
    most: Lines = np.maximum(np.maximum(one["alike"], other["alike"]), 2)
    return 1 - 2 / most


def _references() -> pl.Expr:
    mine, theirs = pl.col("mine"), pl.col("theirs")
    return (
        pl.when((mine == "") | (theirs == ""))
        .then(pl.lit("none"))
        .when(mine == theirs)
        .then(pl.lit("same"))
        .otherwise(pl.lit("other"))
    )


def _rows(matches: pl.Series, side: Side, books: tuple[Book, Book], name: str) -> pl.Series:
    """The rows of each match as a list."""
    rows = books[side.book].lines["row"][side.lines]
    long = pl.DataFrame({"match": np.repeat(matches.to_numpy(), side.counts), "rows": rows})
    return (
        long.group_by("match", maintain_order=True).agg("rows")["rows"].cast(pl.List(pl.UInt32)).alias(f"{name}_rows")
    )
