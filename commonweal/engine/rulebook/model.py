"""A round of the Better Care Fund as a value: everything its rulebook says, each entry with its status and source."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from enum import StrEnum
from fractions import Fraction
from types import MappingProxyType
from typing import Any

from commonweal.engine.findings import Severity
from commonweal.engine.tracks import Track


class Status(StrEnum):
    """How far an entry may be trusted."""

    VERIFIED = "verified"  # read in the source named
    UNVERIFIED = "unverified"  # from memory or practice: to be edited by whoever knows better
    DERIVED = "derived"  # by arithmetic from what is verified


class Payer(StrEnum):
    """Who brings a source's money."""

    NHS = "nhs"
    COUNCIL = "council"
    ANY = "any"


class Share(StrEnum):
    """How much of a line the NHS commissions."""

    NHS = "nhs"  # all of it
    COUNCIL = "council"  # none of it
    JOINT = "joint"  # the percentage that the line states


class Interval(StrEnum):
    """How often a metric is planned."""

    MONTH = "month"
    QUARTER = "quarter"
    YEAR = "year"


class Owner(StrEnum):
    """Which body a day of the timetable belongs to."""

    NATIONAL_BODIES = "national-bodies"  # until guidance is out
    PARTNERS = "partners"  # until submission, and for the section 75 agreement
    REGION = "region"  # regional assurance and moderation
    NATIONAL_TEAM = "national-team"  # the decision


class Precision(StrEnum):
    """How exactly a day is known."""

    DAY = "day"
    MONTH = "month"  # the month is known; the day stands for it


class Partner(StrEnum):
    """Which kind of body signs."""

    COUNCIL = "council"
    NHS_COMMISSIONER = "nhs-commissioner"
    BOARD = "board"


class Better(StrEnum):
    """Which way a metric should go."""

    LOW = "low"
    HIGH = "high"


class When(StrEnum):
    """When a signature may be given, seen from the submission."""

    BEFORE_SUBMISSION = "before-submission"
    BEFORE_OR_AFTER = "before-or-after-submission"


@dataclass(frozen=True, slots=True, kw_only=True)
class Item:
    """Any entry: its stable id, its name for people, whether it was checked, and where it comes from."""

    id: str
    name: str
    status: Status
    source: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Condition(Item):
    """A national condition, in words."""

    text: str


@dataclass(frozen=True, slots=True, kw_only=True)
class FundingSource(Item):
    """A source of money: who brings it, under whose conditions, and how an allocation follows from last year's.

    `is_published`: a body publishes what each area gets, and income must equal it. `is_passed_down`: where districts
    exist, the county hands it on in full. `formula` may use `baseline`, the names of `terms`
    (one table a year), and `area_terms`, which each area has for itself.
    """

    payer: Payer
    track: Track
    is_published: bool = False
    is_passed_down: bool = False
    use: str = ""
    formula: str = ""
    terms: tuple[Mapping[str, Fraction], ...] = ()
    area_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Minimum(Item):
    """A ring-fence: of these sources, at least the required sum is spent in these areas (none: any but `not_areas`).

    `counts_nhs_share`: of a line, only the percentage that the NHS commissions counts. `formula` gives the requirement
    from `baseline`, last year's required minimum, in pence.
    """

    funding_sources: tuple[str, ...]
    areas_of_spend: tuple[str, ...] = ()
    not_areas: tuple[str, ...] = ()
    counts_nhs_share: bool = False
    formula: str
    terms: tuple[Mapping[str, Fraction], ...]
    area_terms: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class SchemeType(Item):
    """A type of scheme: its sub-types (none: there are none to choose), and the unit of its outputs, if it has one.

    `unit_by_sub_type` overrides the unit, an empty text meaning no outputs.
    """

    sub_types: tuple[str, ...] = ()
    unit: str = ""
    unit_by_sub_type: Mapping[str, str] = field(default_factory=lambda: MappingProxyType({}))

    def unit_of(self, sub_type: str) -> str:
        """The unit of outputs for a sub-type."""
        return self.unit_by_sub_type.get(sub_type, self.unit)


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Item):
    """A value of a drop-down list: an area of spend, a provider type, an objective."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Commissioner(Item):
    """Who commissions a line, and so whose minimum it counts towards."""

    share: Share


@dataclass(frozen=True, slots=True, kw_only=True)
class Metric(Item):
    """A metric with a trajectory: what it counts in words, its unit, and how often it is planned.

    `definition` is the id of the measure by which it is observed here; empty where nothing of it is.
    """

    unit: str
    interval: Interval
    better: Better
    decimals: int = 0
    definition: str = ""
    counts: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Pathway(Item):
    """A line of capacity and demand: its pathway (0 to 3, or community), and in what it is counted."""

    pathway: str
    unit: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Narrative(Item):
    """A part of the narrative that a plan must tell."""

    question: str


@dataclass(frozen=True, slots=True, kw_only=True)
class ContactRole(Item):
    """Somebody whom the plan must name."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Enquiry(Item):
    """A line of enquiry: what every assurer asks of every plan, and which conditions and sections it looks at."""

    question: str
    evidence: str
    conditions: tuple[str, ...] = ()
    sections: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True, kw_only=True)
