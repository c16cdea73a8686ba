"""The control total that ends every import: what stood in the file, what was taken, what is the pool's."""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl


@dataclass(frozen=True, slots=True)
class Total:
    """A number of lines and their sum in pence."""

    count: int
    pence: int

    def __add__(self, other: Total) -> Total:
        return Total(self.count + other.count, self.pence + other.pence)

    @classmethod
    def of(cls, lines: pl.DataFrame, column: str = "amount_pence") -> Total:
        """Lines of a frame; those without an amount count with nothing."""
        return cls(lines.height, int(lines[column].sum() or 0))


@dataclass(frozen=True, slots=True)
class ControlTotal:
    """A file's lines, each exactly once below.

    `file` is summed before any line is judged; `refused` holds `unreadable_count` lines whose amount could not be read
    and which therefore stand in no sum. Of the `accepted`, `to_post` carry a sign of the pool (or the map names no
    sign) and `left` stay in the host's own book. `publishers_pence` is the sum that the file itself prints, if any.
    """

    file: Total
    refused: Total
    unreadable_count: int
    accepted: Total
    to_post: Total
    left: Total
    publishers_pence: int | None

    @property
    def agrees(self) -> bool:
        """Whether every line and every penny of the file is accounted for."""
        return self.file == self.accepted + self.refused and self.accepted == self.to_post + self.left

    @property
    def publisher_agrees(self) -> bool:
        """Whether the file's own printed sum, where it has one, is the sum of its lines."""
        return self.publishers_pence in (None, self.file.pence)

    def rows(self) -> tuple[tuple[str, Total], ...]:
        """The statement's rows in the order in which a person checks them."""
        return (
            ("In the file", self.file),
            ("Refused", self.refused),
            ("Accepted", self.accepted),
            ("of these to post to the pool", self.to_post),
            ("of these left in the host's book", self.left),
        )
