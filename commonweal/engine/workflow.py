"""Workflows as tables: which role may cause which event in which state, and what follows. Pure: state in, state out."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from types import MappingProxyType

from commonweal.engine.findings import Finding, error


@dataclass(frozen=True, slots=True)
class Transition:
    """In any of `starts` an event by any of `roles` leads to `end`; an empty end stays where it is."""

    event: str
    starts: frozenset[str]
    end: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class Workflow:
    """A table of transitions by state and event, and the state in which everything begins."""

    start: str
    steps: Mapping[tuple[str, str], Mapping[str, str]]

    @property
    def states(self) -> tuple[str, ...]:
        """Every state, the start first."""
        ends = [end for ends in self.steps.values() for end in ends.values()]
        return tuple(dict.fromkeys([self.start, *(state for state, _ in self.steps), *ends]))

    @property
    def events(self) -> tuple[str, ...]:
        """Every event."""
        return tuple(dict.fromkeys(event for _, event in self.steps))

    @property
    def roles(self) -> tuple[str, ...]:
        """Every role."""
        return tuple(dict.fromkeys(role for by_role in self.steps.values() for role in by_role))

    def end(self, state: str, event: str, role: str) -> str | None:
        """Where an event leads, or None where the role may not cause it there."""
        return self.steps.get((state, event), {}).get(role)

    def open_to(self, state: str, role: str) -> tuple[str, ...]:
        """The events that a role may cause in a state."""
        return tuple(event for event in self.events if self.end(state, event, role) is not None)

    def refuse(self, state: str, event: str, role: str) -> Finding | None:
        """Why an event may not be caused, or None where it may."""
        if self.end(state, event, role) is not None:
            return None
        if by_role := self.steps.get((state, event)):
            message = f"{words(event).capitalize()} is not for a {words(role)}."
            return error("workflow-role", state, message, f"Ask a {words(' or '.join(by_role))}.")
        starts = [words(one) for one, known in self.steps if known == event]
        message = f"{words(event).capitalize()} is not possible while it is {words(state)}."
        told = f"It is possible while it is {' or '.join(starts)}." if starts else "There is no such event."
        return error("workflow-state", state, message, told)


def words(name: str) -> str:
    """A name of the table as people say it."""
    return name.replace("-", " ")


def workflow(start: str, transitions: Iterable[Transition]) -> Workflow:
    """The table; ValueError where two transitions disagree: the table is our own."""
    steps: dict[tuple[str, str], dict[str, str]] = {}
    for one in transitions:
        for state in sorted(one.starts):
            by_role = steps.setdefault((state, one.event), {})
            for role in sorted(one.roles):
                if by_role.setdefault(role, one.end or state) != (one.end or state):
                    raise ValueError(f"{one.event} in {state} by {role} leads to two states")
    return Workflow(start, MappingProxyType({key: MappingProxyType(by_role) for key, by_role in steps.items()}))
