"""Results that draw themselves: the message, the picture, the table beside it, and how it was made."""

from __future__ import annotations

from abc import ABC, abstractmethod
from dataclasses import dataclass
from datetime import date, timedelta
from html import escape

import polars as pl

from commonweal.charts.bars import Bar, BarFigure
from commonweal.charts.draw import Drawable, draw
from commonweal.charts.figure import About, Figure
from commonweal.charts.trend import TrendFigure
from commonweal.engine.flow import wording
from commonweal.engine.flow.attribution import Attribution
from commonweal.engine.flow.comparison import Comparison
from commonweal.engine.flow.figures import beds
from commonweal.engine.flow.scenario import Scenario
from commonweal.engine.flow.statistics import estimate
from commonweal.engine.measures.series import series
from commonweal.engine.periods import Month
from commonweal.execution.files import figures_table
from commonweal.execution.runs import Run, Settings, run_digest


class Result(ABC):
    """What a notebook shows: `_repr_html_` and `_repr_svg_` are what it asks for, `repr` what a terminal shows."""

    __slots__ = ()

    @property
    @abstractmethod
    def sentences(self) -> tuple[str, ...]:
        """The answer in words, its message first."""

    @property
    @abstractmethod
    def made(self) -> str:
        """How it was made, in one line."""

    @abstractmethod
    def drawable(self) -> Drawable:
        """What is to be drawn."""

    @property
    def figure(self) -> Figure:
        """The figure, drawn as the house draws figures."""
        return draw(self.drawable())

    def __repr__(self) -> str:
        return "\n".join(self.sentences)

    def _repr_svg_(self) -> str:
        return self.figure.svg

    def _repr_html_(self) -> str:
        figure = self.figure
        head = "".join(f'<th scope="col">{escape(text)}</th>' for text in figure.table.headers)
        body = "".join(
            f'<tr><th scope="row">{escape(first)}</th>{"".join(f"<td>{escape(cell)}</td>" for cell in cells)}</tr>'
            for first, *cells in figure.table.rows
        )
        said = " ".join(self.sentences)
        return (
            f"<section><h3>{escape(figure.headline)}</h3><p>{escape(said)}</p>{figure.svg}"
            f"<table><caption>{escape(figure.subtitle)}</caption><thead><tr>{head}</tr></thead>"
            f"<tbody>{body}</tbody></table><p><small>{escape(self.made)}</small></p></section>"
        )


def _about(kind: str, digest: str, headline: str, subtitle: str, unit: str) -> About:
    return About(f"{kind}-{digest[:12]}", headline, subtitle, f"Commonweal flow engine, run {digest[:12]}", unit, 1)


def _made(settings: Settings, digest: str) -> str:
    clock = "whole days" if settings.clock == "day" else "continuous time"
    return f"{settings.replications:,} replications in {clock}, seed {settings.seed}; run {digest}."


@dataclass(frozen=True, slots=True, repr=False)
class RunResult(Result):
    """One run: delayed beds by month."""

    run: Run

    @property
    def figures(self) -> pl.DataFrame:
        """Every standing figure with its interval."""
        return figures_table(self.run)

    @property
    def made(self) -> str:
        return _made(self.run.settings, self.run.digest)

    @property
    def sentences(self) -> tuple[str, ...]:
        held = estimate(beds(self.run.model, self.run.chunk))
        return (
            f"{self._headline()} (95 % interval {held.low:,.1f} to {held.high:,.1f}).",
            f"That is the mean over {self.run.model.scenario.counted_days:,} days.",
        )

    def _headline(self) -> str:
        held = beds(self.run.model, self.run.chunk).mean()
        return f"{held:,.1f} hospital beds are held by people who are ready to leave"

    def drawable(self) -> TrendFigure:
        scenario, by_day = self.run.model.scenario, self.run.chunk.beds.mean(axis=0)
        first = date.fromisoformat(scenario.start)
        months: dict[Month, list[float]] = {}
        for day in range(scenario.warm_up_days, scenario.days):
            when = first + timedelta(days=day)
            months.setdefault(Month(when.year, when.month), []).append(float(by_day[day]))
        values = {month: sum(held) / len(held) for month, held in months.items()}
        subtitle = f"{scenario.name}: beds held at the end of an average day of the month"
        return TrendFigure(_about("run", self.run.digest, self._headline(), subtitle, "beds"), series(values))


@dataclass(frozen=True, slots=True, repr=False)
class ComparisonResult(Result):
    """Two runs of the same people: beds held before and after, the money on both sides."""

    found: Comparison
    before: Run
    after: Run

    @property
    def made(self) -> str:
        return f"{_made(self.before.settings, self.before.digest)} After: run {self.after.digest}."

    @property
    def sentences(self) -> tuple[str, ...]:
        return wording.sentences(self.found)

    def drawable(self) -> BarFigure:
        held = [float(beds(run.model, run.chunk).mean()) for run in (self.before, self.after)]
        subtitle = f"{self.before.model.scenario.name}: beds held by people who are ready to leave"
        about = _about("compare", self.after.digest, wording.headline(self.found), subtitle, "beds")
        bars = (Bar("Before", held[0]), Bar(f"After: {self.found.change}", held[1], highlighted=True))
        return BarFigure(about, bars, "Scenario", in_given_order=True)


@dataclass(frozen=True, slots=True, repr=False)
class CausesResult(Result):
    """Why beds are held: each limit's share of what relaxing them all would free."""

    found: Attribution
    scenario: Scenario
    settings: Settings

    @property
    def made(self) -> str:
        return _made(self.settings, run_digest(self.scenario, self.settings))

    @property
    def sentences(self) -> tuple[str, ...]:
        return (wording.why(self.found),)

    def drawable(self) -> BarFigure:
        shares = [Bar(cause.service, max(0.0, cause.shapley_beds.mean)) for cause in self.found.causes]
        largest = max(shares, key=lambda bar: bar.value or 0.0, default=None)
        most = f"{largest.label} holds most of the beds that more places would free" if largest else "Nothing is short"
        subtitle = f"{self.scenario.name}: beds held because each service is short; the rest are stages in hospital"
        digest = run_digest(self.scenario, self.settings)
        left = Bar("stages in hospital", self.found.left_beds.mean)
        return BarFigure(_about("why", digest, most, subtitle, "beds"), (*shares, left), "Cause")
