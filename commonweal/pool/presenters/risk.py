"""Risk share, explained so that a treasurer can check it with a pencil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.ledger.allocation import Part
from commonweal.engine.ledger.riskshare import Answer, Explanation
from commonweal.engine.money import pounds
from commonweal.pool.presenters.words import bears_or_keeps, over_or_under


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation: its sentence, its sums, the steps under it."""

    words: str
    sums: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class AnswerOnPage:
    """A line's answer."""

    name: str
    variance: str
    shares: tuple[tuple[str, str], ...]
    step: Step


def present(answers: Sequence[Answer], names: Mapping[str, str]) -> tuple[AnswerOnPage, ...]:
    """Each line's answer with its explanation."""
    return tuple(present_answer(answer, names.get(answer.line.code, answer.line.code)) for answer in answers)


def present_answer(answer: Answer, name: str) -> AnswerOnPage:
    """One line's answer with its explanation."""
    shares = tuple((party, bears_or_keeps(pence)) for party, pence in answer.shares_pence.items())
    return AnswerOnPage(name, over_or_under(answer.line.variance_pence), shares, _step(answer.explanation))


def _step(explanation: Explanation) -> Step:
    return Step(
        f"{explanation.words[:1].upper()}{explanation.words[1:]}.",
        tuple(_sum(explanation, part) for part in explanation.parts),
        tuple(_step(step) for step in explanation.steps),
    )


def _sum(explanation: Explanation, part: Part) -> str:
    total = sum(each.weight for each in explanation.parts)
    exactly = f"{pounds(explanation.amount_pence)} × {part.weight:,} ÷ {total:,} = {pounds(part.whole_pence)}"
    rest = f" and {abs(part.remainder):,}/{total:,} of a penny" if part.remainder else ""
    penny = ", rounded up by the penny left over" if part.penny else ", rounded down" if part.remainder else ""
    return (
        f"{part.party}: {exactly}{rest}{penny}; together {pounds(part.pence)}" if penny else f"{part.party}: {exactly}"
    )
