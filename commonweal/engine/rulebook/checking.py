"""What is wrong with a plan under its round's rules, in the rules' own words, with section, row and field."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from commonweal.engine.findings import Finding, Severity, error
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.kinds import RULE_KINDS
from commonweal.engine.rulebook.kinds_rows import View
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.tables import read_address, rows_of


def check(plan: Plan, rulebook: Rulebook, allocations: Allocations, waived: Iterable[str] = ()) -> tuple[Finding, ...]:
    """Every finding, in the order of the round's rules; the rules waived for this area are left out."""
    view, left_out = View(plan, rulebook, allocations, rows_of(plan, rulebook)), set(waived)
    found = [*_check_round(plan, rulebook), *_check_years(view)]
    for rule in rulebook.rule:
        if rule.id not in left_out:
            found += RULE_KINDS[rule.kind].check(rule, view)
    return tuple(found)


def complete(findings: Iterable[Finding], sections: Iterable[str]) -> dict[str, bool]:
    """The checklist: whether each section is without an error."""
    broken = {read_address(one.where)[0] for one in findings if one.severity is Severity.ERROR}
    return {section: section not in broken for section in sections}


def _check_round(plan: Plan, rulebook: Rulebook) -> list[Finding]:
    if plan.round == rulebook.id:
        return []
    message = f"The plan is of round {plan.round!r}, the rules are of {rulebook.id!r}."
    return [error("plan-round", "plan", message, "Roll the plan onto the round first.")]


def _check_years(view: View) -> Iterator[Finding]:
    """Money and outputs have one place for each year: a fault of whoever made the value, told all the same."""
    years = len(view.rulebook.years)
    for section in ("income", "handed_down", "lines", "schemes"):
        name = "outputs" if section == "schemes" else "amounts_pence"
        for row in view.rows[section]:
            values = row.values[name]
            if isinstance(values, tuple) and len(values) != years and not (name == "outputs" and not values):
                message = f"It has {len(values)} years, the round has {years}."
                yield error("plan-years", row.where(name), message, "Give one amount for each year of the round.")
