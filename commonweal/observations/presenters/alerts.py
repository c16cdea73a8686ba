"""Alerts in words: the national list of a month, one area's, the feed and the digest, all from the same lines."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.figure import About, Figure
from commonweal.engine.measures.spc.alerts import Alert
from commonweal.engine.measures.spc.rules import Cause, PointClass
from commonweal.engine.measures.watched import WatchedMeasure, Whose
from commonweal.engine.periods import Month
from commonweal.observations.alerting import MEASURES, AreaWatched, MonthWatched
from commonweal.observations.presenters import pictures
from commonweal.observations.presenters.area import ListedArea
from commonweal.observations.presenters.words import Line, address, month_choices, people

KINDS = {
    PointClass.CONCERN: "Concern",
    PointClass.IMPROVEMENT: "Improvement",
    PointClass.NEUTRAL_HIGH: "Rise",
    PointClass.NEUTRAL_LOW: "Fall",
}
RULE = {
    Cause.ABOVE_UPPER_LIMIT: "above the upper limit of {upper}",
    Cause.BELOW_LOWER_LIMIT: "below the lower limit of {lower}",
    Cause.TREND_UP: "a rise in each of the last {steps} months",
    Cause.TREND_DOWN: "a fall in each of the last {steps} months",
    Cause.TWO_IN_THREE_HIGH: "two of the last three months close to the upper limit of {upper}",
    Cause.TWO_IN_THREE_LOW: "two of the last three months close to the lower limit of {lower}",
    Cause.SHIFT_HIGH: "{points} months in a row above the average of {mean}",
    Cause.SHIFT_LOW: "{points} months in a row below the average of {mean}",
}
MOST_UNREAD = 20


@dataclass(frozen=True, slots=True)
class AlertLine:
    """One alert: what it is about, what it says, what it rests on."""

    id: str
    area: str
    link: str
    measure: str
    kind: str
    value: str
    rule: str
    points: str
    since: str
    is_new: bool
    breaks: str

    @property
    def sentence(self) -> str:
        """All of it in one sentence."""
        said = f"{self.kind}: {self.measure[0].lower()}{self.measure[1:]} stood at {self.value}, {self.rule}"
        said += f" ({self.points}). "
        said += "New this month." if self.is_new else f"Going on since {self.since}."
        return f"{said} {self.breaks}".strip()


@dataclass(frozen=True, slots=True)
class AlertsPage:
    """A month's list, national or of one area."""

    heading: str
    lead: str
    action: str
    months: list[tuple[str, str, bool]]
    measures: list[tuple[str, str, bool]]
    note: str
    figure: Figure | None
    lines: tuple[AlertLine, ...]
    going_on: tuple[AlertLine, ...]
    unread: tuple[str, ...]
    made: tuple[Line, ...]
    feed: str
    text: str


@dataclass(frozen=True, slots=True)
class Digest:
    """What would be sent."""

    subject: str
    body: str


def present(found: MonthWatched, months: tuple[Month, ...], measure: str = "", note: str = "") -> AlertsPage:
    """The national list: what is new in the month alone."""
    return AlertsPage(
        heading=_heading(found),
        lead=_lead(found),
        action=address("alerts"),
        months=month_choices(months, found.month),
        measures=_choices(MEASURES, measure),
        note=note,
        figure=_figure(found),
        lines=tuple(map(_line, found.new)),
        going_on=(),
        unread=_unread(found),
        made=_made(found),
        feed=address("alerts-feed", measure=measure),
        text=address("alerts-text", month=found.month.iso, measure=measure),
    )


def present_area(
    listed: ListedArea, found: MonthWatched, months: tuple[Month, ...], measure: str = "", note: str = ""
) -> AlertsPage:
    """One area: what is new, and what goes on."""
    going_on = tuple(_line(one) for one in found.series if one.alert and not one.new)
    return AlertsPage(
        heading=f"{listed.name}: {_said(len(found.new))} in {found.month}",
        lead=_lead(found),
        action=address("area-alerts", listed.code),
        months=month_choices(months, found.month),
        measures=_choices([one for one in MEASURES if one.whose is Whose.AREA], measure),
        note=note,
        figure=None,
        lines=tuple(map(_line, found.new)),
        going_on=going_on,
        unread=_unread(found),
        made=_made(found),
        feed=address("area-alerts-feed", listed.code, measure=measure),
        text=address("area-alerts-text", listed.code, month=found.month.iso, measure=measure),
    )


