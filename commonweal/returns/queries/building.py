"""A return made from the record as it stood on a basis: the same basis gives the same cells, whatever came later."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from datetime import datetime

from commonweal.engine.periods import Period
from commonweal.engine.reporting.cells import Basis, Behind, Cell, Evidence, Rule, Unit
from commonweal.engine.reporting.quarters import period_of, year_to_date
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Line, Plan, in_year
from commonweal.places import queries as places
from commonweal.plans import queries as plans
from commonweal.plans.queries.contents import last_edit_id
from commonweal.pool import queries as pool
from commonweal.returns import models
from commonweal.returns.queries import care, metrics

ALL = "all"


def basis_now(of: models.Return, at: datetime) -> Basis:
    """The record as it stands."""
    return Basis(last_edit_id(of.plan), pool.head(of.fund)[0], at.isoformat())


def build(of: models.Return, basis: Basis) -> Evidence:
    """Every cell of the return, in the order of its sections."""
    content, rulebook = plans.content_at(of.plan, basis.plan_edit), plans.rulebook(of.plan)
    place = rulebook.years.index(of.year)
    cells = [
        *_conditions(content, rulebook),
        *_spend(of, basis, content, place),
        *care.outputs(of, basis, _names(of, content)),
        *metrics.cells(of, basis, content, rulebook, place),
        *care.delays(of, basis),
    ]
    area = places.names([of.plan.area_id], period_of(of.year, of.quarter).start)[of.plan.area_id]
    return Evidence(area, of.plan.round, of.year, of.quarter, basis, tuple(cells))


def _conditions(content: Plan, rulebook: Rulebook) -> Iterator[Cell]:
    """Whether each national condition is met, as the plan answers it."""
    answers = {one.condition: one for one in content.answers}
    for condition in rulebook.condition:
        answer = answers.get(condition.id)
        behind = (Behind("plan-section", "answers"),) if answer else ()
        value = answer.is_met if answer else None
        where = f"conditions/{condition.id}"
        yield Cell(where, "conditions", condition.name, Unit.YES_NO, value, Rule.ROW, "plans.content_at", behind)


def _spend(of: models.Return, basis: Basis, content: Plan, place: int) -> Iterator[Cell]:
    """By scheme: what the plan promised for the year, what the books say was spent in the quarter and since April."""
    names = _names(of, content)
    promised = {one.id: _promised(one.lines, one.id, place) for one in content.schemes}
    quarter = _spent(of, period_of(of.year, of.quarter), basis)
    to_date = _spent(of, year_to_date(of.year, of.quarter), basis)
    yield from _row(ALL, "All schemes", *(_together(rows, key) for key, rows in _parts(promised, quarter, to_date)))
    for scheme in sorted({*promised, *to_date}, key=lambda key: (key not in promised, names.get(key, key))):
        parts = [rows.get(scheme, ()) for _, rows in _parts(promised, quarter, to_date)]
        yield from _row(scheme, names.get(scheme, scheme), *parts, is_promised=scheme in promised)


def _names(of: models.Return, content: Plan) -> dict[str, str]:
    """What schemes are called, by the plan where it has them, else by the pool."""
    return pool.scheme_names(of.fund) | {one.id: one.name for one in content.schemes}


Parts = Mapping[str, tuple[Behind, ...]]


def _parts(promised: Parts, quarter: Parts, to_date: Parts) -> Iterator[tuple[str, Parts]]:
    yield from (("planned", promised), ("quarter", quarter), ("year-to-date", to_date))


def _together(rows: Parts, key: str) -> tuple[Behind, ...]:
    """The cells of the schemes as the rows behind their sum."""
    return tuple(
        Behind("cell", f"spend/{scheme}/{key}", sum(one.amount or 0 for one in behind))
        for scheme, behind in sorted(rows.items())
    )


def _row(
    scheme: str,
    name: str,
    promised: Iterable[Behind],
    quarter: Iterable[Behind],
    to_date: Iterable[Behind],
    *,
    is_promised: bool = True,
) -> Iterator[Cell]:
    told = (
        ("planned", "planned for the year", "plans.content_at", tuple(promised) if is_promised else None),
        ("quarter", "spent in the quarter", "pool.spent_in", tuple(quarter)),
        ("year-to-date", "spent since April", "pool.spent_in", tuple(to_date)),
    )
    for key, what, query, rows in told:
        value = None if rows is None else sum(row.amount or 0 for row in rows)
        where = f"spend/{scheme}/{key}"
        yield Cell(where, "spend", f"{name}, {what}", Unit.PENCE, value, Rule.SUM, query, rows or ())


def _promised(lines: Iterable[Line], scheme: str, place: int) -> tuple[Behind, ...]:
    return tuple(Behind("plan-line", f"{scheme}/{line.source}", in_year(line.amounts_pence, place)) for line in lines)


def _spent(of: models.Return, period: Period, basis: Basis) -> dict[str, tuple[Behind, ...]]:
    found: dict[str, tuple[Behind, ...]] = {}
    for one in pool.spent_in(of.fund, period, basis.ledger_number):
        found[one.scheme] = (*found.get(one.scheme, ()), Behind("entry", str(one.number), one.amount_pence))
    return found
