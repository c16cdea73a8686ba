"""A run of a scenario: replications cut into chunks, mapped over threads (or processes, or a cluster), joined in order.

A run is its digest: scenario, seed, replications, clock and layout. The same digest gives the same bytes on any number
of threads, processes or machines and any size of chunk, because a replication depends on nothing but its number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np
from joblib import Parallel, delayed

from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import Model, make_model
from commonweal.engine.flow.philox import LAYOUT
from commonweal.engine.flow.results import Chunk, join
from commonweal.engine.flow.running import Clock, Runner, prepare, run_chunk
from commonweal.engine.flow.scenario import Scenario, digest
from commonweal.engine.flow.statistics import Stopping

Progress = Callable[[int, int], bool]
"""Called with replications done and asked for after each chunk; False cancels the run."""


class CancelledRunError(Exception):
    """The progress callback asked to stop."""


@dataclass(frozen=True, slots=True)
class Settings:
    """How to run: what the figures depend on, then what they do not (workers, backend, chunk)."""

    seed: int = 1
    replications: int = 1_000
    clock: Clock = "day"
    workers: int = 2
    backend: str = "threading"  # or "loky" for processes, or a registered cluster backend of joblib
    chunk: int = 50


@dataclass(frozen=True, slots=True)
class Run:
    """A model, how it was run, and what came of it."""

    model: Model
    settings: Settings
    kernels: tuple[str, ...]
    chunk: Chunk

    @property
    def digest(self) -> str:
        return run_digest(self.model.scenario, self.settings)


def run_digest(scenario: Scenario, settings: Settings) -> str:
    """SHA-256 of everything that the figures depend on."""
    parts = (digest(scenario), settings.seed, settings.replications, settings.clock, LAYOUT)
    return hashlib.sha256(repr(parts).encode()).hexdigest()


def simulate(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> Run:
    """Run a checked scenario. Raises CancelledRunError when `progress` returns False."""
    runner = prepare(make_model(scenario), settings.clock)
    chunks = list(_chunks(runner, settings, 0, settings.replications, progress))
    return Run(runner.model, settings, runner.kernels, join(chunks))


def _chunks(runner: Runner, settings: Settings, first: int, last: int, progress: Progress | None) -> Iterator[Chunk]:
    starts = range(first, last, settings.chunk)
    work = (delayed(run_chunk)(runner, settings.seed, at, min(settings.chunk, last - at)) for at in starts)
    done = first
    results = Parallel(n_jobs=settings.workers, backend=settings.backend, return_as="generator")(work)
    for chunk in results:
        done += chunk.replications
        yield chunk
        if progress is not None and not progress(done, last):
            results.close()
            raise CancelledRunError(f"stopped after {done} of {last} replications")


def simulate_contrast(
    base: Scenario, changed: Scenario, settings: Settings, stopping: Stopping, progress: Progress | None = None
) -> tuple[Run, Run]:
    """Run two scenarios on the same people until the difference in delayed beds is known well enough."""
    runners = [prepare(make_model(scenario), settings.clock) for scenario in (base, changed)]
    parts: list[list[Chunk]] = [[], []]
    done = 0
    while True:
        last = min(done + stopping.batch, stopping.most)
        for runner, part in zip(runners, parts, strict=True):
            part += _chunks(runner, settings, done, last, progress)
        done = last
        samples = [beds(runner.model, join(part)) for runner, part in zip(runners, parts, strict=True)]
        if stopping.enough(np.asarray(samples[1] - samples[0])):
            break
    final = Settings(settings.seed, done, settings.clock, settings.workers, settings.backend, settings.chunk)
    first, second = (
        Run(runner.model, final, runner.kernels, join(part)) for runner, part in zip(runners, parts, strict=True)
    )
    return first, second
