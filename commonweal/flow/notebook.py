"""The flow engine in a notebook: load a place, change it, run it, compare, ask why; results draw themselves.

    from commonweal.flow import notebook
    place = notebook.load("one-area")
    place.run()

Needs no database and no Django. A result shows its message, the picture, the table and how it was made.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from commonweal.engine.findings import Finding
from commonweal.engine.flow import attribution, comparison
from commonweal.engine.flow.changes import Change, change_document
from commonweal.engine.flow.checking import read_scenario
from commonweal.engine.flow.fields import plain
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import make_model
from commonweal.engine.flow.running import Clock
from commonweal.engine.flow.scenario import Scenario
from commonweal.execution.files import example, read_json
from commonweal.execution.runs import Settings, simulate, size_findings
from commonweal.flow.results import CausesResult, ComparisonResult, RunResult


class ScenarioFaultsError(ValueError):
    """What is wrong with a scenario, in words; a notebook shows them without a trace."""

    def __init__(self, findings: Iterable[Finding]) -> None:
        self.findings = tuple(findings)
        super().__init__("\n".join(str(finding) for finding in self.findings[:20]))

    def _render_traceback_(self) -> list[str]:
        return str(self).splitlines()


@dataclass(frozen=True, slots=True)
class Place:
    """A scenario that has been checked, and the name of the last change that made it."""

    scenario: Scenario
    change: str = "as it is"

    def __repr__(self) -> str:
        return f"Place({self.scenario.name!r}, {self.change!r})"

    def changed(self, name: str, path: str, *, action: str, value: float) -> Place:
        """The place after one named change: `action` is set, add or multiply, on the number at a path.

        Raises ScenarioFaultsError where the path leads nowhere or the new scenario contradicts itself.
        """
        if action not in ("set", "add", "multiply"):
            raise ValueError(f"{action!r} is not an action: set, add or multiply")
        change = Change(name, path, action, value)  # type: ignore[arg-type]
        document, findings = change_document(plain(self.scenario), [change])
        return Place(_checked(document, findings), name)

    def run(self, replications: int = 1_000, *, seed: int = 1, clock: Clock = "day", workers: int = 2) -> RunResult:
        """Run it: delayed beds by month, with every standing figure in `.figures`."""
        return RunResult(self._simulated(Settings(seed, replications, clock, workers)))

    def compare(self, after: Place, replications: int = 1_000, *, seed: int = 1, workers: int = 2) -> ComparisonResult:
        """What `after` makes different, on the same people."""
        settings = Settings(seed, replications, workers=workers)
        first, second = self._simulated(settings), after._simulated(settings)
        found = comparison.compare(after.change, (first.model, first.chunk), (second.model, second.chunk))
        return ComparisonResult(found, first, second)

    def why(self, replications: int = 300, *, seed: int = 1, workers: int = 2) -> CausesResult:
        """Which services that are short hold the beds: every set of them relaxed, on the same people."""
        settings = Settings(seed, replications, workers=workers)

        def beds_of(scenario: Scenario) -> Any:
            return beds(make_model(scenario), simulate(scenario, settings).chunk)

        return CausesResult(attribution.attribute(self.scenario, beds_of), self.scenario, settings)

    def _simulated(self, settings: Settings) -> Any:
        if findings := size_findings(self.scenario, settings):
            raise ScenarioFaultsError(findings)
        return simulate(self.scenario, settings)


def load(source: str | Path | Mapping[str, Any]) -> Place:
    """A place from the name of an example that ships, a JSON file, or plain data.

    Raises ScenarioFaultsError with every finding.
    """
    if isinstance(source, Mapping):
        return Place(_checked(source, ()))
    path = Path(source)
    if isinstance(source, str) and path.suffix == "" and example(source).exists():
        path = example(source)
    return Place(_checked(*read_json(path)))


def _checked(document: Any, findings: tuple[Finding, ...]) -> Scenario:
    scenario, more = (None, ()) if findings else read_scenario(document)
    if scenario is None:
        raise ScenarioFaultsError((*findings, *more))
    return scenario
