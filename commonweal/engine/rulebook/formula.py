"""A rulebook's formulas: whole arithmetic over named terms, exact, read once.

`half_even(baseline * (1 + uplift) + addition)`: numbers, names, + - * / and brackets, `half_even` (to the whole, half
to the even), `half_up`, `down`, `least` and `most` of several. Nothing else: no call, no attribute, no text. A formula
is compiled to nested tuples and worked in fractions, so that no penny depends on a float.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from fractions import Fraction
from math import floor
from typing import cast

Node = tuple[object, ...]
_TOKEN = re.compile(r"\s*(?:(\d+(?:\.\d+)?)(%?)|([a-z][a-z0-9_]*)|(.))", re.ASCII)
DEEPEST = 20
LONGEST = 300


class BadFormula(ValueError):  # noqa: N818 - what it says is said to the editor of the file
    """A formula that cannot be read or worked; the message says why."""


def half_up(value: Fraction) -> int:
    """To the nearest whole, half away from nothing."""
    size = floor(abs(value) + Fraction(1, 2))
    return size if value >= 0 else -size


_FUNCTIONS: Mapping[str, Callable[..., Fraction]] = {
    "half_even": lambda value: Fraction(round(value)),
    "half_up": lambda value: Fraction(half_up(value)),
    "down": lambda value: Fraction(floor(value)),
    "least": min,
    "most": max,
}
_OF_ONE = frozenset({"half_even", "half_up", "down"})


@dataclass(frozen=True, slots=True)
class Formula:
    """A formula that was read; `names` are the terms that it needs."""

    text: str
    node: Node
    names: frozenset[str]

    def work(self, terms: Mapping[str, Fraction | int]) -> Fraction:
        """The value; BadFormula where a term is missing or something is divided by nothing."""
        return _work(self.node, terms)


def read_formula(text: str) -> Formula:
    """Read a formula; BadFormula says what is wrong with it."""
    if len(text) > LONGEST:
        raise BadFormula(f"it is longer than {LONGEST} signs")
    reader = _Reader(_tokens(text))
    node = reader.sum(0)
    reader.end()
    return Formula(text, node, frozenset(reader.names))


def _tokens(text: str) -> list[tuple[str, object]]:
    found: list[tuple[str, object]] = []
    for number, percent, name, sign in _TOKEN.findall(text.rstrip()):
        if number:
            found.append(("number", Fraction(number) / (100 if percent else 1)))
        elif name:
            found.append(("name", name))
        elif sign in "+-*/(),":
            found.append(("sign", sign))
        else:
            raise BadFormula(f"{sign!r} has no meaning in a formula")
    return found


class _Reader:
    """Recursive descent: sums of products of signed atoms."""

    def __init__(self, tokens: list[tuple[str, object]]) -> None:
        self._tokens = tokens
        self._at = 0
        self.names: set[str] = set()

    def sum(self, depth: int) -> Node:
        return self._chain("+-", self._product, depth)

    def _product(self, depth: int) -> Node:
        return self._chain("*/", self._atom, depth)

    def end(self) -> None:
        if self._at < len(self._tokens):
            raise BadFormula(f"it does not end before {self._tokens[self._at][1]!r}")

    def _chain(self, signs: str, part: Callable[[int], Node], depth: int) -> Node:
        node = part(depth)
        while (sign := self._sign(signs)) is not None:
            node = (sign, node, part(depth))
        return node

    def _sign(self, signs: str) -> str | None:
        kind, value = self._peek()
        if kind == "sign" and str(value) in signs:
            self._at += 1
            return str(value)
        return None

    def _peek(self) -> tuple[str, object]:
        return self._tokens[self._at] if self._at < len(self._tokens) else ("end", None)

    def _atom(self, depth: int) -> Node:
        if depth > DEEPEST:
            raise BadFormula("its brackets are too deep")
        kind, value = self._peek()
        self._at += 1
        if kind == "number":
            return ("number", value)
        if kind == "name":
            return self._named(str(value), depth)
        if value == "-":
            return ("-", ("number", Fraction(0)), self._atom(depth + 1))
        if value == "(":
            node = self.sum(depth + 1)
            self._expect(")")
            return node
        raise BadFormula("it ends too early" if kind == "end" else f"{value!r} stands where a term should")

    def _named(self, name: str, depth: int) -> Node:
        if self._sign("(") is None:
            self.names.add(name)
            return ("name", name)
        if name not in _FUNCTIONS:
            raise BadFormula(f"{name!r} is no function; there are {', '.join(_FUNCTIONS)}")
        parts = [self.sum(depth + 1)]
        while self._sign(",") is not None:
            parts.append(self.sum(depth + 1))
        self._expect(")")
        if (name in _OF_ONE) != (len(parts) == 1):
            raise BadFormula(f"{name} takes {'one term' if name in _OF_ONE else 'two terms or more'}")
        return ("call", name, *parts)

    def _expect(self, sign: str) -> None:
        if self._sign(sign) is None:
            raise BadFormula(f"{sign!r} is missing")


def _work(node: Node, terms: Mapping[str, Fraction | int]) -> Fraction:
    kind = node[0]
    if kind == "number":
        return cast(Fraction, node[1])
    if kind == "name":
        if node[1] not in terms:
            raise BadFormula(f"there is no term {node[1]!r}; there are {', '.join(sorted(terms)) or 'none'}")
        return Fraction(terms[str(node[1])])
    if kind == "call":
        return _FUNCTIONS[str(node[1])](*(_work(cast(Node, part), terms) for part in node[2:]))
    left, right = (_work(cast(Node, part), terms) for part in node[1:])
    return _join(str(kind), left, right)


def _join(sign: str, left: Fraction, right: Fraction) -> Fraction:
    if sign == "+":
        return left + right
    if sign == "-":
        return left - right
    if sign == "*":
        return left * right
    if not right:
        raise BadFormula("it divides by nothing")
    return left / right
