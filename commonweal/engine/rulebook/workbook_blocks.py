"""What stands above a sheet's rows: what is published, what is required, what is planned of it; the checklist.

Planned sums are formulas, so that they move while people type; what they come to now is worked out by the engine.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.counting import counted, income_by_source, spending_by_source
from commonweal.engine.rulebook.model import Minimum, Rulebook, Share
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_layout import flag_words, shown_names, tabs, year_name
from commonweal.engine.rulebook.workbook_shape import Formula, Table, Written, quoted, text_of

Line = tuple[Written, ...]
COMPLETE_CELL = "$B$2"


@dataclass(frozen=True, slots=True)
class Around:
    """What the blocks are made from."""

    rulebook: Rulebook
    plan: Plan
    allocations: Allocations
    tables: tuple[Table, ...]

    def table(self, section: str) -> Table | None:
        """The first sheet of a section."""
        return next((one for one in self.tables if one.sheet.section == section), None)


def blocks_of(table: Table, around: Around) -> list[Line]:
    """The lines above a sheet's rows."""
    if table is around.table("income"):
        return _income(table, around)
    return _spending(table, around) if table is around.table("lines") else []


def _income(table: Table, around: Around) -> list[Line]:
    """What is published by source, beside what is entered below."""
    names = shown_names(around.rulebook, "funding_source")
    published = [(names.get(key, key), key, pence) for key, pence in around.allocations.published_pence.items()]
    lines = (
        [_line(around, "Published for this area", "Published", "Entered below", "Still to enter")] if published else []
    )
    for name, key, pence in published:
        now = [income_by_source(around.plan, year).get(key, 0) for year in range(len(pence))]
        lines.append(_row(around, name, pence, _sums_of(table, name), now))
    return lines


def _spending(table: Table, around: Around) -> list[Line]:
    """By source, what there is and what is spent; by minimum, what is required and what counts towards it."""
    names, income = shown_names(around.rulebook, "funding_source"), around.table("income")
    years = range(len(around.rulebook.years))
    lines = [_line(around, "By source", "Income", "Spent below", "Still to spend")]
    for key, name in names.items():
        there = [income_by_source(around.plan, year).get(key, 0) for year in years]
        spent = [spending_by_source(around.plan, year).get(key, 0) for year in years]
        left = _sums_of(income, name) if income else None
        lines.append(_row(around, name, there, _sums_of(table, name), spent, left))
    required = [(one, around.allocations.required_pence.get(one.id)) for one in around.rulebook.minimum]
    if any(pence for _, pence in required):
        lines.append(_line(around, "Minimum required", "Required", "Planned below", "Still to plan"))
    for minimum, pence in required:
        if pence:
            now = [counted(around.plan, around.rulebook, minimum, year) for year in years]
            formula = _counting(table, around.rulebook, minimum)
            lines.append(_row(around, minimum.name, pence, formula, now))
    return lines


def _line(around: Around, what: str, *headings: str) -> Line:
    """The headings of a block: three for each year."""
    over = (f"{heading} {year_name(year)}" for year in around.rulebook.years for heading in headings)
    return (Written(what, "heading"), *(Written(one, "heading") for one in over))


_Formula = Callable[[int], str]


def _row(
    around: Around,
    name: str,
    first_pence: Iterable[int],
    second: _Formula,
    second_pence: Iterable[int],
    first: _Formula | None = None,
) -> Line:
    """A line of a block: for each year what there is, what is planned of it, and the difference."""
    cells = [Written(name, "pre-filled")]
    for year, (there, planned) in enumerate(zip(first_pence, second_pence, strict=False)):
        has, wanted = first(year) if first else f"{there / 100:.2f}", second(year)
        cells += [
            Written(Formula("=" + has, there / 100) if first else there / 100, "pre-filled", "money"),
            Written(Formula("=" + wanted, planned / 100), "pre-filled", "money"),
            Written(Formula(f"={has}-{wanted}", (there - planned) / 100), "pre-filled", "money"),
        ]
    return tuple(cells)


def _sums_of(table: Table, source: str) -> _Formula:
    """What a sheet's rows of a source come to in each year."""
    literal = "=" + source.replace("~", "~~").replace("*", "~*").replace("?", "~?")
    names = table.cells("source")

    def formula(year: int) -> str:
        amounts = table.cells("amounts_pence", year)
        return f"SUMIFS({amounts},{names},{text_of(literal)})" if names and amounts else "0"

    return formula


def _counting(table: Table, rulebook: Rulebook, minimum: Minimum) -> _Formula:
    """What counts towards a minimum, as `counting.counted` says, in the words of a spreadsheet."""
    sources = shown_names(rulebook, "funding_source")
    areas = shown_names(rulebook, "area_of_spend")
    factors = [_any_of(table.cells("source"), (sources[key] for key in minimum.funding_sources if key in sources))]
    if minimum.areas_of_spend:
        wanted = (areas[key] for key in minimum.areas_of_spend if key in areas)
        factors.append(_any_of(table.cells("area_of_spend"), wanted))
    cells = table.cells("area_of_spend")
    factors += [f"({cells}<>{text_of(areas[key])})" for key in minimum.not_areas if key in areas and cells]
    if minimum.counts_nhs_share:
        factors.append(_nhs_share(table, rulebook))
    product = "*".join(factors)

    def formula(year: int) -> str:
        amounts = table.cells("amounts_pence", year)
        return f"ROUNDDOWN(SUMPRODUCT({product},{amounts}),2)" if amounts else "0"

    return formula


def _any_of(cells: str, words: Iterable[str]) -> str:
    """1 where a cell is one of the words."""
    tests = [f"({cells}={text_of(word)})" for word in words] if cells else []
    return f"({'+'.join(tests)})" if tests else "0"


def _nhs_share(table: Table, rulebook: Rulebook) -> str:
    """The part that the NHS commissions: all of its own lines, of a joint one its percentage."""
    cells, percent = table.cells("commissioner"), table.cells("nhs_percent")
    names = shown_names(rulebook, "commissioner")
    own = [f"({cells}={text_of(names[one.id])})" for one in rulebook.commissioner if one.share is Share.NHS]
    joint = [
        f"({cells}={text_of(names[one.id])})*{percent}/100"
        for one in rulebook.commissioner
        if one.share is Share.JOINT and percent
    ]
    return f"({'+'.join([*own, *joint])})" if cells and (own or joint) else "0"


def checklist(rulebook: Rulebook, complete: Mapping[str, bool]) -> list[Line]:
    """Each sheet complete or not, then the whole template; `complete`: how each sheet, by its id, stands now."""
    yes, no = flag_words(rulebook)
    names = tabs(rulebook)
    listed = [sheet for sheet in rulebook.sheet if sheet.in_checklist and sheet.section]
    lines: list[Line] = [(Written("Checklist", "heading"), Written("Complete?", "heading"))]
    for sheet in listed:
        flag = Formula(f"={quoted(names[sheet.id])}!{COMPLETE_CELL}", yes if complete[sheet.id] else no)
        lines.append((Written(names[sheet.id], "pre-filled"), Written(flag, "flag")))
    tests = ",".join(f"{quoted(names[sheet.id])}!{COMPLETE_CELL}={text_of(yes)}" for sheet in listed)
    told = yes if all(complete[sheet.id] for sheet in listed) else no
    whole = Formula(f"=IF(AND({tests or 'TRUE'}),{text_of(yes)},{text_of(no)})", told)
    return [*lines, (Written("Template complete", "heading"), Written(whole, "flag"))]
