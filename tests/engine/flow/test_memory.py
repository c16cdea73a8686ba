"""Memory is bounded: results are held once, chunks are let go, and what would be huge is refused in words."""

import json
import tracemalloc

import pytest
from typer.testing import CliRunner

from commonweal.cli.simulating import app
from commonweal.engine.flow.results import bytes_of
from commonweal.execution.files import example, read_json
from commonweal.execution.runs import MOST_RESULT_BYTES, Settings, simulate, size_findings
from tests.engine.flow.cases import model_of, three_pathways


def many_areas(areas=50, days=400):
    data = three_pathways(days, 50)
    names = [f"area {number}" for number in range(areas)]
    data["areas"] = names
    data["demand"] = [data["demand"][0] | {"area": name, "ready_per_day": 0.5} for name in names]
    for service in data["services"]:
        service["pools"] = [{"areas": [name], "places": 5} for name in names]
    return data


def peak(scenario, settings):
    tracemalloc.start()
    run = simulate(scenario, settings)
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return most, run


def test_a_run_holds_its_results_once_and_a_chunk_or_two():
    scenario = model_of(many_areas()).scenario
    settings = Settings(1, 300, chunk=10, workers=1)
    simulate(scenario, Settings(1, 2))  # what is compiled and made once
    few, _ = peak(scenario, Settings(1, 10, chunk=10, workers=1))
    most, run = peak(scenario, settings)
    arrays = [getattr(run.chunk, name) for name in ("counts", "person_days", "beds", "hospital_bed_days", "day_sums")]
    stated = bytes_of(300, 150, 400, 1)
    assert sum(array.nbytes for array in arrays) == stated
    thirty_day_sums = 30 * run.chunk.day_sums.nbytes
    assert thirty_day_sums > 5 * stated  # what it would be, were chunks kept
    assert most <= few + 1.2 * stated


def test_a_huge_run_is_refused_in_words():
    scenario = model_of(three_pathways(3650, 0)).scenario
    (finding,) = size_findings(scenario, Settings(1, 1_000_000))
    assert finding.code == "results-too-large" and "1,000,000 replications of 3,650 days" in finding.message
    with pytest.raises(ValueError, match="fewer replications"):
        simulate(scenario, Settings(1, 1_000_000))
    assert size_findings(scenario, Settings(1, 10_000)) == ()
    assert bytes_of(1_000_000, 3, 3650, 1) > MOST_RESULT_BYTES
    ran = CliRunner().invoke(app, ["run", str(example("one-area")), "--replications", "1000000"])
    assert ran.exit_code == 1
    assert "GiB" in ran.output and "Traceback" not in ran.output


@pytest.mark.parametrize("text", ["[" * 100_000, "1" * 5_000, '{"days": ' + "9" * 100_000 + "}", "\ud83d", "{", "nan"])
def test_a_file_that_is_no_scenario_is_answered_in_words(tmp_path, text):
    """Nested without end, a number without end, half a character: a finding with the file's name."""
    path = tmp_path / "scenario.json"
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    _, (finding,) = read_json(path)
    assert finding.code == "not-json" and finding.where == "scenario.json"


def test_a_file_of_a_million_areas_costs_a_finding(tmp_path):
    path = tmp_path / "scenario.json"
    path.write_text(json.dumps(three_pathways() | {"areas": ["a"] * 1_000_000}))
    ran = CliRunner().invoke(app, ["run", str(path)])
    assert ran.exit_code == 1 and "1,000,000 items" in ran.output
