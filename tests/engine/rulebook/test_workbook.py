"""A planning workbook, out and in: any plan comes back as it was; what people do to workbooks is said by cell."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from commonweal.engine.findings import Severity
from commonweal.engine.rulebook.allocations import Allocations
from commonweal.engine.rulebook.checking import check
from commonweal.engine.rulebook.comparing import compare_plans
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_in import at_cells, read_plan
from commonweal.engine.rulebook.workbook_layout import LISTS, MARKER, tabs
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.engine.rulebook.workbook_shape import Formula
from tests.factories.rounds import sound
from tests.factories.workbooks import Book, any_plan, as_tabs, every_round

ROUND = every_round()["2019-20"]
PLAN, PUBLISHED = sound(ROUND, lines=12)
MONEY = "Expenditure 2019-20"


def a_book(plan: Plan = PLAN) -> Book:
    return Book(workbook_of(ROUND, plan, PUBLISHED), ROUND)


def read(book: Book):
    return read_plan(book.tabs, ROUND)


def only(book: Book, code: str, where: str, severity: Severity = Severity.ERROR) -> Plan:
    """The one finding there is, at its cell; and the plan."""
    found = read(book)
    assert [(one.code, one.where, one.severity) for one in found.findings] == [(code, where, severity)]
    assert all(one.message and (one.what_to_do or one.severity is Severity.NOTE) for one in found.findings)
    return found.plan


@pytest.mark.parametrize("name", every_round())
@settings(max_examples=12, deadline=None)
@given(data=st.data())
def test_any_plan_comes_back_as_it_was(name, data):
    rulebook = every_round()[name]
    plan = data.draw(any_plan(rulebook))
    found = read_plan(as_tabs(workbook_of(rulebook, plan, Allocations(plan.area))), rulebook, plan)
    assert found.plan == plan
    assert {one.code for one in found.findings} <= {"unknown-choice", "small-percent", "number-as-text"}


@settings(max_examples=12, deadline=None)
@given(any_plan(ROUND))
def test_where_a_workbook_asks_for_everything_nothing_else_is_needed(plan):
    assert read_plan(as_tabs(workbook_of(ROUND, plan, PUBLISHED)), ROUND).plan == replace(plan, area=plan.area)


@pytest.mark.parametrize("name", every_round())
def test_a_sound_plan_is_complete_on_every_sheet_and_has_no_finding(name):
    rulebook = every_round()[name]
    plan, published = sound(rulebook)
    described = workbook_of(rulebook, plan, published)
    found = read_plan(as_tabs(described), rulebook, plan)
    assert (found.plan, found.findings, check(found.plan, rulebook, published)) == (plan, (), ())
    assert set(checklist(described, rulebook).values()) == {"Yes"}


@pytest.mark.parametrize("name", every_round())
def test_a_template_is_complete_nowhere(name):
    rulebook = every_round()[name]
    described = workbook_of(rulebook, Plan(rulebook.id, ""), Allocations(""))
    assert set(checklist(described, rulebook).values()) == {"No"}
    found = read_plan(as_tabs(described), rulebook)
    assert (found.plan, found.findings) == (Plan(rulebook.id, ""), ())


def checklist(described, rulebook) -> dict[str, str]:
    rows = next(tab for tab in as_tabs(described) if tab.name == tabs(rulebook)["cover"]).rows
    start = next(n for n, row in enumerate(rows) if row[0] == "Checklist")
    end = next(n for n, row in enumerate(rows) if row[0] == "Template complete")
    return {row[0]: row[1] for row in rows[start + 1 : end + 1]}


def test_the_checklist_names_each_sheet_that_it_should():
    named = checklist(workbook_of(ROUND, PLAN, PUBLISHED), ROUND)
    assert list(named) == [
        *("2. Cover", "3. Strategic narrative", "4. Income", "5a. Schemes", "5b. Expenditure", "6. Metrics"),
        *("7. National conditions", "Template complete"),
    ]


def test_required_and_planned_minimums_stand_above_the_lines():
    tab = a_book().tab("expenditure")
    row = next(row for row in tab.rows if row[0] == ROUND.minimum[0].name)
    required = PUBLISHED.required_pence[ROUND.minimum[0].id][0] / 100
    assert row[1:4] == [required, required, 0]


@pytest.mark.parametrize(
    ("value", "code"),
    [
        (True, "not-money"),
        ("12 pounds", "not-money"),
        (1e300, "not-money"),
        (float("nan"), "not-money"),
        (10.005, "not-whole-pence"),
        ("#REF!", "not-money"),
    ],
)
def test_what_is_no_money_is_said(value, code):
    book = a_book()
    where = book.put("expenditure", MONEY, 3, value)
    plan = only(book, code, where)
    assert plan.schemes[2].lines[0].amounts_pence == (None,)


@pytest.mark.parametrize(("value", "pence"), [("£1,234.50", 123450), (" 7 ", 700), ("-£2", -200)])
def test_money_written_as_text_is_read_and_said(value, pence):
    book = a_book()
    where = book.put("expenditure", MONEY, 1, value)
    assert only(book, "number-as-text", where, Severity.WARNING).schemes[0].lines[0].amounts_pence == (pence,)


@pytest.mark.parametrize(("value", "pence"), [(0.1 + 0.2, 30), (1234567.89, 123456789), (5, 500), (0.0, 0)])
def test_money_is_whole_pence(value, pence):
    book = a_book()
    book.put("expenditure", MONEY, 1, value)
    found = read(book)
    assert (found.findings, found.plan.schemes[0].lines[0].amounts_pence) == ((), (pence,))


def test_a_formula_is_not_believed():
    book = a_book()
    row, column = book.place("expenditure", MONEY)
    tab = book.replace("expenditure", formulas=frozenset({(row + 2, column)}))
    plan = only(book, "formula", tab.address(row + 2, column))
    assert plan.schemes[1].lines[0].amounts_pence == (None,)
    assert not read(book).is_sound


def test_a_formula_that_does_not_say_where_it_is():
    book = a_book()
    book.replace("expenditure", formulas=frozenset({(-1, -1)}))
    only(book, "formula", "5b. Expenditure")


def test_an_unknown_choice_names_the_nearest_and_keeps_what_was_written():
    book = a_book()
    where = book.put("expenditure", "Area of spend", 1, "Comunity Health")
    plan = only(book, "unknown-choice", where)
    assert plan.schemes[0].lines[0].area_of_spend == "Comunity Health"
    assert "'Community Health'" in read(book).findings[0].what_to_do


def test_a_choice_is_read_whatever_its_capitals_and_spaces():
    book = a_book()
    book.put("expenditure", "Area of spend", 1, "  COMMUNITY   health ")
    assert read(book).plan == PLAN


def test_moved_columns_are_found_by_their_headings():
    book = a_book()
    for row in book.tab("expenditure").rows[book.place("expenditure", MONEY)[0] :]:
        row.insert(0, "")
        row[1], row[4] = row[4], row[1]
    tab = book.tab("expenditure")
    book.replace("expenditure", formulas=frozenset((row, column + 1) for row, column in tab.formulas))
    assert (read(book).plan, read(book).findings) == (PLAN, ())


def test_rows_put_in_above_and_between_are_no_matter():
    book = a_book()
    rows = book.tab("expenditure").rows
    at = book.place("expenditure", MONEY)[0]
    rows.insert(at + 3, [""] * len(rows[0]))
    rows.insert(0, ["a note"] + [""] * (len(rows[0]) - 1))
    assert (read(book).plan, read(book).findings) == (PLAN, ())


def test_a_renamed_sheet_is_found_by_its_headings():
    book = a_book()
    book.replace("expenditure", name="Spending")
    assert only(book, "sheet-renamed", "Spending", Severity.WARNING) == PLAN


def test_a_missing_sheet_is_said():
    book = a_book()
    book.tabs.remove(book.tab("expenditure"))
    plan = only(book, "sheet-missing", "5b. Expenditure")
    assert [scheme.lines for scheme in plan.schemes] == [()] * 12


def test_a_missing_column_is_said():
    book = a_book()
    row, column = book.place("expenditure", MONEY)
    book.tab("expenditure").rows[row][column] = ""
    only(book, "column-missing", book.tab("expenditure").address(row, 0))


def test_headings_gone_or_twice():
    book = a_book()
    row, column = book.place("expenditure", MONEY)
    book.tab("expenditure").rows[row][column + 1] = MONEY
    only(book, "heading-twice", book.tab("expenditure").address(row, column + 1))
    book.tab("expenditure").rows[row][:] = [""] * len(book.tab("expenditure").rows[row])
    only(book, "headings-missing", "5b. Expenditure")


def test_a_total_below_is_not_money():
    book = a_book()
    rows, (_, column) = book.tab("expenditure").rows, book.place("expenditure", MONEY)
    rows.append(["Total", *[""] * (column - 1), 99.0, *[""] * (len(rows[0]) - column - 1)])
    where = book.tab("expenditure").address(len(rows) - 1, 0)
    assert only(book, "total-ignored", where, Severity.NOTE) == PLAN


def test_extra_rows_are_read():
    book = a_book()
    rows, (row, _) = book.tab("expenditure").rows, book.place("expenditure", MONEY)
    rows += [[""] * len(rows[0]) for _ in range(400)]
    rows.append(list(rows[row + 1]))
    assert read(book).plan.schemes[0].lines == PLAN.schemes[0].lines * 2


def test_a_line_of_no_scheme_keeps_its_money_and_is_said():
    book = a_book()
    where = book.put("expenditure", "Scheme ID", 2, "S99")
    plan = only(book, "scheme-unknown", where)
    assert (plan.schemes[-1].id, plan.schemes[-1].lines) == ("S99", PLAN.schemes[1].lines)


def test_another_rounds_workbook_and_one_of_nobody_knows_what():
    other = every_round()["2025-26"]
    plan, published = sound(other, 2)
    refused = read_plan(as_tabs(workbook_of(other, plan, published)), ROUND)
    assert (refused.plan, [one.code for one in refused.findings]) == (None, ["wrong-round"])
    book = a_book()
    bare = read_plan([tab for tab in book.tabs if tab.name != MARKER], ROUND)
    assert (bare.plan, [one.code for one in bare.findings]) == (None, ["no-marker"])


def test_an_earlier_layout_is_read_and_said():
    book = a_book()
    marker = next(tab for tab in book.tabs if tab.name == MARKER)
    next(row for row in marker.rows if row[0] == "layout")[1] = "0" * 64
    assert only(book, "other-layout", MARKER, Severity.WARNING) == PLAN


def test_what_the_rules_say_is_said_at_the_cell():
    broken = replace(PLAN.schemes[3], lines=(replace(PLAN.schemes[3].lines[0], provider=""),))
    plan = replace(PLAN, schemes=(*PLAN.schemes[:3], broken, *PLAN.schemes[4:]))
    book = a_book(plan)
    row, column = book.place("expenditure", "Provider")
    found = read(book)
    told = at_cells(check(found.plan, ROUND, PUBLISHED), found)
    assert [(one.code, one.where) for one in told] == [
        ("line-filled", book.tab("expenditure").address(row + 4, column))
    ]


def test_two_sheets_of_one_section_must_agree():
    rulebook = every_round()["2031-32"]
    plan, published = sound(rulebook)
    book = Book(workbook_of(rulebook, plan, published), rulebook)
    heading = next(cell for row in book.tab("walks").rows for cell in row if str(cell).startswith("Walks "))
    where = book.put("walks", heading, 1, 99)
    found = read_plan(book.tabs, rulebook, plan)
    assert [(one.code, one.where) for one in found.findings] == [("sheets-disagree", where)]


def test_what_the_workbook_does_not_ask_for_stays_as_it_was():
    rulebook = every_round()["2025-26"]
    plan, published = sound(rulebook)
    book = as_tabs(workbook_of(rulebook, plan, published))
    assert read_plan(book, rulebook, plan).plan == plan
    lost = {change.where.rpartition(".")[2] for change in compare_plans(plan, read_plan(book, rulebook).plan, rulebook)}
    assert lost & {"is_new", "sub_type"}


def test_a_text_that_no_cell_can_hold_is_said_before_the_workbook_is_made():
    plan = replace(PLAN, narrative=(replace(PLAN.narrative[0], text="x" * 32_768), *PLAN.narrative[1:]))
    (finding,) = workbook_of(ROUND, plan, PUBLISHED).findings
    assert (finding.code, finding.where.partition("!")[0]) == ("text-too-long", "3. Strategic narrative")


def test_every_drop_down_stands_on_the_hidden_sheet_of_lists():
    described = workbook_of(ROUND, PLAN, PUBLISHED)
    lists = next(sheet for sheet in described.sheets if sheet.name == LISTS)
    shown = {cell.value for cell in lists.cells.values()}
    assert lists.is_hidden
    assert {one.name for one in (*ROUND.scheme_type, *ROUND.funding_source, *ROUND.provider_type)} <= shown


def test_only_yellow_cells_are_open():
    described = workbook_of(ROUND, PLAN, PUBLISHED)
    for sheet in described.sheets:
        assert all((cell.style == "input") == cell.is_open for row, cell in _below(sheet))
        assert not any(isinstance(cell.value, Formula) for cell in sheet.cells.values() if cell.is_open)


def _below(sheet):
    return [(at, cell) for at, cell in sheet.cells.items() if at[0] != 2]  # the legend shows the colours
