"""Two invented partners' books with planted double counts and the truth about them; knows nothing of the matcher.

An NHS commissioner's book (three lines of ten, no references) and a council's (seven of ten, each with its own
transaction number) over two years. Under the planted lines lies what honest books hold: streams of equal payments week
by week, tariffs that both partners pay to the same provider, round sums, credits that take nothing back.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import numpy as np
import polars as pl

NHS, COUNCIL = 0, 1
OWNERS = ("NHS Ashshire Integrated Care Board", "Ashshire County Council")
START, DAYS = date(2023, 4, 1), 731
TREES = """Alder Ash Aspen Beech Birch Bramble Briar Cedar Cherry Elder Elm Hawthorn Hazel Holly Juniper Larch Laurel
Linden Maple Oak Pear Pine Plum Poplar Rowan Sorrel Spruce Sycamore Walnut Willow Yew Acacia Bay Heather Ivy Myrtle"""
PLACES = """Bank Bridge Brook Court Croft Dale End Farm Field Ford Gate Green Grove Hall Heath Hill House Lane Lea Lodge
Manor Mead Mill Moor Mount Park Pool Priory Reach Ridge Rise Row Shaw Side Spring Stead Stone Vale View Walk Water"""
TRADES = """Homecare Nursing Residential Domiciliary Reablement Pharmacy Hospice Transport Equipment
Support Respite Therapy"""
FORMS = ("Ltd", "Limited", "PLC", "LLP", "CIC", "")
SCHEMA = {
    "row": pl.UInt32,
    "paid_on": pl.Date,
    "amount_pence": pl.Int64,
    "payee": pl.String,
    "reference": pl.String,
    "service": pl.String,
}


@dataclass(frozen=True)
class Planted:
    """One double count: its kind, how it was disguised, the book and the rows that count again, the rows that stand."""

    kind: str
    disguise: str
    book: int
    again: tuple[int, ...]
    standing_book: int
    standing: tuple[int, ...]


@dataclass
class TwoBooks:
    """The books as frames of `SCHEMA`, in order of day, and everything that was planted in them."""

    books: tuple[pl.DataFrame, pl.DataFrame]
    planted: list[Planted]


@dataclass
class _Draft:
    rng: np.random.Generator
    providers: list[str]
    other_hand: bool = False
    lines: tuple[list, list] = field(default_factory=lambda: ([], []))
    planted: list[tuple] = field(default_factory=list)

    def add(
        self, book: int, day: int, pence: int, payee: str, service: str, reference: str | None = None
    ) -> tuple[int, int]:
        number = len(self.lines[book])
        if reference is None:
            reference = "" if book == NHS else f"P{number:08d}"
        self.lines[book].append((min(max(day, 0), DAYS - 1), pence, payee, reference, service))
        return book, number

    def plant(self, kind: str, disguise: str, standing: list[tuple[int, int]], again: list[tuple[int, int]]) -> None:
        self.planted.append((kind, disguise, standing, again))


def two_books(lines_count: int, seed: int, planted_of_each: int | None = None, *, other_hand: bool = False) -> TwoBooks:
    """Two books of `lines_count` lines together; by default every disguise is planted once for each 1,000 lines.

    `other_hand` is the hold-out, which no rule of the matcher was made for: clerks err in other ways, practices are
    among the payees, and a fifth of what is planted hides in its payee's tariff.
    """
    rng = np.random.default_rng(seed)
    providers = _providers(rng, max(40, lines_count // 100))
    if other_hand:
        providers = list(
            dict.fromkeys(_person(rng) if place % 9 == 4 else name for place, name in enumerate(providers))
        )
    draft = _Draft(rng, providers, other_hand)
    for kind, disguise, plant in PLANTS:
        for _ in range(planted_of_each or max(1, lines_count // 1000)):
            day, pence = int(rng.integers(40, DAYS - 70)), _distinct(rng)
            payee = int(rng.integers(len(providers)))
            if other_hand and rng.random() < 0.2:
                pence = int(_tariff(payee, rng.integers(0, 6)))
            plant(draft, kind, disguise, day, pence, providers[payee])
    shares = (lines_count * 3 // 10, lines_count - lines_count * 3 // 10)
    background = [_background(draft, book, max(0, shares[book] - len(draft.lines[book]))) for book in (NHS, COUNCIL)]
    return _finished(draft, background)


def _providers(rng: np.random.Generator, count: int) -> list[str]:
    trees, places, trades = TREES.split(), PLACES.split(), TRADES.split()
    picks = zip(*(rng.integers(len(of), size=count) for of in (trees, places, trades, FORMS)), strict=True)
    names = [
        f"{trees[t]} {places[p]} {'& Son ' if i % 17 == 0 else ''}{trades[d]} {FORMS[f]}".strip()
        for i, (t, p, d, f) in enumerate(picks)
    ]
    return list(dict.fromkeys(names))


def _person(rng: np.random.Generator) -> str:
    """A practice named for a doctor, as a commissioner pays many."""
    letters = "ABCDEGHJKLMNPRSTW"
    first, second = letters[rng.integers(len(letters))], letters[rng.integers(len(letters))]
    return f"Dr {first} {second} {TREES.split()[rng.integers(36)]}man & Partners"


def _tariff(payee: Any, rate: Any) -> Any:
    return 50_000 + (payee * 7_919 + rate * 104_729) % 900_000


def _distinct(rng: np.random.Generator) -> int:
    return int(np.exp(rng.normal(13, 1.3))) + 1000


def _background(draft: _Draft, book: int, count: int) -> pl.DataFrame:
    """Honest lines: a third streams of equal payments, a tenth tariffs that both books know, round sums, credits."""
    rng = draft.rng
    known = np.array([place for place in range(len(draft.providers)) if place % 7 == 0 or place % 2 == book])
    payee = known[np.minimum((rng.pareto(1.1, count) * len(known) / 60).astype(int), len(known) - 1)]
    pence = np.exp(rng.normal(11.3, 1.4, count)).astype(np.int64) + 25_000
    pence = np.where(rng.random(count) < 0.25, pence // 5_000 * 5_000, pence)
    tariff = _tariff(payee, rng.integers(0, 6, count))
    pence = np.where(rng.random(count) < 0.1, tariff, pence)
    day = rng.integers(0, DAYS, count)
    stream = np.arange(count) // 26
    streaming = rng.random(count // 26 + 1)[stream] < 1 / 3
    start, fee = (
        rng.integers(0, 365, count // 26 + 1),
        np.exp(rng.normal(11, 1, count // 26 + 1)).astype(np.int64) + 30_000,
    )
    day = np.where(streaming, (start[stream] + np.arange(count) % 26 * 7) % DAYS, day)
    payee, pence = (
        np.where(streaming, payee[np.minimum(stream * 26, count - 1)], payee),
        np.where(streaming, fee[stream], pence),
    )
    pence = np.where((rng.random(count) < 0.04) & ~streaming, -pence, pence)
    names = pl.Series(draft.providers)
    numbers = np.arange(len(draft.lines[book]), len(draft.lines[book]) + count)
    service = pl.Series(["Adults", "Children", "Public health", "Estates"])[rng.integers(0, 4, count).tolist()]
    reference = (
        pl.Series(numbers).cast(pl.String).str.zfill(8) if book == COUNCIL else pl.Series([""] * count, dtype=pl.String)
    )
    return pl.DataFrame(
        {
            "day": day,
            "amount_pence": pence,
            "payee": names[payee.tolist()],
            "reference": "P" * book + reference,
            "service": service,
        }
    )


def _finished(draft: _Draft, background: list[pl.DataFrame]) -> TwoBooks:
    """Planted and honest lines in order of day; the truth told in the rows of the finished books."""
    books, places = [], []
    for book in (NHS, COUNCIL):
        columns = ["day", "amount_pence", "payee", "reference", "service"]
        drafted = pl.DataFrame(
            draft.lines[book],
            schema=dict.fromkeys(columns[:2], pl.Int64) | dict.fromkeys(columns[2:], pl.String),
            orient="row",
        )
        together = (
            pl.concat([drafted, background[book].select(columns)])
            .with_row_index("draft")
            .sort("day", "draft")
            .with_row_index("row", 2)
        )
        places.append(together.sort("draft").head(drafted.height)["row"].to_list())
        dates = together.with_columns(paid_on=pl.lit(START) + pl.duration(days=pl.col("day")))
        books.append(dates.select(pl.col(name).cast(kind) for name, kind in SCHEMA.items()))
    planted = [
        Planted(kind, disguise, again[0][0], _rows(places, again), standing[0][0], _rows(places, standing))
        for kind, disguise, standing, again in draft.planted
    ]
    return TwoBooks((books[0], books[1]), planted)


def _rows(places: list[list[int]], lines: list[tuple[int, int]]) -> tuple[int, ...]:
    return tuple(sorted(places[book][number] for book, number in lines))


def _parts(rng: np.random.Generator, pence: int) -> list[int]:
    """Two or three parts, none under a tenth, adding up to the whole."""
    cuts = np.sort(rng.choice(np.arange(10, 90), size=rng.integers(1, 3), replace=False))
    amounts = np.diff([0, *(pence * cuts // 100), pence])
    return [int(amount) for amount in amounts]


def respelled(rng: np.random.Generator, name: str) -> str:
    """A name as another clerk would type it: one of nine ways, some of them beyond what a machine should forgive."""
    words = name.split()
    place = int(rng.integers(1, len(name) - 1))
    ways: list[Callable[[], str]] = [
        lambda: name.upper(),
        lambda: name.replace("Ltd", "Limited").replace(" & ", " and ").replace("County", "Cnty"),
        lambda: f"{' '.join(words)} T/A {words[0]} at Home",
        lambda: f"The {name} ({rng.integers(2, 9)})",
        lambda: name[:place] + name[place + 1 :],
        lambda: name[:place] + "e" + name[place:],
        lambda: name[: place - 1] + name[place] + name[place - 1] + name[place + 1 :],
        lambda: " ".join(words[1:] + words[:1]),
        lambda: " ".join(word[:4] for word in words),
    ]
    return ways[rng.integers(len(ways))]()


def respelled_by_another(rng: np.random.Generator, name: str) -> str:
    """Another clerk's ways: a column too short, the trade's abbreviations, a double letter, the key beside, an area."""
    words = name.split()
    place = int(rng.integers(1, len(name) - 1))
    keys = "qwertyuiopasdfghjklzxcvbnm"
    beside = keys[(keys.find(name[place].lower()) + 1) % 26]
    ways: list[Callable[[], str]] = [
        lambda: name[:18].strip().upper(),
        lambda: name.replace("Residential", "Resid").replace("Domiciliary", "Dom").replace("Nursing", "Nrsg"),
        lambda: name[:place] + name[place] + name[place:],
        lambda: name[:place] + beside + name[place + 1 :],
        lambda: f"{words[-1]}, {' '.join(words[:-1])}",
        lambda: f"{name} - Ashshire",
        lambda: "".join(letter for letter in name if letter not in "aeiou" or letter == name[0]),
        lambda: name.replace(" ", ""),
    ]
    return ways[rng.integers(len(ways))]()


def _hand(draft: _Draft) -> Callable[[np.random.Generator, str], str]:
    return respelled_by_another if draft.other_hand else respelled


def _transfer(draft: _Draft, kind: str, disguise: str, day: int, pence: int, provider: str) -> None:
    """The commissioner pays the council, which shows it as negative spending under the commissioner's name."""
    rng = draft.rng
    spelled = disguise == "payee"
    payee, payer = (_hand(draft)(rng, OWNERS[COUNCIL]) if spelled else OWNERS[COUNCIL]), OWNERS[NHS]
    later = day + int(rng.integers(-28, 29) if disguise == "date" else rng.integers(0, 4))
    paid = draft.add(NHS, day, pence, payee, "Partnership")
    amounts = _parts(rng, pence) if disguise == "split" else [pence]
    sign = 1 if disguise == "sign" else -1
    income = [
        draft.add(COUNCIL, later + int(rng.integers(0, 3)) * (len(amounts) > 1), sign * part, payer, "Grants")
        for part in amounts
    ]
    draft.plant(kind, disguise, [paid], income)


