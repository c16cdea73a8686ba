"""Another round, dropped as a file where an installation keeps its own, as every page, file and command shows it."""

from __future__ import annotations

import csv
import io
from dataclasses import replace

import openpyxl
import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from typer.testing import CliRunner

from commonweal.cli import app
from commonweal.core import scope
from commonweal.engine.money import pounds
from commonweal.engine.rulebook.allocations import required
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.workbook_out import workbook_of
from commonweal.plans import actions, queries
from commonweal.spreadsheets.plans import planning_workbook_bytes
from tests.apps.plans import drafting
from tests.apps.plans.drafting import drafter, fields, forget_rounds, row, section
from tests.apps.plans.town import text_of
from tests.factories.plan import invented_plan
from tests.factories.rounds import sound
from tests.factories.world import add_organisation, add_person, give

ROUND = "2029-31"


@pytest.fixture
def area(db, known):
    """An area's plan of the round, filled in without a fault, and somebody who prepares it."""
    invented = invented_plan(ROUND)
    invented.writes("manager", sound(known[ROUND], lines=12)[0])
    return invented, drafter(invented)


def page_of(client, invented, route, *more):
    return text_of(client.get(reverse(f"plans:{route}", args=[invented.plan.pk, *more])))


def test_its_formula_is_worked_for_both_years(known):
    """£1,000 grows by 2.5% to £1,025 and gets £600 for being rural; then by 4% to £1,690 and gets the floor of £600."""
    grant = known[ROUND].find("funding_source", "neighbourhood")
    assert required(grant, 100_000, {"rural": 60_000}) == (162_500, 229_000)


def test_the_plans_pages_show_it(area):
    invented, client = area
    page = page_of(client, invented, "plan")
    assert "Neighbourhood Fund 2029 to 2031" in page
    assert "Public health" in page
    page = text_of(client.get(section(invented.plan, "trajectories")))
    assert "Metrics and Neighbourhoods" in page
    assert "People with at least one contact with a neighbourhood team in the month." in page
    assert "Adults who say that they are lonely" in page
    assert "Emergency admissions, aged 65 and over" not in page
    assert "What each team does" in page
    page = text_of(client.get(section(invented.plan, "answers")))
    assert "Each ward has a team that people can reach without a referral." in page
    assert "Neighbourhood Health Grant" in text_of(client.get(row(invented.plan, "income", "new")))
    assert "Neighbourhood Health Grant" in page_of(client, invented, "summary")


def test_its_checks_are_live_in_its_own_words(area):
    invented, client = area
    sent = fields(client.get(section(invented.plan, "trajectories")).content.decode())
    place = [name for name in sent if name.startswith("loneliness-values")][-1]
    page = text_of(client.post(section(invented.plan, "trajectories"), {**sent, place: "140", "do": "check"}))
    assert "140 is not between 0 and 100 per cent. Enter per cent." in page
    with scope.within(scope.SYSTEM_SCOPE):
        assert [one for one in queries.findings(invented.plan) if one.where.startswith("trajectories")] == []


def test_a_workbook_goes_out_and_comes_in(area, known):
    invented, client = area
    out = client.get(reverse("plans:workbook", args=[invented.plan.pk])).content
    book = openpyxl.load_workbook(io.BytesIO(out))
    assert "6b. Neighbourhoods" in book.sheetnames
    sheet = book["6b. Neighbourhoods"]
    cell = next(cell for line in sheet.iter_rows() for cell in line if cell.value == "What each team does")
    sheet.cell(cell.row + 2, cell.column).value = "They knock on doors."
    sent = io.BytesIO()
    book.save(sent)
    address = reverse("plans:workbooks", args=[invented.plan.pk])
    page = client.post(address, {"files": SimpleUploadedFile("plan.xlsx", sent.getvalue())}, follow=True)
    assert "They knock on doors." in text_of(page)
    seen = page.content.decode().partition('name="seen" value="')[2].partition('"')[0]
    assert client.post(page.redirect_chain[-1][0], {"seen": seen}).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        assert "They knock on doors." in {one.local_plan for one in queries.content(invented.plan).trajectories}


