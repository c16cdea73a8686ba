"""A publisher's payment file as data: which heading is which field, how dates are written, what marks the pool's money.

A map is written as TOML (docs/how-to/add-a-column-map.md) and checked here from the plain dictionary, with a finding
for every entry that is missing, unknown, or of the wrong kind.
"""

from __future__ import annotations

import codecs
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import combinations
from typing import Any

from commonweal.engine.findings import Finding, error

MONEY_FIELDS = ("amount", "net", "vat", "gross")
TEXT_FIELDS = ("payee", "body", "service", "division", "category", "expense", "code", "reference", "kind")
FIELDS = ("paid_on", *MONEY_FIELDS, *TEXT_FIELDS)
REQUIRED = {"id": str, "title": str, "publisher": str, "licence": str, "dates": list, "counts": str, "columns": dict}
OPTIONAL = {"encodings": list, "delimiter": str, "ignored": list, "optional": list, "pool": list}
HOW_TO = "docs/how-to/add-a-column-map.md has an example."


@dataclass(frozen=True, slots=True)
class PoolSign:
    """Words that mark a line as the pool's money where they stand in a field, whatever their case."""

    field: str
    words: str


@dataclass(frozen=True, slots=True)
class ColumnMap:
    """How one publisher lays out its payment file.

    `columns` gives each field its headings, `ignored` the headings that carry nothing we keep, all in the form of
    `heading_key`; fields in `optional` may be absent. `counts` is the money field whose pence are the payment.
    `dates` are strptime patterns, `encodings` are tried in order.
    """

    id: str
    title: str
    publisher: str
    licence: str
    dates: tuple[str, ...]
    counts: str
    columns: Mapping[str, frozenset[str]]
    encodings: tuple[str, ...]
    delimiter: str
    ignored: frozenset[str]
    optional: frozenset[str]
    pool: tuple[PoolSign, ...]

    def field_of(self, heading: str) -> str | None:
        """The field that a heading stands for, None if the map does not know it or ignores it."""
        key = heading_key(heading)
        return next((field for field, headings in self.columns.items() if key in headings), None)

    def required(self) -> frozenset[str]:
        """The fields that a file must have for this map to fit."""
        return frozenset(self.columns) - self.optional


def heading_key(heading: str) -> str:
    """A heading without case, spaces and punctuation, so that `Date paid` is `DatePaid`."""
    return "".join(character for character in heading.casefold() if character.isalnum())


def parse_column_map(content: Mapping[str, Any], where: str) -> tuple[ColumnMap | None, tuple[Finding, ...]]:
    """The map that a TOML file's dictionary describes, or None with what is wrong; `where` is the file's name."""
    findings = [*_kind_faults(content, where)] or [*_content_faults(content, where)]
    if findings:
        return None, tuple(findings)
    return _built(content), ()


def _built(content: Mapping[str, Any]) -> ColumnMap:
    return ColumnMap(
        id=content["id"],
        title=content["title"],
        publisher=content["publisher"],
        licence=content["licence"],
        dates=tuple(content["dates"]),
        counts=content["counts"],
        columns={field: frozenset(map(heading_key, headings)) for field, headings in content["columns"].items()},
        encodings=tuple(content.get("encodings", ["utf-8-sig", "cp1252"])),
        delimiter=content.get("delimiter", ","),
        ignored=frozenset(map(heading_key, content.get("ignored", []))),
        optional=frozenset(content.get("optional", [])),
        pool=tuple(PoolSign(sign["field"], sign["words"].casefold()) for sign in content.get("pool", [])),
    )


def _kind_faults(content: Mapping[str, Any], where: str) -> Iterable[Finding]:
    for name in REQUIRED.keys() - content.keys():
        yield error("missing-entry", where, f"'{name}' is missing.", f"Add it; {HOW_TO}")
    for name, value in content.items():
        kind = {**REQUIRED, **OPTIONAL}.get(name)
        if kind is None:
            yield error("unknown-entry", where, f"'{name}' is not an entry of a column map.", f"Take it out; {HOW_TO}")
        elif not isinstance(value, kind) or (name not in ("columns", "pool") and not _all_text(value)):
            yield error("wrong-kind", where, f"'{name}' must be {_kind_name(kind)}.", f"Change it; {HOW_TO}")


def _content_faults(content: Mapping[str, Any], where: str) -> Iterable[Finding]:
    columns, pool = content["columns"], content.get("pool", [])
    for field, headings in columns.items():
        if field not in FIELDS:
            yield error("unknown-field", where, f"'{field}' is not a field.", f"Use one of {', '.join(FIELDS)}.")
        if not (isinstance(headings, list) and headings and _all_text(headings)):
            yield error("wrong-kind", where, f"columns.{field} must be a list of headings.", f"Change it; {HOW_TO}")
            return
    for field in sorted({"paid_on", "payee", content["counts"]} - columns.keys()):
        yield error("missing-field", where, f"No column is given for '{field}'.", f"Add its headings; {HOW_TO}")
    if content["counts"] not in MONEY_FIELDS:
        yield error("wrong-kind", where, f"counts must be one of {', '.join(MONEY_FIELDS)}.", f"Change it; {HOW_TO}")
    if len(content.get("delimiter", ",")) != 1:
        yield error("wrong-kind", where, "delimiter must be one character.", f"Change it; {HOW_TO}")
    yield from _encoding_faults(content.get("encodings", []), where)
    for field in set(content.get("optional", [])) - columns.keys():
        yield error(
            "unknown-field", where, f"optional names '{field}', which has no column.", "Give it one or take it out."
        )
    for (one, ours), (other, theirs) in combinations(columns.items(), 2):
        for shared in set(map(heading_key, ours)) & set(map(heading_key, theirs)):
            yield error("heading-twice", where, f"'{shared}' stands for {one} and for {other}.", "Keep one of them.")
    for sign in pool:
        if not (isinstance(sign, dict) and sign.keys() == {"field", "words"} and _all_text(list(sign.values()))):
            yield error("wrong-kind", where, "A [[pool]] sign has a field and words.", f"Change it; {HOW_TO}")
        elif sign["field"] not in columns or sign["field"] not in TEXT_FIELDS:
            yield error(
                "unknown-field",
                where,
                f"A [[pool]] sign names '{sign['field']}'.",
                "Use a text field that has a column.",
            )


def _encoding_faults(encodings: list[str], where: str) -> Iterable[Finding]:
    for name in encodings:
        try:
            codecs.lookup(name)
        except LookupError:
            yield error(
                "unknown-encoding", where, f"'{name}' is not an encoding.", "Use one such as utf-8-sig or cp1252."
            )


def _all_text(value: object) -> bool:
    return all(isinstance(item, str) and item.strip(" ") for item in (value if isinstance(value, list) else [value]))


def _kind_name(kind: type) -> str:
    return "a text" if kind is str else "a table" if kind is dict else "a list of texts"
