"""Kinds of rule that add money up: balance, minimums, allocations, grants handed down, formulas over sums."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from fractions import Fraction
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.counting import counted
from commonweal.engine.rulebook.formula import BadFormula, read_formula
from commonweal.engine.rulebook.kinds_rows import View, fits, label, say
from commonweal.engine.rulebook.model import Rule
from commonweal.engine.rulebook.plan import in_year
from commonweal.engine.rulebook.tables import Row, address


def sum_equals(rule: Rule, view: View) -> Iterator[Finding]:
    """Group by group and year by year, a section's money equals another's."""
    by, kind = rule.parameters["by"], rule.parameters["list"]
    for place, year in enumerate(view.rulebook.years):
        here = _sums(view.rows[rule.section], by, place)
        there = _sums(view.rows[rule.parameters["against"]], by, place)
        for group in dict.fromkeys([*here, *there]):
            left, right = here.get(group, 0), there.get(group, 0)
            if left != right:
                money = {"here": pounds(left), "there": pounds(right), "difference": pounds(abs(left - right))}
                more = "more" if left > right else "less"
                words = {"group": label(view, kind, group), "year": shown_year(year), "more_or_less": more, **money}
                yield say(rule, address(rule.section, group), **words)


def at_least_minimum(rule: Rule, view: View) -> Iterator[Finding]:
    """What counts towards a minimum reaches it, in each year for which it is known."""
    minimum = view.rulebook.find("minimum", rule.parameters["minimum"])
    for place, need in enumerate(view.allocations.required_pence.get(minimum.id, ())[: len(view.rulebook.years)]):
        got = counted(view.plan, view.rulebook, minimum, place)
        if got < need:
            money = {"planned": pounds(got), "required": pounds(need), "short": pounds(need - got)}
            yield say(rule, address("lines"), name=minimum.name, year=shown_year(view.rulebook.years[place]), **money)


def adds_up_to_allocation(rule: Rule, view: View) -> Iterator[Finding]:
    """Income from each published source equals what is published: by contributor where that is known, and in all."""
    for source, totals in view.allocations.published_pence.items():
        rows = [row for row in view.rows["income"] if row.values["source"] == source]
        parts = [one for one in view.allocations.contributions if one.source == source]
        for place, year in enumerate(view.rulebook.years[: len(totals)]):
            brought = _sums(rows, "contributor", place)
            wanted = {one.contributor: in_year(one.amounts_pence, place) for one in parts}
            for contributor in dict.fromkeys([*wanted, *brought]) if wanted else ():
                got, want = brought.get(contributor, 0), wanted.get(contributor, 0)
                yield from _unequal(rule, view, source, contributor, year, got, want)
            if not wanted:
                yield from _unequal(rule, view, source, "", year, sum(brought.values()), totals[place])


def _unequal(
    rule: Rule, view: View, source: str, contributor: str, year: int, got_pence: int, want_pence: int
) -> Iterator[Finding]:
    if got_pence != want_pence:
        key = f"{source}/{contributor}" if contributor else source
        who = contributor or "all contributors"
        money = {"entered": pounds(got_pence), "published": pounds(want_pence)}
        words = {"group": label(view, "funding_source", source), "contributor": who, "year": shown_year(year), **money}
        yield say(rule, address("income", key, "amounts_pence"), **words)


def passed_down(rule: Rule, view: View) -> Iterator[Finding]:
    """In a two-tier area each district is handed its share in full, unless it agreed to another use of it."""
    handed = {row.key: row for row in view.rows["handed_down"]}
    for share in view.allocations.districts:
        source = view.rulebook.find("funding_source", share.source)
        row = handed.get(key := f"{share.source}/{share.district}")
        if source is None or not source.is_passed_down or (row and row.values["agreed_other_use"]):
            continue
        for place, year in enumerate(view.rulebook.years[: len(share.amounts_pence)]):
            got, want = _in_row(row, place), share.amounts_pence[place]
            if got != want:
                money = {"handed_down": pounds(got), "share": pounds(want), "difference": pounds(abs(want - got))}
                words = {"district": share.district, "group": source.name, "year": shown_year(year), **money}
                yield say(rule, address("handed_down", key, "amounts_pence"), **words)


def formula_holds(rule: Rule, view: View) -> Iterator[Finding]:
    """A formula over sums of money (in pence) does not come below nothing, in any year."""
    formula = read_formula(rule.parameters["formula"])
    for place, year in enumerate(view.rulebook.years):
        terms = {name: _term(view, one, place) for name, one in rule.parameters["terms"].items()}
        try:
            value = formula.work(terms)
        except BadFormula:  # divided by a sum of nothing: there is nothing to hold
            continue
        if value < 0:
            yield say(rule, address(rule.section), year=shown_year(year), short=pounds(-int(value)))


def shown_year(year: int) -> str:
    """`2025-26`."""
    return f"{year}-{(year + 1) % 100:02d}"


def _term(view: View, term: Any, place: int) -> Fraction:
    if not isinstance(term, Mapping):
        return Fraction(term)
    rows = view.rows[term["section"]]
    return Fraction(sum(_in_row(row, place) for row in rows if fits(row, term.get("when", {}))))


def _sums(rows: tuple[Row, ...] | list[Row], by: str, place: int) -> dict[str, int]:
    sums: dict[str, int] = defaultdict(int)
    for row in rows:
        sums[str(row.values[by])] += _in_row(row, place)
    return dict(sums)


def _in_row(row: Row | None, place: int) -> int:
    return in_year(row.values["amounts_pence"], place) if row else 0  # type: ignore[arg-type]