def _same_spend(draft: _Draft, kind: str, disguise: str, day: int, pence: int, provider: str) -> None:
    """The commissioner's spending with a provider appears once more as the council's, under another label."""
    rng = draft.rng
    payee = _hand(draft)(rng, provider) if disguise == "payee" else provider
    later = day + int(rng.integers(-28, 29) if disguise == "date" else rng.integers(0, 4))
    paid = draft.add(NHS, day, pence, provider, "Community")
    amounts = _parts(rng, pence) if disguise == "split" else [pence]
    sign = -1 if disguise == "sign" else 1
    again = [
        draft.add(COUNCIL, later + int(rng.integers(0, 3)) * (len(amounts) > 1), sign * part, payee, "New scheme")
        for part in amounts
    ]
    draft.plant(kind, disguise, [paid], again)


def _retained(draft: _Draft, kind: str, disguise: str, day: int, pence: int, provider: str) -> None:
    """What the commissioner kept and spent itself the council shows as income from it."""
    kept = draft.add(NHS, day, pence, provider, "Better Care Fund")
    income = draft.add(COUNCIL, day + int(draft.rng.integers(-25, 26)), -pence, OWNERS[NHS], "Better Care Fund")
    draft.plant(kind, disguise, [kept], [income])


def _reversal(draft: _Draft, kind: str, disguise: str, day: int, pence: int, provider: str) -> None:
    """A payment taken back, within two months or, in parts, within a week."""
    rng, book = draft.rng, int(draft.rng.integers(2))
    paid = draft.add(book, day, pence, provider, "Adults")
    if disguise == "split":
        credits = [
            draft.add(book, day + int(rng.integers(0, 8)), -part, provider, "Adults") for part in _parts(rng, pence)
        ]
    else:
        credits = [draft.add(book, day + int(rng.integers(0, 61)), -pence, provider, "Adults")]
    draft.plant(kind, disguise, [paid], credits)


def _repeat(draft: _Draft, kind: str, disguise: str, day: int, pence: int, provider: str) -> None:
    """A line booked twice: to the letter, a little later, under another spelling, under another transaction number."""
    rng = draft.rng
    book = COUNCIL if disguise == "other reference" else int(rng.integers(2))
    reference = "" if book == NHS else f"R{len(draft.planted):07d}"
    first = draft.add(book, day, pence, provider, "Adults", reference)
    later = day + int(rng.integers(1, 4) if disguise == "date" else 0)
    payee = _hand(draft)(rng, provider) if disguise == "payee" else provider
    other = f"S{len(draft.planted):07d}" if disguise == "other reference" else reference
    draft.plant(kind, disguise, [first], [draft.add(book, later, pence, payee, "Adults", other)])


PLANTS = [
    *(("transfer", disguise, _transfer) for disguise in ("plain", "date", "payee", "split", "sign")),
    *(("same-spend", disguise, _same_spend) for disguise in ("plain", "date", "payee", "split", "sign")),
    ("retained", "plain", _retained),
    *(("reversal", disguise, _reversal) for disguise in ("plain", "split")),
    *(("repeat", disguise, _repeat) for disguise in ("plain", "date", "payee", "other reference")),
]
