"""A plan on one page for a Board: what is promised, what it costs, for whom, how it is measured, who signed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction

from commonweal.charts.figure import Table
from commonweal.engine.findings import Severity
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.model import Better, Rulebook
from commonweal.engine.rulebook.plan import Plan, whole
from commonweal.engine.rulebook.procedure import State
from commonweal.plans.presenters.cells import name_of, number
from commonweal.plans.presenters.home import Facts, Step, steps
from commonweal.plans.presenters.money import NOT_NAMED, by_area_of_spend, spent_pence
from commonweal.plans.presenters.words import STATES, count

MOST_SHOWN = 6
MILLION_PENCE = 100_000_000


@dataclass(frozen=True, slots=True)
class Summary:
    """The page's parts in their order; every sentence is made from the plan."""

    heading: str
    lead: str
    promised: tuple[str, ...]
    comes_from: Table
    spent_on: Table
    for_whom: tuple[str, ...]
    measured: tuple[str, ...]
    signed: tuple[Step, ...]
    signed_words: str
    standing: str


def present(facts: Facts) -> Summary:
    """The Board's page."""
    plan, rulebook = facts.content, facts.rulebook
    return Summary(
        heading=_heading(facts),
        lead=_lead(facts),
        promised=tuple(_promised(plan, rulebook)),
        comes_from=_table("Comes from", _by_source(plan, rulebook)),
        spent_on=_table("Spent on", by_type(plan, rulebook)),
        for_whom=tuple(_for_whom(plan, rulebook)),
        measured=tuple(_measured(plan, rulebook)),
        signed=tuple(one for one in steps(facts) if one.at),
        signed_words=_signed(facts),
        standing=_standing(facts),
    )


def _years(rulebook: Rulebook) -> str:
    return f"{rulebook.years[0]} to {rulebook.years[-1] + 1}"


def _heading(facts: Facts) -> str:
    spent = spent_pence(facts.content)
    if not spent:
        return f"{facts.area} has not planned any spending yet"
    return f"{facts.area} plans to spend {short(spent)} on joined-up care in {_years(facts.rulebook)}"


def _lead(facts: Facts) -> str:
    plan = facts.content
    income = sum(whole(one.amounts_pence) for one in plan.income)
    contributors = len({one.contributor for one in plan.income})
    areas = by_area_of_spend(plan, facts.rulebook)
    if not areas or not spent_pence(plan):
        return f"{count(contributors, 'partner').capitalize()} with money so far; no scheme with money is written down."
    name, most = next(iter(areas.items()))
    share = round(100 * most / spent_pence(plan))
    bring = "brings" if contributors == 1 else "bring"
    told = f"{count(contributors, 'partner')} {bring} {short(income)} for {count(len(plan.schemes), 'scheme')}"
    said = f"the largest part, {share}%, goes to {name}" if name != NOT_NAMED else "most of it has no area of spend yet"
    return f"{told[:1].upper()}{told[1:]}; {said}."


def short(amount_pence: int) -> str:
    """£62.8 million; £508,000 as it is."""
    if abs(amount_pence) < MILLION_PENCE:
        return pounds(amount_pence)
    return f"{'-' if amount_pence < 0 else ''}£{abs(amount_pence) / MILLION_PENCE:,.1f} million"


def _promised(plan: Plan, rulebook: Rulebook) -> Iterator[str]:
    answers = {one.condition: one for one in plan.answers}
    for condition in rulebook.condition:
        answer = answers.get(condition.id)
        if answer is None or answer.is_met is None:
            yield f"{condition.name}: not answered yet."
        elif answer.is_met:
            yield f"{condition.name}: met."
        else:
            until = f", by {answer.by.day} {answer.by:%B %Y}" if answer.by else ""
            yield f"{condition.name}: not met yet{until}. {answer.action}".strip()


