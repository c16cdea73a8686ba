"""A return's page, and the page of one of its cells with all that is behind it."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse

from commonweal.engine.findings import Finding
from commonweal.engine.periods import Month, quarter_name
from commonweal.engine.reporting.cells import Behind, Cell, Difference, Evidence, show
from commonweal.engine.reporting.procedure import Event, Role, State
from commonweal.engine.reporting.quarters import period_of
from commonweal.flow import queries as flow
from commonweal.returns.models import Return, Step
from commonweal.returns.presenters.words import EVENTS, QUERIES, ROLES, RULES, SECTIONS, STATES

SEES_POOL, SEES_PLANS = "pool.see", "plans.see"


@dataclass(frozen=True, slots=True)
class Linked:
    """A figure with the address of its page."""

    text: str
    link: str
    label: str


@dataclass(frozen=True, slots=True)
class Row:
    """A row of a table of cells."""

    name: str
    figures: tuple[Linked, ...]


@dataclass(frozen=True, slots=True)
class Section:
    """A table of the return."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]


@dataclass(frozen=True, slots=True)
class Moment:
    """Something that happened to the return."""

    what: str
    by: str
    role: str
    at: datetime
    reason: str


@dataclass(frozen=True, slots=True)
class ReturnPage:
    """The page's parts in their order."""

    area: str
    quarter: str
    state: str
    colour: str
    lead: str
    kept: str
    sections: tuple[Section, ...]
    moments: tuple[Moment, ...]
    differences: tuple[Difference, ...]
    findings: tuple[Finding, ...]


def present(
    of: Return,
    made: Evidence,
    state: State,
    steps: Sequence[Step],
    changed: Sequence[Difference],
    found: Sequence[Finding],
) -> ReturnPage:
    """The page of a return, from its frozen cells or, before that, from the record as it is."""
    name, colour = STATES[state]
    return ReturnPage(
        area=made.area,
        quarter=quarter_name(period_of(made.year, made.quarter)),
        state=name,
        colour=colour,
        lead=lead(made),
        kept=_kept(state),
        sections=tuple(_sections(of.pk, made.cells)),
        moments=tuple(_moments(of, steps)),
        differences=tuple(changed),
        findings=tuple(found),
    )


def lead(made: Evidence) -> str:
    """The sentence that a busy person needs."""
    planned, spent = (made.cell(f"spend/all/{key}") for key in ("planned", "year-to-date"))
    if planned is None or spent is None:
        return "The record holds no money of this quarter."
    last_day = period_of(made.year, made.quarter).last_day
    told = f"Of {planned.shown} planned for the year, {spent.shown} was spent by {last_day:%-d %B %Y}."
    waited = made.cell("delays/care/days")
    return told if waited is None else f"{told} People waited {waited.shown} days in hospital for want of care."


def _kept(state: State) -> str:
    if state is State.DRAFT:
        return "Every figure is read from the record as it is now; nothing is typed and nothing is kept yet."
    return "Every figure is read from what was kept when the return was submitted."


def _sections(return_id: int, cells: Sequence[Cell]) -> Iterator[Section]:
    for key, title in SECTIONS.items():
        inside = [cell for cell in cells if cell.section == key]
        if key == "spend" and inside:
            headers = ("Scheme", "Planned for the year", "Spent in the quarter", "Spent since April")
            yield Section(title, headers, tuple(_spend(return_id, inside)))
        elif inside:
            rows = tuple(Row(cell.label, (linked(return_id, cell),)) for cell in inside)
            yield Section(title, ("What", "Figure"), rows)


def _spend(return_id: int, cells: Sequence[Cell]) -> Iterator[Row]:
    by_scheme: dict[str, list[Cell]] = {}
    for cell in cells:
        by_scheme.setdefault(cell.address.split("/")[1], []).append(cell)
    for inside in by_scheme.values():
        name = inside[0].label.rpartition(", ")[0]
        yield Row(name, tuple(linked(return_id, cell) for cell in inside))


def linked(return_id: int, cell: Cell) -> Linked:
    """A cell's figure with the way to what is behind it."""
    return Linked(cell.shown, reverse("returns:cell", args=[return_id, cell.address]), cell.label)


def _moments(of: Return, steps: Iterable[Step]) -> Iterator[Moment]:
    yield Moment("Begin", of.person_name, "its preparer", of.at, "")
    for row in steps:
        yield Moment(EVENTS[Event(row.event)], row.person_name, ROLES[Role(row.role)], row.at, row.reason)


@dataclass(frozen=True, slots=True)
class BehindRow:
    """A row behind a cell: what it is, where it is found, its amount."""

    text: str
    link: str
    amount: str


@dataclass(frozen=True, slots=True)
class CellPage:
    """One cell: its figure, what was asked, by which rule, the rows."""

    label: str
    shown: str
    lead: str
    address: str
    query: str
    rule: str
    rows: tuple[BehindRow, ...]
    sum: str
    now: str


def present_cell(of: Return, cell: Cell, now: Cell | None, *, is_frozen: bool, sees: Collection[str]) -> CellPage:
    """The page of a cell; a row is a link for those who may see where it leads."""
    link = _links(of, sees)
    rows = tuple(
        BehindRow(_told(one), link(one), show(cell.unit, one.amount) if one.amount is not None else "")
        for one in cell.rows
    )
    amounts = [one.amount for one in cell.rows if one.amount is not None]
    total = show(cell.unit, sum(amounts)) if cell.rule == "sum" and amounts else ""
    return CellPage(
        label=cell.label,
        shown=cell.shown,
        lead=f"{cell.label}: {cell.shown}.",
        address=cell.address,
        query=QUERIES.get(cell.query, cell.query),
        rule=RULES[cell.rule],
        rows=rows,
        sum=total,
        now=_now(cell, now) if is_frozen else "",
    )


def _now(cell: Cell, now: Cell | None) -> str:
    if now is None:
        return "The record has no such figure any more."
    if now.value == cell.value:
        return "The record says the same now."
    return f"The record says {now.shown} now: what came since is not in this return."


def _told(one: Behind) -> str:
    match one.kind:
        case "entry":
            return f"Entry {one.key} of the pooled fund"
        case "plan-line":
            scheme, _, source = one.key.partition("/")
            return f"Plan line: {scheme} from {source}"
        case "plan-section":
            return f"The plan's section {one.key}"
        case "cell":
            return f"Cell {one.key}"
        case "contract":
            return f"Contract {one.key}"
        case "reason":
            return flow.reasons()[one.key].label if one.key in flow.reasons() else one.key
        case "month":
            return str(Month.parse(one.key))
        case "days-waited":
            return f"Days that those who left in {Month.parse(one.key)} had waited"
        case "people-left":
            return f"People who left in {Month.parse(one.key)}"
        case "days-in":
            return f"Delayed days in {Month.parse(one.key)}"
        case "days-of":
            return f"Days of {Month.parse(one.key)}"
        case "adults":
            return f"Adults of the area in the middle of {one.key}"
        case "publication":
            return f"Published in: {one.key}"
    return one.key


def _links(of: Return, sees: Collection[str]) -> Callable[[Behind], str]:
    def link(one: Behind) -> str:
        match one.kind:
            case "entry" if SEES_POOL in sees:
                return reverse("pool:entry", args=[of.fund_id, one.key])
            case "plan-line" if SEES_PLANS in sees:
                return reverse("plans:section", args=[of.plan_id, "schemes"])
            case "plan-section" if SEES_PLANS in sees:
                return reverse("plans:section", args=[of.plan_id, one.key])
            case "cell":
                return reverse("returns:cell", args=[of.pk, one.key])
        return ""

    return link
