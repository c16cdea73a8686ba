"""How a round inherits: a child says only what it removes, replaces, changes and adds, each in so many words.

    inherits = "2019-20"

    [remove]
    metric = ["delayed-transfers"]

    [change.condition.jointly-agreed]
    text = "..."
    status = "verified"
    source = "..."

    [[replace.sign_off]]
    id = "council"
    ...

    [[add.metric]]
    id = "discharge-delay"
    after = "emergency-admissions"
    ...

`[default.metric]` says what every metric that the file adds or replaces has unless it says otherwise itself: mostly its
status and source. Files are merged as tables, before any record is read, so that a fault is told with the file that
wrote it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from commonweal.engine.findings import Finding, error
from commonweal.engine.rulebook.model import HEAD, KINDS

DEEPEST = 20
_VERBS = ("default", "remove", "change", "replace", "add")


@dataclass(slots=True)
class Merged:
    """A round's tables with its ancestors': head, entries by list and id in order, and which file last wrote each."""

    head: dict[str, Any] = field(default_factory=dict)
    lists: dict[str, dict[str, Mapping[str, Any]]] = field(default_factory=lambda: {kind: {} for kind in KINDS})
    written_by: dict[tuple[str, str], str] = field(default_factory=dict)
    defaults: dict[str, Mapping[str, Any]] = field(default_factory=dict)
    findings: list[Finding] = field(default_factory=list)

    def fault(self, code: str, where: str, message: str, what_to_do: str) -> None:
        """Note a fault of one of the files."""
        self.findings.append(error(code, where, message, what_to_do))


def merge(key: str, files: Mapping[str, Mapping[str, Any]]) -> Merged:
    """A round by its id with what it inherits, from every file's content by id."""
    merged = Merged()
    for name in reversed(_line(key, files, merged)):
        _write(name, files[name], merged)
    return merged


def _line(key: str, files: Mapping[str, Mapping[str, Any]], merged: Merged) -> list[str]:
    """The round and its ancestors, youngest first."""
    line: list[str] = []
    while key:
        where = f"{line[-1]}: inherits" if line else key
        if key in line:
            way = " > ".join([*line[line.index(key) :], key])
            merged.fault("rulebook-cycle", where, f"The rounds inherit in a circle: {way}.", "Take one of them out.")
            break
        if key not in files or len(line) >= DEEPEST:
            known = ", ".join(sorted(files)) or "none"
            merged.fault("rulebook-no-parent", where, f"There is no round {key!r}.", f"There are: {known}.")
            break
        line.append(key)
        parent = files[key].get("inherits", "")
        key = parent if isinstance(parent, str) else repr(parent)
    return line


def _write(name: str, content: Mapping[str, Any], merged: Merged) -> None:
    for key, value in content.items():
        if key in HEAD:
            merged.head[key] = value
        elif key not in _VERBS:
            told = f"Known are: {', '.join((*HEAD, *_VERBS))}."
            merged.fault("rulebook-unknown-key", f"{name}: {key}", f"{key!r} is not a key of a round.", told)
    merged.defaults = {}
    for verb in _VERBS:
        for kind, entries in _tables(name, verb, content.get(verb, {}), merged).items():
            _APPLY[verb](f"{name}: {verb}.{kind}", name, kind, entries, merged)


def _tables(name: str, verb: str, content: object, merged: Merged) -> dict[str, Any]:
    if not isinstance(content, Mapping):
        merged.fault("rulebook-no-table", f"{name}: {verb}", f"{verb} is not a table.", f"Write [{verb}.<list>].")
        return {}
    for kind in content:
        if kind not in KINDS:
            told = f"Known are: {', '.join(KINDS)}."
            merged.fault("rulebook-unknown-list", f"{name}: {verb}.{kind}", f"There is no list {kind!r}.", told)
    return {kind: entries for kind, entries in content.items() if kind in KINDS}


