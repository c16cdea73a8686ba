"""A publication's layout: what its sheets, headings, markers and sums are called, as data.

A layout is written as TOML (docs/how-to/add-a-layout.md) and parsed here from the plain dictionary, with a finding
for every entry that is missing, of the wrong kind, unknown, or that refers to something that is not there.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.workbook.entries import Entry
from commonweal.engine.workbook.labels import (
    code_before_bracket,
    normal,
    parse_day,
    parse_month,
    parse_year,
    without_month,
)

ALL = "all"
MEASURE = "measure"  # among the names across: headings that say what their column counts
PLACE_KEYS = ("region", "ons_code", "local_code", "name")
IDENTITY_KINDS = ("places", "parts", "agree", "crosses", "per-day", "levels", "days", "product")
GAPS = ("fewer", "more", "other")


@dataclass(frozen=True, slots=True)
class Metadata:
    """A label above the headings; `reads` is text, month, day, or a range of days of which the last one counts."""

    id: str
    reads: str


@dataclass(frozen=True, slots=True)
class Measure:
    """What a column counts; `whole` numbers only, or fractions too, printed to so many `decimals` where known."""

    id: str
    whole: bool
    decimals: int | None = None

    @property
    def half_unit(self) -> float:
        """By how much rounding may have moved it."""
        return 0.0 if self.decimals is None else 0.5 / 10**self.decimals


@lru_cache(maxsize=8192)  # the same days stand in the rows of every place
def _open_term(label: str, reads: str, around: tuple[str, ...]) -> str | None:
    """The day, month or financial year that a label names: 2024-01-31, 2024-01 or 2023-24."""
    text = normal(label)
    for words in around:
        text = text.replace(words, " ").strip()
    if reads == "day":
        day = parse_day(text)
        return day.isoformat() if day else None
    if reads == "year":
        return parse_year(text)
    month = parse_month(text)
    return month.iso if month else None


@dataclass(frozen=True, slots=True)
class Dimension:
    """A way in which figures are split; `terms` by normal label or code, `all` among them.

    An open dimension `reads` day, month or financial year: its terms are whatever of these is printed, with `around`
    words left away. `counts` is the measure of figures that are split so, where no banner says it.
    """

    id: str
    by_code: bool
    terms: Mapping[str, str]
    reads: str = "labels"
    around: tuple[str, ...] = ()
    counts: str = ""

    def term(self, label: str) -> str | None:
        """The term that a label names, `all` for a total, None if the layout does not know it."""
        if self.reads != "labels":
            return _open_term(label, self.reads, self.around)
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
    """A kind of sheet. With `place`, all figures are that place's; `notes` sheets hold only text, `cover` sheets only
    labels with their values.

    Headings name terms of the dimensions `across`, banners above them terms of the dimensions `over`. Text that begins
    with one of `remarks` is kept as a note; columns of `asides` are known to hold no figures. With `blocks`, rows
    further down name the place keys anew; `level` is that of all its places otherwise.
    """

    id: str
    names: frozenset[str]
    across: tuple[str, ...]
    over: tuple[str, ...]
    place: str
    down: tuple[Down, ...]
    captions: frozenset[str]
    remarks: tuple[str, ...]
    asides: frozenset[str]
    level: str
    markers: Mapping[str, str]
    notes: bool
    cover: bool
    blocks: bool
    optional: bool

    @property
    def has_figures(self) -> bool:
        """Whether figures are looked for on it."""
        return not (self.notes or self.cover)


@dataclass(frozen=True, slots=True)
class Block:
    """Rows of one level of places (regions, trusts) under their own key headings.

    The one without labels is what stands above the first such headings. Of places that are no `organisations`, whom
    they denote is not asked.
    """

    level: str
    keys: Mapping[str, str]
    organisations: bool


@dataclass(frozen=True, slots=True)
class Gap:
    """A difference that the publication itself announces: the parts of this measure and these terms (of any, where none
    is named) add up to `fewer`, `more` or something `other` than the whole."""

    measure: str
    terms: frozenset[str]
    parts: str
    because: str


@dataclass(frozen=True, slots=True)
class Identity:
    """A sum that must hold; `optional` where a publication may leave out all that it speaks of.

    `by` names the dimension whose total (a term, where it names one as `total`) and `terms` (all, where it names none)
    are compared; `whole` and `parts` two levels of places. The `factors` are measures; a `percent` counts by hundreds.
    """

    id: str
    kind: str
    title: str
    sheets: tuple[str, ...]
    measure: str
    of: str
    levels: tuple[tuple[str, ...], ...]
    optional: bool
    by: str = ""
    total: str = ALL
    terms: frozenset[str] = frozenset()
    whole: str = ""
    parts: str = ""
    gaps: tuple[Gap, ...] = ()
    factors: tuple[str, ...] = ()
    percent: bool = False


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another collection that prints some of the same figures, and why the two may differ."""

    collection: str
    title: str
    because: str


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
    blocks: tuple[Block, ...]
    period_of: str
    sheets: tuple[SheetLayout, ...]
    identities: tuple[Identity, ...]
    comparisons: tuple[Comparison, ...]

    @property
    def file(self) -> str:
        """Where a person adds a label, for findings."""
        return f"layouts/{self.id}.toml"

    @property
    def marker_ids(self) -> tuple[str, ...]:
        """Every marker, those of single sheets too."""
        tables = (self.markers, *(sheet.markers for sheet in self.sheets))
        return tuple(dict.fromkeys(marker for table in tables for marker in table.values()))

    def banner(self, label: str) -> str | None:
        """The measure that a banner names, whatever month it begins with."""
        return self.banners.get(normal(label)) or self.banners.get(without_month(label)[0])

    def sheet(self, id: str) -> SheetLayout:
        """A kind of sheet by its id."""
        return next(sheet for sheet in self.sheets if sheet.id == id)


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
        sheets=tuple(map(_sheet, top.tables("sheet"))),
        identities=tuple(map(_identity, top.tables("identity", optional=True))),
        comparisons=tuple(map(_comparison, top.tables("comparison", optional=True))),
    )
    _check_references(layout, top)
    findings = top.all_findings()
    return (None if findings else layout), findings


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
    by_code = entry.choice("match", ("label", "code"), "label") == "code"
    reads = entry.choice("reads", ("labels", "day", "month", "year"), "labels")
    around = tuple(map(normal, entry.texts("around", optional=True)))
    counts = entry.text("counts", optional=True)
    terms = {normal(label): ALL for label in entry.texts("all", optional=True)}
    if reads == "labels":
        _add_terms(terms, entry.table("terms"))
    return Dimension(entry.text("id"), by_code, terms, reads, around, counts)


def _add_terms(terms: dict[str, str], table: Entry) -> None:
    for term in table.names():
        for label in map(normal, table.texts(term)):
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
    )


def _comparison(entry: Entry) -> Comparison:
    return Comparison(entry.text("id"), entry.text("title"), entry.text("because"))


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
