"""A step of walking the record: what stands there, its sum, that it equals the step before, and where to go on."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

from django.urls import reverse

from commonweal.accounts import queries as accounts
from commonweal.commissioning.queries import Hours
from commonweal.engine.money import pounds
from commonweal.engine.periods import Month, quarter_name
from commonweal.engine.reporting.quarters import period_of
from commonweal.engine.reporting.sentences import words
from commonweal.flow import queries as flow
from commonweal.home.queries import Check, LineOfPlan, Walk, checks

SEE_PLANS, SEE_POOL, SEE_CONTRACTS = "plans.see", "pool.see", "commissioning.see"
SEE_PEOPLE, SEE_FLOW = "care.see-people", "flow.see"


@dataclass(frozen=True, slots=True)
class Step:
    """A step of the line: its address, its name, what may be seen there and by which permission."""

    key: str
    name: str
    permission: str
    what: str


STEPS = (
    Step("plan-line", "Plan line", SEE_PLANS, "plans"),
    Step("ring-fence", "Ring-fence", SEE_POOL, "the pool’s money"),
    Step("pounds", "Pounds", SEE_POOL, "the pool’s money"),
    Step("contracts", "Contracts and hours", SEE_CONTRACTS, "contracts"),
    Step("placements", "Placements", SEE_CONTRACTS, "placements"),
    Step("people", "People", SEE_PEOPLE, "people"),
    Step("days", "Delayed days", SEE_FLOW, "delayed days"),
    Step("cell", "Cells of the return", "returns.see", "returns"),
    Step("sentence", "Sentences of the paper", "scrutiny.see", "papers"),
)
KEYS = tuple(step.key for step in STEPS)


@dataclass(frozen=True, slots=True)
class Row:
    """One of the rows that a step is made of, with the way to its own page."""

    name: str
    link: str
    numbers: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """The rows of a step with their sum."""

    title: str
    headers: tuple[str, ...]
    rows: tuple[Row, ...]
    total: tuple[str, ...] = ()

    def is_words(self, place: int) -> bool:
        """Whether a column after the first holds words, which stand at the left."""
        return any(row.numbers[place][:1].isalpha() for row in self.rows)


@dataclass(frozen=True, slots=True)
class Shown:
    """What a step shows: the answer as its heading, and its tables."""

    heading: str
    lead: str
    tables: tuple[Table, ...]


@dataclass(frozen=True, slots=True)
class Kept:
    """A pair of sums in words, and whether they are one."""

    words: str
    holds: bool


@dataclass(frozen=True, slots=True)
class Crumb:
    """A step in the row of steps."""

    name: str
    link: str
    is_here: bool


@dataclass(frozen=True, slots=True)
class StepPage:
    """The page's parts in their order; `refusal` says why there is nothing more for this visitor."""

    line: str
    quarter: str
    heading: str
    lead: str
    tables: tuple[Table, ...]
    kept: tuple[Kept, ...]
    crumbs: tuple[Crumb, ...]
    back: Crumb | None
    onward: Crumb | None
    is_refused: bool


def present(walk: Walk, key: str, area: str, names: Mapping[int, str], permissions: Collection[str]) -> StepPage:
    """The page of a step for somebody with these permissions; `names` are the people whom they may see."""
    step = STEPS[KEYS.index(key)]
    is_refused = step.permission not in permissions
    shown = _refusal(walk, step, area, permissions) if is_refused else _SHOWN[key](walk, names)
    seen = () if is_refused else checks(walk, key)
    crumbs = tuple(Crumb(one.name, _address(walk, one.key), one.key == key) for one in STEPS)
    here = KEYS.index(key)
    return StepPage(
        line=_line_name(walk),
        quarter=quarter_name(period_of(walk.year, walk.quarter)),
        heading=shown.heading,
        lead=shown.lead,
        tables=shown.tables,
        kept=tuple(map(_kept, seen)),
        crumbs=crumbs,
        back=crumbs[here - 1] if here else None,
        onward=crumbs[here + 1] if here + 1 < len(crumbs) else None,
        is_refused=is_refused,
    )


