"""The pages of returns: a preparer, a certifier and a stranger; and whatever is sent to them."""

from __future__ import annotations

import hashlib
import re

import pytest
from django.urls import reverse

from commonweal.core import scope
from commonweal.engine.reporting.procedure import State
from commonweal.returns import queries
from tests.factories.accounted import accounted, begun, submitted


def signed_in(client, person):
    client.force_login(person, backend="django.contrib.auth.backends.ModelBackend")
    return client


def text(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def page(client, name: str, *arguments):
    return client.get(reverse(f"returns:{name}", args=arguments))


def test_a_draft_says_that_nothing_is_kept_and_a_submitted_one_what_is(place, client):
    of = begun(place)
    manager = signed_in(client, place.people["programme-manager"])
    assert "nothing is kept yet" in text(page(manager, "return", of.pk))
    assert page(manager, "bytes", of.pk).status_code == 404
    manager.post(reverse("returns:step", args=[of.pk, "submit"]))
    said = text(page(manager, "return", of.pk))
    assert "Submitted for certification" in said and "£8,234.57 was spent by 30 September 2025" in said
    content = page(manager, "bytes", of.pk).content
    assert hashlib.sha256(content).hexdigest() in said


def test_a_preparer_is_not_offered_to_certify_and_cannot(place, client):
    of = submitted(place)
    digest = queries.frozen(of).digest
    manager = signed_in(client, place.people["programme-manager"])
    assert reverse("returns:step", args=[of.pk, "certify"]) not in page(manager, "return", of.pk).content.decode()
    answer = manager.post(reverse("returns:step", args=[of.pk, "certify"]), {"digest": digest})
    assert answer.status_code == 200 and "not for a preparer" in text(answer)
    finance = signed_in(client, place.people["council-finance"])
    assert "These are not the figures" in text(
        finance.post(reverse("returns:step", args=[of.pk, "certify"]), {"digest": "0" * 64})
    )
    assert finance.post(reverse("returns:step", args=[of.pk, "certify"]), {"digest": digest}).status_code == 302
    scope.enter(place.seen_by("programme-manager"))
    assert queries.standing(of) is State.CERTIFIED


def test_a_cell_leads_to_its_rows_for_those_who_may_see_them(place, client):
    of = submitted(place)
    where = (of.pk, "spend/homecare/year-to-date")
    entry = reverse("pool:entry", args=[place.fund.pk, 2])
    councillor = page(signed_in(client, place.people["councillor"]), "cell", *where)
    assert entry in councillor.content.decode() and "Together £8,234.57" in text(councillor)
    national = page(signed_in(client, place.people["national-team"]), "cell", *where)
    assert national.status_code == 200


def test_who_works_nationally_sees_what_was_frozen_and_no_row_of_the_books(client, db):
    place = accounted()
    with scope.within(scope.SYSTEM_SCOPE):
        of = submitted(place)
    person = accounted("national-team").people["national-team"]
    answer = page(signed_in(client, person), "return", of.pk)
    assert answer.status_code == 200 and "Submitted for certification" in text(answer)
    assert "/pool/" not in re.search(r"<main.*</main>", answer.content.decode(), re.DOTALL)[0]


@pytest.mark.parametrize(
    "address",
    ["nothing", "spend", "spend/", "../..", "spend/homecare/planned/", "%00", "a" * 5000, "delays/lot-1/days"],
)
def test_a_cell_that_there_is_not(place, client, address):
    of = submitted(place)
    manager = signed_in(client, place.people["programme-manager"])
    assert manager.get(f"/returns/{of.pk}/cells/{address}").status_code == 404


@pytest.mark.parametrize("chosen", ["", "x", "1-2-3", "9999999999999999999-2025-2", "\0", "1" * 10_000])
def test_a_quarter_that_is_not_offered_begins_nothing(place, client, chosen):
    manager = signed_in(client, place.people["programme-manager"])
    answer = manager.post(reverse("returns:start"), {"quarter": chosen})
    assert answer.status_code == 200 and "Choose one of the quarters" in text(answer)
    scope.enter(place.seen_by("programme-manager"))
    assert not queries.returns().exists()


@pytest.mark.parametrize("event", ["publish", "supersede", "nonsense", "SUBMIT"])
def test_an_event_that_no_page_offers(place, client, event):
    of = submitted(place)
    manager = signed_in(client, place.people["programme-manager"])
    assert manager.post(reverse("returns:step", args=[of.pk, event])).status_code == 404