class Office(Item):
    """An office in a body that signs; people hold it as a role there, whose kind is its id."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SignOff(Item):
    """A signature: whose, of which kind of partner, whether it may be delegated, and when it may be given.

    `offices`: the ids of those who may give it; where none are named the signature is an office of its own, and
    whoever holds it signs. `is_per_partner`: every partner of that kind signs, with a date of its own.
    """

    partner: Partner
    offices: tuple[str, ...] = ()
    is_per_partner: bool
    is_delegable: bool
    when: When


@dataclass(frozen=True, slots=True, kw_only=True)
class Milestone(Item):
    """A day of the timetable; `day` None where it is not known. `owner` owns the days that lead up to it."""

    owner: Owner
    day: date | None = None
    precision: Precision = Precision.DAY


@dataclass(frozen=True, slots=True, kw_only=True)
class Rule(Item):
    """A validation rule: one of the closed set of kinds, with its parameters and the words for whoever breaks it.

    `message` and `what_to_do` may name, in braces, what the kind offers (docs/reference/rounds.md lists them).
    """

    kind: str
    section: str
    message: str
    what_to_do: str
    severity: Severity = Severity.ERROR
    parameters: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))


class Cell(StrEnum):
    """What a cell holds; those by year, interval or month are as many columns as the round has of them."""

    TEXT = "text"
    LONG_TEXT = "long-text"
    CHOICE = "choice"  # of the column's list
    SUB_TYPE = "sub-type"  # of the row's type
    PERCENT = "percent"
    DATE = "date"
    YES_OR_NO = "yes-or-no"
    NEW_OR_EXISTING = "new-or-existing"
    CAPACITY_OR_DEMAND = "capacity-or-demand"
    MONEY_BY_YEAR = "money-by-year"
    NUMBER_BY_YEAR = "number-by-year"
    NUMBER_BY_INTERVAL = "number-by-interval"  # of the row's metric
    NUMBER_BY_MONTH = "number-by-month"


@dataclass(frozen=True, slots=True, kw_only=True)
class Column:
    """A column of a sheet: the plan's field, heading, kind of cell, drop-down list, and whether people fill it."""

    field: str
    heading: str
    kind: Cell = Cell.TEXT
    list: str = ""
    is_input: bool = True
    is_required: bool = True
    width: int = 16


@dataclass(frozen=True, slots=True, kw_only=True)
class Sheet(Item):
    """A sheet of the planning workbook: which part of the plan it holds, and how.

    `rows`: the list of the rulebook that gives the fixed rows; empty where people add rows, up to `spare_rows`.
    """

    section: str
    columns: tuple[Column, ...] = ()
    rows: str = ""
    spare_rows: int = 0
    is_protected: bool = True
    in_checklist: bool = True
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Colour(Item):
    """The fill of a kind of cell, as RRGGBB, and the words that say the same without colour."""

    rgb: str


@dataclass(frozen=True, slots=True, kw_only=True)
class Head(Item):
    """A round's own entry: its years, by the year in which each financial year begins, and whose child it is."""

    years: tuple[int, ...]
    inherits: str = ""
    note: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Rulebook(Head):
    """A round with every list, in order; `written_in` says which round's file last wrote an entry (list, id)."""

    condition: tuple[Condition, ...] = ()
    funding_source: tuple[FundingSource, ...] = ()
    minimum: tuple[Minimum, ...] = ()
    scheme_type: tuple[SchemeType, ...] = ()
    area_of_spend: tuple[Choice, ...] = ()
    commissioner: tuple[Commissioner, ...] = ()
    provider_type: tuple[Choice, ...] = ()
    objective: tuple[Choice, ...] = ()
    metric: tuple[Metric, ...] = ()
    pathway: tuple[Pathway, ...] = ()
    narrative: tuple[Narrative, ...] = ()
    contact: tuple[ContactRole, ...] = ()
    enquiry: tuple[Enquiry, ...] = ()
    office: tuple[Office, ...] = ()
    sign_off: tuple[SignOff, ...] = ()
    milestone: tuple[Milestone, ...] = ()
    rule: tuple[Rule, ...] = ()
    sheet: tuple[Sheet, ...] = ()
    colour: tuple[Colour, ...] = ()
    written_in: Mapping[tuple[str, str], str] = field(default_factory=lambda: MappingProxyType({}))

    def items(self, kind: str) -> tuple[Any, ...]:
        """A list by its name in the data file; KeyError where there is none such."""
        if kind not in KINDS:
            raise KeyError(kind)
        return tuple(getattr(self, kind))

    def find(self, kind: str, key: str) -> Any:
        """An entry of a list by its id, or None."""
        return next((item for item in self.items(kind) if item.id == key), None)

    def status_of(self, kind: str, item: Item) -> Status:
        """How far an entry may be trusted in this round: what was read for an earlier one is not verified for this."""
        is_own = self.written_in.get((kind, item.id), self.id) == self.id
        return item.status if is_own else Status.UNVERIFIED

    def offices_of(self, sign_off: SignOff) -> Mapping[str, str]:
        """The offices that may give a signature, by id, with their names."""
        named = {one.id: one.name for one in self.office}
        return {key: named.get(key, sign_off.name) for key in sign_off.offices or (sign_off.id,)}

    @property
    def months(self) -> int:
        """How many months the round's years have."""
        return 12 * len(self.years)


KINDS: Mapping[str, type[Item]] = MappingProxyType(
    {
        "condition": Condition,
        "funding_source": FundingSource,
        "minimum": Minimum,
        "scheme_type": SchemeType,
        "area_of_spend": Choice,
        "commissioner": Commissioner,
        "provider_type": Choice,
        "objective": Choice,
        "metric": Metric,
        "pathway": Pathway,
        "narrative": Narrative,
        "contact": ContactRole,
        "enquiry": Enquiry,
        "office": Office,
        "sign_off": SignOff,
        "milestone": Milestone,
        "rule": Rule,
        "sheet": Sheet,
        "colour": Colour,
    }
)
HEAD = tuple(one.name for one in fields(Head))
