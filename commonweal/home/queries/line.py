"""One line through the record: from a line of the plan to a sentence in the committee's paper, and its sums.

A walk is of one line of a plan (a scheme paid from one source) and one quarter. Each step's sum is reckoned from its
own rows; `checks` lays those sums side by side, two by two, from one end of the line to the other.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from commonweal.commissioning import queries as commissioning
from commonweal.commissioning.queries import ContractSums, Hours, MissingRequest, PaidPart
from commonweal.core.clock import now
from commonweal.engine.periods import Period
from commonweal.engine.reporting.cells import Evidence
from commonweal.engine.reporting.procedure import State
from commonweal.engine.reporting.quarters import period_of
from commonweal.engine.reporting.sentences import Sentence
from commonweal.flow import queries as flow
from commonweal.flow.queries import DayGroup
from commonweal.plans import queries as plans
from commonweal.pool import queries as pool
from commonweal.pool.queries import Spent
from commonweal.returns import queries as returns
from commonweal.returns.queries.care import lot_key
from commonweal.scrutiny import queries as scrutiny
from commonweal.scrutiny.queries import ShownPaper

if TYPE_CHECKING:
    from commonweal.commissioning.models import Contract, Delivery
    from commonweal.plans.models import AreaPlan
    from commonweal.pool.models import Fund
    from commonweal.returns.models import Return


@dataclass(frozen=True, slots=True)
class LineOfPlan:
    """A scheme's money from one source in a year of a plan."""

    scheme: str
    scheme_name: str
    source: str
    source_name: str
    planned_pence: int


