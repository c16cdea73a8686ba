"""Versioned lists of codes as data: what a collection asked for while a list was in force, and what became of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.workbook.entries import Entry
from commonweal.engine.workbook.labels import normal, slug

GROUPS = ("Hospital process", "Care transfer hub process", "Interface process", "Capacity", "Wellbeing concerns")


@dataclass(frozen=True, slots=True)
class Reason:
    """One entry of a list. `becomes` names entries of a newer list: none where it was given up."""

    id: str
    label: str
    becomes: tuple[str, ...]

    @property
    def group(self) -> str:
        """The text before the first dash, where it is a group of reasons; empty otherwise."""
        label = normal(self.label)
        return next((group for group in GROUPS if label.startswith(normal(group))), "")

    @property
    def pathway(self) -> str:
        """The pathway in brackets at the end, as `Pathway 1 or 3`; empty where there is none."""
        _, bracket, last = self.label.rpartition("(Pathway")
        return f"Pathway{last.rstrip(') ')}" if bracket else ""


@dataclass(frozen=True, slots=True)
class CodeList:
    """A list of reasons, in force from one month up to, not including, another (empty where it goes on)."""

    id: str
    title: str
    publisher: str
    in_force: str
    until: str
    reasons: tuple[Reason, ...]

    @property
    def terms(self) -> dict[str, list[str]]:
        """Labels by id, as a layout's dimension wants them."""
        return {reason.id: [reason.label] for reason in self.reasons}

    def named(self, label: str) -> Reason | None:
        """The reason of a label, however its blanks and dashes are written."""
        return next((reason for reason in self.reasons if slug(reason.label) == slug(label)), None)


def parse_lists(content: Mapping[str, Any], where: str) -> tuple[tuple[CodeList, ...], tuple[Finding, ...]]:
    """The lists of a file; none, with findings, where anything is wrong."""
    top = Entry(content, where)
    lists = tuple(_list(entry) for entry in top.tables("list"))
    known = {reason.id for one in lists for reason in one.reasons}
    for one in lists:
        for reason in one.reasons:
            for name in sorted(set(reason.becomes) - known):
                top.fault("unknown-name", f"{reason.id!r} becomes {name!r}, which is not there.", "Correct the id.")
    findings = top.all_findings()
    return (() if findings else lists), findings


def _list(entry: Entry) -> CodeList:
    reasons = tuple(
        Reason(one.text("id"), one.text("label"), tuple(one.texts("becomes", optional=True)))
        for one in entry.tables("reason")
    )
    return CodeList(
        entry.text("id"),
        entry.text("title"),
        entry.text("publisher"),
        entry.text("in_force"),
        entry.text("until", optional=True),
        reasons,
    )
