"""What the matcher finds of what was planted: recall by kind and disguise, precision by kind."""

from collections import defaultdict

from commonweal.engine.matching.books import Book
from commonweal.engine.matching.double_counting import match_books
from commonweal.spreadsheets.payments import matching_rules
from tests.factories.two_books import OWNERS, two_books

# At least so much must be found; the figures measured stand in docs/explanation/double-counting.md. A third of the
# planted respellings (words turned round, words cut to four letters) are beyond what a machine should forgive, and an
# equal payment under another transaction number is not taken for a repeat.
RECALL_LEAST = defaultdict(
    lambda: 0.95, {"transfer payee": 0.55, "same-spend payee": 0.55, "repeat payee": 0.55, "repeat other reference": 0}
)
PRECISION_LEAST = {"transfer": 0.99, "same-spend": 0.30, "retained": 0.65, "reversal": 0.40, "repeat": 0.60}


def measured(lines_count, seed):
    """Recall by `kind disguise`, precision by kind; the books are checked to conserve their totals on the way."""
    made = two_books(lines_count, seed)
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
    recall = {name: sum(of) / len(of) for name, of in hits.items()}
    precision = {kind: len(found[kind] & planted[kind]) / len(found[kind]) for kind in planted}
    return recall, precision


def shortfalls(recall, precision):
    """What was found less, or less surely, than is promised."""
    low = {name: share for name, share in recall.items() if share < RECALL_LEAST[name]}
    return low | {kind: share for kind, share in precision.items() if share < PRECISION_LEAST[kind]}
