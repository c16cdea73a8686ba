"""The plain reference of `double_counting`: every line held against every other, in the words of the rules.

Slow on purpose. It shares the reading of names and the rules with the fast matcher, and nothing else.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import combinations

from commonweal.engine.matching.books import Book
from commonweal.engine.matching.likeness import could_be_one
from commonweal.engine.matching.payees import PayeeReader
from commonweal.engine.matching.rules import MatchingRules

Match = tuple[
    str, int, int, tuple[int, ...], int, tuple[int, ...]
]  # kind, score, book and rows left, book and rows right


@dataclass(slots=True, eq=False)
class Line:
    """A line while it is looked at; `matched` once a match gave it its class."""

    book: int
    place: int
    row: int
    day: date
    pence: int
    key: str
    near: str
    reference: str
    with_partner: bool
    printed: tuple[object, ...]
    money: str = "new"
    matched: bool = False


class Reference:
    """Runs the steps over two books; `matches` and each line's `money` are the answer."""

    def __init__(self, first: Book, second: Book, rules: MatchingRules) -> None:
        self.rules, self.legal = rules, frozenset(rules.payees.legal_forms)
        self.books = _lines((first, second), PayeeReader(rules.payees))
        self.matches: list[Match] = []
        self._transfers()
        self._reversals()
        self._same_spend()
        self._rough_spend()
        self._retained()
        self._repeats()
        self._near_repeats()
        self._rough_repeats()

    def _transfers(self) -> None:
        between = self.rules.days.between_books
        ours, theirs = ([line for line in book if line.with_partner] for book in self.books)
        for sign in (-1, 1):
            pairs = self._pairs(
                ours, theirs, lambda a, b, sign=sign: a.pence == sign * b.pence, [(-d, d) for d in between]
            )
            self._take("transfer", [([a], [b]) for a, b in pairs], between[-1], unexpected=sign == 1)
        self._splits_between("transfer", ours, theirs, facing=-1)

    def _reversals(self) -> None:
        days = self.rules.days
        for book in self.books:
            named = [line for line in book if line.key]
            paid, credits = [line for line in named if line.pence > 0], [line for line in named if line.pence < 0]
            for name in ("key", "near"):
                pairs = self._pairs(
                    paid,
                    credits,
                    lambda a, b, name=name: a.pence == -b.pence and _same(a, b, name),
                    [(0, d) for d in days.reversal],
                )
                self._take("reversal", [([a], [b]) for a, b in pairs], days.reversal[-1])
            self._take(
                "reversal",
                [(parts, [whole]) for whole, parts in self._splits(credits, paid, -1, 1, (-days.split, 0))],
                days.split,
            )
            self._take(
                "reversal",
                [([whole], parts) for whole, parts in self._splits(paid, credits, 1, -1, (0, days.split))],
                days.split,
            )

    def _same_spend(self) -> None:
        between = self.rules.days.between_books
        ours, theirs = ([line for line in book if line.key and not line.with_partner] for book in self.books)
        for sign in (1, -1):
            for name in ("key", "near"):
                pairs = self._pairs(
                    ours,
                    theirs,
                    lambda a, b, sign=sign, name=name: a.pence == sign * b.pence and _same(a, b, name),
                    [(-d, d) for d in between],
                )
                self._take("same-spend", [([a], [b]) for a, b in pairs], between[-1], unexpected=sign == -1)
        self._splits_between("same-spend", ours, theirs, facing=1)

    def _rough_spend(self) -> None:
        width = self.rules.days.between_books[-1]
        ours, theirs = (
            _rare([x for x in book if x.key and not x.with_partner and not x.matched]) for book in self.books
        )
        near = [(a, b) for a in ours for b in theirs if a.pence == b.pence and abs((a.day - b.day).days) <= width]
        self._take("same-spend", _only_choices(near, self.legal), width)

    def _rough_repeats(self) -> None:
        days = self.rules.days.near_repeat
        for book in self.books:
            lines = _rare([x for x in book if x.key and x.money not in ("reversed", "repeated")], by_reference=True)
            near = [
                (a, b)
                for a in lines
                for b in lines
                if (a.pence, a.reference) == (b.pence, b.reference)
                and (a.day, a.place) < (b.day, b.place)
                and (b.day - a.day).days <= days
            ]
            self._take(
                "near-repeat", [pair for pair in _only_choices(near, self.legal) if not pair[1][0].matched], days
            )

    def _retained(self) -> None:
        width = self.rules.days.between_books[-1]
        for book in (0, 1):
            spend = [
                line for line in self.books[1 - book] if not line.matched and not line.with_partner and line.pence > 0
            ]
            income = [line for line in self.books[book] if not line.matched and line.with_partner and line.pence < 0]
            common = {
                sum_
                for side in (spend, income)
                for sum_, count in Counter(abs(line.pence) for line in side).items()
                if count > 20
            }
            near = [
                (a, b)
                for a in spend
                for b in income
                if a.pence == -b.pence and a.pence not in common and abs((a.day - b.day).days) <= width
            ]
            left, right = Counter(id(a) for a, _ in near), Counter(id(b) for _, b in near)
            self._take("retained", [([a], [b]) for a, b in near if left[id(a)] == right[id(b)] == 1], width)

    def _repeats(self) -> None:
        for book in self.books:
            found = []
            for line in book:
                same = [other for other in book if other.printed == line.printed and other.money != "reversed"]
                if not line.matched and line in same and same[0] is not line:
                    found.append(([same[0]], [line]))
            self._take("repeat", found, self.rules.days.near_repeat)

    def _near_repeats(self) -> None:
        for book in self.books:
            for by_reference in (True, False):
                standing = [line for line in book if line.key and line.money not in ("reversed", "repeated")]
                standing.sort(key=lambda line: (line.day, line.place))
                found = []
                for place, line in enumerate(standing):
                    before = [
                        other for other in standing[:place] if other.near == line.near and other.pence == line.pence
                    ]
                    if by_reference:
                        before = [other for other in before if other.reference == line.reference != ""]
                    near = before and (line.day - before[-1].day).days <= self.rules.days.near_repeat
                    if near and not line.matched:
                        found.append(([before[-1]], [line]))
                self._take("near-repeat", found, self.rules.days.near_repeat)

    def _pairs(self, left, right, fits, windows) -> list[tuple[Line, Line]]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        """In each window, each left line by day takes the first right line by day that fits and lies in the window."""
        pairs: list[tuple[Line, Line]] = []
        taken: set[int] = set()
        for earliest, latest in windows:
            for a in sorted(left, key=lambda line: (line.day, line.place)):
                for b in sorted(right, key=lambda line: (line.day, line.place)):
                    free = not (a.matched or b.matched or id(a) in taken or id(b) in taken)
                    if free and fits(a, b) and earliest <= (b.day - a.day).days <= latest:
                        pairs.append((a, b))
                        taken |= {id(a), id(b)}
        return pairs

    def _splits_between(self, kind: str, ours: list[Line], theirs: list[Line], facing: int) -> None:
        days = self.rules.days.split
        for book in (0, 1):
            for times in (1, -1):
                wholes, parts = (ours, theirs) if book == 0 else (theirs, ours)
                by_name = "near" if kind == "transfer" else "key"
                found = list(self._splits(wholes, parts, times, times * facing, (-days, days), by_name))
                self._take(kind, [([w], p) if book == 0 else (p, [w]) for w, p in found], days)

    def _splits(self, wholes, parts, whole_sign, part_sign, window, name="key") -> Iterator[tuple[Line, list[Line]]]:  # type: ignore[no-untyped-def]  # noqa: ANN001
        taken: set[int] = set()
        for whole in sorted(
            (w for w in wholes if not w.matched and w.pence * whole_sign > 0), key=lambda line: (line.day, line.place)
        ):
            near = [
                p for p in parts if not p.matched and p.pence * part_sign > 0 and (name == "near" or p.key == whole.key)
            ]
            near = [p for p in near if window[0] <= (p.day - whole.day).days <= window[1]]
            near.sort(
                key=lambda p: (
                    abs((p.day - whole.day).days),
                    p.day < whole.day,
                    p.place if p.day >= whole.day else -p.place,
                )
            )
            near = near[: 8 * self.rules.splits.lines_most]
            near = [p for p in near if id(p) not in taken and abs(p.pence) < abs(whole.pence)][
                : self.rules.splits.lines_most
            ]
            sums = (some for size in range(2, self.rules.splits.parts_most + 1) for some in combinations(near, size))
            some = next((some for some in sums if sum(abs(p.pence) for p in some) == abs(whole.pence)), None)
            if some:
                taken |= {id(part) for part in some}
                yield whole, list(some)

    def _take(
        self, kind: str, found: list[tuple[list[Line], list[Line]]], window: int, unexpected: bool = False
    ) -> None:
        becomes = {
            "transfer": ("transferred",) * 2,
            "reversal": ("reversed",) * 2,
            "same-spend": ("new", "re-labelled"),
            "retained": ("new", "re-labelled"),
        }
        scores = [self._score(kind, left, right, window, unexpected, found) for left, right in found]
        for (left, right), score in zip(found, scores, strict=True):
            if score < self.rules.points.least:
                continue
            for side, money in zip((left, right), becomes.get(kind, (None, "repeated")), strict=True):
                for line in side if money else ():
                    line.matched, line.money = True, str(money)
            self.matches.append((kind, score, left[0].book, _rows(left), right[0].book, _rows(right)))

    def _score(self, kind: str, left: list[Line], right: list[Line], window: int, unexpected: bool, found: list) -> int:  # type: ignore[type-arg]
        points, a, b = self.rules.points, left[0], right[0]
        score = 100 - max(abs((x.day - y.day).days) for x in left for y in right) * points.days // max(window, 1)
        if a.key != b.key and kind not in ("transfer", "retained"):
            score -= points.near_name if a.near == b.near else points.rough_name
        score -= (
            points.sign * unexpected + points.masked * (not a.key or not b.key) + points.no_name * (kind == "retained")
        )
        score -= points.part * (len(left) + len(right) - 1) * (len(left) + len(right) > 2)
        if kind in ("repeat", "near-repeat"):
            score -= (
                points.no_reference
                if not (a.reference and b.reference)
                else points.other_reference * (a.reference != b.reference)
            )
        if kind in ("repeat", "near-repeat"):
            lines = self.books[a.book]
            most = max(2, *(sum(_alike(line, x) for line in lines) for x in (a, b)))
            score -= int(points.common * (1 - 2 / most))
        if kind == "same-spend":
            pairs = sum(_alike(x[0], a) for x, _ in found)
            most = max(
                sum(_alike(line, a) for line in self.books[0]), sum(_alike(line, b) for line in self.books[1]), pairs
            )
            score -= int(points.partnerless * (1 - pairs / most))
        return score


