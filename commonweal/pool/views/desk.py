"""A page with several forms, each of which does one thing: shared by the pages of money in and out."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, TypedDict

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render

from commonweal.core.actor import Actor
from commonweal.core.clock import now, today
from commonweal.core.doing import done
from commonweal.pool import queries
from commonweal.pool.forms.money import Choices, MoneyForm
from commonweal.pool.models import BudgetLine, Fund, Partner, Source
from commonweal.pool.presenters.desk import DeskPage
from commonweal.pool.presenters.money import line_name
from commonweal.pool.views.common import acting_for, asked_year, frame, fund_in_sight

WAYS = (
    ("pool:money", "Overview"),
    ("pool:contributions", "Contributions"),
    ("pool:invoice", "Invoices"),
    ("pool:post", "Post by hand"),
    ("pool:commitments", "Commitments"),
    ("pool:forecasts", "Forecasts"),
    ("pool:accruals", "Accruals"),
    ("pool:transfers", "Transfers"),
    ("pool:passed-down", "Grant passed down"),
    ("pool:vat", "VAT"),
    ("pool:reserves", "Reserves"),
    ("pool:year-end", "Year end"),
)


class Who(TypedDict):
    """Who acts, and when."""

    by: Actor
    at: datetime


@dataclass(frozen=True, slots=True)
class Desk:
    """Where somebody works: the request, the fund, the year, the partner that they act for."""

    request: HttpRequest
    fund: Fund
    year: int
    partner: Partner

    @classmethod
    def of(cls, request: HttpRequest, fund_id: int) -> Desk:
        """The desk of whoever keeps this fund's books; otherwise no such page."""
        fund = fund_in_sight(fund_id)
        return cls(request, fund, asked_year(request, fund_id), acting_for(request, fund))

    @property
    def who(self) -> Who:
        """Who acts, and when."""
        return Who(by=self.request.user.actor, at=now())

    @property
    def today(self) -> date:
        """Today in London."""
        return today()

    def form(
        self, kind: type[MoneyForm], name: str, *, day: str = "", choices: Mapping[str, Choices] | None = None
    ) -> MoneyForm:
        """A form of the page; bound where it is the one that was sent. `day` is a field that starts with today."""
        sent = self.request.POST if self.request.POST.get("do") == name else None
        initial = {day: self.today} if day else None
        return kind(sent, prefix=name, choices=choices, initial=initial)

    def lines(self, year: int | None = None) -> dict[str, BudgetLine]:
        """A year's budget lines by id as a form gives it."""
        return {str(line.pk): line for line in queries.budget_lines(self.fund, year or self.year)}

    def sources(self) -> dict[str, Source]:
        """The fund's sources by id as a form gives it."""
        return {str(row.pk): row for row in queries.source_rows(self.fund)}


def named(lines: dict[str, BudgetLine]) -> list[tuple[str, str]]:
    """Budget lines to choose from."""
    return [(pk, line_name(line)) for pk, line in lines.items()]


def named_sources(sources: dict[str, Source]) -> list[tuple[str, str]]:
    """Sources to choose from."""
    return [(pk, source.name) for pk, source in sources.items()]


@dataclass(frozen=True, slots=True)
class Task:
    """A form with its title, its button, and what it does with what was given."""

    name: str
    title: str
    button: str
    form: MoneyForm
    run: Callable[[dict[str, Any]], object]
    is_button_only: bool = False

    @property
    def is_possible(self) -> bool:
        """Whether every list that must be chosen from has something in it."""
        needed = [field for field in self.form.fields.values() if field.required and hasattr(field, "choices")]
        return all(field.choices for field in needed)


def task_of(
    desk: Desk,
    kind: type[MoneyForm],
    name: str,
    title: str,
    button: str,
    run: Callable[[dict[str, Any]], object],
    choices: Mapping[str, Choices] | None = None,
    *,
    day: str = "day",
) -> Task:
    """A task of a page; its day starts with today, unless `day` is empty or another field."""
    wanted = day if day in kind.base_fields else ""
    return Task(name, title, button, desk.form(kind, name, day=wanted, choices=choices), run)


def answer(
    desk: Desk, tasks: Sequence[Task], page: Callable[[], DeskPage], template: str = "pool/money.jinja"
) -> HttpResponse:
    """Do what was sent and show the page anew, or show what was wrong with it."""
    faulty = None
    if desk.request.method == "POST":
        task = next((task for task in tasks if task.name == desk.request.POST.get("do")), None)
        if task is None:
            raise Http404
        if done(task.form, task.run):
            return redirect(f"{desk.request.path}?year={desk.year}")
        faulty = task.form
    context = {"page": page(), "tasks": [task for task in tasks if not task.is_button_only], "form": faulty}
    return show(desk.request, desk.fund, desk.year, template, context)


def show(request: HttpRequest, fund: Fund, year: int, template: str, context: dict[str, Any]) -> HttpResponse:
    """A page of money in and out, with the ways between them."""
    return render(request, template, {"money_ways": ways(request), **context, **frame(request, fund, year)})


def ways(request: HttpRequest) -> Iterable[tuple[str, str, bool]]:
    """The pages of money in and out, and which of them this one is."""
    here = request.resolver_match.view_name if request.resolver_match else ""
    return [(route, text, route == here) for route, text in WAYS]
