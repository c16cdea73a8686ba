"""`commonweal docs`: the reference pages that are made from the data files and the code itself."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from pathlib import Path

import commonweal
from commonweal.cli import manage, steps
from commonweal.engine.measures.definition import PopulationRule

FOLDER = Path(commonweal.__file__).parents[1] / "docs" / "reference"
MADE = "*Made by `make docs` from {source}; change that, not this page.*"
PUBLIC = {"public": "everybody", "signed-in": "everybody who is signed in"}


def docs() -> None:
    """Write the reference pages that are made from data files and code."""
    manage.set_up()
    for name, text in pages().items():
        (FOLDER / name).write_text(text, encoding="utf-8")
        steps.say(f"docs/reference/{name}")


def pages() -> dict[str, str]:
    """The pages by file name, Django being set up."""
    return {"measures.md": _measures(), "routes.md": _routes()}


def _measures() -> str:
    from commonweal.observations.definitions import definitions

    blocks = ["# Measures", MADE.format(source="the files of `commonweal/measures`")]
    for one in definitions().values():
        rows = [
            ("Numerator", one.numerator),
            ("Denominator", one.denominator),
            ("Unit", f"{one.unit}, {one.decimals} decimals"),
            ("Population", _population(one.population)),
            ("Parts", "; ".join(f"{key} {name}" for key, name in one.parts)),
            ("Better", one.direction.value.replace("-", " ")),
            ("Quality", one.quality),
            ("Source", one.source),
            ("Status", f"{one.status.value}; next review {one.next_review:%d %B %Y}; {one.owner}"),
        ]
        table = _table(("", ""), [row for row in rows if row[1]])
        blocks += [f"## {one.name}", f"`{one.id}`. {one.why}", table]
    return _page(blocks)


def _population(rule: PopulationRule | None) -> str:
    if rule is None:
        return ""
    return f"{rule.ages}, " + (
        f"mid-year estimate of {rule.year}" if rule.year else "estimate of each month's own year"
    )


def _routes() -> str:
    from commonweal.accounts import access, roles

    holders = {
        needed: ", ".join(kind.name for kind in roles.KINDS.values() if needed in kind.permissions)
        for needed in access.ROUTES.values()
    }
    rows = [
        (f"`{pattern}`", f"`{name}`", PUBLIC.get(access.ROUTES[name], holders[access.ROUTES[name]]))
        for name, pattern in sorted(_patterns(), key=lambda found: found[1])
    ]
    said = "Row by row, what a page shows is narrowed again by whose rows the person may see."
    source = "the addresses and the access list (`commonweal/accounts/access.py`)"
    return _page(["# Routes", MADE.format(source=source), said, _table(("Address", "Route", "Who may enter"), rows)])


def _patterns() -> Iterator[tuple[str, str]]:
    from django.urls import URLPattern, get_resolver

    for room in get_resolver().url_patterns:
        for entry in room.url_patterns:
            if isinstance(entry, URLPattern):
                yield f"{room.namespace}:{entry.name}", f"/{room.pattern}{entry.pattern}"


def _table(head: tuple[str, ...], rows: Iterable[tuple[str, ...]]) -> str:
    lines = [head, tuple("---" for _ in head), *rows]
    return "\n".join("| " + " | ".join(cell.replace("|", "\\|") for cell in line) + " |" for line in lines)


def _page(blocks: Iterable[str]) -> str:
    return "\n\n".join(blocks) + "\n"
