"""Who bears an overspend and who keeps an underspend: rules as values, answers to the penny, each with its explanation.

Variance is spending minus contribution: plus is an overspend, minus an underspend. Whatever the rule, the shares of a
line come to its variance, the risk reserve's share among them. Forecast and outturn are the same computation on
different spending. The rules are those of published section 75 agreements; a place's choice is data (`riskrules`).
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from commonweal.engine.findings import Finding, error
from commonweal.engine.ledger.allocation import Part, allocate
from commonweal.engine.money import pounds

RESERVE = "risk reserve"  # bears and keeps like a partner


@dataclass(frozen=True, slots=True)
class Own:
    """Each partner keeps the variance that arose on its own money."""


@dataclass(frozen=True, slots=True)
class Fixed:
    """Divided by fixed weights, such as 60 and 40; whole numbers that sum above nothing."""

    weights: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Proportional:
    """Divided as the partners' contributions to the line stand."""


@dataclass(frozen=True, slots=True)
class Lead:
    """One partner bears and keeps all."""

    partner: str


@dataclass(frozen=True, slots=True)
class Tier:
    """One band of a variance: its width in pence (None: the rest) and the rule for what falls in it."""

    width_pence: int | None
    rule: Rule


@dataclass(frozen=True, slots=True)
class Tiered:
    """The variance fills bands from nothing outwards, over- and underspends alike; the last band has no width."""

    tiers: tuple[Tier, ...]


@dataclass(frozen=True, slots=True)
class RiskPool:
    """The reserve pays overspends while it lasts, then `then`; underspends go into it, or follow `then`."""

    then: Rule
    keeps_underspend: bool = True


Rule = Own | Fixed | Proportional | Lead | Tiered | RiskPool


def capped(rule: Rule, cap_pence: int, then: Rule | None = None) -> Tiered:
    """By `rule` up to a cap, beyond it each its own (or by `then`): two bands."""
    return Tiered((Tier(cap_pence, rule), Tier(None, then or Own())))


@dataclass(frozen=True, slots=True)
class Position:
    """A partner on a line: what it contributes, and what is spent from its money (forecast or outturn), in pence."""

    partner: str
    contribution_pence: int
    spending_pence: int

    @property
    def variance_pence(self) -> int:
        """Plus: overspent."""
        return self.spending_pence - self.contribution_pence


@dataclass(frozen=True, slots=True)
class Line:
    """A budget line with its rule; partners in the order of the agreement, each once."""

    code: str
    positions: tuple[Position, ...]
    rule: Rule

    @property
    def variance_pence(self) -> int:
        """The line's whole variance."""
        return sum(position.variance_pence for position in self.positions)


@dataclass(frozen=True, slots=True)
class Explanation:
    """One step of the answer: what was divided, in which words, into which shares; `parts` and `steps` show how.

    A step is either divided by weights (`parts`), or made of smaller steps (`steps`), or stands as given (neither).
    """

    rule: str
    amount_pence: int
    words: str
    shares_pence: Mapping[str, int]
    parts: tuple[Part, ...] = ()
    steps: tuple[Explanation, ...] = ()


@dataclass(frozen=True, slots=True)
class Answer:
    """A line's shares with their explanation, and the reserve before and after."""

    line: Line
    explanation: Explanation
    reserve_before_pence: int
    reserve_after_pence: int

    @property
    def shares_pence(self) -> Mapping[str, int]:
        """What each partner, and the reserve where it takes part, bears (plus) or keeps (minus)."""
        return self.explanation.shares_pence


def check_line(line: Line) -> list[Finding]:
    """What keeps a line's variance from being shared: a partner named twice, contributions without proportion."""
    where, found = f"line {line.code}", []
    if len({position.partner for position in line.positions}) != len(line.positions):
        found.append(
            error("partner-twice", where, "A partner is named twice.", "Put its contribution and spending in one row.")
        )
    if any(position.contribution_pence < 0 for position in line.positions):
        found.append(
            error(
                "contribution-negative",
                where,
                "A contribution is below nothing.",
                "Give what the partner pays in; spending is its own figure.",
            )
        )
    elif _is_proportional(line.rule) and not any(position.contribution_pence for position in line.positions):
        message = "The rule divides by contributions, and there are none."
        found.append(
            error("contributions-missing", where, message, "Give the partners' contributions, or choose another rule.")
        )
    return found


def _is_proportional(rule: Rule) -> bool:
    if isinstance(rule, Tiered):
        return any(_is_proportional(tier.rule) for tier in rule.tiers)
    return _is_proportional(rule.then) if isinstance(rule, RiskPool) else isinstance(rule, Proportional)


def share(line: Line, reserve_pence: int = 0) -> Answer:
    """Divide a line's variance by its rule; `reserve_pence` is what the risk reserve holds before it.

    ValueError for a line in which `check_line` finds an error.
    """
    explanation = _divide(line.variance_pence, line.rule, line, reserve_pence)
    after_pence = reserve_pence - explanation.shares_pence.get(RESERVE, 0)
    return Answer(line, explanation, reserve_pence, after_pence)


def share_all(lines: Sequence[Line], reserve_pence: int = 0) -> tuple[Answer, ...]:
    """Divide line after line in the agreement's order, each finding the reserve as the one before left it."""
    answers: list[Answer] = []
    for line in lines:
        answers.append(share(line, reserve_pence))
        reserve_pence = answers[-1].reserve_after_pence
    return tuple(answers)


