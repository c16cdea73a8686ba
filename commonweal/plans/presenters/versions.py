"""What was done to a plan and when, and what changed from one version to another."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from commonweal.engine.rulebook.comparing import Change, compare_plans
from commonweal.engine.rulebook.model import Rulebook
from commonweal.engine.rulebook.plan import Plan
from commonweal.engine.rulebook.procedure import Event
from commonweal.plans.presenters.changes import ChangeGroup, changes
from commonweal.plans.presenters.words import EVENTS, count, section_name
from commonweal.plans.queries import Moment


@dataclass(frozen=True, slots=True)
class Step:
    """An edit or event in the list; `version` is what the plan then was."""

    version: int
    what: str
    reason: str
    by: str
    at: datetime


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two versions beside each other, in words and by section."""

    lead: str
    groups: tuple[ChangeGroup, ...]


@dataclass(frozen=True, slots=True)
class ListChanges:
    """What changed in one list of a round."""

    name: str
    changes: tuple[Change, ...]


def steps(moments: Sequence[Moment], rulebook: Rulebook) -> tuple[Step, ...]:
    """The plan's history for its page."""
    return tuple(Step(one.edit_id, _what(one, rulebook), one.reason, one.by, one.at) for one in moments)


def _what(one: Moment, rulebook: Rulebook) -> str:
    if one.section:
        return f"Wrote {section_name(rulebook, one.section)}"
    about = f": {section_name(rulebook, one.part)}" if one.part else ""
    return f"{EVENTS[Event(one.event)]}{about}"


def compare(old: Plan, new: Plan, rulebook: Rulebook) -> Comparison:
    """What changed from one version to another."""
    found = compare_plans(old, new, rulebook)
    groups = changes(found, rulebook, (old, new))
    if not found:
        return Comparison("The two versions say the same.", ())
    lead = f"{count(len(found), 'difference')} in {count(len(groups), 'section')}."
    return Comparison(lead[:1].upper() + lead[1:], groups)


def by_list(found: Sequence[Change]) -> tuple[ListChanges, ...]:
    """Differences of two rounds by their lists: the sentences begin with the list's name, which then is the heading."""
    groups: dict[str, list[Change]] = {}
    for one in found:
        groups.setdefault(one.words.partition(": ")[0], []).append(one)
    return tuple(ListChanges(name[:1].upper() + name[1:], tuple(some)) for name, some in groups.items())