def _line_name(walk: Walk) -> str:
    line = walk.line
    return f"{line.scheme_name}, {line.source_name}" if line else f"{walk.scheme}, {walk.source}"


def _address(walk: Walk, key: str) -> str:
    return reverse("home:step", args=[walk.plan.pk, walk.year, walk.quarter, walk.scheme, walk.source, key])


def _refusal(walk: Walk, step: Step, area: str, permissions: Collection[str]) -> Shown:
    """Who may look, in a plain word; and how much stands behind, where that is not hidden too."""
    kinds = accounts.local_kinds(step.permission)
    if len(kinds) == 1:
        told = f"Only {kinds[0].lower()}s of {area} may see {step.what}."
    else:
        told = f"You may not see {step.what} here. In {area} and its partners these may: {', '.join(kinds)}."
    if step.key == "people" and SEE_FLOW in permissions:
        told += f" {_people_behind(walk)}"
    return Shown(f"{step.name}: not for you to see", told, ())


def _people_behind(walk: Walk) -> str:
    people, days = len(walk.people), walk.by_person
    if not days:
        return "Nobody waited for hours of these contracts in the quarter."
    stand = "person stands" if people == 1 else "people stand"
    return f"{people:,} {stand} behind these {_count(days, 'day')}."


def _kept(check: Check) -> Kept:
    here, there = (_shown(one, check.step, check.what) for one in (check.here, check.there))
    if check.holds:
        return Kept(f"{check.what}: {here} on both sides.", True)
    return Kept(f"{check.what}: no, {here} here and {there} there.", False)


def _shown(value: int | Fraction | str, step: str, what: str) -> str:
    if isinstance(value, str):
        return value
    if isinstance(value, Fraction):
        return f"{_hours(value / 60)} hours"
    if step in ("people", "days") or "days" in what:
        return _count(value, "day")
    return pounds(value)


def _count(number: int, one: str) -> str:
    return f"{number:,} {one}{'' if number == 1 else 's'}"


def _hours(hours: Fraction | float) -> str:
    return f"{float(hours):,.1f}"


# --- what each step shows


def _plan_line(walk: Walk, names: Mapping[int, str]) -> Shown:
    line = walk.line
    if line is None:
        return Shown("The plan has no such line", "It may have been taken out of the plan since.", ())
    row = Row(
        line.scheme_name,
        reverse("plans:section", args=[walk.plan.pk, "schemes"]),
        (line.source_name, pounds(line.planned_pence)),
    )
    table = Table("The line of the plan", ("Scheme", "Source", "Planned for the year"), (row,))
    lead = f"The plan gives {line.scheme_name} {pounds(line.planned_pence)} of {line.source_name} for the year."
    return Shown(f"The plan promised {pounds(line.planned_pence)}", lead, (table,))


def _ring_fence(walk: Walk, names: Mapping[int, str]) -> Shown:
    if walk.fund is None or walk.budget is None:
        lead = "The pool has no budget line of this scheme from this source, so nothing can be walked further down."
        return Shown("The pool has no such ring-fence", lead, ())
    link = f"{reverse('pool:ring-fences', args=[walk.fund.pk])}?source={walk.source}&year={walk.year}"
    row = Row(_line_name(walk), link, (pounds(walk.budget), pounds(walk.paid_in_year)))
    table = Table("The ring-fence", ("Line", "Budget", "Paid in the year"), (row,))
    lead = f"Of the budget of {pounds(walk.budget)}, {pounds(walk.paid_in_year)} has been paid in the year so far."
    return Shown(f"{pounds(walk.paid_in_year)} is paid of a ring-fence of {pounds(walk.budget)}", lead, (table,))