@dataclass(frozen=True)
class Walk:
    """One line's facts, each asked for when a step needs it; `on` is today: whole days before it count."""

    plan: AreaPlan
    fund: Fund | None
    year: int
    quarter: int
    scheme: str
    source: str
    on: date

    @property
    def period(self) -> Period:
        """The quarter."""
        return period_of(self.year, self.quarter)

    # --- plan line, ring-fence, pounds

    @cached_property
    def line(self) -> LineOfPlan | None:
        """The plan's line."""
        return next((one for one in lines_of(self.plan, self.year) if self._is(one.scheme, one.source)), None)

    @cached_property
    def budget(self) -> int | None:
        """The pool's budget of the line as it was set, in pence; None where the pool has no such line."""
        rows = pool.budget_lines(self.fund, self.year) if self.fund else ()
        found = [row.planned_pence for row in rows if self._is(row.scheme.code, row.source.code)]
        return found[0] if found else None

    @cached_property
    def paid_in_year(self) -> int:
        """What the monthly balances say was paid on the line in the year."""
        amounts = pool.line_amounts(self.fund, self.year) if self.fund else {}
        line = amounts.get((self.scheme, self.source))
        return line.paid_pence if line else 0

    @cached_property
    def entries_of_year(self) -> list[Spent]:
        """The line's entries of the year, summed from their legs."""
        year = Period(date(self.year, 4, 1), date(self.year + 1, 4, 1))
        return self._entries(year)

    @cached_property
    def entries(self) -> list[Spent]:
        """The line's entries of the quarter."""
        return self._entries(self.period)

    def _entries(self, period: Period) -> list[Spent]:
        if self.fund is None:
            return []
        found = pool.spent_in(self.fund, period, pool.head(self.fund)[0])
        return [one for one in found if self._is(one.scheme, one.source)]

    # --- contracts and hours

    @cached_property
    def parts(self) -> list[PaidPart]:
        """What the line paid under contracts in the quarter."""
        if self.fund is None:
            return []
        found = commissioning.paid_parts(self.fund, self.year, scheme=self.scheme, source=self.source)
        return [one for one in found if one.day in self.period]

    @cached_property
    def contract_entries(self) -> list[Spent]:
        """The quarter's entries that pay for hours under contracts."""
        numbers = {one.entry_number for one in self.parts}
        return [one for one in self.entries if one.number in numbers]

    @cached_property
    def contracts(self) -> list[Contract]:
        """The contracts that the line pays for."""
        rows = commissioning.contracts(self.fund) if self.fund else ()
        return [row for row in rows if any(self._is(one.scheme.code, one.source.code) for one in row.payers.all())]

    @cached_property
    def sums(self) -> dict[int, ContractSums]:
        """Each contract's hours and pounds over its life."""
        return {row.pk: commissioning.contract_sums(row) for row in self.contracts}

    @cached_property
    def hours(self) -> dict[int, Hours]:
        """Each contract's hours in the quarter."""
        found = {row.pk: Hours() for row in self.contracts}
        for one in commissioning.lot_hours(self.fund, self.period) if self.fund else ():
            if one.contract_id in found:
                found[one.contract_id] += one.hours
        return found

    # --- placements

    @cached_property
    def deliveries(self) -> list[Delivery]:
        """What the contracts' placements got in the weeks that begin in the quarter."""
        if self.fund is None:
            return []
        weeks = {"week__gte": self.period.start, "week__lt": self.period.end}
        rows = commissioning.latest_deliveries(self.fund).filter(contract__in=self.contracts, **weeks)
        return list(rows.select_related("placement__request", "placement__lot"))

    @cached_property
    def missing(self) -> list[MissingRequest]:
        """The requests to these contracts' lots whose hours were missing in the quarter, up to today."""
        until = min(self.period.end or self.on, self.on)
        if self.fund is None or until <= self.period.start:
            return []
        found = commissioning.missing(self.fund, Period(self.period.start, until))
        return [one for one in found if one.contract_id in self.hours]

    # --- people and days

    @cached_property
    def every_day(self) -> list[DayGroup]:
        """Every delayed day of the quarter."""
        return flow.delayed_days(self.fund, self.period, self.on) if self.fund else []

    @cached_property
    def care_days(self) -> list[DayGroup]:
        """Those for want of care."""
        return [one for one in self.every_day if one.reason in flow.waits()]

    @cached_property
    def lot_ids(self) -> frozenset[int]:
        """The lots of the contracts."""
        return frozenset(lot.pk for row in self.contracts for lot in row.lots.all())

    @cached_property
    def days(self) -> list[DayGroup]:
        """The days waited for hours of these contracts."""
        return [one for one in self.care_days if one.lot_id in self.lot_ids]

    @property
    def elsewhere(self) -> int:
        """The days for want of care that these contracts do not provide."""
        return flow.total(one for one in self.care_days if one.lot_id not in self.lot_ids)

    @property
    def people(self) -> dict[int, int]:
        """The days by person: keys without names."""
        sums: Counter[int] = Counter()
        for group in self.days:
            sums[group.person_id] += group.days
        return dict(sums.most_common())

    @property
    def by_person(self) -> int:
        """The days of every person together."""
        return sum(self.people.values())

    # --- return and paper

    @cached_property
    def return_(self) -> Return | None:
        """The quarter's latest return that was submitted, else the latest."""
        rows = list(returns.returns_of(self.plan).filter(year=self.year, quarter=self.quarter))
        states = returns.standings(rows)
        kept = (State.CERTIFIED, State.PUBLISHED, State.SUBMITTED)
        return next((row for row in rows if states[row.pk] in kept), rows[0] if rows else None)

    @cached_property
    def evidence(self) -> Evidence | None:
        """What was frozen of it."""
        return returns.evidence(self.return_) if self.return_ else None

    @cached_property
    def now(self) -> Evidence | None:
        """The same return made from the record as it stands, for those who see its rows."""
        if self.return_ is None or not returns.sees_record(self.return_):
            return None
        return returns.build(self.return_, returns.basis_now(self.return_, now()))

    @cached_property
    def scheme_entries(self) -> list[Spent]:
        """The quarter's entries of the whole scheme, from whichever source."""
        found = pool.spent_in(self.fund, self.period, pool.head(self.fund)[0]) if self.fund else []
        return [one for one in found if one.scheme == self.scheme]

    @cached_property
    def paper(self) -> ShownPaper | None:
        """The latest paper on it."""
        found = scrutiny.papers_of([self.return_.pk]).first() if self.return_ else None
        return scrutiny.shown(found) if found else None

    @property
    def addresses(self) -> tuple[str, ...]:
        """The return's cells at which the line arrives: its scheme's money and hours, its lots' days."""
        lots = [f"delays/{lot_key(lot)}/days" for lot in sorted(self.lot_ids)]
        wanted = [f"spend/{self.scheme}/planned", f"spend/{self.scheme}/quarter", f"outputs/{self.scheme}/hours", *lots]
        return tuple(one for one in wanted if self.evidence and self.evidence.cell(one))

    @property
    def sentences(self) -> list[tuple[int, Sentence]]:
        """The paper's sentences that say one of those cells, with their places from 1."""
        if self.paper is None:
            return []
        wanted = set(self.addresses)
        return [(i, one) for i, one in enumerate(self.paper.sentences, 1) if wanted & set(one.cells)]

    def _is(self, scheme: str, source: str) -> bool:
        return (scheme, source) == (self.scheme, self.source)


def lines_of(plan: AreaPlan, year: int) -> list[LineOfPlan]:
    """The lines of a plan in one of its years, in the plan's order."""
    rulebook, content = plans.rulebook(plan), plans.content(plan)
    place = rulebook.years.index(year)
    names = {one.id: one.name for one in rulebook.funding_source}
    return [
        LineOfPlan(
            scheme.id, scheme.name, line.source, names.get(line.source, line.source), _in(line.amounts_pence, place)
        )
        for scheme in content.schemes
        for line in scheme.lines
    ]


def _in(amounts_pence: tuple[int | None, ...], place: int) -> int:
    return (amounts_pence[place] or 0) if place < len(amounts_pence) else 0


def walk(plan: AreaPlan, year: int, quarter: int, scheme: str, source: str, on: date) -> Walk:
    """The walk along one line; its pool is the one that the plan's area hosts with a budget for the year."""
    return Walk(plan, fund_of(plan, year), year, quarter, scheme, source, on)


def fund_of(plan: AreaPlan, year: int) -> Fund | None:
    """The one fund that a plan's area hosts with a budget for a year; None where there is none, or several."""
    funds = [one for one in pool.funds().filter(host_id=plan.area_id) if year in pool.budget_years(one)]
    return funds[0] if len(funds) == 1 else None
