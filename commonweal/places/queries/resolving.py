"""Codes and names as somebody printed them, to organisations: in bulk, with a finding wherever it is not plain."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date

from commonweal.engine.findings import Finding, error, note, warning
from commonweal.engine.matching.names import NHS, Bearer, Certainty, Match, Names
from commonweal.places.models import Code, Identity, Organisation
from commonweal.places.queries.basics import names, on_day
from commonweal.places.queries.successions import Link, successors

NAMED_KINDS = (
    Organisation.Kind.COUNCIL,
    Organisation.Kind.DISTRICT,
    Organisation.Kind.REGION,
    Organisation.Kind.NATION,
)
NHS_KINDS = (
    Organisation.Kind.TRUST,
    Organisation.Kind.CCG,
    Organisation.Kind.SUB_ICB,
    Organisation.Kind.ICB,
)


@dataclass(frozen=True, slots=True)
class Printed:
    """What stood there: codes of any scheme and a name, either possibly missing; `where` is its address for people."""

    where: str
    codes: tuple[str, ...] = ()
    name: str = ""


@dataclass(frozen=True, slots=True)
class Resolution:
    """Whom it denotes (None: not settled), and what is to be said about it."""

    organisation_id: int | None
    findings: tuple[Finding, ...] = ()


def match_name(text: str, day: date) -> Match:
    """Which council, district or region a name meant on a day; `certainty` says how sure that is."""
    return _names(day).match(text)


@dataclass(frozen=True, slots=True)
class NhsMatch:
    """Whom an NHS body's name denotes: one that lives on the day, or the one that bore it last and has ended."""

    match: Match
    has_ended: bool


@dataclass(frozen=True, slots=True)
class NhsNames:
    """Which trust, commissioning group or board a name meant on a day; a name that nobody bears then is looked for
    among those who have ended by it."""

    living: Names
    ended: Names

    @classmethod
    def on(cls, day: date) -> NhsNames:
        """Everybody of a day, and those before."""
        rows = list(Identity.objects.filter(organisation__kind__in=NHS_KINDS, start__lte=day))
        held = [(row, Bearer(row.organisation_id, row.name, row.official_name)) for row in rows]
        lives = [bearer for row, bearer in held if row.end is None or row.end > day]
        alive = {bearer.id for bearer in lives}
        before = [bearer for row, bearer in held if row.end is not None and row.end <= day]
        renamed, gone = ([b for b in before if (b.id in alive) is is_alive] for is_alive in (True, False))
        return cls(Names([*lives, *renamed], NHS), Names(gone, NHS))

    def match(self, text: str) -> NhsMatch:
        """Whom a name means."""
        found = self.living.match(text)
        if found.certainty is not Certainty.OWN:
            before = self.ended.match(text)
            if before.certainty is Certainty.OWN or found.certainty is Certainty.UNKNOWN:
                return NhsMatch(before, True)
        return NhsMatch(found, False)


def resolve(printed: Sequence[Printed], day: date) -> list[Resolution]:
    """Whom each row denoted on a day.

    A code that lives settles it; codes of two living organisations are an error. A code that has ended by then denotes
    whom it last denoted, with a warning that names the successors: publications go on printing old codes for a while.
    Without a known code the name decides, where it can; a name of another council than the codes' is a warning.
    """
    held = _held({code for row in printed for code in row.codes})
    ended = {
        code.organisation_id for codes in held.values() for code in codes if code.end is not None and code.end <= day
    }
    everybody = {code.organisation_id for codes in held.values() for code in codes}
    by_name = [row.name for row in printed if row.name and not any(code in held for code in row.codes)]
    nhs = NhsNames.on(day) if by_name else NhsNames(Names(()), Names(()))
    asked = map(nhs.match, by_name)
    ended |= {found.match.id for found in asked if found.has_ended and found.match.id is not None}
    known = _Known(held, _names(day), nhs, successors(ended), names(everybody | ended, day, official=True), day)
    return [known.resolution(row) for row in printed]


def _held(codes: Iterable[str]) -> dict[str, list[Code]]:
    found: defaultdict[str, list[Code]] = defaultdict(list)
    for row in Code.objects.filter(code__in=list(codes)).order_by("start"):
        found[row.code].append(row)
    return found


def _names(day: date) -> Names:
    rows = Identity.objects.filter(on_day(day), organisation__kind__in=NAMED_KINDS)
    return Names(Bearer(row.organisation_id, row.name, row.official_name) for row in rows)


