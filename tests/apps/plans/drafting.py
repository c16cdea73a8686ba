"""People who draft through the pages, and what a browser would send of a form as it was shown."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser
from pathlib import Path

from django.test import Client
from django.urls import reverse

from commonweal.engine.rulebook.model import Rulebook
from commonweal.plans import queries
from commonweal.plans import rounds as shipped
from commonweal.plans.offices import open_offices
from tests.factories.plan import InventedPlan
from tests.factories.workbooks import OWN
from tests.factories.world import add_person, give

FILES = Path(__file__).parents[2] / "engine" / "rulebook"
_people = iter(range(1, 1_000_000))


def drafter(invented: InventedPlan, kind: str = "programme-manager", name: str = "Ada Draft") -> Client:
    """Somebody with a role in the plan's council, signed in."""
    person = add_person(f"drafter{next(_people)}@example.org", name)
    give(person, invented.council, kind)
    client = Client()
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def with_own(folder: Path, monkeypatch) -> dict[str, Rulebook]:
    """The rounds with two more, whose files are dropped where an installation keeps rounds of its own."""
    for key, name in OWN.items():
        (folder / f"{key}.toml").write_text((FILES / name).read_text(encoding="utf-8"), encoding="utf-8")
    monkeypatch.setenv("COMMONWEAL_ROUNDS", str(folder))
    forget_rounds()
    monkeypatch.setattr("tests.factories.plan.rounds", queries.rounds)
    open_offices(queries.rounds().values())
    return queries.rounds()


def forget_rounds() -> None:
    """As a process does that is started anew."""
    shipped.rounds.cache_clear()
    shipped.faults.cache_clear()
    shipped.edition.cache_clear()


def section(plan, name: str) -> str:
    return reverse("plans:section", args=[plan.pk, name])


def row(plan, name: str, place: object) -> str:
    return reverse("plans:row", args=[plan.pk, name, str(place)])


class _Fields(HTMLParser):
    """Names and values of a page's own form, as a browser would send them."""

    def __init__(self) -> None:
        super().__init__()
        self.sent: dict[str, str] = {}
        self._select = self._area = ""
        self._inside = False

    def handle_starttag(self, tag, attrs):
        of = dict(attrs)
        if tag == "form":
            self._inside = of.get("id") == "section-form"
        elif self._inside and tag == "input" and of.get("name"):
            self.sent[of["name"]] = of.get("value") or ""
        elif self._inside and tag == "select":
            self._select = of["name"]
            self.sent[self._select] = ""
        elif self._select and tag == "option" and "selected" in of:
            self.sent[self._select] = of.get("value") or ""
        elif self._inside and tag == "textarea":
            self._area = of["name"]
            self.sent[self._area] = ""

    def handle_data(self, data):
        if self._area:
            self.sent[self._area] += data

    def handle_endtag(self, tag):
        if tag == "select":
            self._select = ""
        elif tag == "textarea":
            self._area = ""


def fields(html: str) -> dict[str, str]:
    reader = _Fields()
    reader.feed(html)
    reader.sent.pop("csrfmiddlewaretoken", None)
    return reader.sent


def text(html: str) -> str:
    return re.sub(r"\s+", " ", unescape(re.sub(r"<[^>]+>", " ", html)))