def _by_source(plan: Plan, rulebook: Rulebook) -> dict[str, int]:
    sums: dict[str, int] = {}
    for one in plan.income:
        name = name_of(rulebook, "funding_source", one.source) or "No source chosen"
        sums[name] = sums.get(name, 0) + whole(one.amounts_pence)
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def by_type(plan: Plan, rulebook: Rulebook) -> dict[str, int]:
    """Planned spending by scheme type, the largest first."""
    sums: dict[str, int] = {}
    for scheme in plan.schemes:
        name = name_of(rulebook, "scheme_type", scheme.type) or "No type named"
        sums[name] = sums.get(name, 0) + sum(whole(line.amounts_pence) for line in scheme.lines)
    return dict(sorted(sums.items(), key=lambda item: -item[1]))


def _table(heading: str, sums: dict[str, int]) -> Table:
    """The largest, and the rest in one row; whole pounds are enough for a Board, pence where there are any."""
    items = list(sums.items())
    rows = [(name, pounds(pence)) for name, pence in items[:MOST_SHOWN]]
    if rest := items[MOST_SHOWN:]:
        rows.append((f"{len(rest):,} more", pounds(sum(pence for _, pence in rest))))
    rows.append(("All", pounds(sum(sums.values()))))
    return Table((heading, "Amount"), tuple(rows))


def _for_whom(plan: Plan, rulebook: Rulebook) -> Iterator[str]:
    objectives: dict[str, int] = {}
    for scheme in plan.schemes:
        if scheme.objective:
            name = name_of(rulebook, "objective", scheme.objective)
            objectives[name] = objectives.get(name, 0) + sum(whole(line.amounts_pence) for line in scheme.lines)
    for name, pence in sorted(objectives.items(), key=lambda item: -item[1]):
        yield f"{name}: {short(pence)}."
    for unit, people in _outputs(plan, rulebook).items():
        yield f"{number(people)} {unit} are planned from schemes that count them."
    demand = sum((one or 0 for row in plan.capacity if row.is_demand for one in row.months), Fraction(0))
    capacity = sum((one or 0 for row in plan.capacity if not row.is_demand for one in row.months), Fraction(0))
    if demand or capacity:
        told = f"{number(demand)} people are expected to need help on leaving hospital or to stay out of it"
        yield f"{told}; there is room for {number(capacity)}."


def _outputs(plan: Plan, rulebook: Rulebook) -> dict[str, Fraction]:
    found: dict[str, Fraction] = {}
    for scheme in plan.schemes:
        kind = rulebook.find("scheme_type", scheme.type)
        unit = kind.unit_of(scheme.sub_type) if kind else ""
        planned = sum((one or 0 for one in scheme.outputs), Fraction(0))
        if unit and planned:
            found[unit] = found.get(unit, Fraction(0)) + planned
    return found


def _measured(plan: Plan, rulebook: Rulebook) -> Iterator[str]:
    planned = {one.metric: [value for value in one.values if value is not None] for one in plan.trajectories}
    for metric in rulebook.metric:
        values = planned.get(metric.id, [])
        wanted = "lower" if metric.better is Better.LOW else "higher"
        if not values:
            yield f"{metric.name}: no plan yet ({wanted} is better)."
        else:
            first, last = number(values[0]), number(values[-1])
            told = f"from {first} to {last}" if first != last else f"{first} throughout"
            yield f"{metric.name}: {told}, in {metric.unit} ({wanted} is better)."


def _signed(facts: Facts) -> str:
    there = sum(one.at is not None for one in steps(facts))
    missing = [f"{one.name} ({one.partner})" for one in steps(facts) if one.at is None]
    if not missing:
        return f"All {there:,} signatures are there."
    return f"{count(there, 'signature').capitalize()} there; missing: {'; '.join(missing)}."


def _standing(facts: Facts) -> str:
    errors = sum(one.severity is Severity.ERROR for one in facts.findings)
    state = STATES[facts.record.state][0]
    if facts.record.state is State.DRAFT and errors:
        return f"This is a draft with {count(errors, 'thing')} left to put right under the round's rules."
    return f"State of the plan: {state.lower()}."
