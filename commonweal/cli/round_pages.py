"""The reference pages of the rounds: made from the same entries that the plans are checked by."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Mapping, Sequence
from fractions import Fraction
from pathlib import Path
from typing import Any

from commonweal.engine.money import pounds
from commonweal.engine.rulebook.clock import clock, of_round
from commonweal.engine.rulebook.comparing import compare_rounds
from commonweal.engine.rulebook.kinds import RULE_KINDS
from commonweal.engine.rulebook.model import Cell, FundingSource, Minimum, Rulebook
from commonweal.engine.rulebook.national import read_national
from commonweal.engine.rulebook.procedure import PLAN
from commonweal.engine.rulebook.tables import FIELDS
from commonweal.engine.workflow import words
from commonweal.plans.rounds import shipped

FOLDER = Path(__file__).resolve().parents[1] / "rulebooks"
Table = Callable[[Sequence[str], Iterable[Sequence[object]]], str]


def round_pages(table: Table) -> dict[str, Callable[[], str]]:
    """A page for each round and one for all of them."""
    known = shipped()
    pages: dict[str, Callable[[], str]] = {
        "rounds.md": lambda: _overview(known, table),
        "plan-workflow.md": lambda: _workflow(table),
    }
    for one in known.values():
        pages[f"round-{one.id}.md"] = lambda one=one: _round(one, known.get(one.inherits), table)  # type: ignore[misc]
    return pages


def _overview(known: dict[str, Rulebook], table: Table) -> str:
    listed = [
        (f"[{one.name}](round-{one.id}.md)", one.inherits or "none", one.status, one.source) for one in known.values()
    ]
    kinds = [
        (
            name,
            (kind.check.__doc__ or "").rstrip("."),
            ", ".join([*kind.takes, *(f"({one})" for one in kind.may_take)]) or "nothing",
            ", ".join(f"{{{word}}}" for word in sorted(kind.words)),
        )
        for name, kind in RULE_KINDS.items()
    ]
    return (
        "# Rounds\n\nEach is a file in `commonweal/rulebooks/rounds` that inherits and changes; how, and why: "
        "[decision 10](../adr/0010-rounds-inherit.md); how a plan goes: "
        "[a plan's workflow](plan-workflow.md); how to add one: [add a round](../how-to/add-a-round.md). What "
        "is unverified there is to be edited by whoever knows better.\n\n"
        f"{table(('Round', 'Inherits', 'Status', 'Source'), listed)}"
        "\n## Kinds of rule\n\nA rule is one of these with parameters from the file (in brackets: may be left out) and "
        "words that may name what its kind offers.\n\n"
        f"{table(('Kind', 'Holds that', 'Takes', 'Words may name'), kinds)}"
        "\n## Sections and their fields\n\nWhat a sheet's columns, a rule's fields and conditions may name.\n\n"
        f"{table(('Section', 'Fields'), [(name, ', '.join(sorted(known))) for name, known in FIELDS.items()])}"
        "\n## Kinds of cell\n\n"
        f"What a column's `kind` may be: {', '.join(f'`{one}`' for one in Cell)}.\n"
        f"\n## National money\n\nIn £m. Figures marked ? are unverified, = derived.\n\n{_national(table)}"
    )


def _workflow(table: Table) -> str:
    parts = [
        "# A plan's workflow\n\nWho may do what in which state, and where it leads; what does not stand here nobody "
        "may do. Besides, the history of a plan forbids: nobody prepares, certifies, assures and decides in one "
        "person; signatures count for the content that they were given for; nothing is assured with open questions, "
        "unanswered lines of enquiry, errors that are not waived or parts that are not approved; NHS England's powers "
        "reach the NHS minimum only.\n"
    ]
    for state in PLAN.states:
        rows = [
            (words(event), ", ".join(words(role) for role in roles), words(end))
            for (start, event), by_role in PLAN.steps.items()
            if start == state
            for end, roles in _by_end(by_role).items()
        ]
        body = table(("What", "By", "Leads to"), rows) if rows else "This is an end.\n"
        parts.append(f"\n## {words(state).capitalize()}\n\n{body}")
    return "".join(parts)


def _by_end(by_role: Mapping[str, str]) -> dict[str, list[str]]:
    ends: dict[str, list[str]] = {}
    for role, end in by_role.items():
        ends.setdefault(end, []).append(role)
    return ends


def _national(table: Table) -> str:
    years, _ = read_national(tomllib.loads((FOLDER / "national_money.toml").read_text(encoding="utf-8")))
    sources = list(dict.fromkeys(name for one in years for name in one.amounts))
    marks = {"verified": "", "unverified": "?", "derived": "="}
    rows = []
    for one in years:
        amounts = [f"{one.amounts[name]:,}{marks[one.status[name]]}" if name in one.amounts else "" for name in sources]
        said = f"{one.published_total:,}{marks[one.published_status]}" if one.published_total else ""
        rows.append((f"{one.year}-{(one.year + 1) % 100:02d}", *amounts, f"{one.total:,}", said, one.note))
    return table(("Year", *(words(name) for name in sources), "Sum of these", "Published", "Note"), rows)


def _round(one: Rulebook, parent: Rulebook | None, table: Table) -> str:
    parts = [f"# {one.name}\n\n{one.note}\n\nStatus: {one.status}. Source: {one.source}.\n"]
    for title, kind, headings, row in _LISTS:
        rows = [(*row(item), one.status_of(kind, item), _source(one, kind, item)) for item in one.items(kind)]
        if rows:
            parts.append(f"\n## {title}\n\n{table((*headings, 'Status', 'Source'), rows)}")
    reached = of_round(one)
    if reached.decision:
        told = clock(one.years[0], reached, reached.decision)
        owners = [(" and ".join(map(words, who)), days) for who, days in told.days_by_owner.items()]
        parts.append(
            f"\n## Days of the first year without agreed funding\n\nBy the national timetable: {told.days_lost} days, "
            f"{told.months_lost} whole months (where only the month is known, its first day is taken).\n\n"
            f"{table(('Whose days', 'Days'), owners)}"
        )
    if parent is not None:
        changes = [(change.where, change.words) for change in compare_rounds(parent, one)]
        parts.append(f"\n## What changed since {parent.name}\n\n{table(('Where', 'What'), changes)}")
    return "".join(parts)


def _source(one: Rulebook, kind: str, item: Any) -> str:
    written = one.written_in.get((kind, item.id), one.id)
    return item.source if written == one.id else f"as in {written}: {item.source}"


def _money_rule(one: FundingSource | Minimum) -> str:
    years = ["; ".join(f"{name} {_number(value)}" for name, value in terms.items()) for terms in one.terms]
    return f"`{one.formula}` with {', then '.join(years)}" if one.formula else ""


def _number(value: Fraction) -> str:
    return f"{float(value * 100):g}%" if abs(value) < 1 else pounds(int(value))


def _yes(value: bool) -> str:
    return "yes" if value else "no"


_Row = Callable[[Any], Sequence[object]]
_LISTS: tuple[tuple[str, str, tuple[str, ...], _Row], ...] = (
    ("National conditions", "condition", ("Condition", "In short"), lambda i: (i.name, i.text)),
    (
        "Sources of funding",
        "funding_source",
        ("Source of money", "Paid by", "Conditions of", "Use", "Allocation from last year's"),
        lambda i: (i.name, i.payer, i.track, i.use, _money_rule(i)),
    ),
    (
        "Ring-fences",
        "minimum",
        ("Minimum", "Of", "In", "Required"),
        lambda i: (
            i.name,
            ", ".join(i.funding_sources),
            ", ".join(i.areas_of_spend) or f"any but {', '.join(i.not_areas)}",
            _money_rule(i),
        ),
    ),
    (
        "Metrics",
        "metric",
        ("Metric", "What it counts", "Observed here as", "Unit", "Planned each", "Better"),
        lambda i: (i.name, i.counts, i.definition or "not observed", i.unit, i.interval, i.better),
    ),
    ("Offices that sign", "office", ("Office", "Id, which is a kind of role"), lambda i: (i.name, f"`{i.id}`")),
    (
        "Signatures",
        "sign_off",
        ("Signature", "Given by", "Of each partner", "May be delegated", "When"),
        lambda i: (
            i.name,
            " or ".join(f"`{one}`" for one in i.offices or (i.id,)),
            _yes(i.is_per_partner),
            _yes(i.is_delegable),
            words(i.when),
        ),
    ),
    (
        "Timetable",
        "milestone",
        ("Milestone", "Day", "The days before it belong to"),
        lambda i: (i.name, (i.day.isoformat()[: 7 if i.precision == "month" else 10]) if i.day else "not known",
                   words(i.owner)),
    ),
    ("Lines of enquiry", "enquiry", ("Line", "Question", "Evidence"), lambda i: (i.name, i.question, i.evidence)),
    (
        "Scheme types",
        "scheme_type",
        ("Type", "Sub-types", "Outputs in"),
        lambda i: (i.name, ", ".join(i.sub_types) or "none", i.unit or "not counted"),
    ),
    ("Areas of spend", "area_of_spend", ("Area",), lambda i: (i.name,)),
    ("Commissioners", "commissioner", ("Commissioner", "Share of the NHS"), lambda i: (i.name, i.share)),
    ("Types of provider", "provider_type", ("Type",), lambda i: (i.name,)),
    ("Objectives", "objective", ("Objective",), lambda i: (i.name,)),
    ("Capacity and demand", "pathway", ("Line", "Pathway", "Unit"), lambda i: (i.name, i.pathway, i.unit)),
    ("Narrative", "narrative", ("Part", "Question"), lambda i: (i.name, i.question)),
    (
        "Validation rules",
        "rule",
        ("Rule", "Id", "Weight", "Said", "What to do"),
        lambda i: (i.name, f"`{i.id}`", i.severity, i.message, i.what_to_do),
    ),
    (
        "Workbook",
        "sheet",
        ("Sheet", "Holds", "Columns (* filled in by people)", "In the checklist"),
        lambda i: (
            i.name,
            i.section or "words",
            ", ".join(f"{one.heading}{'*' if one.is_input else ''}" for one in i.columns) or "none",
            _yes(i.in_checklist),
        ),
    ),
    ("Colours", "colour", ("Means", "Fill"), lambda i: (i.name, f"#{i.rgb}")),
)  # fmt: skip
