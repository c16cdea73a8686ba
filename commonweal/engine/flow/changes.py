"""One scenario from another by named changes, so that a difference can be audited change by change.

A change addresses plain data by a path: `services.homecare.pools.0.places`. A list is entered by the `name` of an
item, by its number, or by `*` for every item.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any, Literal

from commonweal.engine.findings import Finding, error
from commonweal.engine.flow.fields import read, stated


@dataclass(frozen=True, slots=True)
class Change:
    """What is different: `set` to, `add` to, or `multiply` the number at a path (whole numbers stay whole)."""

    name: str = stated("What it is called in results")
    path: str = stated("Where in the scenario, like services.homecare.pools.0.places")
    action: Literal["set", "add", "multiply"] = stated("What happens to the value")
    value: float = stated("By how much, or to what", low=-1e9, high=1e9)


def read_changes(data: object, where: str = "changes") -> tuple[tuple[Change, ...], tuple[Finding, ...]]:
    """Changes from plain data, with findings."""
    if not isinstance(data, list) or len(data) > 200:
        return (), (error("wrong-kind", where, "Changes are not a list of at most 200.", "Give a list of changes."),)
    made: list[Change] = []
    findings: list[Finding] = []
    for number, item in enumerate(data):
        change, faults = read(Change, item, f"{where}[{number}]")
        findings += faults
        made += [change] if change else []
    return tuple(made), tuple(findings)


def change_document(base: Any, changes: Sequence[Change]) -> tuple[Any, tuple[Finding, ...]]:
    """The plain data of a scenario after the changes, in order; the base is left as it was."""
    document = copy.deepcopy(base)
    findings: list[Finding] = []
    for change in changes:
        found = list(_holders(document, change.path.split(".")))
        if not found:
            findings.append(
                error(
                    "path-not-found",
                    f"changes[{change.name}]",
                    f"There is no number at {change.path!r}.",
                    "Write names or numbers of list items, like services.homecare.pools.0.places.",
                )
            )
        for holder, key in found:
            holder[key] = _changed(holder[key], change)
    return document, tuple(findings)


def _holders(node: Any, path: list[str]) -> Iterator[tuple[Any, Any]]:
    """The container and key of every number that the path leads to."""
    keys = _keys(node, path[0])
    if len(path) > 1:
        for key in keys:
            yield from _holders(node[key], path[1:])
        return
    for key in keys:
        if isinstance(node[key], (int, float)) and not isinstance(node[key], bool):
            yield node, key


def _keys(node: Any, word: str) -> list[Any]:
    if isinstance(node, dict):
        return [word] if word in node else []
    if not isinstance(node, list):
        return []
    if word == "*":
        return list(range(len(node)))
    if word.isascii() and word.isdigit():
        return [int(word)] if int(word) < len(node) else []
    return [
        n for n, item in enumerate(node) if isinstance(item, dict) and word in (item.get("name"), item.get("service"))
    ]


def _changed(old: float, change: Change) -> float:
    """The number after the change; one too large for a float is infinite, which reading it again refuses."""
    if abs(old) > 1e300:
        return float("inf")
    new = {"set": change.value, "add": old + change.value, "multiply": old * change.value}[change.action]
    return round(new) if isinstance(old, int) and isfinite(new) and new == round(new) else new
