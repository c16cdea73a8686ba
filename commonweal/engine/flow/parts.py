"""A component with the kernel chosen for it: one class for each kernel, all run alike."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import ClassVar

from commonweal.engine.flow.model import Component, Model
from commonweal.engine.flow.results import Chunk


class Part(ABC):
    """A component of a model, ready to run."""

    __slots__ = ()
    kernel: ClassVar[str]
    """The name of its kernel: daily, stages, event or network."""
    part: Component

    @abstractmethod
    def run(self, model: Model, seed: int, first: int, whole: Chunk) -> int:
        """Add replications `first` and following into the arrays of a chunk; returns arrivals plus ends of stays."""


def checked(steps: int) -> int:
    """What a kernel returned. Raises RuntimeError where it is -1: the people outgrew their room (once in 10^20)."""
    if steps < 0:
        raise RuntimeError("the people of a replication outgrew their room")
    return int(steps)


def ends_per_day(model: Model, part: Component) -> float:
    """Ends of stays a day, at most and about: what the width of a calendar's buckets is made for."""
    return float(sum(model.rates[number].max() * len(model.groups[number].steps) for number in part.groups))
