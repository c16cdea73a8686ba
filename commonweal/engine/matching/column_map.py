"""A file of payments or of a general ledger as data: which heading is which field, how dates are written, which sign
is money out, what marks the pool's money.

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
PAYMENTS, GENERAL_LEDGER = "payments", "general-ledger"
BOTH_SIDES = "debit-credit"  # counted in a ledger that prints debits and credits in two columns
LEDGER_MONEY_FIELDS = ("amount", "debit", "credit")
LEDGER_TEXT_FIELDS = ("account", "cost_centre", "journal", "source", "description", "reference", "payee", "body")
FIELDS_OF_KIND = {
    PAYMENTS: ("paid_on", *MONEY_FIELDS, *TEXT_FIELDS),
    GENERAL_LEDGER: ("paid_on", "period", *LEDGER_MONEY_FIELDS, *LEDGER_TEXT_FIELDS),
}
COUNTS_OF_KIND = {PAYMENTS: MONEY_FIELDS, GENERAL_LEDGER: ("amount", BOTH_SIDES)}
SIGNS = ("plus", "minus")
REQUIRED = {"id": str, "title": str, "publisher": str, "licence": str, "dates": list, "counts": str, "columns": dict}
OPTIONAL = {
    **{"kind": str, "sign": str, "periods": list},
    **{"encodings": list, "delimiter": str, "ignored": list, "optional": list, "pool": list},
}
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
    `dates` are strptime patterns, `encodings` are tried in order. `sign` says whether plus or minus is money out (a
    debit). `kind` is what the file is: of a general ledger's, `periods` are the patterns of its period, in which `%N`
    is the number of a period of the financial year that begins in `%Y` (1 is April).
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
    kind: str = PAYMENTS
    sign: str = "plus"
    periods: tuple[str, ...] = ()

    @property
    def text_fields(self) -> tuple[str, ...]:
        """The fields that are kept as printed."""
        return LEDGER_TEXT_FIELDS if self.kind == GENERAL_LEDGER else TEXT_FIELDS

    @property
    def printed_fields(self) -> tuple[str, ...]:
        """The fields that are read: dates, periods and money."""
        return tuple(field for field in FIELDS_OF_KIND[self.kind] if field not in self.text_fields)

    def field_of(self, heading: str) -> str | None:
        """The field that a heading stands for, None if the map does not know it or ignores it."""
        key = heading_key(heading)
        return next((field for field, headings in self.columns.items() if key in headings), None)

    def required(self) -> frozenset[str]:
        """The fields that a file must have for this map to fit."""
        return frozenset(self.columns) - self.optional


def as_content(column_map: ColumnMap) -> dict[str, Any]:
    """The plain dictionary that `parse_column_map` makes this map of: what is kept of a map in use."""
    return {
        **{"id": column_map.id, "title": column_map.title, "kind": column_map.kind, "sign": column_map.sign},
        **{"publisher": column_map.publisher, "licence": column_map.licence, "counts": column_map.counts},
        **{"dates": list(column_map.dates), "periods": list(column_map.periods)},
        **{"encodings": list(column_map.encodings), "delimiter": column_map.delimiter},
        "columns": {field: sorted(headings) for field, headings in column_map.columns.items()},
        **{"ignored": sorted(column_map.ignored), "optional": sorted(column_map.optional)},
        "pool": [{"field": sign.field, "words": sign.words} for sign in column_map.pool],
    }


def heading_key(heading: str) -> str:
    """A heading without case, spaces and punctuation, so that `Date paid` is `DatePaid`; `£` alone stays what it is."""
    return "".join(character for character in heading.casefold() if character.isalnum()) or heading.strip()


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
        kind=content.get("kind", PAYMENTS),
        sign=content.get("sign", "plus"),
        periods=tuple(content.get("periods", [])),
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
    kind, columns = content.get("kind", PAYMENTS), content["columns"]
    if kind not in FIELDS_OF_KIND:
        yield error("wrong-kind", where, f"kind must be one of {', '.join(FIELDS_OF_KIND)}.", f"Change it; {HOW_TO}")
        return
    for field, headings in columns.items():
        if field not in FIELDS_OF_KIND[kind]:
            known = ", ".join(FIELDS_OF_KIND[kind])
            yield error("unknown-field", where, f"'{field}' is not a field.", f"Use one of {known}.")
        if not (isinstance(headings, list) and headings and _all_text(headings)):
            yield error("wrong-kind", where, f"columns.{field} must be a list of headings.", f"Change it; {HOW_TO}")
            return
    yield from _missing_fields(content, kind, where)
    for name, value, known_values in (
        ("counts", content["counts"], COUNTS_OF_KIND[kind]),
        ("sign", content.get("sign", "plus"), SIGNS),
    ):
        if value not in known_values:
            message = f"{name} must be one of {', '.join(known_values)}."
            yield error("wrong-kind", where, message, f"Change it; {HOW_TO}")
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
    yield from _sign_faults(content.get("pool", []), columns, kind, where)


def _missing_fields(content: Mapping[str, Any], kind: str, where: str) -> Iterable[Finding]:
    """A payment has a day, a payee and an amount; a ledger's line an account, a day or period, and an amount."""
    columns, counts = content["columns"], content["counts"]
    counted = {"debit", "credit"} if counts == BOTH_SIDES else {counts}
    needed = counted | ({"account"} if kind == GENERAL_LEDGER else {"paid_on", "payee"})
    if kind == GENERAL_LEDGER and not {"paid_on", "period"} & columns.keys():
        needed |= {"period"}
    for field in sorted(needed - columns.keys()):
        yield error("missing-field", where, f"No column is given for '{field}'.", f"Add its headings; {HOW_TO}")
    for field, patterns in (("paid_on", "dates"), ("period", "periods")):
        if field in columns and not content.get(patterns):
            message = f"'{patterns}' does not say how {field} is written."
            yield error("missing-entry", where, message, f"Add a pattern; {HOW_TO}")


def _sign_faults(pool: list[Any], columns: Mapping[str, Any], kind: str, where: str) -> Iterable[Finding]:
    texts = LEDGER_TEXT_FIELDS if kind == GENERAL_LEDGER else TEXT_FIELDS
    for sign in pool:
        if not (isinstance(sign, dict) and sign.keys() == {"field", "words"} and _all_text(list(sign.values()))):
            yield error("wrong-kind", where, "A [[pool]] sign has a field and words.", f"Change it; {HOW_TO}")
        elif sign["field"] not in columns or sign["field"] not in texts:
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
