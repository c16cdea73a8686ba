"""Scenarios from files, results to files."""

from __future__ import annotations

import json
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryFile
from typing import Any

import numpy as np
import polars as pl

from commonweal.engine.findings import Finding, error
from commonweal.engine.flow.changes import change_document, read_changes
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.figures import figures
from commonweal.engine.flow.scenario import Scenario
from commonweal.execution.runs import Run

MOST_BYTES = 20_000_000


def read_json(path: Path) -> tuple[Any, tuple[Finding, ...]]:
    """The plain data of a JSON file, or a finding."""
    where = path.name
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)  # what is no plain file may say that it has no bytes, and never end
        if len(content) > MOST_BYTES:
            return None, (error("too-large", where, f"It is over {MOST_BYTES:,} bytes.", "Split the scenario."),)
        return json.loads(content.decode("utf-8")), ()
    except OSError as fault:
        return None, (error("no-file", where, f"It cannot be read: {fault.strerror}.", "Check the name."),)
    except (ValueError, RecursionError) as fault:  # of ValueError: no JSON, no UTF-8, a number without end
        return None, (error("not-json", where, f"It is no JSON: {str(fault)[:120]}.", "Mend the file."),)


def read_scenario_file(path: Path) -> tuple[Scenario | None, Any, tuple[Finding, ...]]:
    """A scenario of a file, its plain data, and findings."""
    data, findings = read_json(path)
    if findings:
        return None, None, findings
    scenario, findings = read_scenario(data)
    return scenario, data, findings


def read_changed(base: Any, path: Path) -> tuple[list[tuple[str, Scenario]], tuple[Finding, ...]]:
    """The scenarios after the first change of a file, after the first two, and so on, each with the change's name."""
    data, findings = read_json(path)
    if findings:
        return [], findings
    changes, findings = read_changes(data)
    made: list[tuple[str, Scenario]] = []
    for count in range(1, len(changes) + 1):
        document, faults = change_document(base, changes[:count])
        scenario, more = read_scenario(document)
        findings = (*findings, *faults, *more)
        if findings or scenario is None:
            return [], findings
        made.append((changes[count - 1].name, scenario))
    return made, findings


def example(name: str) -> Path:
    """The path of a scenario that ships: one-area, county, england."""
    return Path(str(files("commonweal") / "scenarios" / f"{name}.json"))


def figures_table(run: Run) -> pl.DataFrame:
    """The standing figures with their intervals, a row each."""
    rows = [
        {
            "figure": figure.name,
            "of": figure.of,
            "unit": figure.unit,
            "mean": figure.value.mean,
            "low": figure.value.low,
            "high": figure.value.high,
        }
        for figure in figures(run.model, run.chunk)
    ]
    return pl.DataFrame(rows)


def beds_table(run: Run) -> pl.DataFrame:
    """Delayed beds at the end of each day of each replication."""
    replications, days = run.chunk.beds.shape
    return pl.DataFrame(
        {
            "replication": np.repeat(np.arange(replications, dtype=np.int32), days),
            "day": np.tile(np.arange(days, dtype=np.int32), replications),
            "delayed_beds": run.chunk.beds.ravel(),
        }
    )


def folder_findings(folder: Path) -> tuple[Finding, ...]:
    """Whether results cannot be written into a folder; it is made."""
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with TemporaryFile(dir=folder):
            return ()
    except OSError as fault:
        message = f"Nothing can be written there: {fault.strerror}."
        return (error("no-folder", str(folder), message, "Give a folder that you may write to, as --out results."),)


def write_run(run: Run, folder: Path) -> Path:
    """Write the figures and the daily beds as Parquet into a folder named by the digest; returns it."""
    place = folder / run.digest[:16]
    place.mkdir(parents=True, exist_ok=True)
    figures_table(run).write_parquet(place / "figures.parquet")
    beds_table(run).write_parquet(place / "beds.parquet")
    return place
