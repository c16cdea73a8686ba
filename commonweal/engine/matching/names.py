"""Names of councils and NHS bodies as people write them, matched by rules alone; where none settles it, that is said.

A name is made plain (case, ampersand, accents, punctuation), then bare (without the words that only say what kind of
body it is). A plain name that is somebody's own settles it; so does a bare one that only one organisation bears.
Whatever could also be the beginning of another's name is unsure: `Newcastle` is upon Tyne or under Lyme.
"""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum
from functools import lru_cache

FRONT = (
    "borough council of", "council of", "city and county of", "county borough of", "metropolitan borough of",
    "london borough of", "royal borough of", "borough of", "city of", "county of", "county", "lb", "rb",
)  # fmt: skip
BACK = (
    "metropolitan borough council", "metropolitan district council", "city and district council",
    "county borough council", "unitary authority", "london borough council", "borough council", "district council",
    "county council", "city council", "corporation", "council", "county of", "city of", "county", "city",
    "london borough", "london boro", "borough", "district", "mbc", "mdc", "ua", "cc", "bc", "dc", "lb",
)  # fmt: skip
NHS_BACK = (
    "nhs foundation trust", "foundation nhs trust", "foundation trust", "nhs trust", "nhs ft", "trust", "ft",
    "clinical commissioning group", "ccg", "integrated care board", "icb", "nhs",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Words:
    """The words in front of a name and at its end that only say what kind of body bears it.

    `kinds` are words at the end, one group for each kind that is never another.
    """

    front: tuple[str, ...]
    back: tuple[str, ...]
    kinds: tuple[tuple[str, ...], ...] = ()

    def said(self, text: str) -> frozenset[int]:
        """Which of the kinds a name says."""
        name = f" {plain(text)}"
        return frozenset(n for n, group in enumerate(self.kinds) if name.endswith(tuple(f" {word}" for word in group)))


COUNCILS = Words(FRONT, BACK)
NHS = Words(
    ("nhs",), NHS_BACK, (("trust", "ft"), ("clinical commissioning group", "ccg"), ("integrated care board", "icb"))
)


class Certainty(StrEnum):
    """How a name was matched."""

    OWN = "own"  # it is the organisation's own name
    BARE = "bare"  # it is, but for the words that say what kind of council it is
    UNSURE = "unsure"  # it could be one of several, or is only part of a name
    UNKNOWN = "unknown"  # it is nobody's


@dataclass(frozen=True, slots=True)
class Bearer:
    """An organisation and one of its pairs of names."""

    id: int
    name: str
    official_name: str


@dataclass(frozen=True, slots=True)
class Match:
    """What came of a name: the organisation's id where it is settled, else None with the ids that it could mean."""

    id: int | None
    certainty: Certainty
    candidates: tuple[int, ...]


@lru_cache(maxsize=16_384)  # the same few thousand names come with every publication
def plain(text: str) -> str:
    """Lower case, no accents, `and` for `&`, no `the`, no punctuation, single spaces: `St. Helens` is `st helens`."""
    text = "".join(c for c in unicodedata.normalize("NFKD", text.casefold()) if not unicodedata.combining(c))
    text = re.sub(r"['’`]|(?<=\b[a-z])\.(?=[a-z]\b)", "", text.replace("&", " and "))  # M.B.C. is mbc
    words = re.sub(r"[^a-z0-9]+", " ", text).split()
    return " ".join("st" if word == "saint" else word for word in words if word != "the")


@lru_cache(maxsize=16_384)
def bare(text: str, words: Words = COUNCILS) -> str:
    """A plain name without words of kind at either end: `bristol` for `Bristol, City of` and `Bristol City Council`."""
    name = plain(text)
    changed = True
    while changed:
        shorter = _without_back(_without_front(name, words), words)
        changed, name = shorter != name, shorter
    return name


def _without_front(name: str, words: Words) -> str:
    return next((name.removeprefix(word + " ") for word in words.front if name.startswith(word + " ")), name)


def _without_back(name: str, words: Words) -> str:
    return next((name.removesuffix(" " + word) for word in words.back if name.endswith(" " + word)), name)


class Names:
    """Everybody's names at one time, ready to be looked up; `words` are those of their kinds."""

    def __init__(self, bearers: Iterable[Bearer], words: Words = COUNCILS) -> None:
        self._words = words
        self._plain: defaultdict[str, set[int]] = defaultdict(set)
        self._bare: defaultdict[str, set[int]] = defaultdict(set)
        self._by_first_word: defaultdict[str, set[str]] = defaultdict(set)
        self._is_county: dict[int, bool] = defaultdict(bool)
        self._has_kind: dict[int, bool] = defaultdict(bool)
        self._said: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
        for bearer in bearers:
            for text in (bearer.name, bearer.official_name):
                self._plain[plain(text)].add(bearer.id)
                self._bare[bare(text, words)].add(bearer.id)
                self._has_kind[bearer.id] |= bare(text, words) != plain(text)
                self._said[bearer.id] |= words.said(text)
            self._is_county[bearer.id] |= plain(bearer.official_name).endswith("county council")

        for name in self._bare:
            self._by_first_word[name.partition(" ")[0]].add(name)

    def match(self, text: str) -> Match:
        """Whom a name means."""
        own = self._plain.get(plain(text), set())
        if len(own) == 1:
            return Match(min(own), Certainty.OWN, tuple(own))
        name = bare(text, self._words)
        found = self._bare.get(name, set())
        could_be = found | self._begun_alike(name)
        if len(found) == 1 and could_be == found and self._kind_agrees(text, found):
            return Match(min(found), Certainty.BARE, tuple(found))
        certainty = Certainty.UNSURE if could_be else Certainty.UNKNOWN
        return Match(None, certainty, tuple(sorted(could_be)))

    def bearers(self, text: str) -> tuple[int, ...]:
        """Everybody who bears a name as their own, or else but for words of kind; never by a mere part of it."""
        return tuple(sorted(self._plain.get(plain(text)) or self._bare.get(bare(text, self._words)) or ()))

    def _begun_alike(self, name: str) -> set[int]:
        """Whose bare name begins with this one, or this one with it, whole words each."""
        near = self._by_first_word.get(name.partition(" ")[0], ())
        return {id for known in near if _begins(name, known) or _begins(known, name) for id in self._bare[known]}

    def _kind_agrees(self, text: str, found: set[int]) -> bool:
        """`Buckinghamshire County` is not the unitary council that followed the county, nor a CC a region."""
        if plain(text) != bare(text, self._words) and not all(self._has_kind[id] for id in found):
            return False
        said = self._words.said(text)
        if said and any(self._said[id].isdisjoint(said) for id in found):
            return False
        says_county = plain(text).endswith((" county council", " county"))
        return not says_county or all(self._is_county[id] for id in found)


def _begins(short: str, long: str) -> bool:
    return bool(short) and (long + " ").startswith(short + " ")