def _choices(measures: Iterable[WatchedMeasure], chosen: str) -> list[tuple[str, str, bool]]:
    """What the list of measures offers."""
    return [("", "Every measure", not chosen), *((one.id, one.name, one.id == chosen) for one in measures)]


def digest(found: MonthWatched, area: str, root: str = "") -> Digest:
    """The month as plain text; `root` is the address of the site, put before its links."""
    new = tuple(map(_line, found.new))
    going_on = tuple(_line(one) for one in found.series if area and one.alert and not one.new)
    whose = area or "England, area by area and trust by trust"
    parts = [f"{whose}: {_said(len(new))} in {found.month}", _lead(found)]
    for kind in KINDS.values():
        parts += _block(f"{kind}, new this month", [line for line in new if line.kind == kind], root)
    parts += _block("Going on", going_on, root)
    parts += _block_of_text("Not read", _unread(found))
    parts += _block_of_text("How this was made", [line.text for line in _made(found)])
    return Digest(f"{whose}: {_said(len(new))} in {found.month}", "\n\n".join(parts) + "\n")


def _block(heading: str, lines: Sequence[AlertLine], root: str) -> list[str]:
    if not lines:
        return []
    said = "\n".join(f"- {line.area}. {line.sentence}\n  {root}{line.link}" for line in lines)
    return [f"{heading.upper()}\n{said}"]


def _block_of_text(heading: str, texts: Sequence[str]) -> list[str]:
    return ["\n".join([heading.upper(), *(f"- {text}" for text in texts)])] if texts else []


def _heading(found: MonthWatched) -> str:
    kinds = {one.measure.whose for one in found.series}
    one, many = ("trust", "trusts") if kinds == {Whose.TRUST} else ("area", "areas")
    if len(kinds) > 1:
        one, many = "area or trust", "areas and trusts"
    count = len({one.area.id for one in found.new})
    what = {0: f"No {one}", 1: f"One {one}"}.get(count, f"{count} {many}")
    return f"{what} changed by more than chance explains in {found.month}"


def _said(count: int) -> str:
    return {0: "nothing new", 1: "one new alert"}.get(count, f"{count} new alerts")


def _lead(found: MonthWatched) -> str:
    counts = {kind: sum(one.new is not None and one.new.point_class is kind for one in found.series) for kind in KINDS}
    said = ", ".join(_counted(counts[kind], name) for kind, name in KINDS.items())
    if not found.read:
        return "No series has points enough to be read in this month."
    chance = f"If nothing had changed anywhere, about {found.expected:.1f} alerts would be expected by chance alone"
    false = ": some of these are false" if found.new else ""
    return f"{said}, in {len(found.read):,} series read. {chance}{false}."


def _counted(count: int, name: str) -> str:
    return f"{count} {name.lower()}{'' if count == 1 else 's'}"


def _line(one: AreaWatched) -> AlertLine:
    alert = one.alert
    if alert is None:
        raise ValueError(f"{one.area.name} has no alert")
    is_area = one.measure.whose is Whose.AREA
    month = alert.month.iso
    return AlertLine(
        id=f"{one.area.code}:{one.measure.id}:{month}",
        area=one.area.name,
        link=address("area-alerts" if is_area else "trust", one.area.code, month=month),
        measure=one.measure.name,
        kind=KINDS[alert.point_class],
        value=people(alert.value),
        rule=_rule(alert),
        points=_points(alert),
        since=str(alert.since),
        is_new=alert.is_new,
        breaks=" ".join(f"The series is broken: {label}; it is read from there on only." for label in one.breaks[-1:]),
    )


def _rule(alert: Alert) -> str:
    limits = alert.limits
    return RULE[alert.cause].format(
        upper=people(limits.upper),
        lower=people(limits.lower),
        mean=people(limits.mean),
        points=len(alert.points),
        steps=len(alert.points) - 1,
    )


def _points(alert: Alert) -> str:
    """The months, by name where they are few; how many between them have no number, which no rule sees."""
    first, last = alert.points[0], alert.points[-1]
    if len(alert.points) <= 3:
        return " and ".join(map(str, alert.points))
    missing = last - first + 1 - len(alert.points)
    without = f", leaving out {missing} without a number" if missing else ""
    return f"{first} to {last}{without}"


