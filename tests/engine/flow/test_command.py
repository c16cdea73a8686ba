"""The command and the examples that ship."""

import json

import polars as pl
import pytest
from typer.testing import CliRunner

from commonweal.cli.simulating import app
from commonweal.engine.flow.attribution import attribute
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import make_model
from commonweal.engine.flow.statistics import contrast
from commonweal.execution.files import example, figures_table, read_changed, read_scenario_file
from commonweal.execution.runs import Settings, simulate

command = CliRunner()


def test_run_writes_figures_beds_and_description(tmp_path):
    ran = command.invoke(app, ["run", str(example("one-area")), "--replications", "20", "--out", str(tmp_path)])
    assert ran.exit_code == 0, ran.output
    (place,) = tmp_path.iterdir()
    figures = pl.read_parquet(place / "figures.parquet")
    assert figures.columns == ["figure", "of", "unit", "mean", "low", "high"]
    daily = pl.read_parquet(place / "beds.parquet")
    assert daily.height == 20 * 545
    counted = daily.filter(pl.col("day") >= 180)["delayed_beds"].mean()
    assert figures.row(0)[3] == pytest.approx(counted, rel=1e-12)  # the headline is the mean of the daily beds
    text = (place / "description.md").read_text()
    for heading in (
        "1. Objectives",
        "2. Logic",
        "3. Data",
        "4. Experimentation",
        "5. Implementation",
        "6. Code access",
    ):
        assert f"## {heading}" in text
    assert "reablement (then on with probability 0.3), then homecare" in text


def test_compare_says_what_each_change_releases():
    ran = command.invoke(
        app,
        ["compare", str(example("one-area")), str(example("one-area-changes")), "--half-width", "3", "--most", "400"],
    )
    assert ran.exit_code == 0, ran.output
    said = " ".join(ran.output.replace("│", " ").split())  # a narrow terminal breaks names over lines
    for word in ("reablement", "homecare", "released", "community"):
        assert word in said
    plain = " ".join(ran.output.split())
    assert "20 more reablement places releases" in plain
    assert "the community pays £671,600 more for the places provided" in plain  # 20 places, 365 days, £92
    assert plain.count("The hospital saves £") == 2


def test_a_bad_file_is_answered_in_words(tmp_path):
    path = tmp_path / "bad.json"
    data = json.loads(example("one-area").read_text())
    data["services"][1]["pools"][0]["places"] = -5
    path.write_text(json.dumps(data))
    ran = command.invoke(app, ["run", str(path)])
    assert ran.exit_code == 1
    assert "is not possible" in ran.output and "Traceback" not in ran.output
    path.write_text("{")
    assert "It is no JSON" in command.invoke(app, ["run", str(path)]).output
    assert "cannot be read" in command.invoke(app, ["run", str(tmp_path / "none.json")]).output


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["/dev/zero"], "over 20,000,000 bytes"),  # says that it has none, and never ends
        ([str(example("one-area")), "--out", "/proc/no"], "No such file or directory"),
        ([str(example("one-area")), "--out", str(example("one-area"))], "File exists"),
        ([str(example("one-area")), "--seed", str(2**64)], "--seed"),
    ],
)
def test_bad_arguments_are_answered_in_words_before_anything_runs(arguments, said):
    ran = command.invoke(app, ["run", *arguments, "--replications", "1000000", "--workers", "1"])
    assert isinstance(ran.exception, SystemExit) and ran.exit_code in (1, 2)
    assert said in ran.output


@pytest.mark.filterwarnings("error")
def test_next_to_nobody_is_simulated_without_a_word(tmp_path):
    data = json.loads(example("one-area").read_text())
    data["demand"][0]["ready_per_day"] = 5e-324
    path = tmp_path / "nobody.json"
    path.write_text(json.dumps(data))
    scenario, _, findings = read_scenario_file(path)
    assert scenario is not None, findings
    assert simulate(scenario, Settings(1, 2)).chunk.counts.sum() == 0


def test_adding_homecare_frees_hospital_beds_in_the_county():
    """Coupled services: homecare hours release beds of people who wait for enabling care, and the causes say so."""
    base, data, findings = read_scenario_file(example("county"))
    assert not findings
    ((name, more),), findings = read_changed(data, example("county-more-homecare"))
    assert not findings and name == "5 % more homecare hours"
    settings = Settings(1, 150)
    before, after = simulate(base, settings), simulate(more, settings)
    released = contrast(beds(after.model, after.chunk), beds(before.model, before.chunk))
    assert released.low > 5

    table = figures_table(before)
    held = table.filter((pl.col("figure") == "places taken but not serving") & pl.col("of").str.starts_with("enabling"))
    assert held["low"].item() > 5  # enabling care is blocked by people who wait for homecare
    found = attribute(base, lambda s: beds(make_model(s), simulate(s, Settings(1, 60)).chunk))
    causes = {cause.service: cause for cause in found.causes}
    assert causes["homecare"].alone_beds.low > causes["community beds"].alone_beds.high