def test_it_is_assured_on_its_own_line_and_signed_in_its_own_office(area):
    invented, client = area
    assert "Is there a team for every ward, and is its grant spent on it?" in page_of(client, invented, "enquiries")
    director = add_person("director@example.org", "Dee Director")
    give(director, invented.council, "director-of-public-health")
    client.force_login(director, backend="django.contrib.auth.backends.ModelBackend")
    page = page_of(client, invented, "event", "sign")
    assert "Public health, for Exampleshire Council" in page
    assert "Public health Exampleshire Council Director of public health Yes Not yet" in page


def test_its_timetable_owns_the_days(area):
    """England's timetable: guidance on 2 October 2028, plans on 14 February 2029, letters in April 2029."""
    invented, client = area
    page = text_of(client.get(reverse("plans:clocks")))
    assert "England's timetable, 2029-31" in page
    assert page_of(client, invented, "clock")


def test_the_national_view_and_the_command_put_it_together(area, known, tmp_path):
    client = area[1]
    plan, allocations = sound(known[ROUND], lines=12)
    grant = [line for one in plan.schemes for line in one.lines if line.source == "neighbourhood"]
    analyst = add_person("analyst@example.org")
    give(analyst, add_organisation("A national body"), "national-analyst")
    client.force_login(analyst, backend="django.contrib.auth.backends.ModelBackend")
    page = text_of(client.get(reverse("plans:round", args=[ROUND], query={"by": "source"})))
    assert f"Neighbourhood Health Grant {pounds(sum(line.amounts_pence[0] for line in grant))} " in page
    folder = tmp_path / "sent in"
    folder.mkdir()
    for name in ("A", "B"):
        described = workbook_of(known[ROUND], replace(plan, area=name), replace(allocations, area=name))
        (folder / f"{name}.xlsx").write_bytes(planning_workbook_bytes(described))
    ran = CliRunner().invoke(app, ["plans", "consolidate", str(folder), "-o", str(tmp_path / "all.csv")])
    assert "2 workbooks taken, 0 left out" in ran.output
    with (tmp_path / "all.csv").open(encoding="utf-8-sig", newline="") as lines:
        rows = [one for one in csv.DictReader(lines) if (one["Table"], one["By"]) == ("spending", "source")]
    (found,) = [one for one in rows if one["Key"] == "neighbourhood"]
    for year, name in enumerate(("2029-30", "2030-31")):
        twice = 2 * sum(line.amounts_pence[year] for line in grant)
        assert round(float(found[f"Pounds {name}"]) * 100) == twice > 0


def test_a_plan_is_started_of_it_and_an_earlier_one_drafted_onto_it(db, known):
    before = invented_plan("2026-27")
    before.writes("manager", sound(known["2026-27"], lines=12)[0])
    who = {"by": before.people["manager"], "at": before.now(), "round": ROUND, "area": before.council}
    with scope.within(scope.SYSTEM_SCOPE):
        plan = actions.start_plan(**who, partners=[])
    page = text_of(drafter(before).get(reverse("plans:draft", args=[plan.pk])))
    assert "What if" in page


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        ("2040-41", "id = [", "It cannot be read"),
        ("2040-41", 'id = "2040-41"\ninherits = "1999-00"', "There is no round '1999-00'"),
        ("2025-26", 'id = "2025-26"', "A round '2025-26' is there already."),
        ("20 40", 'id = "20 40"\ninherits = "2026-27"', "cannot stand in the address of a page"),
    ],
)
def test_a_file_that_is_no_round_is_told_and_leaves_the_others(tmp_path, monkeypatch, known, name, content, told):
    (tmp_path / f"{name}.toml").write_text(content, encoding="utf-8")
    forget_rounds()
    assert {*known} <= {*queries.rounds()}
    ran = CliRunner().invoke(app, ["plans", "rounds"])
    assert ran.exit_code == 1
    assert told in " ".join(ran.output.split())
    assert drafting.shipped.own_folder() == tmp_path


def test_a_template_of_it_is_written_without_a_server(tmp_path, known):
    ran = CliRunner().invoke(app, ["plans", "template", ROUND, "-o", str(tmp_path / "t.xlsx")])
    assert ran.exit_code == 0, ran.output
    assert len(openpyxl.load_workbook(tmp_path / "t.xlsx").sheetnames) == len(known[ROUND].sheet) + 2
    assert Plan(ROUND, "").schemes == ()