@dataclass(frozen=True, slots=True)
class _Known:
    """What is known of the codes and names of one batch on one day."""

    held: dict[str, list[Code]]
    by_name: Names
    nhs: NhsNames
    after: dict[int, tuple[Link, ...]]
    called: dict[int, str]
    day: date

    def resolution(self, row: Printed) -> Resolution:
        living = {code: self._living(code) for code in row.codes}
        alive = {id for id in living.values() if id is not None}
        if len(alive) > 1:
            return Resolution(None, (self._contradiction(row, alive),))
        if alive:
            return self._by_living_code(row, alive.pop(), [code for code, id in living.items() if id is None])
        ended = {code: last for code in row.codes if (last := self._last(code)) is not None}
        if len(set(ended.values())) > 1:
            return Resolution(None, (self._contradiction(row, set(ended.values())),))
        if ended:
            code, id = next(iter(ended.items()))
            return Resolution(id, (self._ended(row, code, id),))
        return self._by_name(row)

    def _living(self, code: str) -> int | None:
        return next(
            (
                c.organisation_id
                for c in self.held.get(code, ())
                if c.start <= self.day and (c.end is None or self.day < c.end)
            ),
            None,
        )

    def _last(self, code: str) -> int | None:
        """Whom a code denoted last before the day."""
        return next(
            (c.organisation_id for c in reversed(self.held.get(code, [])) if c.end is not None and c.end <= self.day),
            None,
        )

    def _by_living_code(self, row: Printed, id: int, others: list[str]) -> Resolution:
        findings = []
        for code in others:
            last = self._last(code)
            if last is not None and last != id:
                findings.append(self._disagree(row, code, last, id))
            elif last is None:
                findings.append(self._unknown_code(row, code))
        match = self.by_name.match(row.name) if row.name else None
        if match and match.id is not None and match.id != id:
            findings.append(self._other_name(row, id))
        return Resolution(id, tuple(findings))

    def _by_name(self, row: Printed) -> Resolution:
        codes = tuple(self._unknown_code(row, code) for code in row.codes)
        match = self.by_name.match(row.name)
        if match.certainty is Certainty.UNKNOWN and row.name:
            nhs = self.nhs.match(row.name)
            if nhs.has_ended and nhs.match.id is not None:
                return Resolution(nhs.match.id, (*codes, self._name_ended(row, nhs.match.id)))
            match = nhs.match
        if match.id is not None:
            how = "its own name" if match.certainty is Certainty.OWN else "its name without the kind of body"
            said = note("matched-by-name", row.where, f"“{row.name}” was matched by {how}.", "Add its code to be sure.")
            return Resolution(match.id, (*codes, said))
        if match.certainty is Certainty.UNSURE:
            could = (
                f"“{row.name}” could be one of {len(match.candidates)} bodies."
                if len(match.candidates) > 1
                else f"“{row.name}” is nearly, but not quite, a body's name."
            )
            return Resolution(
                None,
                (
                    *codes,
                    warning("name-unsure", row.where, could, "Write the full name, or add its code."),
                ),
            )
        what = "Check the name and the date, or add an ONS code such as E06000059."
        return Resolution(
            None,
            (*codes, error("not-an-organisation", row.where, f"Nobody is known as “{row.name}” on {self._on}.", what)),
        )

    def _contradiction(self, row: Printed, ids: set[int]) -> Finding:
        whom = " and ".join(sorted(self.called[id] for id in ids))
        message = f"The codes {', '.join(row.codes)} denote different organisations on {self._on}: {whom}."
        return error(
            "codes-contradict", row.where, message, "Keep the code of the organisation that the figures are of."
        )

    def _disagree(self, row: Printed, code: str, last: int, id: int) -> Finding:
        message = (
            f"{code} denoted {self.called[last]}, which has ended by {self._on}; "
            f"the row's other code denotes {self.called[id]} and was followed."
        )
        return warning(
            "code-ended", row.where, message, "See whether the figures are of the old territory or of the new one."
        )

    def _ended(self, row: Printed, code: str, id: int) -> Finding:
        after = " and ".join(link.name for link in self.after.get(id, ())) or "nobody known"
        message = f"{code} denoted {self.called[id]}, which has ended by {self._on}; it was followed by {after}."
        return warning(
            "code-ended", row.where, message, "See whether the figures are of the old territory or of the new one."
        )

    def _name_ended(self, row: Printed, id: int) -> Finding:
        after = " and ".join(link.name for link in self.after.get(id, ())) or "nobody known"
        message = f"“{row.name}” has ended by {self._on}; it was followed by {after}."
        return warning(
            "name-ended", row.where, message, "See whether the figures are of the old body or of the new one."
        )

    def _unknown_code(self, row: Printed, code: str) -> Finding:
        return warning(
            "code-unknown", row.where, f"The code {code} denotes nobody on {self._on}.", "Check the code, or the date."
        )

    def _other_name(self, row: Printed, id: int) -> Finding:
        message = f"The codes denote {self.called[id]}, but the row is called “{row.name}”; the codes were followed."
        return warning("name-disagrees", row.where, message, "Check which of the two is meant.")

    @property
    def _on(self) -> str:
        return f"{self.day.day} {self.day:%B %Y}"