def _pounds(walk: Walk, names: Mapping[int, str]) -> Shown:
    fund_id = walk.fund.pk if walk.fund else 0
    numbers = {one.number for one in walk.contract_entries}
    rows = tuple(
        Row(
            f"Entry {one.number}",
            reverse("pool:entry", args=[fund_id, one.number]),
            ("a contract" if one.number in numbers else "otherwise", pounds(one.amount_pence)),
        )
        for one in walk.entries
    )
    total = sum(one.amount_pence for one in walk.entries)
    paid = sum(one.amount_pence for one in walk.contract_entries)
    table = Table("Entries of the quarter", ("Entry", "Paid for hours under", "Amount"), rows, ("", pounds(total)))
    lead = f"{pounds(paid)} of it paid for hours under contracts, {pounds(total - paid)} was spent otherwise."
    return Shown(f"{pounds(total)} was spent in the quarter", lead, (table,) if rows else ())


def _contracts(walk: Walk, names: Mapping[int, str]) -> Shown:
    rows = []
    for one in walk.contracts:
        paid = sum(part.amount_pence for part in walk.parts if part.contract_id == one.pk)
        hours = walk.hours[one.pk]
        numbers = (pounds(one.rate_pence), _hours(hours.delivered), _hours(hours.missing), pounds(paid))
        rows.append(
            Row(f"{one.reference}, {one.title}", reverse("commissioning:contract", args=[one.fund_id, one.pk]), numbers)
        )
    total = sum(part.amount_pence for part in walk.parts)
    every = sum(walk.hours.values(), Hours())
    headers = ("Contract", "Rate an hour", "Hours delivered", "Hours missing", "Paid by this line")
    sums = ("", _hours(every.delivered), _hours(every.missing), pounds(total))
    if not rows:
        return Shown("No contract is paid from this line", "What it buys is not let as hours of care.", ())
    delivered, lacking = _hours(every.delivered), _hours(every.missing)
    lead = f"{delivered} hours were delivered in the quarter’s weeks, {lacking} were asked for and missing."
    heading = f"{_count(len(rows), 'contract')} got {pounds(total)} of it in the quarter"
    return Shown(heading, lead, (Table("Contracts", headers, tuple(rows), sums),))


def _placements(walk: Walk, names: Mapping[int, str]) -> Shown:
    minutes: dict[int, int] = {}
    known = {row.placement_id: row.placement for row in walk.deliveries}
    for row in walk.deliveries:
        minutes[row.placement_id] = minutes.get(row.placement_id, 0) + row.delivered_minutes
    rows = tuple(
        Row(
            known[key].request.reference,
            reverse("commissioning:lot", args=[known[key].fund_id, known[key].lot_id]),
            (known[key].lot.area, _hours(Fraction(count, 60))),
        )
        for key, count in sorted(minutes.items())
    )
    total = Fraction(sum(minutes.values()), 60)
    placed = Table("Placements", ("Request", "Area", "Hours delivered"), rows, ("", _hours(total)))
    gone = tuple(
        Row(
            one.reference,
            reverse("commissioning:missing", args=[walk.fund.pk if walk.fund else 0]),
            (one.area, _hours(one.hours)),
        )
        for one in walk.missing
    )
    lacking = sum((one.hours for one in walk.missing), Fraction(0))
    missing = Table("Asked for and missing", ("Request", "Area", "Hours missing"), gone, ("", _hours(lacking)))
    asked = _count(len(gone), "request")
    lead = f"{_hours(lacking)} more were asked for by {asked} and missing. No row says whose they are."
    heading = f"{_count(len(rows), 'placement')} got {_hours(total)} hours"
    return Shown(heading, lead, (placed, *((missing,) if gone else ())))


def _people(walk: Walk, names: Mapping[int, str]) -> Shown:
    rows = tuple(
        Row(names.get(person, "Somebody out of sight"), reverse("care:person", args=[person]), (f"{days:,}",))
        for person, days in walk.people.items()
    )
    table = Table("People who waited", ("Person", "Days"), rows, (f"{walk.by_person:,}",))
    lead = f"{_people_behind(walk)} That you looked is kept with each person’s record."
    return Shown(_people_behind(walk).removesuffix("."), lead, (table,) if rows else ())


