"""`commonweal plans` as a user meets it: no server, no database, exit codes that scripts can trust."""

from __future__ import annotations

import csv
from dataclasses import replace

import openpyxl
import pytest
from typer.testing import CliRunner

from commonweal.cli import app
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.spreadsheets.plans import planning_workbook_bytes
from tests.factories.rounds import rounds, sound

ROUND = rounds()["2019-20"]
PLAN, PUBLISHED = sound(ROUND, lines=12)


def run(*arguments):
    return CliRunner().invoke(app, ["plans", *map(str, arguments)])


def write(path, plan=PLAN):
    path.write_bytes(planning_workbook_bytes(workbook_of(ROUND, plan, PUBLISHED)))
    return path


@pytest.mark.parametrize("name", rounds())
def test_a_template_for_each_round(tmp_path, name):
    file = tmp_path / "template.xlsx"
    result = run("template", name, "-o", file)
    assert (result.exit_code, "Written: " in result.output) == (0, True)
    assert len(openpyxl.load_workbook(file).sheetnames) == len(rounds()[name].sheet) + 2


def test_a_round_that_is_not_there(tmp_path):
    result = run("template", "1999", "-o", tmp_path / "x.xlsx")
    assert result.exit_code == 1
    assert "There are: 2017-19" in result.stderr


def test_a_folder_that_is_not_there_is_said(tmp_path):
    result = run("template", "2025-26", "-o", tmp_path / "nowhere" / "x.xlsx")
    assert result.exit_code == 1
    assert "It cannot be written: No such file or directory." in result.stderr


def test_a_sound_workbook_and_one_with_a_formula(tmp_path):
    good = write(tmp_path / "good.xlsx")
    book = openpyxl.load_workbook(good)
    sheet = book["5b. Expenditure"]
    at = next(cell for row in sheet.iter_rows() for cell in row if cell.value == "Expenditure 2019-20")
    sheet.cell(at.row + 1, at.column).value = "=1+1"
    bad = tmp_path / "bad.xlsx"
    book.save(bad)
    assert (run("check", good).exit_code, run("check", bad).exit_code) == (0, 1)
    assert "12 schemes, 12 lines, £1,200,066" in " ".join(run("check", good).output.split())
    assert f"5b. Expenditure!{at.column_letter}{at.row + 1}: " in run("check", bad).output


def test_what_is_no_workbook_is_said_without_a_trace(tmp_path):
    file = tmp_path / "plan.xlsx"
    file.write_bytes(b"%PDF-1.7")
    result = run("check", file, tmp_path / "not there.xlsx")
    assert result.exit_code == 1
    assert "not-a-workbook" in result.output and "unreadable" in result.output
    assert result.exception is None or isinstance(result.exception, SystemExit)


def a_folder(tmp_path):
    folder = tmp_path / "folder"
    folder.mkdir()
    write(folder / "a.xlsx", replace(PLAN, area="A"))
    write(folder / "b.xlsx", replace(PLAN, area="B", schemes=PLAN.schemes[:5]))
    return folder


def read(file):
    with file.open(encoding="utf-8-sig", newline="") as lines:
        return list(csv.DictReader(lines))


def test_a_folder_to_the_penny(tmp_path):
    folder, out = a_folder(tmp_path), tmp_path / "out.csv"
    result = run("consolidate", folder, "-o", out)
    assert result.exit_code == 0, result.output
    rows = read(out)
    pence = [scheme.lines[0].amounts_pence[0] for scheme in (*PLAN.schemes, *PLAN.schemes[:5])]
    for by in {row["By"] for row in rows if row["Table"] == "spending"}:
        column = [row["Pounds 2019-20"] for row in rows if (row["Table"], row["By"]) == ("spending", by)]
        assert sum(round(float(one) * 100) for one in column) == sum(pence), by
    assert {row["Key"]: row["Pounds 2019-20"] for row in rows if (row["Table"], row["By"]) == ("spending", "plan")} == {
        "A": "1200066.00",
        "B": "500010.00",
    }
    assert run("consolidate", folder, "-o", tmp_path / "out.xlsx").exit_code == 0
    cells = openpyxl.load_workbook(tmp_path / "out.xlsx").active
    assert cells.max_row == len(rows) + 1


def test_nothing_is_left_out_in_silence(tmp_path):
    folder, out = a_folder(tmp_path), tmp_path / "out.csv"
    (folder / "c.xlsx").write_bytes(b"%PDF-1.7")
    write(folder / "d.xlsx", replace(PLAN, area="A"))
    (folder / "notes.txt").write_text("hello")
    result = run("consolidate", folder, "-o", out)
    said = [line.partition(":")[0] for line in result.output.splitlines() if line.startswith("LEFT OUT")]
    assert (result.exit_code, said) == (1, ["LEFT OUT c.xlsx", "LEFT OUT d.xlsx", "LEFT OUT notes.txt"])
    assert "2 workbooks taken, 3 left out" in result.output


def test_an_empty_folder_and_another_kind_of_file(tmp_path):
    assert run("consolidate", tmp_path, "-o", tmp_path / "x.csv").exit_code == 1
    assert run("consolidate", tmp_path, "-o", tmp_path / "x.pdf").exit_code == 1
