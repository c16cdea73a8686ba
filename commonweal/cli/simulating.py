"""`commonweal flow`: run a scenario, compare changes of it, calibrate one to a series."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.progress import Progress
from rich.table import Table

from commonweal import __version__
from commonweal.cli import calibrating
from commonweal.engine.findings import Finding
from commonweal.engine.flow.attribution import Attribution, attribute
from commonweal.engine.flow.comparison import Comparison
from commonweal.engine.flow.comparison import compare as compare_runs
from commonweal.engine.flow.figures import beds, figures, provided_cost_pence
from commonweal.engine.flow.model import make_model
from commonweal.engine.flow.running import Clock
from commonweal.engine.flow.scenario import Scenario
from commonweal.engine.flow.statistics import Stopping
from commonweal.engine.flow.stress import stress_des
from commonweal.engine.flow.wording import sentences
from commonweal.engine.flow.wording import why as explained
from commonweal.engine.money import pounds
from commonweal.execution.files import folder_findings, read_changed, read_scenario_file, write_run
from commonweal.execution.runs import Run, Settings, simulate, simulate_contrast, size_findings

app = typer.Typer(no_args_is_help=True, add_completion=False)
_out, _err = Console(highlight=False, soft_wrap=True), Console(stderr=True, highlight=False, soft_wrap=True)

ScenarioFile = Annotated[Path, typer.Argument(help="The scenario, a JSON file.")]
Seed = Annotated[int, typer.Option(min=0, max=2**64 - 1, help="Seed of the random numbers.")]
Replications = Annotated[int, typer.Option(min=2, max=1_000_000, help="How often to run it.")]
Continuous = Annotated[bool, typer.Option("--continuous", help="Continuous time instead of the clock of days.")]
Workers = Annotated[int, typer.Option(min=1, max=256, help="Threads.")]


def _stop_on(findings: Iterable[Finding]) -> None:
    """Say what is wrong, and what to do; then stop."""
    found = tuple(findings)
    for finding in found[:50]:
        _err.print(str(finding), markup=False)
    if found:
        raise typer.Exit(1)


def _clock(continuous: bool) -> Clock:
    return "continuous" if continuous else "day"


def _simulate(scenario: Scenario, settings: Settings, text: str) -> Run:
    with Progress(console=_err, transient=True) as progress:
        task = progress.add_task(text, total=settings.replications)

        def report(done: int, _: int) -> bool:
            progress.update(task, completed=done)
            return True

        return simulate(scenario, settings, report)


@app.command("run")
def run_scenario(
    scenario: ScenarioFile,
    seed: Seed = 1,
    replications: Replications = 1_000,
    continuous: Continuous = False,
    workers: Workers = 2,
    out: Annotated[Path | None, typer.Option(help="Folder to write Parquet files and the description into.")] = None,
) -> None:
    """Run a scenario and show its figures, each with a 95 % interval."""
    found, _, findings = read_scenario_file(scenario)
    _stop_on(findings)
    assert found is not None  # noqa: S101  (no findings, so there is one)
    settings = Settings(seed, replications, _clock(continuous), workers)
    _stop_on((*size_findings(found, settings), *(folder_findings(out) if out is not None else ())))
    run = _simulate(found, settings, found.name)
    table = Table("figure", "of", "unit", "mean", "95 % interval", title=found.name)
    for figure in figures(run.model, run.chunk):
        value = figure.value
        table.add_row(
            figure.name, figure.of, figure.unit, f"{value.mean:,.2f}", f"{value.low:,.2f} to {value.high:,.2f}"
        )
    _out.print(table)
    for service, cost in provided_cost_pence(run.model).items():
        _out.print(f"{service}: places provided cost {pounds(cost)}", markup=False)
    _out.print(f"{run.chunk.steps:,} events; run {run.digest}", markup=False)
    if out is not None:
        place = write_run(run, out)
        kernels = run.kernels
        text = stress_des(run.model, seed, replications, run.settings.clock, kernels, __version__)
        (place / "description.md").write_text(text, encoding="utf-8")
        _out.print(f"Written to {place}", markup=False)


app.command("calibrate")(calibrating.calibrate)


@app.command("compare")
def compare(
    scenario: ScenarioFile,
    changes: Annotated[Path, typer.Argument(help="Named changes, a JSON file.")],
    seed: Seed = 1,
    half_width: Annotated[float, typer.Option(min=0.001, help="Beds: stop when the difference is known to this.")] = 1,
    most: Annotated[int, typer.Option(min=100, help="Replications at most.")] = 5_000,
    continuous: Continuous = False,
    workers: Workers = 2,
    why: Annotated[bool, typer.Option("--why", help="Also say which limits hold beds, by relaxing each.")] = False,
) -> None:
    """Make the changes one after the other, and show the beds that each releases, on the same people."""
    base, data, findings = read_scenario_file(scenario)
    _stop_on(findings)
    changed, findings = read_changed(data, changes)
    _stop_on(findings)
    assert base is not None  # noqa: S101
    settings = Settings(seed, most, _clock(continuous), workers)
    _stop_on(size_findings(base, settings))
    steps = list(zip([base, *(after for _, after in changed)], changed, strict=False))
    found = [_compare(before, after, name, settings, half_width) for before, (name, after) in steps]
    _out.print(_comparisons(base.name, found))
    for comparison in found:
        _out.print(" ".join(sentences(comparison)), markup=False)
    if why:
        small = replace(settings, replications=min(most, 300))
        _say_why(attribute(base, lambda s: beds(make_model(s), simulate(s, small).chunk)))


def _compare(before: Scenario, after: Scenario, name: str, settings: Settings, half_width: float) -> Comparison:
    stopping = Stopping(half_width, most=settings.replications)
    first, second = simulate_contrast(before, after, settings, stopping)
    return compare_runs(name, (first.model, first.chunk), (second.model, second.chunk))


def _comparisons(title: str, found: Iterable[Comparison]) -> Table:
    table = Table(
        "change", "beds released", "95 % interval", "community pays", "hospital saves", "replications", title=title
    )
    for one in found:
        released, saved = one.released_beds, one.money.saved_pence
        table.add_row(
            one.change,
            f"{released.mean:,.2f}",
            f"{released.low:,.2f} to {released.high:,.2f}",
            pounds(one.money.paid_pence),
            pounds(round(saved.mean / 100) * 100),
            f"{released.replications:,}",
        )
    return table


def _say_why(found: Attribution) -> None:
    _out.print(explained(found), markup=False)
    table = Table("limit", "beds if relaxed alone", "share of relaxing all", title="Why beds are held")
    for cause in found.causes:
        table.add_row(cause.service, str(cause.alone_beds), str(cause.shapley_beds))
    _out.print(table)
    _out.print(f"Held {found.beds}; left with no limit {found.left_beds}", markup=False)