def _unread(found: MonthWatched) -> tuple[str, ...]:
    """Areas whose series are too short, each once, with the break that made them so; one line where all are."""
    said: dict[str, str] = {}
    for one in found.unread:
        why = (one.withheld or "").removeprefix("Icons are withheld: ")
        said[one.area.name] = f"{one.area.name}: {why}" + "".join(f" {label}." for label in one.breaks[-1:])
    if len(said) > MOST_UNREAD:
        reasons = sorted({text.partition(": ")[2] for text in said.values()})
        return (f"{len(said)} are not read: {reasons[0]}" + (f" Or: {reasons[1]}" if len(reasons) > 1 else ""),)
    return tuple(said.values())


def _figure(found: MonthWatched) -> Figure:
    counts = {kind: sum(one.new is not None and one.new.point_class is kind for one in found.series) for kind in KINDS}
    bars = [Bar(name, float(counts[kind]), kind is PointClass.CONCERN) for kind, name in KINDS.items()]
    total = sum(counts.values())
    measures = _measures(found)
    about = About(
        "alerts",
        f"{total} new alerts in {found.month}, {found.expected:.1f} expected by chance",
        f"New special causes under rule set {_rule_sets(measures)}, by what they mean",
        "; ".join(dict.fromkeys(one.source for one in measures)),
        "series",
        decimals=1,
    )
    chance = Bar("All kinds, expected by chance", found.expected)
    return pictures.drawn(BarFigure(about, (*bars, chance), "Kind", in_given_order=True))


def _measures(found: MonthWatched) -> tuple[WatchedMeasure, ...]:
    """The measures of a month's series, in their order."""
    ids = {one.measure.id for one in found.series}
    return tuple(one for one in MEASURES if one.id in ids)


def _rule_sets(measures: Iterable[WatchedMeasure]) -> str:
    return " and ".join(sorted({one.rules.id for one in measures})) or "none"


def _made(found: MonthWatched) -> tuple[Line, ...]:
    measures = _measures(found)
    days = sorted({one.days_at_least for one in measures if one.days_at_least})
    return (
        Line(
            f"Rule set {_rule_sets(measures)} of statistical process control, over each whole series up to "
            f"{found.month}; nothing is compared across a change of territory or a merger."
        ),
        Line(
            "New: the series as it stood a month earlier did not say the same. A run that reaches its seventh month is "
            "new then, though it began earlier."
        ),
        Line(
            f"Expected by chance: the share of months in which a process that never changes alerts, by simulation for "
            f"each length of series, summed over {len(found.read):,} series. Real months depend on those before them, "
            "so that false alerts are more frequent than that."
        ),
        *(Line(f"{one.name}: {one.because} {one.source}.") for one in measures),
        Line("A month without a number (a dash, or a marker) is left out of every rule, never read as 0."),
        *(
            Line(
                f"A month's mean is that of the days that a trust sent; a month with fewer than {least} of them has "
                "none, and months that were not read stay gaps."
            )
            for least in days
        ),
    )


@dataclass(frozen=True, slots=True)
class Entry:
    """One entry of a feed."""

    id: str
    title: str
    link: str
    updated: str
    text: str


@dataclass(frozen=True, slots=True)
class Feed:
    """An Atom feed."""

    id: str
    title: str
    link: str
    itself: str
    updated: str
    entries: tuple[Entry, ...]


def feed(
    found: Sequence[MonthWatched],
    listed: ListedArea | None,
    root: str,
    read_at: Mapping[Month, datetime],
    measure: str = "",
) -> Feed:
    """New alerts, the latest month first; each entry's moment is that of the reading of its month's latest file."""
    entries = tuple(
        Entry(
            f"{root}{line.link}#{line.id}",
            f"{line.area}: {line.kind.lower()} in {one.month}",
            f"{root}{line.link}",
            read_at[one.month].isoformat(),
            line.sentence,
        )
        for one in found
        for line in map(_line, one.new)
    )
    route, *arguments = ("area-alerts", listed.code) if listed else ("alerts",)
    link = root + address(route, *arguments, measure=measure)
    return Feed(
        id=link,
        title=f"Alerts: {listed.name if listed else 'every area and trust of England'}",
        link=link,
        itself=root + address(f"{route}-feed", *arguments, measure=measure),
        updated=max(read_at[one.month] for one in found).isoformat(),
        entries=entries,
    )