def _lines(books: tuple[Book, Book], reader: PayeeReader) -> tuple[list[Line], list[Line]]:
    printed = [text for book in books for text in book.lines["payee"]]
    counts = Counter(reader.read(text).near for text in printed)
    owners = [{reader.read(name) for name in book.names} for book in books]
    counts.update({owner.near: 10**9 for own in owners for owner in own})
    near = reader.near_forms(counts)
    made: tuple[list[Line], list[Line]] = ([], [])
    for number, book in enumerate(books):
        partner = {near[owner.near] for owner in owners[1 - number]}
        for name in map(reader.read, printed):
            if any(could_be_one(name.key, owner.key) for owner in owners[1 - number]):
                partner.add(near[name.near])
        for place, line in enumerate(book.lines.iter_rows(named=True)):
            name = reader.read(line["payee"])
            form = near[name.near] if name.near else ""
            rest = tuple(value for column, value in line.items() if column != "row")
            made[number].append(
                Line(
                    number,
                    place,
                    line["row"],
                    line["paid_on"],
                    line["amount_pence"],
                    name.key,
                    form,
                    line["reference"],
                    form in partner,
                    rest,
                )
            )
    return made


def _rare(lines: list[Line], by_reference: bool = False) -> list[Line]:
    """Lines whose sum (and reference) at most three of them carry."""
    of = [(line.pence, line.reference if by_reference else "") for line in lines]
    return [line for line, sum_ in zip(lines, of, strict=True) if of.count(sum_) <= 3]


def _only_choices(near: list[tuple[Line, Line]], legal: frozenset[str]) -> list[tuple[list[Line], list[Line]]]:
    """Of pairs under names that could be one, those whose lines stand in no other."""
    near = [(a, b) for a, b in near if a.key != b.key and could_be_one(a.key, b.key, legal)]
    left, right = Counter(id(a) for a, _ in near), Counter(id(b) for _, b in near)
    return [([a], [b]) for a, b in near if left[id(a)] == right[id(b)] == 1]


def _same(a: Line, b: Line, name: str) -> bool:
    return bool(getattr(a, name) == getattr(b, name))


def _alike(a: Line, b: Line) -> bool:
    return a.near == b.near and abs(a.pence) == abs(b.pence)


def _rows(lines: list[Line]) -> tuple[int, ...]:
    return tuple(line.row for line in lines)
