"""Who it was, in words."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from commonweal.places.queries import Found, Link, OrganisationThen, WhoWas


@dataclass(frozen=True, slots=True)
class Passage:
    """An organisation before or after, as a line with a link."""

    text: str
    asked: str


@dataclass(frozen=True, slots=True)
class OnPage:
    """One organisation as it was."""

    name: str
    kind: str
    facts: tuple[tuple[str, str], ...]
    before: tuple[Passage, ...]
    after: tuple[Passage, ...]


@dataclass(frozen=True, slots=True)
class WhoPage:
    """The answer: its sentence, the organisations, and whom else the code or name denoted."""

    heading: str
    then: tuple[OnPage, ...]
    others: tuple[tuple[str, str, date], ...]


def present(answer: WhoWas) -> WhoPage:
    """The page's words for an answer."""
    return WhoPage(
        heading=_heading(answer),
        then=tuple(_organisation(item) for item in answer.then),
        others=tuple((_other(item), answer.asked, item.start) for item in answer.at_other_times),
    )


def _heading(answer: WhoWas) -> str:
    on = spoken(answer.day)
    if not answer.then:
        return f"On {on}, “{answer.asked}” was nobody that is known here"
    if len(answer.then) > 1:
        return f"On {on}, “{answer.asked}” was the name of {len(answer.then)} bodies"
    return f"On {on}, “{answer.asked}” was {answer.then[0].official_name}"


def _organisation(item: OrganisationThen) -> OnPage:
    facts = [("Everyday name", item.name), ("Kind", item.kind_name), ("Existed", lasting(item.start, item.end))]
    facts += [(code.scheme_name, f"{code.code} ({lasting(code.start, code.end)})") for code in item.codes]
    facts += [(f"Lay in ({within.kind.replace('-', ' ')})", within.name) for within in item.within]
    return OnPage(
        name=item.official_name,
        kind=item.kind_name,
        facts=tuple(facts),
        before=tuple(_passage(link, "came from") for link in item.predecessors),
        after=tuple(_passage(link, "went to") for link in item.successors),
    )


def _passage(link: Link, verb: str) -> Passage:
    share = (
        "a share that is not known"
        if link.share is None
        else "all of it"
        if link.share == 1
        else f"{percent(link.share)} of it"
    )
    basis = f", by {link.basis}" if link.share is not None and link.share != 1 and link.basis else ""
    whose = f"{link.name}: {share} {verb} it" if verb == "came from" else f"{share} {verb} {link.name}"
    text = f"{whose[0].upper()}{whose[1:]} on {spoken(link.day)}{basis}.{' ' + link.note if link.note else ''}"
    return Passage(text, link.name)


def _other(item: Found) -> str:
    return f"{item.name} ({item.kind_name.lower()}), {lasting(item.start, item.end)}"


def percent(share: Decimal) -> str:
    """0.12345 as 12.3%."""
    return f"{100 * share:.1f}%"


def lasting(start: date, end: date | None) -> str:
    """A half-open period in words; the tables begin in April 2009, and what began then may be older."""
    last = f"until {spoken(end - timedelta(days=1))}" if end else ""
    if start > date(2009, 4, 1):
        return f"from {spoken(start)} {last}".strip()
    return last or "since April 2009 or before"


def spoken(day: date) -> str:
    """31 March 2019."""
    return f"{day.day} {day:%B %Y}"
