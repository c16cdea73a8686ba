"""`commonweal flow calibrate` as its user meets it: files good and bad, areas that ship, what it writes."""

import json
from datetime import timedelta

import numpy as np
import pytest
from typer.testing import CliRunner

from commonweal.cli.simulating import app
from commonweal.engine.flow.checking import read_scenario
from tests.engine.flow.calibration.cases import FIRST, expected, known_fit

command = CliRunner()


def lines(days=470, seed=1):
    """A file's lines: Poisson people ready, and a number delayed that wanders about 60."""
    rng = np.random.default_rng(seed)
    ready = rng.poisson(expected(known_fit(), days))
    delayed = 60 + rng.integers(-8, 9, days)
    return [
        f"{FIRST + timedelta(days=day)},{count},{left}"
        for day, (count, left) in enumerate(zip(ready, delayed, strict=True))
    ]


def run(tmp_path, *options, rows=None, heading="day,ready,delayed", name="town.csv"):
    path = tmp_path / name
    path.write_text("\n".join([heading, *(lines() if rows is None else rows)]) + "\n", encoding="utf-8")
    out = tmp_path / "made.json"
    return command.invoke(
        app,
        [
            "calibrate",
            str(path),
            "--replications",
            "8",
            "--forecasts",
            "40",
            "--onward-share",
            "0.3",
            "--out",
            str(out),
            *options,
        ],
    ), out


def said(result):
    return " ".join(result.output.replace("│", " ").split())


def test_a_good_file_gives_fit_backtest_and_a_scenario_that_runs(tmp_path):
    ran, out = run(tmp_path, "--hold-out", "2024-12-01", "2025-01-31")
    assert ran.exit_code == 0, ran.output
    for words in (
        "fitted to 2023-12-02 to 2024-11-30", "Effective capacity", "Assumed: 30.0% of people",
        "Held out: 2024-12-01 to 2025-01-31", "calibrated model", "naive: last value", "residuals of training",
    ):  # fmt: skip
        assert words in said(ran)
    scenario, findings = read_scenario(json.loads(out.read_text()))
    assert findings == () and "by bisection" in scenario.note
    assert scenario.counted_days == 365
    again = command.invoke(app, ["run", str(out), "--replications", "8"])
    assert again.exit_code == 0, again.output
    assert "delayed beds" in said(again)


def test_the_same_command_gives_the_same_scenario_on_any_number_of_threads(tmp_path):
    first, out = run(tmp_path, "--workers", "1")
    before = out.read_bytes()
    second, out = run(tmp_path, "--workers", "3")
    assert first.output == second.output and out.read_bytes() == before


BAD = {
    "missing column": (lines()[:3], "day,ready,waiting", "There is no column delayed"),
    "negative": (["2024-01-01,-4,60", *lines()[40:]], None, "ready is -4"),
    "text": (["2024-01-01,many,60", *lines()[40:]], None, "ready is 'many'"),
    "not a number": (["2024-01-01,nan,60", *lines()[40:]], None, "ready is nan"),
    "no day": (["1/4/2024,40,60", *lines()[40:]], None, "'1/4/2024' is no day"),
    "repeated day": ([*lines(), lines()[7]], None, "2023-12-08 stands there twice"),
    "too short": (lines(30), None, "There are 30 days with ready to fit to"),
    "constant": ([line.rsplit(",", 1)[0] + ",60" for line in lines()], None, "delayed is 60 on every day"),
    "empty": ([], None, "There is no day in it"),
    "wrong year": ([*lines(), "2124-01-01,40,60"], None, "Look for a day with a wrong year"),
    "another wrong year": ([*lines(), "0024-01-01,40,60"], None, "0024-01-01 is no day of a report"),
    "a short line": (["2024-01-01", *lines()[:20]], None, "There are 20 days with ready"),
}


@pytest.mark.parametrize("case", BAD)
def test_a_bad_file_is_answered_in_words(tmp_path, case):
    rows, heading, words = BAD[case]
    ran, out = run(tmp_path, rows=rows, **({"heading": heading} if heading else {}))
    assert ran.exit_code == 1
    assert words in said(ran) and "Traceback" not in ran.output
    assert not out.exists()


def test_gaps_are_missing_days_and_said(tmp_path):
    rows = [line if day % 50 else line.rsplit(",", 2)[0] + ",-," for day, line in enumerate(lines())]
    ran, _ = run(tmp_path, rows=[row for day, row in enumerate(rows) if day not in (100, 101)])
    assert ran.exit_code == 0, ran.output
    assert "2 days between its first and last have no line, the first of them 2024-03-10" in said(ran)
    assert "never as 0" in said(ran)


def test_files_that_are_none(tmp_path):
    assert "cannot be read" in said(command.invoke(app, ["calibrate", str(tmp_path / "none.csv")]))
    unknown = command.invoke(app, ["calibrate", "Atlantis"])
    assert unknown.exit_code == 1 and "Areas that ship: Bath and North East Somerset" in said(unknown)
    assert "There is no such file or area" in said(command.invoke(app, ["calibrate", "x" * 5_000]))
    (tmp_path / "picture.csv").write_bytes(b"\x89PNG\xff\xfe")
    assert "It is no text file" in said(command.invoke(app, ["calibrate", str(tmp_path / "picture.csv")]))
    assert "It cannot be read" in said(command.invoke(app, ["calibrate", str(tmp_path)]))


@pytest.mark.parametrize(
    ("days", "words"),
    [
        (("2024-12-31", "2024-12-01"), "The last day lies before the first"),
        (("2029-12-01", "2030-02-28"), "Hold out days that were reported"),
        (("2023-12-20", "2024-01-20"), "Only 19 days lie before"),
        (("winter", "2024-01-20"), "are no two days"),
        (("9999-12-30", "9999-12-31"), "are no two days"),
        (("0001-01-02", "0001-02-01"), "Hold out days that were reported"),
    ],
)
def test_days_that_cannot_be_held_out(tmp_path, days, words):
    ran, _ = run(tmp_path, "--hold-out", *days)
    assert ran.exit_code == 1
    assert words in said(ran) and "Traceback" not in ran.output


def test_a_series_without_a_winter_to_hold_out_is_fitted_all_the_same(tmp_path):
    ran, out = run(tmp_path, rows=lines(200))
    assert ran.exit_code == 0, ran.output
    assert "nothing is held out, nothing is scored" in said(ran) and "no-whole-year" not in ran.output
    assert "months that are not among them get the factor 1" in said(ran)
    assert out.exists()


def test_what_cannot_be_met_says_so(tmp_path):
    """Fifty thousand delayed where forty a day become ready: even half the places cannot hold up so many."""
    ran, out = run(tmp_path, rows=[line.rsplit(",", 1)[0] + f",{50_000 + n % 3}" for n, line in enumerate(lines(200))])
    assert ran.exit_code == 1
    assert "With half the places that are needed" in said(ran) and "Traceback" not in ran.output
    assert not out.exists()
