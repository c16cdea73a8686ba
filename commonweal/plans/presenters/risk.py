"""The at-risk register: what runs before the plan is approved, and how much money that exposes month by month."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure, Table
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.exposure import Exposed, Running
from commonweal.plans.presenters.clock import kept
from commonweal.plans.presenters.words import count


@dataclass(frozen=True, slots=True)
class Facts:
    """What the page is made from; `exposed` over all years of the round."""

    area: str
    running: Sequence[Running]
    exposed: Sequence[Exposed]
    approval: date | None
    scheme_names: Mapping[str, str]
    source_names: Mapping[str, str]
    today: date


@dataclass(frozen=True, slots=True)
class RiskPage:
    """The page's parts in their order."""

    lead: str
    figure: Figure | None
    months: Table
    register: Table
    money: Table


def present(facts: Facts) -> RiskPage:
    """The page."""
    at_risk = any(one.total_pence for one in facts.exposed)
    return RiskPage(
        lead=_lead(facts),
        figure=_figure(facts) if at_risk else None,
        months=_months(facts),
        register=_register(facts),
        money=_money(facts),
    )


def _peak(facts: Facts) -> Exposed:
    return max(facts.exposed, key=lambda one: one.total_pence)


def _told(facts: Facts) -> Exposed:
    """The month that the page speaks of: the worst before an approval; without one, this month."""
    this = (one for one in facts.exposed if one.month.first <= facts.today < one.month.end)
    return _peak(facts) if facts.approval else next(this, _peak(facts))


def _whole_pounds(pence: int) -> str:
    return pounds(pence - pence % 100)


def _lead(facts: Facts) -> str:
    if not facts.running:
        return f"{facts.area}: no scheme is in the register of those that run before the plan is approved."
    schemes = count(len(facts.running), "scheme")
    peak = _peak(facts)
    if facts.approval and not peak.total_pence:
        return (
            f"{facts.area}: {schemes} in the register; the approval came before any month's end, nothing was at risk."
        )
    if facts.approval:
        day = f"{facts.approval.day} {facts.approval:%B %Y}"
        return (
            f"{facts.area}: at the end of {peak.month}, {_whole_pounds(peak.total_pence)} of {schemes} was at risk; "
            f"the approval on {day} cleared all of it."
        )
    told = _told(facts)
    return (
        f"{facts.area}: by the end of {told.month}, {_whole_pounds(told.total_pence)} of {schemes} is at risk: "
        "the plan is not approved."
    )


def _figure(facts: Facts) -> Figure:
    told = _told(facts)
    cleared = ", then nothing: the plan was approved" if facts.approval else ", and nobody has agreed it"
    about = About(
        id="exposure",
        headline=f"{_whole_pounds(told.total_pence)} at risk at the end of {told.month}{cleared}",
        subtitle="Spent by running schemes as planned, and the cost of leaving them, at the end of each month, "
        "in thousands of pounds: only money that waits for the approval",
        source="the plan's lines and its register of running schemes",
        unit="thousand pounds",
    )
    bars = tuple(Bar(str(one.month), one.total_pence / 100_000, one is told) for one in facts.exposed)
    return kept().figure(BarFigure(about, bars, label_heading="Month", in_given_order=True))


def _months(facts: Facts) -> Table:
    rows = ((str(one.month), *map(pounds, (one.spent_pence, one.exit_pence, one.total_pence))) for one in facts.exposed)
    return Table(("End of", "Spent so far", "Cost of leaving", "At risk"), tuple(rows))


def _register(facts: Facts) -> Table:
    rows = (
        (
            facts.scheme_names.get(one.scheme, one.scheme),
            f"{one.since.day} {one.since:%B %Y}",
            one.authorised_by,
            pounds(one.exit_cost_pence),
        )
        for one in facts.running
    )
    return Table(("Scheme", "Running since", "Authorised by", "Cost of leaving"), tuple(rows))


def _money(facts: Facts) -> Table:
    """Which pounds they are, in the month that the page speaks of."""
    if not facts.exposed:
        return Table(("Scheme and source", "Spent"), ())
    rows = (
        (
            f"{facts.scheme_names.get(one.scheme, one.scheme)}, {facts.source_names.get(one.source, one.source)}",
            pounds(one.spent_pence),
        )
        for one in _told(facts).money
    )
    return Table(("Scheme and source", f"Spent by the end of {_told(facts).month}"), tuple(rows))
