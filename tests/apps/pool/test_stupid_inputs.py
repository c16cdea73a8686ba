"""Every form of every page of a fund's money, filled as nobody should: an answer in words, and books that hold."""

from __future__ import annotations

from html.parser import HTMLParser

import pytest

from commonweal.core import scope
from commonweal.pool import queries
from tests.apps.pool.reading import address
from tests.apps.pool.test_pages import YEAR, as_officer, fund  # noqa: F401

# ruff: noqa: F811 (fixtures of another module)

ROUTES = [
    *("contributions", "invoice", "post", "commitments", "forecasts", "accruals", "transfers", "passed-down", "vat"),
    *("reserves", "year-end", "virements", "periods", "exposure", "time-limited", "coding-rules", "files"),
]
TEXTS = [
    *("", " ", "-1", "0", "-0.01", "0.01", "100", "999,999,999,999.99", "1000000000000", "99999999999999999999"),
    *("1e5", "NaN", "٣", "1.234,50", "<b>x</b>", "x" * 3000, "a\0b", "\ud83d".encode("utf-8", "replace").decode()),
]
DAYS = [("31", "3", "2018"), ("1", "4", "2018"), ("31", "3", "2017"), ("1", "1", "1"), ("31", "12", "9999")]
DAYS += [("29", "2", "2017"), ("0", "0", "0"), ("-1", "4", "2017"), ("1", "4", "99999999999"), ("", "4", "2017")]
SANE_TEXT, SANE_DAY = "100", ("6", "4", "2017")


class Forms(HTMLParser):
    """The forms that a page would send: each a list of (name, kind, choices)."""

    def __init__(self) -> None:
        super().__init__()
        self.forms: list[tuple[str, list[tuple[str, str, list[str]]]]] = []

    def handle_starttag(self, tag, attrs):
        told = dict(attrs)
        if tag == "form" and told.get("method") == "post":
            self.forms.append((told.get("action", ""), []))
        elif self.forms and told.get("name") and tag in {"input", "select", "textarea"}:
            kind = told.get("type", "text") if tag == "input" else tag
            fields = self.forms[-1][1]
            same = next((choices for name, _, choices in fields if name == told["name"]), None)
            if same is None:
                fields.append((told["name"], kind, [told.get("value", "")]))
            else:
                same.append(told.get("value", ""))
        elif tag == "option" and self.forms:
            self.forms[-1][1][-1][2].append(told.get("value", ""))


def read(response):
    """The page's forms; of a page that repeats one for each of its rows, enough of them."""
    page = Forms()
    page.feed(response.content.decode())
    return page.forms[:8]


def filled(fields, text, day, choice):
    """What is sent: one text in every text field, one day in every date, the first or last or no choice in lists."""
    data = {}
    for name, kind, choices in fields:
        if name == "csrfmiddlewaretoken" or kind == "file":
            continue
        if kind == "hidden":
            data[name] = choices[0]
        elif kind in {"select", "radio", "checkbox"}:
            known = [one for one in choices if one] or [""]
            data[name] = {"first": known[0], "last": known[-1], "none": "", "wrong": "9" * 30}[choice]
        elif name.endswith(("_day", "_month", "_year")):
            data[name] = day[("_day", "_month", "_year").index(name[name.rindex("_") :])]
        else:
            data[name] = text
    return data


def fillings():
    yield from ((text, SANE_DAY, ("first", "last")[place % 2]) for place, text in enumerate(TEXTS))
    yield from ((SANE_TEXT, day, "first") for day in DAYS)
    yield from ((SANE_TEXT, SANE_DAY, choice) for choice in ("none", "wrong"))


@pytest.mark.drill
@pytest.mark.timeout(600)
@pytest.mark.parametrize("route", ROUTES)
def test_every_form_answers_in_words(as_officer, fund, route):
    client, sent = as_officer("jo"), 0
    where = address(route, fund, year=YEAR)
    forms = read(client.get(where))
    for text, day, choice in fillings():
        for action, fields in forms:
            target = action if action.startswith("/") else where
            if "sign-out" in target:
                continue
            response = client.post(target, filled(fields, text, day, choice))
            assert response.status_code in {200, 302, 403, 404}, (action, text, day, choice)
            sent += 1
            forms = read(client.get(where)) if response.status_code == 302 else forms
    assert sent > 0
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.verify(fund.fund) == []
        assert all(line.planned_pence >= 0 for line in queries.budget_lines(fund.fund, YEAR))
