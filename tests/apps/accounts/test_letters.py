"""Who is told by mail of what happens at their door, and where mail goes."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.core.mail import EmailMessage
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from procrastinate.contrib.django import app as queue

from commonweal.accounts import actions, letters
from commonweal.accounts.models import Invitation
from commonweal.config import mail
from commonweal.core import scope
from commonweal.core.actor import Actor
from tests.apps.accounts import walking
from tests.apps.accounts.post import LINK, Post
from tests.factories import world

EMAIL = "adam@example.org"
SITE = "https://care.example.gov.uk"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_ADDRESS = SITE


def subjects(post: Post) -> list[str]:
    came = post.comes()
    assert {tuple(letter.to) for letter in came} <= {(EMAIL,)}
    return [letter.subject for letter in came]


def test_each_change_at_the_door_is_told_to_its_owner_once(client, db):
    walking.somebody(EMAIL)
    post = Post()
    walking.password(client, EMAIL)
    _, codes = walking.set_up_app(client)
    assert subjects(post) == ["Commonweal: An authenticator app was set up"]
    client.post(reverse("accounts:sign-out"))
    walking.password(client, EMAIL)
    walking.second_step(client, codes[0])
    assert subjects(post) == ["Commonweal: A recovery code was used"]
    client.post(reverse("accounts:change-password"), {"password": "three other words"})
    assert subjects(post) == ["Commonweal: Your password was changed"]


def test_an_ordinary_sign_in_is_not_told(client, db):
    walking.somebody(EMAIL)
    walking.password(client, EMAIL)
    seed, _ = walking.set_up_app(client)
    client.post(reverse("accounts:sign-out"))
    post = Post()
    walking.password(client, EMAIL)
    walking.second_step(client, "000000")
    walking.second_step(client, walking.code(seed, 1))
    assert walking.is_in(client) and post.comes() == []


def test_a_letter_says_when_and_what_to_do_and_holds_no_secret(db):
    person, _ = walking.somebody(EMAIL)
    at = world.AT.replace(month=7, hour=12, minute=30)
    said = letters.happened(person, "password", at).text
    assert "on 1 July 2026 at 13:30." in said  # British Summer Time
    assert f"{SITE}/account/forgotten" in said and "Dear Sam Invented," in said
    assert world.PASSWORD not in said


def test_a_change_that_was_taken_back_is_not_told(db):
    person, _ = walking.somebody(EMAIL)
    post = Post()
    with scope.within(scope.SYSTEM_SCOPE), pytest.raises(ZeroDivisionError), transaction.atomic():
        actions.set_password(by=world.MAKER, at=timezone.now(), person=person, password="three other words")
        1 / 0  # noqa: B018
    assert post.asked() == []


def test_a_name_cannot_write_a_header(db):
    """Names are free text and stand in no subject; an address cannot hold a line's end."""
    letter = letters.happened(world.add_person(EMAIL, "Eve\nBcc: all@example.org"), "app", world.AT)
    said = EmailMessage(letter.subject, letter.text, to=[EMAIL]).message()
    assert said["Bcc"] is None and said["Subject"] == "Commonweal: An authenticator app was set up"


def test_an_invitation_goes_to_its_address_and_its_link_lies_nowhere(client, db):
    place = world.add_organisation("Upper Example Council")
    post = Post()
    token = walking.offer("ivy@example.org", place)
    [asked] = post.asked()
    assert token not in str(asked.args)
    [letter] = post.comes()
    assert (letter.to, LINK.findall(letter.body)) == (["ivy@example.org"], [f"{SITE}/account/invitations/{token}"])
    assert "Councillor or Board member at Upper Example Council from 1 January 2026." in letter.body
    assert client.get(f"/account/invitations/{token}").status_code == 200


def test_an_invitation_that_was_withdrawn_before_it_left_stays_here(db):
    post = Post()
    walking.offer("ivy@example.org", world.add_organisation("Upper Example Council"))
    with scope.within(scope.SYSTEM_SCOPE):
        actions.withdraw_invitation(by=world.MAKER, at=timezone.now(), invitation=Invitation.objects.get())
    assert post.comes() == []


def test_an_invitation_sealed_under_a_key_that_is_gone_stays_here(db, settings):
    post = Post()
    walking.offer("ivy@example.org", world.add_organisation("Upper Example Council"))
    settings.SECRET_KEY = "another" * 8
    assert post.comes() == []


