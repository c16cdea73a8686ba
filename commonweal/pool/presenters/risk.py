"""Risk share, explained so that a treasurer can check it with a pencil."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.ledger.allocation import Part
from commonweal.engine.ledger.riskshare import RESERVE, Answer, Explanation, stays_with
from commonweal.engine.money import pounds
from commonweal.pool.presenters.figures import in_thousands, kept
from commonweal.pool.presenters.words import bears_or_keeps, over_or_under


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the explanation: its sentence, its sums, the steps under it."""

    words: str
    sums: tuple[str, ...]
    steps: tuple[Step, ...]


@dataclass(frozen=True, slots=True)
class AnswerOnPage:
    """A line's answer; `code` names the line that a what-if can start from."""

    code: str
    name: str
    variance: str
    shares: tuple[tuple[str, str], ...]
    step: Step


@dataclass(frozen=True, slots=True)
class RiskPage:
    """Every line together: the sentence, the figure, the table."""

    lead: str
    figure: Figure | None
    table: Table
    answers: tuple[AnswerOnPage, ...]


def present(answers: Sequence[Answer], names: Mapping[str, str], partners: Mapping[str, str], basis: str) -> RiskPage:
    """The lines together and one by one; `basis` says on which spending."""
    return RiskPage(
        _lead(answers, partners, basis),
        _figure(answers, names, basis),
        _table(answers, names, partners),
        tuple(present_answer(answer, names.get(answer.line.code, answer.line.code), partners) for answer in answers),
    )


def _called(party: str, partners: Mapping[str, str]) -> str:
    """A party's name: a partner's own, or the risk reserve."""
    return "The risk reserve" if party == RESERVE else partners.get(party, party)


def _totals(answers: Sequence[Answer]) -> dict[str, int]:
    totals: dict[str, int] = {}
    for answer in answers:
        for party, pence in answer.shares_pence.items():
            totals[party] = totals.get(party, 0) + pence
    return totals


def _lead(answers: Sequence[Answer], partners: Mapping[str, str], basis: str) -> str:
    if not answers:
        return "Nothing is budgeted for this year."
    variance = over_or_under(sum(answer.line.variance_pence for answer in answers))
    totals = sorted(_totals(answers).items())
    shares = "; ".join(f"{_called(party, partners)} {bears_or_keeps(pence)}" for party, pence in totals)
    return f"{basis} the pool is {variance}: {shares}."


def _table(answers: Sequence[Answer], names: Mapping[str, str], partners: Mapping[str, str]) -> Table:
    totals = _totals(answers)
    parties = [*partners, *([RESERVE] if RESERVE in totals else [])]
    rows = []
    for answer in answers:
        shares = (pounds(answer.shares_pence.get(party, 0)) for party in parties)
        name = names.get(answer.line.code, answer.line.code)
        rows.append((name, pounds(answer.line.variance_pence), *shares))
    whole = sum(answer.line.variance_pence for answer in answers)
    rows.append(("Together", pounds(whole), *(pounds(totals.get(party, 0)) for party in parties)))
    headers = (
        "Scheme",
        "Over (plus) or under (minus)",
        *(_called(party, partners) for party in parties),
    )
    return Table(headers, tuple(rows))


def _figure(answers: Sequence[Answer], names: Mapping[str, str], basis: str) -> Figure | None:
    moved = [answer for answer in answers if answer.line.variance_pence]
    if not moved:
        return None
    largest = max(moved, key=lambda answer: abs(answer.line.variance_pence))
    bars = tuple(
        Bar(
            f"{names.get(answer.line.code, answer.line.code)}, {'over' if answer.line.variance_pence > 0 else 'under'}",
            in_thousands(abs(answer.line.variance_pence)),
            highlighted=answer.line.variance_pence > 0,
        )
        for answer in moved
    )
    about = About(
        id="variances",
        headline=f"{names.get(largest.line.code, largest.line.code)} is {over_or_under(largest.line.variance_pence)}",
        subtitle=f"{basis}: spending against contribution by scheme, thousands of pounds; overspends are dark",
        source="this fund's budget, forecasts and books",
        unit="thousand pounds",
    )
    return kept().figure(BarFigure(about, bars, label_heading="Scheme"))


def present_answer(answer: Answer, name: str, partners: Mapping[str, str]) -> AnswerOnPage:
    """One line's answer with its explanation, the partners by their names."""
    shares = tuple((_called(party, partners), bears_or_keeps(pence)) for party, pence in answer.shares_pence.items())
    variance = over_or_under(answer.line.variance_pence)
    return AnswerOnPage(answer.line.code, name, variance, shares, _step(answer.explanation, partners))


def _step(explanation: Explanation, partners: Mapping[str, str]) -> Step:
    words = explanation.words
    if explanation.rule == "lead":
        (lead,) = explanation.shares_pence
        words = stays_with(_called(lead, partners), explanation.amount_pence)
    return Step(
        f"{words[:1].upper()}{words[1:]}.",
        tuple(_sum(explanation, part, _called(part.party, partners)) for part in explanation.parts),
        tuple(_step(step, partners) for step in explanation.steps),
    )


def _sum(explanation: Explanation, part: Part, name: str) -> str:
    total = sum(each.weight for each in explanation.parts)
    exactly = f"{pounds(explanation.amount_pence)} × {part.weight:,} ÷ {total:,} = {pounds(part.whole_pence)}"
    rest = f" and {abs(part.remainder):,}/{total:,} of a penny" if part.remainder else ""
    penny = ", rounded up by the penny left over" if part.penny else ", rounded down" if part.remainder else ""
    return f"{name}: {exactly}{rest}{penny}; together {pounds(part.pence)}" if penny else f"{name}: {exactly}"