def _default(where: str, name: str, kind: str, entry: object, merged: Merged) -> None:
    if isinstance(entry, Mapping) and "id" not in entry:
        merged.defaults[kind] = entry
    else:
        merged.fault("rulebook-no-table", where, "It is no table without an id.", 'Write status = "…", source = "…".')


def _remove(where: str, name: str, kind: str, keys: object, merged: Merged) -> None:
    if not isinstance(keys, list):
        merged.fault("rulebook-wrong-kind", where, "It is not a list of ids.", 'Write ["id", …].')
        return
    for key in keys:
        if _is_there(where, kind, key, merged):
            del merged.lists[kind][key]


def _change(where: str, name: str, kind: str, entries: object, merged: Merged) -> None:
    if not isinstance(entries, Mapping):
        merged.fault("rulebook-no-table", where, "It is not a table of ids.", f"Write [change.{kind}.<id>].")
        return
    for key, changes in entries.items():
        if not isinstance(changes, Mapping) or "id" in changes:
            merged.fault("rulebook-change", f"{where}.{key}", "A change is a table without an id.", "Name its keys.")
        elif _is_there(f"{where}.{key}", kind, key, merged):
            said = {**merged.defaults.get(kind, {}), **changes}
            if not {"status", "source"} <= said.keys():
                told = 'Write status = "…" and source = "…" for the change: what the parent read does not vouch for it.'
                message = "The change does not say where it comes from."
                merged.fault("rulebook-no-source", f"{where}.{key}", message, told)
            merged.lists[kind][key] = {**merged.lists[kind][key], **said}
            merged.written_by[kind, key] = name


def _replace(where: str, name: str, kind: str, entries: object, merged: Merged) -> None:
    for key, entry in _with_ids(where, kind, entries, merged):
        if _is_there(where, kind, key, merged):
            merged.lists[kind][key] = entry
            merged.written_by[kind, key] = name


def _add(where: str, name: str, kind: str, entries: object, merged: Merged) -> None:
    for key, entry in _with_ids(where, kind, entries, merged):
        if key in merged.lists[kind]:
            told = "Change or replace it, or give the new one an id of its own."
            merged.fault("rulebook-twice", f"{where}[{key}]", f"{key!r} is there already.", told)
            continue
        after = entry.get("after")
        merged.lists[kind][key] = {one: value for one, value in entry.items() if one != "after"}
        merged.written_by[kind, key] = name
        if after is not None and _is_there(f"{where}[{key}].after", kind, after, merged):
            merged.lists[kind] = _moved(merged.lists[kind], key, after)


def _moved(entries: dict[str, Mapping[str, Any]], key: str, after: str) -> dict[str, Mapping[str, Any]]:
    order = [one for one in entries if one != key]
    order.insert(order.index(after) + 1 if after in order else len(order), key)
    return {one: entries[one] for one in order}


def _with_ids(where: str, kind: str, entries: object, merged: Merged) -> list[tuple[str, Mapping[str, Any]]]:
    told = 'Write a list of tables, each with an id = "…" of its own.'
    if not isinstance(entries, list):
        merged.fault("rulebook-no-id", where, "It is not a list of tables.", told)
        return []
    sound: list[tuple[str, Mapping[str, Any]]] = []
    for number, entry in enumerate(entries, start=1):
        if isinstance(entry, Mapping) and isinstance(entry.get("id"), str) and entry["id"]:
            sound.append((entry["id"], {**merged.defaults.get(kind, {}), **entry}))
        else:
            merged.fault("rulebook-no-id", f"{where}[{number}]", "It has no id.", told)
    return sound


def _is_there(where: str, kind: str, key: object, merged: Merged) -> bool:
    if isinstance(key, str) and key in merged.lists[kind]:
        return True
    told = f"There are: {', '.join(merged.lists[kind]) or 'none'}."
    merged.fault("rulebook-not-there", where, f"There is no {kind} {key!r} to speak of.", told)
    return False


_APPLY = {"default": _default, "remove": _remove, "change": _change, "replace": _replace, "add": _add}
