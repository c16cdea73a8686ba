"""The pool's worked cases as a page of the reference, from the tables that its tests read."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from commonweal.engine.money import pounds

Table = Callable[[Sequence[str], Iterable[Sequence[object]]], str]

INTRODUCTION = (
    "# The pool: worked cases\n\nThese cases are the tests of `tests/spec`; each is reckoned by hand. The figures are "
    "illustrative unless said.\n"
)


def page(cases: Mapping[str, list[dict[str, Any]]], table: Table) -> str:
    """Accounts by control, money that ends, spending before approval."""
    parts = [INTRODUCTION, "\n## Each partner's accounts by control\n"]
    parts += [_control(case, table) for case in cases["control"]]
    parts.append("\n## Money that ends\n")
    parts += [_ending(case, table) for case in cases["ending"]]
    parts.append("\n## Spending before approval\n")
    parts += [_exposure(case, table) for case in cases["exposure"]]
    return "".join(parts)


def _control(case: Mapping[str, Any], table: Table) -> str:
    facts = [(f"Money of {partner}", pounds(pence)) for partner, pence in case["contributions"].items()]
    facts += [("Charges", pounds(case["outside_income_pence"])), ("Expenditure", pounds(case["expenditure_pence"]))]
    facts += [(f"Share of {partner}", weight) for partner, weight in case["weights"].items()]
    shown = [(partner, *map(pounds, numbers)) for partner, numbers in case["expected"].items()]
    headings = ("Partner", "Expenditure", "Charges", "From the other partners", "Net cost")
    holder = f", held by {case['holder']}" if case["holder"] else ""
    return (
        f"\n### {case['title']}\n\nFinding: {case['control']}{holder}.\n\n{table(('', ''), facts)}\n"
        f"{table(headings, shown)}\n{case['by_hand']}\n"
    )


def _ending(case: Mapping[str, Any], table: Table) -> str:
    years = [
        (year, pounds(case["phases"].get(year, 0)), pounds(pence)) for year, pence in sorted(case["uncovered"].items())
    ]
    needs = [(scheme, year, pounds(pence), "yes" if goes_on else "") for scheme, year, pence, goes_on in case["needs"]]
    costs = f"{table(('Scheme', 'Year', 'Cost', 'Goes on'), needs)}\n" if needs else ""
    said = ", ".join(case["findings"]) or "none"
    return (
        f"\n### {case['title']}\n\n{pounds(case['total_pence'])} over {case['year_count']} years from April "
        f"{case['first_year']}.\n\n{costs}{table(('Year', 'Money', 'Costs without money'), years)}\n"
        f"Findings on {case['today']}: {said}.\n\n{case['by_hand']}\n"
    )


def _exposure(case: Mapping[str, Any], table: Table) -> str:
    monthly = [(scheme, track, pounds(pence)) for scheme, track, pence in case["monthly"]]
    days = ", ".join(f"{track} on {day}" for track, day in case["approved"].items()) or "none"
    risk = zip(case["nhs_at_risk"], case["grants_at_risk"], strict=True)
    rows = [(count, pounds(nhs), pounds(grants)) for count, (nhs, grants) in enumerate(risk, 1)]
    return (
        f"\n### {case['title']}\n\nSpent on the 28th of each month from April {case['year']}; approvals: {days}.\n\n"
        f"{table(('Scheme', 'Track', 'Each month'), monthly)}\n"
        f"{table(('Month', 'NHS minimum at risk', 'Grants at risk'), rows)}\n{case['by_hand']}\n"
    )
