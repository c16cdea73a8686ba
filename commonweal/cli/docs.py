"""`commonweal docs`: the reference pages that are made from data files and code, so that they cannot fall behind."""

from __future__ import annotations

import sys
import tomllib
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path

import typer

from commonweal.cli import manage, steps
from commonweal.cli.round_pages import round_pages

TOP = Path(__file__).resolve().parents[2]
FOLDER = TOP / "docs" / "reference"
MADE = "<!-- Made by `make docs`; change what it is made from, not this page. -->\n\n"


def docs(
    check: bool = typer.Option(False, "--check", help="Write nothing; end with 1 where a page has fallen behind"),
) -> None:
    """Write the reference pages that are made from data files and code."""
    manage.set_up()
    behind = []
    for name, page in pages().items():
        file = FOLDER / name
        if not file.exists() or file.read_text(encoding="utf-8") != page:
            behind.append(name)
            if not check:
                file.write_text(page, encoding="utf-8")
    said = ", ".join(behind) or "nothing"
    steps.say(f"{'Behind' if check else 'Written'}: {said}")
    raise typer.Exit(1 if check and behind else 0)


def pages() -> dict[str, str]:
    """Every made page by its file's name."""
    made: dict[str, Callable[[], str]] = {
        "measures.md": _measures,
        "layouts.md": _layouts,
        "routes-and-roles.md": _routes,
        "spc-worked-cases.md": _spc,
        "risk-share-worked-cases.md": _risk_share,
        "section-75.md": _section_75,
        "pool-worked-cases.md": _pool,
    }
    made |= round_pages(table)
    return {name: MADE + make() for name, make in made.items()}


def table(headings: Sequence[str], rows: Iterable[Sequence[object]]) -> str:
    """A table in Markdown."""
    lines = [headings, ["---"] * len(headings), *rows]
    return "\n".join("| " + " | ".join(_cell(value) for value in line) + " |" for line in lines) + "\n"


def _cell(value: object) -> str:
    return str(value).replace("|", "\\|").replace("\n", " ")


def _measures() -> str:
    from commonweal.observations.definitions import definitions

    parts = ["# Measures\n\nEach is a file in `commonweal/measures`, checked when it is read.\n"]
    for one in definitions().values():
        facts = [
            ("Why it matters", one.why),
            ("Numerator", one.numerator),
            ("Denominator", one.denominator),
            ("Unit and decimals", f"{one.unit}, {one.decimals}"),
            ("Better", one.direction),
            ("Population", f"{one.population.ages}, mid-{one.population.year}" if one.population else "none"),
            ("Parts", ", ".join(f"{key}: {name}" for key, name in one.parts) or "none"),
            ("Source", one.source),
            ("Quality", one.quality),
            ("Owner, next review", f"{one.owner}, {one.next_review}"),
            ("Status", one.status),
        ]
        parts.append(f"\n## {one.name}\n\n`{one.id}`\n\n{table(('', ''), facts)}")
    return "".join(parts)


def _layouts() -> str:
    from commonweal.observations.layouts import layouts, notes

    parts = ["# Layouts of publications\n\nHow to add one: [add a layout](../how-to/add-a-layout.md).\n"]
    for layout in layouts():
        dimensions = [
            (name, ", ".join(dict.fromkeys(dimension.terms.values()))) for name, dimension in layout.dimensions.items()
        ]
        parts.append(
            f"\n## {layout.title}\n\n`{layout.id}`: {layout.publisher}, {layout.licence}. {layout.source}\n\n"
            f"{table(('Dimension', 'Terms'), dimensions)}"
        )
    known = [(one.collection, one.period, ", ".join(one.codes), one.text) for one in notes()]
    parts.append(f"\n## Known of single publications\n\n{table(('Collection', 'Month', 'Codes', 'What'), known)}")
    return "".join(parts)


def _routes() -> str:
    from commonweal.accounts import access, roles

    kinds = [
        (
            kind.name,
            "yes" if kind.is_national else "",
            ", ".join(sorted(kind.permissions)) or "what is public",
            f"{kind.session.idle_minutes} min, {kind.session.longest_hours} h",
            "yes" if kind.session.second_step else "",
        )
        for kind in roles.KINDS.values()
    ]
    return (
        "# Routes and roles\n\nWhat is not in this list nobody may enter; rows are narrowed again by the database.\n\n"
        f"{table(('Route', 'Who'), sorted(access.ROUTES.items()))}\n"
        f"{table(('Role', 'Sees every organisation', 'May', 'Signed in idle, at most', 'Second step'), kinds)}"
    )


def _spc() -> str:
    sys.path.insert(0, str(TOP))
    from tests.spec import spc_cases

    limits = [(name, _series(values), rules, *map(_number, found)) for name, values, rules, *found in spc_cases.LIMITS]
    causes = [
        (case.name, _series(case.values), case.better, case.point, case.nhsr, case.mdc, case.why)
        for case in spc_cases.CAUSES
    ]
    return (
        "# Statistical process control: worked cases\n\nThese rows are the tests of `tests/spec`.\n\n## Limits\n\n"
        f"{table(('Case', 'Values', 'Rule set', 'Mean', 'Lower', 'Upper'), limits)}\n## Causes\n\n"
        f"{table(('Case', 'Values', 'Better', 'Point', 'NHSR-0.2.2', 'MDC-2023-11', 'Why'), causes)}"
    )


def _series(values: Sequence[float | None]) -> str:
    return ", ".join("–" if value is None else f"{value:g}" for value in values)


def _number(value: object) -> str:
    return f"{value:.2f}" if isinstance(value, float) else "withheld"


def _risk_share() -> str:
    from commonweal.engine.money import pounds

    cases = tomllib.loads((TOP / "tests" / "spec" / "riskshare.toml").read_text(encoding="utf-8"))["case"]
    parts = [
        "# Risk share: worked cases\n\nThese cases are the tests of `tests/spec`; each is reckoned by hand. Plus is an "
        "overspend or what is borne, minus an underspend or what is kept. The figures are illustrative unless said.\n"
    ]
    for case in cases:
        positions = [(partner, pounds(brings), pounds(spent)) for partner, brings, spent in case["positions"]]
        shares = [(party, pounds(pence)) for party, pence in case["expected"].items()]
        reserve = f"The risk reserve holds {pounds(case['reserve_pence'])}.\n\n" if "reserve_pence" in case else ""
        parts.append(
            f"\n## {case['title']}\n\n{table(('Partner', 'Contribution', 'Spending'), positions)}\n{reserve}"
            f"{table(('Party', 'Share'), shares)}\n{case['by_hand']}\n"
        )
    return "".join(parts)


def _pool() -> str:
    from commonweal.cli import pool_docs

    cases = tomllib.loads((TOP / "tests" / "spec" / "pool_cases.toml").read_text(encoding="utf-8"))
    return pool_docs.page(cases, table)


def _section_75() -> str:
    from commonweal.pool.queries import section_75

    asked = [
        (one.field.replace("_", " "), one.regulation, "yes" if one.is_required else "advised", one.status, one.message)
        for one in section_75().requirements
    ]
    excluded = [(one.side, one.name, one.source, one.status) for one in section_75().excluded]
    return (
        "# Section 75 agreements: what is checked\n\nMade from `commonweal/rulebooks/section75.toml`; what is "
        "unverified there is to be edited by whoever knows better.\n\n"
        f"{table(('Item', 'Asked for by', 'Required', 'Status', 'Said when it is missing'), asked)}"
        f"\n## Functions that no agreement can bring in\n\n{table(('Side', 'Function', 'Source', 'Status'), excluded)}"
    )
