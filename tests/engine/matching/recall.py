"""What the matcher finds of what was planted: recall by kind and disguise, precision by kind, with intervals."""

from __future__ import annotations

from collections import defaultdict
from math import sqrt

from commonweal.engine.matching.books import Book
from commonweal.engine.matching.double_counting import match_books
from commonweal.spreadsheets.payments import matching_rules
from tests.factories.two_books import OWNERS, two_books

# So much is promised; the figures measured stand in docs/explanation/double-counting.md. An equal payment under another
# transaction number is not taken for a repeat. Of the hold-out's respellings (every vowel gone, words run together, an
# area added) a good third are not found.
RECALL_LEAST = {
    False: defaultdict(lambda: 0.97, {"repeat other reference": 0}),
    True: defaultdict(
        lambda: 0.95,
        {"transfer payee": 0.55, "same-spend payee": 0.55, "repeat payee": 0.55, "repeat other reference": 0},
    ),
}
PRECISION_LEAST = {
    False: {"transfer": 0.99, "same-spend": 0.5, "retained": 0.95, "reversal": 0.42, "repeat": 0.8},
    True: {"transfer": 0.99, "same-spend": 0.5, "retained": 0.65, "reversal": 0.42, "repeat": 0.8},
}
Share = tuple[int, int]
"""How many of how many."""


def measured(lines_count, seed, *, other_hand=False) -> tuple[dict[str, Share], dict[str, Share]]:
    """Recall by `kind disguise`, precision by kind; the books are checked to conserve their totals on the way."""
    made = two_books(lines_count, seed, other_hand=other_hand)
    books = Book((OWNERS[0],), made.books[0]), Book((OWNERS[1],), made.books[1])
    matching = match_books(*books, matching_rules())
    assert matching.conserves(books)
    found = defaultdict(set)
    for kind, book, rows in matching.matches.select("kind", "right_book", "right_rows").rows():
        found[kind.removeprefix("near-")] |= {(book, row) for row in rows}
    planted, hits = defaultdict(set), defaultdict(list)
    for plant in made.planted:
        again = {(plant.book, row) for row in plant.again}
        planted[plant.kind] |= again
        hits[f"{plant.kind} {plant.disguise}"].append(again <= found[plant.kind])
    recall = {name: (sum(of), len(of)) for name, of in hits.items()}
    return recall, {kind: (len(found[kind] & planted[kind]), len(found[kind])) for kind in planted}


def interval(share: Share) -> tuple[float, float]:
    """Wilson's 95% interval of a share."""
    right, count = share
    if not count:
        return 0.0, 1.0
    z, p = 1.959964, right / count
    middle, half = p + z * z / (2 * count), z * sqrt(p * (1 - p) / count + z * z / (4 * count * count))
    return max(0.0, (middle - half) / (1 + z * z / count)), min(1.0, (middle + half) / (1 + z * z / count))


def shortfalls(recall, precision, *, other_hand=False):
    """What was found less, or less surely, than is promised: the promise lies above the whole interval."""
    promised = RECALL_LEAST[other_hand], PRECISION_LEAST[other_hand]
    shares = [(name, share, promised[0][name]) for name, share in recall.items()]
    shares += [(f"precision {kind}", share, promised[1][kind]) for kind, share in precision.items()]
    return {name: share for name, share, least in shares if interval(share)[1] < least}


def told(recall, precision) -> list[str]:
    """The figures as lines of text."""
    rows = [*recall.items(), *((f"precision {kind}", share) for kind, share in precision.items())]
    return [
        f"{name}: {share[0] / max(share[1], 1):.1%} ({interval(share)[0]:.1%} to {interval(share)[1]:.1%}), {share[1]}"
        for name, share in rows
    ]
