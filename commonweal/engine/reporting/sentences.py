"""A paper's sentences: words from a data file, with the addresses of cells where their figures stand.

A compiled sentence holds no figure: it is text and addresses, and whoever shows it reads the figures from the frozen
return. So a paper cannot say another number than the return does.
"""

from __future__ import annotations

import operator
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.reporting.cells import Cell, Evidence

_PLACE = re.compile(r"\{([^{}]*)\}")
_DIGIT = re.compile(r"\d")
_WHERE: Mapping[str, Callable[[Fraction, Fraction], bool]] = {"above": operator.gt, "at-most": operator.le}


@dataclass(frozen=True, slots=True)
class Condition:
    """Said only where a cell is above, or at most, another cell or nothing (`than` empty: nought)."""

    cell: str
    is_: str
    than: str = ""


@dataclass(frozen=True, slots=True)
class Pattern:
    """A sentence as the data file has it; `each` repeats it for every address that fits, `*` being what varies."""

    section: str
    text: str
    each: str = ""
    when: tuple[Condition, ...] = ()


@dataclass(frozen=True, slots=True)
class Template:
    """A kind of paper."""

    id: str
    title: str
    resolution: str
    patterns: tuple[Pattern, ...]


@dataclass(frozen=True, slots=True)
class Part:
    """Text, or the address of a cell and which of its texts stands there (`value`, or `label`)."""

    text: str = ""
    cell: str = ""
    what: str = "value"


@dataclass(frozen=True, slots=True)
class Sentence:
    """A compiled sentence, under which heading."""

    section: str
    parts: tuple[Part, ...]

    @property
    def cells(self) -> tuple[str, ...]:
        """The addresses whose figures it says, each once."""
        return tuple(dict.fromkeys(part.cell for part in self.parts if part.cell and part.what == "value"))


def template_of(told: Mapping[str, Any]) -> tuple[Template, list[Finding]]:
    """A template from its data file, with findings: a figure typed into a sentence, a condition of no kind."""
    patterns = tuple(
        Pattern(
            one["section"],
            one["text"],
            one.get("each", ""),
            tuple(Condition(when["cell"], when["is"], when.get("than", "")) for when in one.get("when", ())),
        )
        for one in told["sentence"]
    )
    template = Template(told["id"], told["title"], told["resolution"], patterns)
    return template, list(_faults(template))


def _faults(template: Template) -> Iterator[Finding]:
    for place, pattern in enumerate(template.patterns, 1):
        where = f"{template.id} sentence {place}"
        if _DIGIT.search(_PLACE.sub("", pattern.text)):
            yield error("figure-typed", where, "A figure is typed into the sentence.", "Name the cell that says it.")
        for one in pattern.when:
            if one.is_ not in _WHERE:
                yield error("condition-unknown", where, f"{one.is_!r} is no condition.", "Use above or at-most.")


def compile_paper(template: Template, evidence: Evidence) -> tuple[tuple[Sentence, ...], list[Finding]]:
    """The sentences that a return gives, with findings for addresses that it has not."""
    sentences, found = [], []
    for pattern in template.patterns:
        for star in _stars(pattern, evidence):
            parts = tuple(_parts(pattern.text.replace("*", star) if star else pattern.text))
            missing = [part.cell for part in parts if part.cell and evidence.cell(part.cell) is None]
            if missing:
                told = "Build the return again, or leave the sentence out of the template."
                message = f"The return has no {' or '.join(missing)}."
                found.append(error("cell-unknown", pattern.text, message, told))
            elif all(_holds(one, star, evidence) for one in pattern.when):
                sentences.append(Sentence(pattern.section, parts))
    return tuple(sentences), found


def words(sentence: Sentence, cells: Mapping[str, Cell]) -> str:
    """The sentence as it reads, its figures taken from the cells."""
    return "".join(text_of(part, cells) for part in sentence.parts)


def text_of(part: Part, cells: Mapping[str, Cell]) -> str:
    """A part as it reads."""
    if not part.cell:
        return part.text
    cell = cells[part.cell]
    return cell.shown if part.what == "value" else cell.label


def to_data(sentences: Iterable[Sentence]) -> list[dict[str, Any]]:
    """Sentences as plain data, to be kept."""
    return [
        {"section": one.section, "parts": [[part.text, part.cell, part.what] for part in one.parts]}
        for one in sentences
    ]


def from_data(data: Iterable[Mapping[str, Any]]) -> tuple[Sentence, ...]:
    """Sentences that were kept."""
    return tuple(Sentence(one["section"], tuple(Part(*part) for part in one["parts"])) for one in data)


def _stars(pattern: Pattern, evidence: Evidence) -> Iterator[str]:
    if not pattern.each:
        yield ""
        return
    before, _, after = pattern.each.partition("*")
    for cell in evidence.cells:
        if cell.address.startswith(before) and cell.address.endswith(after):
            star = cell.address[len(before) : len(cell.address) - len(after)]
            if star and "/" not in star:
                yield star


def _parts(text: str) -> Iterator[Part]:
    for place, piece in enumerate(_PLACE.split(text)):
        if place % 2:
            address, _, what = piece.partition("|")
            yield Part(cell=address, what=what or "value")
        elif piece:
            yield Part(text=piece)


def _holds(one: Condition, star: str, evidence: Evidence) -> bool:
    """Nothing is above or at most what is not known."""
    names = [name.replace("*", star) for name in (one.cell, one.than)]
    cells = [evidence.cell(name) for name in names if name]
    numbers = [Fraction(cell.value) for cell in cells if cell is not None and cell.value is not None]
    if len(numbers) < len(names) - names.count(""):
        return False
    return _WHERE[one.is_](numbers[0], numbers[1] if len(numbers) > 1 else Fraction(0))