def recompute(explanation: Explanation) -> dict[str, int]:
    """The shares again, from the explanation alone, as a reader with a pencil would do it.

    ValueError where a step does not follow from what stands under it: that would be our own mistake.
    """
    if explanation.parts:
        total_weight = sum(part.weight for part in explanation.parts)
        for part in explanation.parts:
            if part.whole_pence * total_weight + part.remainder != explanation.amount_pence * part.weight:
                raise ValueError(
                    f"{part.party}'s part is not {explanation.amount_pence} x {part.weight} / {total_weight}"
                )
        shares = {part.party: part.pence for part in explanation.parts}
    elif explanation.steps:
        if sum(step.amount_pence for step in explanation.steps) != explanation.amount_pence:
            raise ValueError(f"the steps under {explanation.words!r} do not come to its amount")
        shares = _added([recompute(step) for step in explanation.steps])
    else:
        shares = dict(explanation.shares_pence)
    if sum(shares.values()) != explanation.amount_pence or shares != dict(explanation.shares_pence):
        raise ValueError(f"{explanation.words!r} does not follow from its parts")
    return shares


def _divide(amount_pence: int, rule: Rule, line: Line, reserve_pence: int) -> Explanation:
    if isinstance(rule, Own):
        return _own(amount_pence, line)
    if isinstance(rule, Fixed):
        return _weighted("fixed", amount_pence, _in_order(rule.weights, line), "by fixed shares")
    if isinstance(rule, Proportional):
        return _proportional(amount_pence, line)
    if isinstance(rule, Lead):
        return Explanation(
            "lead",
            amount_pence,
            stays_with(rule.partner, amount_pence),
            {rule.partner: amount_pence},
        )
    if isinstance(rule, Tiered):
        return _tiered(amount_pence, rule, line, reserve_pence)
    return _risk_pool(amount_pence, rule, line, reserve_pence)


def stays_with(lead: str, amount_pence: int) -> str:
    """The words of a step that the lead bears or keeps alone; a page has the partner's name where books have a code."""
    return f"{_named(amount_pence)} stays with the lead, {lead}"


def _in_order(weights: Mapping[str, int], line: Line) -> dict[str, int]:
    """The weights in the agreement's order of partners, which decides ties, whatever order the rule was kept in."""
    partners = [position.partner for position in line.positions]
    return {
        partner: weights[partner]
        for partner in [*partners, *sorted(weights.keys() - set(partners))]
        if partner in weights
    }


def _own(amount_pence: int, line: Line) -> Explanation:
    """All of the variance stays where it arose; a part of it is divided as the whole arose."""
    own_pence = {position.partner: position.variance_pence for position in line.positions}
    if amount_pence == line.variance_pence:
        return Explanation("own", amount_pence, f"{_named(amount_pence)} stays where it arose", own_pence)
    sign = 1 if line.variance_pence > 0 else -1
    weights = {partner: sign * pence for partner, pence in own_pence.items()}
    return _weighted("own", amount_pence, weights, f"as the line's {pounds(abs(line.variance_pence))} arose")


def _proportional(amount_pence: int, line: Line) -> Explanation:
    contributions = {position.partner: position.contribution_pence for position in line.positions}
    return _weighted("proportional", amount_pence, contributions, "by contributions to the line")


def _tiered(amount_pence: int, rule: Tiered, line: Line, reserve_pence: int) -> Explanation:
    sign = -1 if amount_pence < 0 else 1
    steps: list[Explanation] = []
    left_pence = abs(amount_pence)
    for tier in rule.tiers:
        in_band_pence = left_pence if tier.width_pence is None else min(left_pence, tier.width_pence)
        if in_band_pence or not steps:
            steps.append(_divide(sign * in_band_pence, tier.rule, line, reserve_pence))
            reserve_pence -= steps[-1].shares_pence.get(RESERVE, 0)
        left_pence -= in_band_pence
    return _composed(
        "tiered", amount_pence, f"{_named(amount_pence)} fills {len(steps)} of {len(rule.tiers)} bands", steps
    )


def _risk_pool(amount_pence: int, rule: RiskPool, line: Line, reserve_pence: int) -> Explanation:
    if amount_pence < 0:
        taken_pence = amount_pence if rule.keeps_underspend else 0
    else:
        taken_pence = min(amount_pence, max(reserve_pence, 0))
    verb = "goes into" if taken_pence < 0 else "is paid by"
    words = f"{_named(taken_pence)} {verb} the risk reserve of {pounds(reserve_pence)}"
    steps = [Explanation("reserve", taken_pence, words, {RESERVE: taken_pence})]
    if taken_pence != amount_pence:
        steps.append(_divide(amount_pence - taken_pence, rule.then, line, 0))
    return _composed("risk pool", amount_pence, f"{_named(amount_pence)}: the risk reserve first", steps)


def _weighted(rule: str, amount_pence: int, weights: Mapping[str, int], words: str) -> Explanation:
    parts = allocate(amount_pence, weights)
    return Explanation(
        rule,
        amount_pence,
        f"{_named(amount_pence)} is divided {words}",
        {part.party: part.pence for part in parts},
        parts,
    )


def _composed(rule: str, amount_pence: int, words: str, steps: list[Explanation]) -> Explanation:
    return Explanation(rule, amount_pence, words, _added([step.shares_pence for step in steps]), steps=tuple(steps))


def _added(several: Sequence[Mapping[str, int]]) -> dict[str, int]:
    total: Counter[str] = Counter()
    for shares in several:
        for party, pence in shares.items():
            total[party] += pence
    return dict(total)


def _named(amount_pence: int) -> str:
    if amount_pence == 0:
        return "no variance"
    return (
        f"an underspend of {pounds(-amount_pence)}" if amount_pence < 0 else f"an overspend of {pounds(amount_pence)}"
    )