def test_the_page_says_that_the_link_is_on_its_way_only_where_mail_is_sent(db, settings):
    boss, place = walking.somebody("boss@example.org")
    client = Client()
    client.force_login(boss)
    form = {"email": EMAIL, "kind": "councillor", "start_day": "1", "start_month": "2", "start_year": "2026"}
    address, way = reverse("accounts:invite", args=[place.pk]), "on its way to"
    assert way in client.post(address, form).content.decode()
    settings.MAIL = mail.Mail("")
    page = client.post(address, form | {"email": "b@example.org"}).content.decode()
    assert way not in page and "sends no mail" in page


def test_a_leaver_is_told_nothing_more(db):
    person, _ = walking.somebody(EMAIL)
    post = Post()
    with scope.within(scope.SYSTEM_SCOPE):
        actions.set_password(by=Actor(None, "x"), at=timezone.now(), person=person, password="three other words")
        actions.close_account(by=Actor(None, "x"), at=timezone.now(), person=person)
    assert post.comes() == []


def test_the_queue_tries_a_server_that_is_away_again():
    for name in (actions.LINK, actions.INVITATION, actions.NOTICE):
        assert queue.tasks[name].retry_strategy.max_attempts == 6


FULL = {
    mail.SMTP: "smtps://common%40weal:p%2Fw@mail.example.org",
    mail.SENDER: "Commonweal <care@example.org>",
    mail.ADDRESS: "https://care.example.org",
}


@pytest.fixture
def environment(monkeypatch):
    for name in FULL:
        monkeypatch.delenv(name, raising=False)
    return lambda told: [monkeypatch.setenv(name, value) for name, value in told.items()]


def test_mail_leaves_by_the_server_that_is_named(environment, tmp_path):
    environment(FULL)
    found = mail.mail("production", tmp_path)
    assert (found.host, found.port, found.user, found.password) == ("mail.example.org", 465, "common@weal", "p/w")
    assert found.begins_encrypted and not found.is_encrypted and found.is_sent
    assert "p/w" not in repr(found)
    environment({mail.SMTP: "smtp://mail.example.org"})
    plain = mail.mail("production", tmp_path)
    assert (plain.port, plain.is_encrypted, plain.begins_encrypted) == (587, True, False)


def test_only_a_server_of_this_machine_is_spoken_to_in_the_open(environment, tmp_path):
    environment(FULL | {mail.SMTP: "smtp://localhost:2525"})
    assert mail.mail("production", tmp_path).is_encrypted is False


def test_the_demonstration_writes_to_nobody_even_where_a_server_is_named(environment, tmp_path):
    environment(FULL)
    found = mail.mail("demonstration", tmp_path)
    assert (found.host, found.folder) == ("", tmp_path / "mail")
    assert found.backend == "django.core.mail.backends.filebased.EmailBackend"


def test_production_without_a_server_sends_none(environment, tmp_path):
    found = mail.mail("production", tmp_path)
    assert not found.is_sent and found.backend == "django.core.mail.backends.dummy.EmailBackend"


@pytest.mark.parametrize("missing", [mail.SENDER, mail.ADDRESS])
def test_half_of_it_is_refused_by_name(environment, tmp_path, missing):
    environment({name: value for name, value in FULL.items() if name != missing})
    with pytest.raises(ImproperlyConfigured, match=missing):
        mail.mail("production", tmp_path)


@pytest.mark.parametrize(
    "server", ["mail.example.org", "http://mail.example.org", "smtp://", "smtp://a:b:c", "smtp://[x"]
)
def test_what_is_no_server_is_refused_without_its_password(environment, tmp_path, server):
    environment(FULL | {mail.SMTP: server})
    with pytest.raises(ImproperlyConfigured, match="no address of a mail server") as refused:
        mail.mail("production", tmp_path)
    assert server not in str(refused.value)


@pytest.mark.parametrize(
    "address",
    ["http://care.example.org", "care.example.org", "https://", "https://a/b", "https://u@a", "ftp://localhost"],
)
def test_an_address_without_encryption_or_with_more_is_refused(environment, address):
    environment({mail.ADDRESS: address})
    with pytest.raises(ImproperlyConfigured, match="https://care"):
        mail.site_address("production")


def test_this_machines_own_address_needs_no_encryption(environment):
    environment({mail.ADDRESS: "http://localhost:8123/"})
    assert mail.site_address("production") == "http://localhost:8123"
