"""Every metric of the round, planned and actual: what the record answers, and else from which publication it comes."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from commonweal.engine.periods import Month
from commonweal.engine.reporting.cells import PUBLISHED, Basis, Behind, Cell, Rule, Unit, rate
from commonweal.engine.reporting.quarters import months_of
from commonweal.engine.rulebook.model import Interval, Metric, Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.observations import queries as observations
from commonweal.returns import models
from commonweal.returns.queries import care

FILE = Path(__file__).parent.parent / "actuals.toml"
DISCHARGE_DELAY = "discharge-delay"
DAYS_A_DAY_PER_100_000 = "delayed-days-per-day-rate"
PER = 100_000


@dataclass(frozen=True, slots=True)
class Slot:
    """A month, quarter or year of a metric: its key in the address, its name, its place in the trajectory."""

    key: str
    name: str
    place: int


@dataclass(frozen=True, slots=True)
class Answer:
    """What the record says, by which rule and query, from which rows; `text` None where it says nothing."""

    text: str | None
    rule: Rule
    query: str
    behind: tuple[Behind, ...]


@cache
def publications() -> dict[str, str]:
    """By metric: the publication that its actual figures come from."""
    told = tomllib.loads(FILE.read_text(encoding="utf-8"))["actual"]
    return {one["metric"]: one["publication"] for one in told}


def cells(of: models.Return, basis: Basis, content: Plan, rulebook: Rulebook, place: int) -> Iterator[Cell]:
    """For each metric of the round and each of its periods in the quarter: planned, and actual."""
    for metric in rulebook.metric:
        planned = next((one.values for one in content.trajectories if one.metric == metric.id), ())
        answers = _answers(of, basis, metric)
        for slot in _slots(metric, of, place):
            value = planned[slot.place] if slot.place < len(planned) else None
            text = None if value is None else f"{float(value):.{metric.decimals}f}"
            told = Answer(text, Rule.ROW, "plans.content_at", (Behind("plan-section", "trajectories"),))
            yield _cell(metric, slot, "planned", told)
            yield _cell(metric, slot, "actual", answers.get(slot.key) or _not_known(metric))


def _cell(metric: Metric, slot: Slot, which: str, told: Answer) -> Cell:
    where = f"metric/{metric.id}/{slot.key}/{which}"
    label = f"{metric.name}, {slot.name}, {which}"
    return Cell(where, "metric", label, Unit.DECIMAL, told.text, told.rule, told.query, told.behind)


def _not_known(metric: Metric) -> Answer:
    """No answer, and where one is published; a metric that the record answers may have none for a month."""
    publication = publications().get(metric.id)
    if publication is None:
        return Answer(None, Rule.MEAN, "flow.discharges", ())
    return Answer(None, Rule.ROW, "not-of-the-record", (Behind(PUBLISHED, publication),))


def _slots(metric: Metric, of: models.Return, place: int) -> Iterator[Slot]:
    """The periods of the metric that the quarter's return tells of; a year's in the last quarter alone."""
    if metric.interval is Interval.MONTH:
        for month in months_of(of.year, of.quarter):
            yield Slot(month.iso, str(month), 12 * place + (month.number - 4) % 12)
    elif metric.interval is Interval.QUARTER:
        yield Slot(f"{of.year}-quarter-{of.quarter}", f"quarter {of.quarter}", 4 * place + of.quarter - 1)
    elif of.quarter == 4:
        yield Slot(str(of.year), f"{of.year} to {of.year + 1}", place)


def _answers(of: models.Return, basis: Basis, metric: Metric) -> dict[str, Answer]:
    """What the record says of a metric, by the period's key."""
    if metric.id == DISCHARGE_DELAY:
        found = care.actual_delays(of, basis, metric.decimals)
        return {
            month.iso: Answer(text, Rule.MEAN, "flow.discharges", behind) for month, (text, behind) in found.items()
        }
    if metric.definition == DAYS_A_DAY_PER_100_000:
        return {month.iso: told for month, told in _rates(of, basis, metric)}
    return {}


def _rates(of: models.Return, basis: Basis, metric: Metric) -> Iterator[tuple[Month, Answer]]:
    """Delayed days a day per 100,000 adults, where the area's adults are known."""
    adults = observations.adults_of(of.plan.area_id, metric.definition)
    if adults is None:
        return
    days = care.days_by_month(of, basis)
    for month in months_of(of.year, of.quarter):
        waited = days.get(month, 0)
        behind = (
            Behind("days-in", month.iso, waited),
            Behind("days-of", month.iso, month.days),
            Behind("adults", str(adults.year), adults.people),
        )
        text = rate(waited, month.days * adults.people, PER, metric.decimals)
        yield month, Answer(text, Rule.RATE, "flow.delayed_days", behind)


def unlisted(rulebook: Rulebook) -> list[str]:
    """The metrics that neither the record answers nor a publication is named for: a test keeps this empty."""
    known = {DISCHARGE_DELAY, *publications()}
    return [metric.id for metric in rulebook.metric if metric.id not in known]
