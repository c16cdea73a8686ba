"""A publication's layout: what its sheets, headings, markers and sums are called, as data.

A layout is written as TOML (docs/how-to/add-a-layout.md) and parsed here from the plain dictionary, with a finding
for every entry that is missing, of the wrong kind, unknown, or that refers to something that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.workbook.entries import Entry
from commonweal.engine.workbook.labels import code_before_bracket, normal

ALL = "all"
PLACE_KEYS = ("region", "ons_code", "local_code", "name")
IDENTITY_KINDS = ("places", "parts", "agree", "crosses", "per-day")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A label above the headings; `reads` is text, month or day."""

    id: str
    reads: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a column counts; `whole` numbers only, or fractions too."""

    id: str
    whole: bool


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way in which figures are split; `terms` by normal label or code, `all` among them."""

    id: str
    by_code: bool
    terms: Mapping[str, str]

    def term(self, label: str) -> str | None:
        """The term that a label names, `all` for a total, None if the layout does not know it."""
        found = self.terms.get(normal(label))
        return self.terms.get(code_before_bracket(label)) if found is None and self.by_code else found


@dataclass(frozen=True, slots=True)
class Down:
    """A column whose cells name the term of each row; `fill_down` where one name stands for several rows."""

    dimension: str
    labels: frozenset[str]
    fill_down: bool


@dataclass(frozen=True, slots=True)
class SheetLayout:
    """A kind of sheet. With `place`, all figures are that place's; `notes` sheets hold only text."""

    id: str
    names: frozenset[str]
    across: str
    place: str
    down: tuple[Down, ...]
    captions: frozenset[str]
    notes: bool


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that must hold; `optional` where a publication may leave out all that it speaks of."""

    id: str
    kind: str
    title: str
    sheets: tuple[str, ...]
    measure: str
    of: str
    levels: tuple[tuple[str, ...], ...]
    optional: bool


@dataclass(frozen=True, slots=True)
class Layout:
    """A whole publication. Label mappings hold normal labels."""

    id: str
    collection: str
    title: str
    publisher: str
    licence: str
    source: str
    signs: tuple[str, ...]
    default_measure: str
    metadata: Mapping[str, Metadata]
    markers: Mapping[str, str]
    measures: Mapping[str, Measure]
    banners: Mapping[str, str]
    dimensions: Mapping[str, Dimension]
    totals: frozenset[str]
    blanks: frozenset[str]
    place_keys: Mapping[str, str]
    sheets: tuple[SheetLayout, ...]
    identities: tuple[Identity, ...]

    @property
    def file(self) -> str:
        """Where a person adds a label, for findings."""
        return f"layouts/{self.id}.toml"


def parse_layout(content: Mapping[str, Any], where: str) -> tuple[Layout | None, tuple[Finding, ...]]:
    """A layout from its plain dictionary; None, with findings that name the entry, when anything is wrong."""
    top = Entry(content, where)
    metadata = _labelled(top, "metadata", "labels")
    markers = _labelled(top, "marker", "labels")
    measures = _labelled(top, "measure", "banners")
    places = top.table("places")
    keys = places.table("keys")
    layout = Layout(
        id=top.text("id"),
        collection=top.text("collection"),
        title=top.text("title"),
        publisher=top.text("publisher"),
        licence=top.text("licence"),
        source=top.text("source"),
        signs=tuple(map(normal, top.texts("signs"))),
        default_measure=top.text("default_measure"),
        metadata={
            label: Metadata(entry.text("id"), entry.choice("reads", ("text", "month", "day"), "text"))
            for label, entry in metadata.items()
        },
        markers={label: entry.text("id") for label, entry in markers.items()},
        measures={entry.text("id"): Measure(entry.text("id"), entry.flag("whole")) for entry in measures.values()},
        banners={label: entry.text("id") for label, entry in measures.items()},
        dimensions={dimension.id: dimension for dimension in map(_dimension, top.tables("dimension"))},
        totals=frozenset(map(normal, places.texts("totals"))),
        blanks=frozenset(map(normal, places.texts("blanks", optional=True))),
        place_keys={normal(label): key for key in PLACE_KEYS for label in keys.texts(key, optional=True)},
        sheets=tuple(map(_sheet, top.tables("sheet"))),
        identities=tuple(map(_identity, top.tables("identity", optional=True))),
    )
    _check_references(layout, top)
    findings = top.all_findings()
    return (None if findings else layout), findings


def _labelled(top: Entry, name: str, labels: str) -> dict[str, Entry]:
    """The entries of a list by each of their normal labels; a label that stands twice is a fault."""
    found: dict[str, Entry] = {}
    for entry in top.tables(name):
        for label in map(normal, entry.texts(labels)):
            if label in found:
                entry.fault("label-twice", f"The label {label!r} stands twice.", "Keep one of the two.")
            found[label] = entry
    return found


def _dimension(entry: Entry) -> Dimension:
    by_code = entry.choice("match", ("label", "code"), "label") == "code"
    terms = {normal(label): ALL for label in entry.texts("all")}
    table = entry.table("terms")
    for term in table.names():
        for label in map(normal, table.texts(term)):
            if label in terms or term == ALL:
                table.fault("label-twice", f"The label {label!r} or the term {term!r} stands twice.", "Keep one.")
            terms[label] = term
    return Dimension(entry.text("id"), by_code, terms)


def _sheet(entry: Entry) -> SheetLayout:
    notes = entry.flag("notes", default=False)
    return SheetLayout(
        id=entry.text("id"),
        names=frozenset(map(normal, entry.texts("names"))),
        across=entry.text("across", optional=notes),
        place=entry.text("place", optional=True),
        down=tuple(
            Down(
                down.text("dimension"),
                frozenset(map(normal, down.texts("labels"))),
                down.flag("fill_down", default=False),
            )
            for down in entry.tables("down", optional=True)
        ),
        captions=frozenset(map(normal, entry.texts("captions", optional=True))),
        notes=notes,
    )


def _identity(entry: Entry) -> Identity:
    return Identity(
        id=entry.text("id"),
        kind=entry.choice("kind", IDENTITY_KINDS),
        title=entry.text("title"),
        sheets=tuple(entry.texts("sheets")),
        measure=entry.text("measure", optional=True),
        of=entry.text("of", optional=True),
        levels=tuple(tuple(level) for level in entry.lists("levels")),
        optional=entry.flag("optional", default=False),
    )


def _check_references(layout: Layout, top: Entry) -> None:
    """Every name that one entry uses must be another entry's id."""
    dimensions, measures = layout.dimensions.keys(), layout.measures.keys()
    sheets = {sheet.id for sheet in layout.sheets}
    _known(top, "default_measure", [layout.default_measure], measures)
    for sheet in layout.sheets:
        if not sheet.notes:
            used = [sheet.across, *(down.dimension for down in sheet.down)]
            _known(top, f"sheet {sheet.id}", used, dimensions)
            if not sheet.place and not layout.place_keys:
                top.fault("no-place", f"Nothing says whose figures sheet {sheet.id} holds.", "Add places.keys.")
    for identity in layout.identities:
        _known(top, f"identity {identity.id}", identity.sheets, sheets)
        _known(top, f"identity {identity.id}", filter(None, [identity.measure, identity.of]), measures)
        _known(top, f"identity {identity.id}", [part for level in identity.levels for part in level], dimensions)


def _known(top: Entry, what: str, used: Any, known: Any) -> None:
    """A fault for each name in use that is not known; empty names are faults of their own entry already."""
    for name in used:
        if name and name not in known:
            top.fault("unknown-name", f"{what} names {name!r}, which is not there.", f"Use one of {sorted(known)}.")