def _days(walk: Walk, names: Mapping[int, str]) -> Shown:
    total, reasons = flow.total(walk.days), flow.reasons()
    quarter = f"?quarter={Month.of(walk.period.start).iso}"
    link = reverse("flow:days", args=[walk.fund.pk if walk.fund else 0]) + quarter
    kinds = [
        (
            "Days by reason",
            "Reason",
            [(reasons[str(key)].label, days) for key, days in flow.by(walk.days, "reason").items()],
        ),
        ("Days by month", "Month", [(str(key), days) for key, days in flow.by(walk.days, "month").items()]),
        ("Days by area", "Area", [(str(key), days) for key, days in flow.by(walk.days, "area").items()]),
    ]
    tables = tuple(
        Table(title, (head, "Days"), _day_rows(link, told), (f"{total:,}",)) for title, head, told in kinds if total
    )
    lead = (
        f"{_count(walk.elsewhere, 'more day')} for want of care had to do with other contracts or none;"
        f" {flow.total(walk.every_day):,} days were waited in all, for whatever reason."
    )
    return Shown(f"People waited {_count(total, 'day')} for hours of these contracts", lead, tables)


def _day_rows(link: str, told: Iterable[tuple[str, int]]) -> tuple[Row, ...]:
    return tuple(Row(name, link, (f"{days:,}",)) for name, days in told)


def _cell(walk: Walk, names: Mapping[int, str]) -> Shown:
    if walk.return_ is None or walk.evidence is None:
        lead = "Nobody has submitted a return of this quarter yet, so no figure of it is kept."
        return Shown("No return says it yet", lead, ())
    cells = [cell for one in walk.addresses if (cell := walk.evidence.cell(one))]
    rows = tuple(
        Row(
            cell.label,
            reverse("returns:cell", args=[walk.return_.pk, cell.address]),
            (cell.shown, _now(walk, cell.address)),
        )
        for cell in cells
    )
    table = Table("Cells of the return", ("Figure", "In the return", "In the record now"), rows)
    lead = "What was frozen when the return was submitted, and what the record says now."
    return Shown(f"{_count(len(rows), 'cell')} of the return {'says' if len(rows) == 1 else 'say'} it", lead, (table,))


def _now(walk: Walk, address: str) -> str:
    cell = walk.now.cell(address) if walk.now else None
    return cell.shown if cell else "not for you to see" if walk.now is None else "not there"


def _sentence(walk: Walk, names: Mapping[int, str]) -> Shown:
    if walk.paper is None:
        return Shown("No paper says it yet", "A paper is written once the return is certified.", ())
    link = reverse("scrutiny:paper", args=[walk.paper.paper.pk])
    rows = tuple(
        Row(words(one, walk.paper.cells), f"{link}#sentence-{place}", (", ".join(one.cells),))
        for place, one in walk.sentences
    )
    table = Table("Sentences of the paper", ("Sentence", "Cells that it says"), rows)
    lead = f"“{walk.paper.paper.title}”, to the {walk.paper.paper.committee}."
    count = _count(len(rows), "sentence")
    return Shown(f"{count} of the committee’s paper {'says' if len(rows) == 1 else 'say'} it", lead, (table,))


_SHOWN: dict[str, Callable[[Walk, Mapping[int, str]], Shown]] = {
    "plan-line": _plan_line,
    "ring-fence": _ring_fence,
    "pounds": _pounds,
    "contracts": _contracts,
    "placements": _placements,
    "people": _people,
    "days": _days,
    "cell": _cell,
    "sentence": _sentence,
}


def present_lines(lines: Iterable[LineOfPlan], plan_id: int, year: int, quarter: int) -> Table:
    """Every line of a plan, each the beginning of a walk."""
    told = list(lines)
    rows = tuple(
        Row(
            f"{one.scheme_name}",
            reverse("home:step", args=[plan_id, year, quarter, one.scheme, one.source, KEYS[0]]),
            (one.source_name, pounds(one.planned_pence)),
        )
        for one in told
    )
    total = pounds(sum(one.planned_pence for one in told))
    return Table("Lines of the plan", ("Scheme", "Source", "Planned for the year"), rows, ("", total))
