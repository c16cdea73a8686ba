"""A run of a scenario: replications cut into chunks, mapped over threads (or processes, or a cluster), joined in order.

A run is its digest: scenario, seed, replications, clock and layout. The same digest gives the same bytes on any number
of threads, processes or machines and any size of chunk, because a replication depends on nothing but its number.
"""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from itertools import accumulate

from joblib import Parallel, delayed

from commonweal.engine.findings import Finding, error
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.model import Model, make_model
from commonweal.engine.flow.philox import LAYOUT
from commonweal.engine.flow.results import Chunk, bytes_of, join, rows_of
from commonweal.engine.flow.running import Clock, Runner, prepare, room_for_results, run_chunk
from commonweal.engine.flow.scenario import Scenario, digest
from commonweal.engine.flow.statistics import Stopping

MOST_RESULT_BYTES = 2 * 2**30
"""The most memory that the results of a run may take."""

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


def size_findings(scenario: Scenario, settings: Settings) -> tuple[Finding, ...]:
    """Whether the results of a run, and of the chunks under way, fit into the memory that a run may take."""
    pools, hospitals = sum(len(service.pools) for service in scenario.services), len(scenario.hospitals)
    chunk = min(settings.chunk, settings.replications)
    results = bytes_of(settings.replications, pools, scenario.days, hospitals)
    under_way = 2 * settings.workers * bytes_of(chunk, pools, scenario.days, hospitals)
    if results + under_way <= MOST_RESULT_BYTES:
        return ()
    return (
        error(
            "results-too-large",
            "replications",
            f"{settings.replications:,} replications of {scenario.days:,} days and {pools:,} pools would fill "
            f"{(results + under_way) / 2**30:.1f} GiB; at most {MOST_RESULT_BYTES / 2**30:.0f} are taken.",
            "Ask for fewer replications (the interval says whether they are enough), or for fewer days.",
        ),
    )


def simulate(scenario: Scenario, settings: Settings, progress: Progress | None = None) -> Run:
    """Run a checked scenario.

    Raises CancelledRunError when `progress` returns False, ValueError where `size_findings` finds something.
    """
    _refuse_large(scenario, settings)
    runner = prepare(make_model(scenario), settings.clock)
    return Run(runner.model, settings, runner.kernels, _run(runner, settings, 0, settings.replications, progress))


def _refuse_large(scenario: Scenario, settings: Settings) -> None:
    for finding in size_findings(scenario, settings):
        raise ValueError(str(finding))


def _run(runner: Runner, settings: Settings, first: int, last: int, progress: Progress | None) -> Chunk:
    """Replications first to last. Threads write their results where they belong; what processes send is copied."""
    into = room_for_results(runner, last - first) if settings.backend == "threading" else None
    return join(_chunks(runner, settings, first, last, progress, into), last - first, into)


def _chunks(
    runner: Runner, settings: Settings, first: int, last: int, progress: Progress | None, into: Chunk | None
) -> Iterator[Chunk]:
    sizes = chunk_sizes(last - first, settings.chunk, settings.workers)
    starts = accumulate(sizes, initial=0)
    work = (
        delayed(run_chunk)(runner, settings.seed, first + at, size, into and rows_of(into, at, size))
        for at, size in zip(starts, sizes, strict=False)
    )
    done = first
    results = Parallel(n_jobs=settings.workers, backend=settings.backend, return_as="generator")(work)
    for chunk in results:
        done += chunk.replications
        yield chunk
        if progress is not None and not progress(done, last):
            results.close()
            raise CancelledRunError(f"stopped after {done} of {last} replications")


def chunk_sizes(replications: int, most: int, workers: int) -> list[int]:
    """Into how many replications a run is cut: smaller towards the end, so that the last worker is not waited for.

    A chunk is half of a worker's share of what is left, within `most` and a sixteenth of it.
    """
    sizes, left = [], replications
    while left > 0:
        share = -(-left // (2 * workers)) if workers > 1 else left
        size = min(left, most, max(share, most // 16, 1))
        sizes.append(size)
        left -= size
    return sizes


def simulate_contrast(
    base: Scenario, changed: Scenario, settings: Settings, stopping: Stopping, progress: Progress | None = None
) -> tuple[Run, Run]:
    """Run two scenarios on the same people until the difference in delayed beds is known well enough."""
    for scenario in (base, changed):
        _refuse_large(scenario, replace(settings, replications=stopping.most))
    runners = [prepare(make_model(scenario), settings.clock) for scenario in (base, changed)]
    wholes: list[Chunk | None] = [None, None]
    done, enough = 0, False
    while not enough:
        last = min(done + stopping.batch, stopping.most)
        for side, runner in enumerate(runners):
            batch = _run(runner, settings, done, last, progress)
            before = wholes[side]
            wholes[side] = batch if before is None else join([before, batch], last)
        done = last
        first, second = (beds(runner.model, whole) for runner, whole in zip(runners, wholes, strict=True) if whole)
        enough = stopping.enough(second - first)
    final = replace(settings, replications=done)
    runs = [Run(r.model, final, r.kernels, whole) for r, whole in zip(runners, wholes, strict=True) if whole]
    return runs[0], runs[1]
