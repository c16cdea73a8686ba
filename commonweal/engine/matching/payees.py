"""Payees' names in one form: a key for names that are the same, and a looser one for names that are nearly so.

Two loose names are alike if they are the same once at most one letter of a long word is left out of each: a letter
added, forgotten, changed or moved. Digits and short words (initials) must agree, for they tell people and branches
apart.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from itertools import groupby

from commonweal.engine.matching.likeness import words_alike
from commonweal.engine.matching.rules import PayeeRules

LEGAL_CUT_LEAST = 4  # `Limi` at the end of a column that was too short is `Limited`
_CODE_IN_BRACKETS = re.compile(r"\([^()]*\d[^()]*\)")


@dataclass(frozen=True, slots=True)
class PayeeName:
    """A printed name's `key` and its `near` form; both empty where the name is masked or says nothing."""

    key: str
    near: str


class PayeeReader:
    """Reads printed names by the rules; made once, since the rules compile to patterns."""

    def __init__(self, rules: PayeeRules) -> None:
        self._rules = rules
        self._masked = frozenset(map(_plain, rules.masked))
        self._legal = sorted((_plain(form).split() for form in rules.legal_forms), key=len, reverse=True)
        symbols = [(meant, written) for meant, written in rules.one_spelling if not _plain(written)]
        words = [(meant, _plain(written)) for meant, written in rules.one_spelling if _plain(written)]
        self._long_legal = [form[0] for form in self._legal if len(form) == 1 and len(form[0]) > LEGAL_CUT_LEAST]
        self._symbols = {written: f" {meant} " for meant, written in symbols}
        self._meant = {written: meant for meant, written in words}
        self._written = re.compile(rf"(?<!\S)(?:{_any_of(self._meant)})(?!\S)")
        self._trading_as = re.compile(rf"\s(?:{_any_of(rules.trading_as)})\s")

    def read(self, printed: str) -> PayeeName:
        """The two forms of a printed name."""
        text = self._trading_as.split(_CODE_IN_BRACKETS.sub(" ", printed.lower()).strip())[0]
        for symbol, meant in self._symbols.items():
            text = text.replace(symbol, meant)
        text = _plain(text)
        if text in self._masked or not text:
            return PayeeName("", "")
        words = _joined_initials(self._written.sub(lambda found: self._meant[found[0]], text).split())
        words = self._without_legal_form([word for word in words if word != "the"]) or words
        loose = [word for word in words if word not in self._rules.said_or_not] or words
        return PayeeName(" ".join(words), " ".join(loose))

    def near_forms(self, names_count: Mapping[str, int]) -> dict[str, str]:
        """For each loose name, the commonest loose name that it is like (often itself).

        A rarer name joins a commoner one, never a chain of names; equal counts go by the alphabet.
        """
        roots: dict[str, list[str]] = {}
        near: dict[str, str] = {}
        order = {
            name: place for place, name in enumerate(sorted(names_count, key=lambda name: (-names_count[name], name)))
        }
        for name in order:
            outlines = set(self.outlines(name))
            alike = [root for outline in outlines for root in roots.get(outline, ())]
            near[name] = min(alike, key=order.__getitem__, default=name)
            if near[name] == name:
                for outline in outlines:
                    roots.setdefault(outline, []).append(name)
        return near

    def outlines(self, near: str) -> Iterator[str]:
        """The loose name, run together, whole and with each letter of each long word left out in turn."""
        words = near.split()
        yield "".join(words)
        for place, word in enumerate(words):
            if len(word) >= self._rules.word_letters_least:
                before, after = "".join(words[:place]), "".join(words[place + 1 :])
                for letter, character in enumerate(word):
                    if character.isalpha():
                        yield before + word[:letter] + word[letter + 1 :] + after

    def _without_legal_form(self, words: list[str]) -> list[str]:
        for form in self._legal:
            if len(words) > len(form) and words[-len(form) :] == form:
                return self._without_legal_form(words[: -len(form)])
        if len(words) > 1 and any(words_alike(words[-1], form, LEGAL_CUT_LEAST) for form in self._long_legal):
            return self._without_legal_form(words[:-1])
        return words


def _plain(text: str) -> str:
    """Lower case without accents and apostrophes, every other sign a space."""
    bare = "".join(
        c for c in unicodedata.normalize("NFKD", text.lower()) if not unicodedata.combining(c) and c not in "'’."
    )
    return " ".join("".join(c if c.isalnum() else " " for c in bare).split())


def _any_of(phrases: Iterable[str]) -> str:
    return "|".join(map(re.escape, sorted(phrases, key=len, reverse=True)))


def _joined_initials(words: list[str]) -> list[str]:
    """Letters standing alone next to each other, as one word: `a j h pump` is `ajh pump`."""
    runs = groupby(words, key=lambda word: len(word) == 1 and word.isalpha())
    return [word for initials, run in runs for word in (["".join(run)] if initials else run)]
