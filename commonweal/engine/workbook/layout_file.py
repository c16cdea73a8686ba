"""A layout from its file's plain dictionary, with a finding for every entry that is missing, of the wrong kind,
unknown, or that refers to something that is not there."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.periods import Month
from commonweal.engine.workbook.causes import CAUSES
from commonweal.engine.workbook.entries import Entry
from commonweal.engine.workbook.labels import normal, slug
from commonweal.engine.workbook.layout import (
    ALL,
    MEASURE,
    Block,
    Comparison,
    Dimension,
    Down,
    Gap,
    Identity,
    Layout,
    Measure,
    Metadata,
    SheetLayout,
)

PLACE_KEYS = ("region", "ons_code", "local_code", "name")
IDENTITY_KINDS = ("places", "parts", "agree", "crosses", "per-day", "levels", "days", "product", "nested")
GAPS = ("fewer", "more", "other")


def parse_layout(content: Mapping[str, Any], where: str) -> tuple[Layout | None, tuple[Finding, ...]]:
    """A layout from its plain dictionary; None, with findings that name the entry, when anything is wrong."""
    top = Entry(content, where)
    metadata = _labelled(top, "metadata", "labels", optional=True)
    markers = _labelled(top, "marker", "labels", optional=True)
    measures = _labelled(top, "measure", "banners")
    places = top.table("places")
    blocks = places.tables("block", optional=True)
    keys = places.table("keys") if not blocks or "keys" in places.names() else None
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
            label: Metadata(entry.text("id"), entry.choice("reads", ("text", "month", "day", "range"), "text"))
            for label, entry in metadata.items()
        },
        markers={label: entry.text("id") for label, entry in markers.items()},
        measures={entry.text("id"): _measure(entry) for entry in measures.values()},
        banners={label: entry.text("id") for label, entry in measures.items()},
        dimensions={dimension.id: dimension for dimension in map(_dimension, top.tables("dimension"))},
        totals=frozenset(map(normal, places.texts("totals", optional=True))),
        blanks=frozenset(map(normal, places.texts("blanks", optional=True))),
        place_keys=_keys(keys) if keys else {},
        blocks=tuple(map(_block, blocks)),
        period_of=top.text("period_of", optional=True),
        period=_period(top),
        sheets=tuple(map(_sheet, top.tables("sheet"))),
        identities=tuple(map(_identity, top.tables("identity", optional=True))),
        comparisons=tuple(map(_comparison, top.tables("comparison", optional=True))),
    )
    _check_references(layout, top)
    findings = top.all_findings()
    return (None if findings else layout), findings


def _period(top: Entry) -> Month | None:
    text = top.text("period", optional=True)
    try:
        return Month.parse(text) if text else None
    except ValueError:
        top.fault("no-month", f"The period {text!r} is no month.", "Write it as 2020-02.")
        return None


def _measure(entry: Entry) -> Measure:
    return Measure(entry.text("id"), entry.flag("whole"), entry.count("decimals"))


def _keys(entry: Entry) -> dict[str, str]:
    """Place keys by the labels of their columns."""
    return {normal(label): key for key in PLACE_KEYS for label in entry.texts(key, optional=True)}


def _block(entry: Entry) -> Block:
    keys = _keys(entry.table("keys")) if "keys" in entry.names() else {}
    return Block(entry.text("id"), keys, entry.flag("organisations", default=True))


def _labelled(top: Entry, name: str, labels: str, *, optional: bool = False) -> dict[str, Entry]:
    """The entries of a list by each of their normal labels; a label that stands twice is a fault."""
    found: dict[str, Entry] = {}
    for entry in top.tables(name, optional=optional):
        for label in map(normal, entry.texts(labels)):
            if label in found:
                entry.fault("label-twice", f"The label {label!r} stands twice.", "Keep one of the two.")
            found[label] = entry
    return found


def _dimension(entry: Entry) -> Dimension:
    match = entry.choice("match", ("label", "code", "slug"), "label")
    reads = entry.choice("reads", ("labels", "day", "month", "year"), "labels")
    around = tuple(map(normal, entry.texts("around", optional=True)))
    counts = entry.text("counts", optional=True)
    form = slug if match == "slug" else normal
    terms = {form(label): ALL for label in entry.texts("all", optional=True)}
    if reads == "labels":
        _add_terms(terms, entry.table("terms"), form)
    return Dimension(entry.text("id"), match, terms, reads, around, counts, entry.flag("complete", default=False))


def _add_terms(terms: dict[str, str], table: Entry, form: Callable[[str], str]) -> None:
    for term in table.names():
        for label in map(form, table.texts(term)):
            if label in terms or term == ALL:
                table.fault("label-twice", f"The label {label!r} or the term {term!r} stands twice.", "Keep one.")
            terms[label] = term


def _sheet(entry: Entry) -> SheetLayout:
    notes, cover = entry.flag("notes", default=False), entry.flag("cover", default=False)
    markers = entry.table("markers") if "markers" in entry.names() else None
    return SheetLayout(
        id=entry.text("id"),
        names=frozenset(map(normal, entry.texts("names"))),
        across=tuple(entry.words("across", optional=notes or cover)),
        over=tuple(entry.words("over", optional=True)),
        place=entry.text("place", optional=True),
        down=tuple(map(_down, entry.tables("down", optional=True))),
        captions=frozenset(map(normal, entry.texts("captions", optional=True))),
        remarks=tuple(map(normal, entry.texts("remarks", optional=True))),
        asides=frozenset(map(normal, entry.texts("asides", optional=True))),
        level=entry.text("level", optional=True),
        counts=entry.text("counts", optional=True),
        parted=entry.text("parted", optional=True),
        markers={normal(label): id for id in markers.names() for label in markers.texts(id)} if markers else {},
        notes=notes,
        cover=cover,
        blocks=entry.flag("blocks", default=False),
        optional=entry.flag("optional", default=False),
    )


def _down(entry: Entry) -> Down:
    labels = frozenset(map(normal, entry.texts("labels")))
    return Down(entry.text("dimension"), labels, entry.flag("fill_down", default=False))


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
        by=entry.text("by", optional=True),
        total=entry.text("total", optional=True) or ALL,
        terms=frozenset(entry.texts("terms", optional=True)),
        whole=entry.text("whole", optional=True),
        parts=entry.text("parts", optional=True),
        gaps=tuple(map(_gap, entry.tables("gap", optional=True))),
        factors=tuple(entry.texts("factors", optional=True)),
        percent=entry.flag("percent", default=False),
        order=tuple(entry.texts("order", optional=True)),
    )


def _comparison(entry: Entry) -> Comparison:
    named = [
        (one.choice("id", CAUSES), one.text("text"), one.flag("listed", default=False))
        for one in entry.tables("cause", optional=True)
    ]
    return Comparison(
        collection=entry.text("id"),
        title=entry.text("title"),
        because=entry.text("because"),
        whole=entry.text("whole", optional=True),
        parts=entry.text("parts", optional=True),
        causes={id: text for id, text, _ in named},
        listed=frozenset(id for id, _, is_listed in named if is_listed),
    )


def _gap(entry: Entry) -> Gap:
    terms = frozenset(entry.texts("terms", optional=True))
    return Gap(entry.text("measure", optional=True), terms, entry.choice("parts", GAPS), entry.text("because"))


def _check_references(layout: Layout, top: Entry) -> None:
    """Every name that one entry uses must be another entry's id."""
    dimensions, measures = layout.dimensions.keys(), layout.measures.keys()
    sheets = {sheet.id for sheet in layout.sheets}
    _known(top, "default_measure", [layout.default_measure], measures)
    for sheet in layout.sheets:
        used = [*sheet.across, *sheet.over, *(down.dimension for down in sheet.down)]
        _known(top, f"sheet {sheet.id}", used, {*dimensions, MEASURE})
        _known(top, f"sheet {sheet.id}", [sheet.counts], measures)
        if sheet.has_figures and not (sheet.place or layout.place_keys or (sheet.blocks and layout.blocks)):
            top.fault("no-place", f"Nothing says whose figures sheet {sheet.id} holds.", "Add places.keys.")
    _known(top, "period_of", [layout.period_of], dimensions)
    for dimension in layout.dimensions.values():
        _known(top, f"dimension {dimension.id}", [dimension.counts], measures)
    for identity in layout.identities:
        _check_identity(identity, layout, sheets, top)


def _check_identity(identity: Identity, layout: Layout, sheets: set[str], top: Entry) -> None:
    dimensions, levels = (
        layout.dimensions.keys(),
        {block.level for block in layout.blocks} | {s.level for s in layout.sheets},
    )
    named = f"identity {identity.id}"
    _known(top, named, identity.sheets, sheets)
    _known(
        top,
        named,
        [identity.measure, identity.of, *identity.factors, *(gap.measure for gap in identity.gaps)],
        layout.measures.keys(),
    )
    _known(top, named, [identity.by, *(part for level in identity.levels for part in level)], dimensions)
    _known(top, named, [identity.parts], levels)
    _known(top, named, [identity.whole], {*levels, "total"})


def _known(top: Entry, what: str, used: Any, known: Any) -> None:
    """A fault for each name in use that is not known; empty names are faults of their own entry already."""
    for name in used:
        if name and name not in known:
            top.fault("unknown-name", f"{what} names {name!r}, which is not there.", f"Use one of {sorted(known)}.")
