"""A forgotten password: the same said to everybody, one link, once; all sessions over; the second step asked."""

from __future__ import annotations

import re
from datetime import timedelta
from threading import Thread

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from commonweal.accounts import actions, links, queries
from commonweal.accounts.models import Person
from commonweal.accounts.views import forgotten
from commonweal.config.mail import Mail
from commonweal.core import scope
from tests.apps.accounts import walking
from tests.apps.accounts.post import Post
from tests.factories import world

EMAIL, NEW = "ona@example.org", "three other words"
SITE = "https://care.example.gov.uk"


@pytest.fixture(autouse=True)
def _site(settings):
    settings.SITE_ADDRESS = SITE
    forgotten._allowance.clear()


@pytest.fixture
def person(db):
    return walking.somebody(EMAIL, "councillor")[0]


@pytest.fixture
def post(person):
    return Post()


def ask(client, email: str = EMAIL, **more):
    return client.post(reverse("accounts:forgotten"), {"email": email}, **more)


def opened(post, client=None) -> str:
    """The path of a link that was sent."""
    ask(client or Client())
    link = post.link()
    assert link.startswith(SITE + "/account/forgotten/")
    return link.removeprefix(SITE)


def test_the_link_leads_to_another_password_and_that_signs_in(client, person, post):
    path = opened(post)
    assert EMAIL in client.get(path).content.decode()
    assert client.post(path, {"password": NEW})["Location"] == "/account/sign-in?changed=yes"
    assert not walking.is_in(client)
    assert "Your password is changed" in client.get("/account/sign-in?changed=yes").content.decode()
    assert walking.password(client, EMAIL).status_code == 200
    assert walking.password(client, EMAIL, NEW).status_code == 302
    assert walking.is_in(client)


def counted():
    return CaptureQueriesContext(connection)


def test_who_asks_is_told_the_same_whoever_exists_and_the_same_is_done(client, person, post):
    """Same page but for the address, same questions to the database, same rows: the worker finds out."""
    pages, asked = [], []
    for email in (EMAIL, "nobody@example.org"):
        with counted() as questions:
            pages.append(ask(client, email).content.decode().replace(email, "…"))
        asked.append([re.sub(r"'[^']*'|\d+", "…", one["sql"]) for one in questions])
    plain = [re.sub(r"nonce=\"[^\"]+\"|value=\"[^\"]{40,}\"", "", page) for page in pages]
    assert plain[0] == plain[1]
    assert asked[0] == asked[1]
    assert [job.args for job in post.asked()] == [{"email": EMAIL}, {"email": "nobody@example.org"}]
    assert [letter.to for letter in post.comes()] == [[EMAIL]]


def test_closed_accounts_and_those_of_a_provider_alone_get_no_letter(client, person, post):
    with scope.within(scope.SYSTEM_SCOPE):
        made = {"by": world.MAKER, "at": timezone.now()}
        actions.add_person(**made, email="provided@example.org", name="Pro", password=None)
        actions.close_account(**made, person=person)
    for email in (EMAIL, "provided@example.org"):
        assert ask(client, email).status_code == 200
    assert post.comes() == []


def test_the_letter_goes_to_the_address_that_is_kept_not_to_the_one_that_was_typed(client, person, post):
    ask(client, "ONA@EXAMPLE.ORG")
    [letter] = post.comes()
    assert letter.to == [EMAIL]


@pytest.mark.parametrize("host", ["elsewhere.example.com", "care.example.gov.uk:8443", "localhost"])
def test_the_link_begins_with_the_services_address_whatever_the_request_calls_it(client, person, post, settings, host):
    settings.ALLOWED_HOSTS = ["*"]
    ask(client, headers={"Host": host, "X-Forwarded-Host": "elsewhere.example.com"})
    assert post.link().startswith(f"{SITE}/account/forgotten/")


def test_a_link_serves_once_and_looking_does_not_use_it(client, person, post):
    path = opened(post)
    for _ in range(3):
        assert client.get(path).status_code == 200
    assert client.post(path, {"password": "short"}).status_code == 200
    assert client.post(path, {"password": NEW}).status_code == 302
    for again in (client.get(path), client.post(path, {"password": "a third set of words"})):
        assert again.status_code == 404
        assert "This link is over" in again.content.decode()
    assert walking.password(client, EMAIL, NEW).status_code == 302


def test_a_link_runs_out_after_an_hour(client, person, post, monkeypatch):
    path, asked = opened(post), timezone.localtime().replace(tzinfo=None)
    now = {"": asked + timedelta(minutes=59)}
    monkeypatch.setattr("django.contrib.auth.tokens.PasswordResetTokenGenerator._now", lambda self: now[""])
    assert client.get(path).status_code == 200
    now[""] = asked + timedelta(minutes=61)
    assert client.get(path).status_code == 404


def test_a_sign_in_another_password_or_another_address_ends_a_link(client, person, post):
    path = opened(post)
    walking.password(Client(), EMAIL)
    assert client.get(path).status_code == 404
    path = opened(post)
    with scope.within(scope.SYSTEM_SCOPE):
        actions.set_password(by=world.MAKER, at=timezone.now(), person=person, password=NEW)
    assert client.get(path).status_code == 404
    post.comes()
    path = opened(post)
    Person.objects.filter(pk=person.pk).update(email="another@example.org")
    assert client.get(path).status_code == 404


