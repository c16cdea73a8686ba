"""A publication's layout: what its sheets, headings, markers and sums are called, as data.

A layout is written as TOML (docs/how-to/add-a-layout.md) and parsed by `layout_file`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from commonweal.engine.periods import Month
from commonweal.engine.workbook.labels import (
    code_before_bracket,
    normal,
    parse_day,
    parse_month,
    parse_year,
    slug,
    without_month,
)

ALL = "all"
MEASURE = "measure"  # among the names across: headings that say what their column counts


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
    """A way in which figures are split; `terms` by normal label, code or slug, `all` among them.

    An open dimension `reads` day, month or financial year: its terms are whatever of these is printed, with `around`
    words left away. `counts` is the measure of figures that are split so, where no banner says it.
    """

    id: str
    match: str
    terms: Mapping[str, str]
    reads: str = "labels"
    around: tuple[str, ...] = ()
    counts: str = ""
    complete: bool = False  # every term stands on every sheet across which it is split

    def term(self, label: str) -> str | None:
        """The term that a label names, `all` for a total, None if the layout does not know it."""
        if self.reads != "labels":
            return _open_term(label, self.reads, self.around)
        if self.match == "slug":
            return self.terms.get(slug(label))
        found = self.terms.get(normal(label))
        return self.terms.get(code_before_bracket(label)) if found is None and self.match == "code" else found


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
    further down name the place keys anew; `level` is that of all its places otherwise. `counts` is its measure where
    nothing nearer says it; headings `parted` by some sign name a term before it and one after it.
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
    counts: str
    parted: str
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
    Terms in `order` each count some of what the one before counts.
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
    order: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Comparison:
    """Another collection that prints some of the same figures, and why the two may differ.

    `causes` are the words for what can be told from the figures themselves (engine.workbook.causes), by its id, and
    `listed` those of them of which each figure is shown; the other's blocks `parts` are parts of its blocks `whole`.
    """

    collection: str
    title: str
    because: str
    whole: str
    parts: str
    causes: Mapping[str, str]
    listed: frozenset[str]


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
    period: Month | None  # of a table that says nowhere which month it is of
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
