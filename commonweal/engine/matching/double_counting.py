"""Two partners' books held against each other: every line ends as new, transferred, re-labelled, reversed or repeated.

Evidence is looked for in an order that a treasurer can follow, each step among the lines that are still open:

1. *transfer*: a payment to the partner, and the partner's line from us, one to one and then in parts;
2. *reversal*: a credit and the payment that it takes back, in one book, one to one and then in parts;
3. *same-spend*: the same money to the same payee in both books, one to one, then in parts, then under a name that
   could be the same where the sum leaves no choice;
4. *retained*: the partner's income from us without a payment, and the only payment of that sum that we kept;
5. *repeat*: a line that is the same as an earlier one in every column;
6. *near-repeat*: the same payee and sum again within a few days; last, under a name that could be the same.

What is proposed is a question with its evidence; a person answers it.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from commonweal.engine.matching import steps
from commonweal.engine.matching.books import Book, prepared
from commonweal.engine.matching.control import Total
from commonweal.engine.matching.found import Found, Money
from commonweal.engine.matching.payees import PayeeReader
from commonweal.engine.matching.rules import MatchingRules


@dataclass(frozen=True, slots=True)
class Matching:
    """What was found. `books` hold, for each line in the book's order, row, amount_pence, money and match.

    `match` is the number of the match that gave the line its class (null where there is none): no line has two.
    `matches` follows `MATCH_SCHEMA`; left is what stands (of a transfer: the first book; of a reversal: the payments),
    right what counts it again. Of a repeat, the left line may stand in another match as well: it is only pointed at.
    """

    books: tuple[pl.DataFrame, pl.DataFrame]
    matches: pl.DataFrame

    def total(self, book: int, money: Money) -> Total:
        """Lines and pence of one class in one book."""
        return Total.of(self.books[book].filter(pl.col("money") == money.value))

    def conserves(self, books: tuple[Book, Book]) -> bool:
        """Whether the classes of each book add up to its control total."""
        classes = [sum((self.total(place, money) for money in Money), Total(0, 0)) for place in (0, 1)]
        return classes == [Total.of(book.lines) for book in books]


def match_books(first: Book, second: Book, rules: MatchingRules) -> Matching:
    """Hold two books against each other; of money that both count, the first book's line stands."""
    ready = prepared((first, second), PayeeReader(rules.payees))
    found = Found(ready.frames, ready.keys, rules)
    steps.transfers(found)
    steps.reversals(found)
    steps.same_spend(found)
    steps.rough_spend(found)
    steps.retained(found)
    steps.repeats(found)
    steps.near_repeats(found)
    steps.rough_repeats(found)
    return Matching((_classed(found, 0, first), _classed(found, 1, second)), found.matches((first, second)))


def _classed(found: Found, book: int, of: Book) -> pl.DataFrame:
    classes = pl.Series("money", found.money[book]).replace_strict(dict(enumerate(Money)), return_dtype=pl.String)
    numbers = pl.Series("match", found.match[book])
    return of.lines.select("row", "amount_pence").with_columns(classes, numbers.replace(-1, None).cast(pl.UInt32))