def test_somebody_elses_link_opens_nothing_of_mine(client, person, post):
    path = opened(post)
    other = world.add_person("other@example.org")
    token = path.rsplit("/", 1)[1]
    theirs = links.to_new_password(other).rsplit("/", 1)[0]
    assert client.post(f"{theirs}/{token}", {"password": NEW}).status_code == 404
    other.refresh_from_db()
    assert other.check_password(world.PASSWORD)


@pytest.mark.parametrize(
    "path", ["x/y", "-1/a-b", "1/" + "a" * 3000, "zzzzzzzzzzzzzzzzzzzz/a-b", "%00/%00", "1/%ff", "１/a-b", "1/a--b"]
)
def test_nonsense_is_a_link_that_is_over(client, person, path):
    assert client.get(f"/account/forgotten/{path}").status_code in {400, 404}


def test_every_session_ends_and_what_was_half_way_in(person, post):
    browsers = (Client(), Client())
    for browser in browsers:
        walking.password(browser, EMAIL)
        assert walking.is_in(browser)
    boss, _ = walking.somebody("boss@example.org", "administrator")
    half = Client()
    walking.password(half, boss.email)
    assert half.get(reverse("accounts:security")).status_code == 200
    assert Client().post(opened(post), {"password": NEW}).status_code == 302
    assert [walking.is_in(browser) for browser in browsers] == [False, False]
    post.comes()
    ask(Client(), boss.email)
    Client().post(post.link().removeprefix(SITE), {"password": NEW})
    assert half.get(reverse("accounts:security"))["Location"] == reverse("accounts:sign-in")


def test_the_second_step_is_asked_as_ever(client, db):
    boss, _ = walking.somebody("boss@example.org", "administrator")
    walking.password(client, boss.email)
    seed, _ = walking.set_up_app(client)
    client.post(reverse("accounts:sign-out"))
    post = Post()
    ask(client, boss.email)
    client.post(post.link().removeprefix(SITE), {"password": NEW})
    assert walking.password(client, boss.email, NEW)["Location"] == reverse("accounts:second-step")
    assert not walking.is_in(client)
    assert walking.second_step(client, walking.code(seed, 1)).status_code == 302
    assert walking.is_in(client)


def test_who_had_to_wait_at_the_door_need_not_any_more(client, person, post):
    for _ in range(5):
        last = walking.password(client, EMAIL, "wrong")
    assert last.status_code == 429
    client.post(opened(post), {"password": NEW})
    assert walking.password(client, EMAIL, NEW).status_code == 302


def test_a_fourth_letter_within_the_hour_is_not_sent_and_nobody_sees_that(client, person, post):
    pages = {ask(client).status_code for _ in range(5)}
    assert pages == {200}
    assert len(post.comes()) == 3
    assert len(walking.audited("accounts.ask-for-link")) == 5
    forgotten._allowance.clear()
    ask(client, "Ona@Example.org")
    assert post.comes() == []


def test_who_asks_for_many_addresses_waits(client, person, post):
    answers = [ask(client, f"n{number}@example.org").status_code for number in range(6)]
    assert answers == [200] * 5 + [429]
    assert ask(client, EMAIL, REMOTE_ADDR="192.0.2.77").status_code == 200


def test_what_is_audited_holds_neither_address_nor_link(client, person, post):
    path = opened(post)
    client.post(path, {"password": NEW})
    events = [
        event
        for action in ("accounts.ask-for-link", "accounts.send-link", "accounts.set-password")
        for event in walking.audited(action)
    ]
    assert [event["subject_id"] for event in events] == ["", str(person.pk), str(person.pk)]
    said = str(events)
    assert EMAIL not in said and NEW not in said and path.rsplit("/", 1)[1] not in said


def test_where_no_mail_is_sent_nothing_is_asked_for_and_the_page_says_whom_to_ask(client, person, post, settings):
    settings.MAIL = Mail("")
    assert "sends no mail" in client.get(reverse("accounts:forgotten")).content.decode()
    assert "sends no mail" in ask(client).content.decode()
    assert post.asked() == []


@pytest.mark.parametrize(
    ("typed", "says"),
    [
        ("", "Enter your e-mail address"),
        ("nonsense", "name@example.org"),
        ("a@b.org\nBcc: c@d.org", "name@example.org"),
        ("x" * 300 + "@example.org", "shorter"),
        ("a\x00@example.org", "name@example.org"),
    ],
)
def test_a_mistake_is_said_at_the_field(client, person, post, typed, says):
    assert says in ask(client, typed).content.decode()
    assert post.asked() == []


@pytest.mark.django_db(transaction=True)
def test_one_link_used_by_six_at_once_serves_once():
    person, _ = walking.somebody(EMAIL, "councillor")
    path, answers = links.to_new_password(person), []

    def use(number: int) -> None:
        given = {"password": f"three unusual words {number}"}
        answers.append((Client().post(path, given).status_code, given["password"]))
        connection.close()

    threads = [Thread(target=use, args=[number]) for number in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(status for status, _ in answers) == [302] + [404] * 5
    [password] = [password for status, password in answers if status == 302]
    assert queries.person_by_email(EMAIL).check_password(password)
