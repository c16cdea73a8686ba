"""Typed reading of a data file's entries, every fault a finding with the path of the entry."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, TypeVar

from commonweal.engine.findings import Finding, error

T = TypeVar("T")


class Entry:
    """A table of a data file while it is read: values by kind, faults collected, entries nobody asked for found."""

    def __init__(self, content: Mapping[str, Any], where: str, findings: list[Finding] | None = None) -> None:
        self._content = content
        self._where = where
        self._findings: list[Finding] = [] if findings is None else findings
        self._asked: set[str] = set()
        self._children: dict[str, list[Entry]] = {}

    def fault(self, code: str, message: str, what_to_do: str) -> None:
        """Note a fault of this entry."""
        self._findings.append(error(code, self._where, message, what_to_do))

    def names(self) -> list[str]:
        """The names of this table's entries."""
        return list(self._content)

    def text(self, name: str, *, optional: bool = False) -> str:
        """A text; the empty text where it is missing."""
        value = self._ask(name, "", optional)
        return value if isinstance(value, str) else self._wrong(name, "a text", "")

    def flag(self, name: str, *, default: bool | None = None) -> bool:
        """True or false; must be given where there is no default."""
        value = self._ask(name, bool(default), default is not None)
        return value if isinstance(value, bool) else self._wrong(name, "true or false", False)

    def count(self, name: str) -> int | None:
        """A whole number, 0 or more, which may be left out."""
        value = self._ask(name, None, True)
        if value is None or (isinstance(value, int) and not isinstance(value, bool) and value >= 0):
            return value
        return self._wrong(name, "a whole number, 0 or more", None)

    def choice(self, name: str, choices: Sequence[str], default: str | None = None) -> str:
        """One of a few words; must be given where there is no default."""
        value = self._ask(name, default or choices[0], default is not None)
        return str(value) if value in choices else self._wrong(name, f"one of {list(choices)}", choices[0])

    def texts(self, name: str, *, optional: bool = False) -> list[str]:
        """A list of texts, not empty unless optional."""
        value = self._ask(name, [], optional)
        if isinstance(value, list) and all(isinstance(item, str) and item.strip() for item in value):
            return list(value)
        return self._wrong(name, "a list of texts", [])

    def words(self, name: str, *, optional: bool = False) -> list[str]:
        """A text, or a list of texts."""
        value = self._content.get(name)
        return [self.text(name)] if isinstance(value, str) else self.texts(name, optional=optional)

    def lists(self, name: str) -> list[list[str]]:
        """A list of lists of texts, which may be left out."""
        value = self._ask(name, [], True)
        if isinstance(value, list) and all(isinstance(item, list) and all(map(_is_text, item)) for item in value):
            return list(value)
        return self._wrong(name, "a list of lists of texts", [])

    def table(self, name: str) -> Entry:
        """A table within this one."""
        value = self._ask(name, {}, False)
        return self._child(name, value if isinstance(value, dict) else self._wrong(name, "a table", {}), name)

    def tables(self, name: str, *, optional: bool = False) -> list[Entry]:
        """A list of tables, the same objects however often they are asked for."""
        if name not in self._children:
            value = self._ask(name, [], optional)
            if not (isinstance(value, list) and all(isinstance(item, dict) for item in value)):
                value = self._wrong(name, "a list of tables", [])
            self._children[name] = []
            for number, item in enumerate(value, start=1):
                self._child(name, item, f"{name}[{item.get('id', number)}]")
        return self._children[name]

    def all_findings(self) -> tuple[Finding, ...]:
        """Every fault, with the entries that no reader knows."""
        self._report_unknown()
        return tuple(dict.fromkeys(self._findings))

    def _report_unknown(self) -> None:
        for name in self._content.keys() - self._asked:
            known = ", ".join(sorted(self._asked))
            self.fault("unknown-entry", f"{name!r} is not an entry that is known here.", f"Known are: {known}.")
        for children in self._children.values():
            for child in children:
                child._report_unknown()

    def _child(self, name: str, content: dict[str, Any], label: str) -> Entry:
        child = Entry(content, f"{self._where}: {label}", self._findings)
        self._children.setdefault(name, []).append(child)
        return child

    def _ask(self, name: str, default: Any, optional: bool) -> Any:
        self._asked.add(name)
        if name not in self._content and not optional:
            self.fault("missing-entry", f"{name!r} is missing.", "Add it; docs/how-to/add-a-layout.md has an example.")
        return self._content.get(name, default)

    def _wrong(self, name: str, kind: str, instead: T) -> T:
        self.fault("wrong-kind", f"{name!r} must be {kind}.", "Change it.")
        return instead


def _is_text(value: object) -> bool:
    return isinstance(value, str)
