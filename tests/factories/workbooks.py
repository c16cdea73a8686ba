"""Any plan that a round's workbook can ask for, and a described workbook as the tabs that a reader would hand over."""

from __future__ import annotations

import tomllib
from dataclasses import replace
from datetime import date
from fractions import Fraction
from functools import cache

from hypothesis import strategies as st

from commonweal.engine.rulebook.kinds_rows import INTERVALS
from commonweal.engine.rulebook.loading import load_all
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import (
    Answer,
    Capacity,
    Contact,
    HandedDown,
    Income,
    Line,
    Plan,
    Scheme,
    Told,
    Trajectory,
)
from commonweal.engine.rulebook.workbook_layout import tabs
from commonweal.engine.rulebook.workbook_shape import Formula, WorkbookOut
from commonweal.engine.workbook.grid import Grid
from tests.factories.rounds import files, rounds
from tests.shared import TOP

NASTY = ["=1+1", "+44 20", "-", "@x", "'quoted", '"', "<b>&amp;", "_x0041_", "1/2", "£5", "Yes", "#REF!", "12", "a\nb"]
text = st.one_of(
    st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), max_size=8).map(str.strip),
    st.sampled_from(NASTY),
).filter(lambda said: not said.casefold().startswith(("total", "sum", "grand", "sub")))
filled = text.filter(bool)
number = st.one_of(
    st.none(),
    st.decimals(-(10**6), 10**6, places=3).map(Fraction),
    st.fractions(-1000, 1000, max_denominator=97),
)
percent = st.none() | st.decimals(0, 100, places=2).map(Fraction)
pence = st.none() | st.integers(-(10**13), 10**13)


OWN = {"2029-31": "another.toml", "2031-32": "sixth.toml"}


@cache
def every_round() -> dict[str, Rulebook]:
    """The rounds that ship and two that are data files only."""
    folder = TOP / "tests/engine/rulebook"
    own = {key: tomllib.loads((folder / name).read_text(encoding="utf-8")) for key, name in OWN.items()}
    loaded, findings = load_all({**files(), **own})
    assert findings == ()
    return {**rounds(), **{key: loaded[key] for key in OWN}}


def several(strategy, most=3):
    return st.lists(strategy, max_size=most).map(tuple)


def of(rulebook: Rulebook, kind: str, *more: str):
    ids = [item.id for item in rulebook.items(kind)]
    return st.sampled_from(["", *ids, *(["no such thing"] if ids else []), *more])


def numbers(count: int, one=number):
    return st.lists(one, min_size=count, max_size=count).map(tuple)


def one_each(rulebook: Rulebook, kind: str, make):
    """For some entries of a list, in its order, one record each."""
    keys = [item.id for item in rulebook.items(kind)]
    return st.tuples(*(st.none() | make(key) for key in keys)).map(lambda made: tuple(one for one in made if one))


def trajectory(rulebook: Rulebook, key: str):
    count = INTERVALS[rulebook.find("metric", key).interval] * len(rulebook.years)
    return st.builds(Trajectory, st.just(key), numbers(count), filled, text)


@st.composite
def any_plan(draw, rulebook: Rulebook) -> Plan:
    years = len(rulebook.years)
    amounts = numbers(years, pence)
    line = st.builds(
        Line,
        of(rulebook, "funding_source"),
        of(rulebook, "area_of_spend"),
        of(rulebook, "commissioner"),
        of(rulebook, "provider_type"),
        amounts,
        percent,
        percent,
        text,
    )
    sub_types = st.sampled_from(["", "other", *(sub for one in rulebook.scheme_type for sub in one.sub_types)])
    outputs = st.just(()) | numbers(years).filter(lambda made: any(one is not None for one in made))
    scheme = st.builds(
        Scheme,
        filled,
        text,
        text,
        of(rulebook, "scheme_type"),
        several(line),
        sub_types,
        text,
        of(rulebook, "objective"),
        st.none() | st.booleans(),
        outputs,
    )
    pathways = of(rulebook, "pathway")
    capacity = st.builds(Capacity, pathways, st.booleans(), numbers(rulebook.months), text)
    met = st.none() | st.booleans()
    days = st.none() | st.dates(date(1850, 1, 1), date(2200, 1, 1))
    plan = Plan(
        rulebook.id,
        draw(filled),
        income=draw(several(st.builds(Income, of(rulebook, "funding_source"), filled, amounts, text))),
        handed_down=draw(several(st.builds(HandedDown, of(rulebook, "funding_source"), filled, amounts, text))),
        schemes=draw(st.lists(scheme, max_size=3, unique_by=lambda one: one.id).map(tuple)),
        trajectories=draw(one_each(rulebook, "metric", lambda key: trajectory(rulebook, key))),
        answers=draw(
            one_each(rulebook, "condition", lambda key: st.builds(Answer, st.just(key), met, filled, text, days))
        ),
        narrative=draw(one_each(rulebook, "narrative", lambda key: st.builds(Told, st.just(key), filled))),
        contacts=draw(one_each(rulebook, "contact", lambda key: st.builds(Contact, st.just(key), filled, text, text))),
    )
    return replace(plan, capacity=draw(several(capacity))) if rulebook.pathway else plan


def as_tabs(described: WorkbookOut) -> list[Grid]:
    """What a faithful reader of the written file hands over."""
    found = []
    for sheet in described.sheets:
        height = 1 + max((row for row, _ in sheet.cells), default=-1)
        width = 1 + max((column for _, column in sheet.cells), default=-1)
        rows = [[""] * width for _ in range(height)]
        formulas = set()
        for (row, column), cell in sheet.cells.items():
            value = cell.value
            if isinstance(value, Formula):
                formulas.add((row, column))
                value = value.value
            rows[row][column] = value.isoformat() if isinstance(value, date) else "" if value is None else value
        found.append(Grid(sheet.name, rows, frozenset(formulas)))
    return found


class Book:
    """A described workbook's tabs, by which a test can change cells under their headings."""

    def __init__(self, described: WorkbookOut, rulebook: Rulebook) -> None:
        self.tabs = as_tabs(described)
        self._names = tabs(rulebook)

    def tab(self, sheet: str) -> Grid:
        return next(one for one in self.tabs if one.name == self._names[sheet])

    def place(self, sheet: str, heading: str) -> tuple[int, int]:
        """Where a heading stands."""
        rows = self.tab(sheet).rows
        return next((n, row.index(heading)) for n, row in enumerate(rows) if heading in row)

    def put(self, sheet: str, heading: str, down: int, value) -> str:
        """A value into the row so many below the heading; the cell's address."""
        row, column = self.place(sheet, heading)
        self.tab(sheet).rows[row + down][column] = value
        return self.tab(sheet).address(row + down, column)

    def replace(self, sheet: str, **changes) -> Grid:
        """The tab with another name or other formulas."""
        old = self.tab(sheet)
        new = replace(old, **changes)
        self.tabs[self.tabs.index(old)] = new
        return new
