"""Planning before guidance exists: last year's plan with an uplift that one only guesses, and rolled onto the round."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction

from commonweal.engine.findings import Finding, note, warning
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Income, Line, Pence, Plan, Scheme
from commonweal.engine.rulebook.tables import address


@dataclass(frozen=True, slots=True)
class Rolled:
    """A plan on a new round, and what a person must look at: what the round no longer knows, what was made up."""

    plan: Plan
    findings: tuple[Finding, ...]


def draft(
    last: Plan, rulebook: Rulebook, uplifts: Mapping[str, Fraction], renamed: Mapping[str, str] | None = None
) -> Rolled:
    """Last year's plan as a draft of the round: `uplifts` by source (3.9% is Fraction(39, 1000)), none: unchanged.

    Money is that of the last year of the old round, carried through the years of the new one, each line to the whole
    pound, half to the even; income is the sum of its lines where they were equal before, so that a plan that balanced
    still does. `renamed` says which source or scheme type goes on under another id.
    """
    names = renamed or {}
    years = len(rulebook.years)
    schemes = tuple(_scheme(one, uplifts, names, years) for one in last.schemes)
    plan = Plan(
        round=rulebook.id,
        area=last.area,
        income=_income(last, schemes, uplifts, names, years),
        schemes=schemes,
        narrative=tuple(one for one in last.narrative if rulebook.find("narrative", one.part)),
        contacts=last.contacts,
    )
    return Rolled(plan, tuple(_look_at(last, plan, rulebook)))


def _uplifted(amounts_pence: Pence, uplift: Fraction, years: int) -> tuple[int, ...]:
    pence, made = (amounts_pence[-1] or 0) if amounts_pence else 0, []
    for _ in range(years):
        pence = round(Fraction(pence, 100) * (1 + uplift)) * 100 if uplift else pence
        made.append(pence)
    return tuple(made)


def _scheme(scheme: Scheme, uplifts: Mapping[str, Fraction], names: Mapping[str, str], years: int) -> Scheme:
    lines = tuple(_line(line, uplifts, names, years) for line in scheme.lines)
    outputs = (scheme.outputs[-1],) * years if scheme.outputs else ()
    return replace(scheme, type=names.get(scheme.type, scheme.type), lines=lines, outputs=outputs, is_new=False)


def _line(line: Line, uplifts: Mapping[str, Fraction], names: Mapping[str, str], years: int) -> Line:
    source = names.get(line.source, line.source)
    amounts = _uplifted(line.amounts_pence, uplifts.get(source, Fraction(0)), years)
    return replace(line, source=source, amounts_pence=amounts)


def _income(
    last: Plan, schemes: tuple[Scheme, ...], uplifts: Mapping[str, Fraction], names: Mapping[str, str], years: int
) -> tuple[Income, ...]:
    made: dict[tuple[str, str], Income] = {}
    for one in last.income:
        source = names.get(one.source, one.source)
        amounts = _uplifted(one.amounts_pence, uplifts.get(source, Fraction(0)), years)
        if (before := made.get((source, one.contributor))) is not None:
            amounts = tuple(a + (b or 0) for a, b in zip(amounts, before.amounts_pence, strict=True))
        made[source, one.contributor] = replace(one, source=source, amounts_pence=amounts)
    return tuple(_balanced(made, schemes, last, names))


def _balanced(
    made: Mapping[tuple[str, str], Income], schemes: tuple[Scheme, ...], last: Plan, names: Mapping[str, str]
) -> list[Income]:
    """Rounding line by line moves a source by some pounds: its first contributor takes them if it balanced before."""
    rows, seen = [], set()
    for one in made.values():
        if one.source not in seen and _left_over(last, one.source, names) == 0:
            brought = _by_year(row.amounts_pence for row in made.values() if row.source == one.source)
            planned = _by_year(
                line.amounts_pence for scheme in schemes for line in scheme.lines if line.source == one.source
            )
            moved = zip(one.amounts_pence, planned or (0,) * len(brought), brought, strict=True)
            one = replace(one, amounts_pence=tuple((own or 0) + to - had for own, to, had in moved))
        seen.add(one.source)
        rows.append(one)
    return rows


def _by_year(amounts: Iterable[Pence]) -> tuple[int, ...]:
    return tuple(sum(pence or 0 for pence in year) for year in zip(*amounts, strict=True))


def _left_over(last: Plan, source: str, names: Mapping[str, str]) -> int:
    def final(amounts_pence: Pence) -> int:
        return (amounts_pence[-1] or 0) if amounts_pence else 0

    income = sum(final(one.amounts_pence) for one in last.income if names.get(one.source, one.source) == source)
    lines = (line for scheme in last.schemes for line in scheme.lines)
    return income - sum(final(line.amounts_pence) for line in lines if names.get(line.source, line.source) == source)


def _look_at(last: Plan, plan: Plan, rulebook: Rulebook) -> list[Finding]:
    found = [
        note(
            "draft-made-up",
            "plan",
            f"Amounts are those of {last.round} with an assumed uplift.",
            "Replace them with the published allocations when they are out.",
        ),
        note(
            "draft-left-out",
            "plan",
            "Metrics, capacity and demand, answers to conditions and money for districts are not carried over.",
            "Enter them anew: they are of the year.",
        ),
    ]
    for kind, section, keys in (
        ("funding_source", "income", [one.source for one in plan.income]),
        ("funding_source", "lines", [line.source for scheme in plan.schemes for line in scheme.lines]),
        ("scheme_type", "schemes", [scheme.type for scheme in plan.schemes]),
    ):
        for key in dict.fromkeys(keys):
            if rulebook.find(kind, key) is None:
                message = f"{key!r} is not there in {rulebook.name}."
                told = "Say under which name it goes on, or move what hangs on it."
                found.append(warning("draft-unknown", address(section, key), message, told))
    return found


def roll(plan: Plan, rulebook: Rulebook, published: Mapping[tuple[str, str], tuple[int, ...]]) -> Rolled:
    """A draft on the round whose allocations are out: income by source and contributor as published, the rest kept.

    What is published and was not drafted is added; the checks of the round then say which source no longer balances.
    """
    rows, found = [], []
    left = dict(published)
    for one in plan.income:
        amounts = left.pop((one.source, one.contributor), None)
        if amounts is not None and amounts != one.amounts_pence:
            row = address("income", f"{one.source}/{one.contributor}", "amounts_pence")
            found.append(note("rolled-income", row, "The published amount took the place of the drafted one."))
        rows.append(one if amounts is None else replace(one, amounts_pence=amounts))
    rows += [Income(source, contributor, amounts) for (source, contributor), amounts in left.items()]
    return Rolled(replace(plan, round=rulebook.id, version=plan.version + 1, income=tuple(rows)), tuple(found))
