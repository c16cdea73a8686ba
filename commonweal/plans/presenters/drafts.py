"""What a draft came to before anybody keeps it, beside the plan it was made from."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from commonweal.charts.figure import Table
from commonweal.engine.findings import Finding, Severity
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.drafting import Rolled
from commonweal.engine.rulebook.model import Item, Rulebook
from commonweal.engine.rulebook.plan import Plan, in_year, whole
from commonweal.engine.rulebook.sections import year_name
from commonweal.plans.presenters.cells import name_of
from commonweal.plans.presenters.words import count


@dataclass(frozen=True, slots=True)
class Came:
    """The draft in words, its money, and what a person must look at."""

    lead: str
    money: Table
    findings: tuple[Finding, ...]


def sources_of(last: Plan) -> list[str]:
    """The sources that a plan has money from or spends."""
    spent = (line.source for scheme in last.schemes for line in scheme.lines)
    return list(dict.fromkeys([*(one.source for one in last.income), *spent]))


def unknown_to(rulebook: Rulebook, last: Plan) -> list[tuple[str, str, list[tuple[str, str]]]]:
    """Sources and scheme types that the round does not know, each with what there is in it to choose from."""

    def asked(kind: str, keys: list[str]) -> Iterator[tuple[str, str, list[tuple[str, str]]]]:
        for key in dict.fromkeys(keys):
            if key and rulebook.find(kind, key) is None:
                yield key, key, [(one.id, one.name) for one in rulebook.items(kind)]

    types = [scheme.type for scheme in last.schemes if scheme.type]
    return [*asked("funding_source", sources_of(last)), *asked("scheme_type", types)]


def drafted(
    last: Plan, old: Rulebook, rolled: Rolled, rulebook: Rulebook, left: int, renamed: Mapping[str, str]
) -> Came:
    """A draft on an earlier plan; `left`: how many things its checks would still want put right."""
    before, after = (_last_year(last), sum(in_year(one.amounts_pence, 0) for one in rolled.plan.income))
    first = year_name(rulebook.years[0])
    lead = (
        f"{pounds(before)} of income in {year_name(old.years[-1])} becomes {pounds(after)} in {first}; "
        f"{count(left, 'thing')} would be left to put right."
    )
    headers = ("Source", f"Income {year_name(old.years[-1])}", f"Income {first}", f"Planned spending {first}")
    return Came(lead, Table(headers, tuple(_by_source(last, rolled.plan, rulebook, renamed))), rolled.findings)


def _last_year(plan: Plan) -> int:
    return sum((one.amounts_pence[-1] or 0) if one.amounts_pence else 0 for one in plan.income)


def _by_source(last: Plan, plan: Plan, rulebook: Rulebook, renamed: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    lines = [line for scheme in plan.schemes for line in scheme.lines]
    for source in sources_of(plan):
        had = [one for one in last.income if renamed.get(one.source, one.source) == source]
        before = sum((one.amounts_pence[-1] or 0) if one.amounts_pence else 0 for one in had)
        income = sum(in_year(one.amounts_pence, 0) for one in plan.income if one.source == source)
        spent = sum(in_year(line.amounts_pence, 0) for line in lines if line.source == source)
        name = name_of(rulebook, "funding_source", source) or "No source chosen"
        yield (name, *map(pounds, (before, income, spent)))


def published_rows(plan: Plan, allocations: Allocations) -> dict[tuple[str, str], tuple[int, ...]]:
    """What is published by source and contributor; a source without parts goes to whom alone it was drafted for."""
    found = {(one.source, one.contributor): one.amounts_pence for one in allocations.contributions}
    parted = {source for source, _ in found}
    for source, amounts in allocations.published_pence.items():
        drafted = [one.contributor for one in plan.income if one.source == source]
        if source not in parted and len(drafted) == 1:
            found[source, drafted[0]] = amounts
    return found


def rolled_on(plan: Plan, rolled: Rolled, rulebook: Rulebook, found: tuple[Finding, ...]) -> Came:
    """The plan with the published amounts in place of the drafted ones."""
    before, after = (sum(whole(one.amounts_pence) for one in some.income) for some in (plan, rolled.plan))
    errors = sum(one.severity is Severity.ERROR for one in found)
    lead = (
        f"{pounds(before)} as drafted becomes {pounds(after)} as published; "
        f"{count(errors, 'thing')} would be left to put right."
    )
    was = {(one.source, one.contributor): whole(one.amounts_pence) for one in plan.income}
    rows = tuple(
        (
            f"{name_of(rulebook, 'funding_source', one.source) or 'No source chosen'}, {one.contributor}",
            pounds(was[one.source, one.contributor]) if (one.source, one.contributor) in was else "Not drafted",
            pounds(whole(one.amounts_pence)),
        )
        for one in rolled.plan.income
    )
    return Came(lead, Table(("Income", "Drafted", "With what is published"), rows), rolled.findings)


def named(rulebook: Rulebook, kind: str, keys: list[str]) -> list[tuple[str, str]]:
    """Keys with their names."""
    entries: Mapping[str, Item] = {one.id: one for one in rulebook.items(kind)}
    return [(key, entries[key].name if key in entries else key) for key in keys if key]
