"""How long a session lasts, by role; whose it is; and that it ends at once when somebody leaves."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from hypothesis import given
from hypothesis import strategies as st
from procrastinate.periodic import PeriodicDeferrer

from commonweal.accounts import actions, jobs, roles, sessions
from commonweal.accounts.models import Session
from commonweal.core import jobs as core_jobs
from commonweal.core import scope
from commonweal.core.actor import Actor
from commonweal.core.clock import today
from commonweal.core.models import AuditEvent
from tests.apps.accounts import walking
from tests.factories import world

AT = datetime(2026, 11, 1, 9, tzinfo=UTC)
BY = Actor(None, "test")


@given(
    idle=st.integers(0, 60),
    age=st.integers(0, 24 * 60),
    took=st.booleans(),
    rule=st.sampled_from([roles.ORDINARY, roles.GUARDED]),
)
def test_a_session_is_over_exactly_when_its_rule_says_so(idle, age, took, rule):
    now, kept = AT + timedelta(minutes=age), {}
    sessions.begin(kept, AT, second_step=took)
    kept[sessions.MARKS]["used"] = (now - timedelta(minutes=min(idle, age))).timestamp()
    expected = (
        age >= {12: 720, 8: 480}[rule.longest_hours]
        or min(idle, age) >= {30: 30, 15: 15}[rule.idle_minutes]
        or (rule is roles.GUARDED and not took)
    )
    assert sessions.is_over(kept, rule, now) is expected


def test_a_session_without_marks_is_nobodys():
    assert sessions.is_over({}, roles.ORDINARY, AT)


def move(client, **back: float) -> None:
    """Make a session's marks older."""
    session = client.session
    marks = session[sessions.MARKS]
    session[sessions.MARKS] = marks | {key: marks[key] - minutes * 60 for key, minutes in back.items()}
    session.save()


@pytest.mark.parametrize(
    ("kind", "back", "stays"),
    [
        ("councillor", {"used": 29}, True),
        ("councillor", {"used": 30}, False),
        ("councillor", {"used": 0, "began": 11 * 60 + 59}, True),
        ("councillor", {"used": 0, "began": 12 * 60}, False),
        ("administrator", {"used": 14}, True),
        ("administrator", {"used": 15}, False),
        ("administrator", {"used": 0, "began": 7 * 60 + 59}, True),
        ("administrator", {"used": 0, "began": 8 * 60}, False),
    ],
)
def test_idle_and_longest_by_role(client, db, kind, back, stays):
    person, _ = walking.somebody("ona@example.org", kind)
    client.force_login(person)
    move(client, **back)
    assert walking.is_in(client) is stays


def test_who_was_signed_out_by_the_clock_is_told_and_goes_on_where_they_were(client, db):
    person, _ = walking.somebody("ona@example.org", "councillor")
    client.force_login(person)
    move(client, used=31)
    answer = client.get("/account/security", follow=True)
    assert answer.redirect_chain == [("/account/sign-in?ended=yes&next=/account/security", 302)]
    assert "You were signed out" in answer.content.decode()


@pytest.mark.parametrize("path", ["/account/", "/delays/", "/nowhere", "/account/security"])
def test_what_is_shown_to_somebody_is_kept_nowhere(client, db, path):
    """The next person at the same browser must not go back to it; what everybody sees may be kept."""
    assert "no-store" not in Client().get("/delays/").headers.get("Cache-Control", "")
    person, _ = walking.somebody("ona@example.org", "councillor")
    client.force_login(person)
    assert "no-store" in client.get(path).headers["Cache-Control"]


def test_use_is_noted_once_a_minute(client, db):
    person, _ = walking.somebody("ona@example.org", "councillor")
    client.force_login(person)
    move(client, used=0.5)
    before = client.session[sessions.MARKS]["used"]
    walking.is_in(client)
    assert client.session[sessions.MARKS]["used"] == before
    move(client, used=1)
    walking.is_in(client)
    assert client.session[sessions.MARKS]["used"] > before


def test_changing_how_one_signs_in_needs_a_recent_sign_in(client, db):
    person, _ = walking.somebody("ona@example.org", "councillor")
    client.force_login(person)
    assert client.get(reverse("accounts:add-app")).status_code == 200
    move(client, began=15)
    assert client.get(reverse("accounts:add-app"))["Location"].startswith("/account/sign-in?again=yes")
    assert client.post(reverse("accounts:recovery-codes")).status_code == 302


@pytest.fixture
def in_two_browsers(db):
    """A councillor signed in in two browsers, with a role in another place too."""
    person, place = walking.somebody("leaver@example.org", "councillor")
    browsers = (Client(), Client())
    for browser in browsers:
        walking.password(browser, person.email)
        assert walking.is_in(browser)
    return person, place, browsers


def test_a_closed_account_is_out_at_once_in_both_browsers(in_two_browsers):
    person, _, browsers = in_two_browsers
    with scope.within(scope.SYSTEM_SCOPE):
        actions.close_account(by=BY, at=timezone.now(), person=person)
    assert [walking.is_in(browser) for browser in browsers] == [False, False]
    assert not Session.objects.filter(person_id=person.pk).exists()
    again = walking.password(browsers[0], person.email)
    assert again.status_code == 200 and not walking.is_in(browsers[0])


def test_an_ended_role_is_out_at_once_in_both_browsers(in_two_browsers):
    person, _, browsers = in_two_browsers
    with scope.within(scope.SYSTEM_SCOPE):
        actions.end_role(by=BY, at=timezone.now(), role=person.roles.get(), end=today())
    assert [walking.is_in(browser) for browser in browsers] == [False, False]
    assert not Session.objects.filter(person_id=person.pk).exists()


def test_a_role_that_ends_later_ends_no_session_now(in_two_browsers):
    person, _, browsers = in_two_browsers
    with scope.within(scope.SYSTEM_SCOPE):
        actions.end_role(by=BY, at=timezone.now(), role=person.roles.get(), end=today() + timedelta(days=9))
    assert [walking.is_in(browser) for browser in browsers] == [True, True]


def leave(admin: Client, person, place) -> None:
    address = reverse("accounts:leaves", args=[place.pk, person.pk])
    assert admin.post(address)["Location"] == reverse("accounts:people")


def test_who_leaves_their_only_organisation_has_no_account_any_more(in_two_browsers):
    person, place, browsers = in_two_browsers
    admin, boss = Client(), world.add_person("boss@example.org")
    world.give(boss, place, "administrator")
    admin.force_login(boss)
    leave(admin, person, place)
    person.refresh_from_db()
    assert not person.is_active
    assert [walking.is_in(browser) for browser in browsers] == [False, False]
    done = [event["action"] for event in walking.audited("accounts.leave-organisation")]
    assert done == ["accounts.leave-organisation"]


def test_who_works_elsewhere_too_keeps_that_and_signs_in_again(in_two_browsers):
    person, place, browsers = in_two_browsers
    elsewhere = world.add_organisation("Elsewhere Council")
    world.give(person, elsewhere, "councillor")
    admin, boss = Client(), world.add_person("boss@example.org")
    world.give(boss, place, "administrator")
    admin.force_login(boss)
    leave(admin, person, place)
    person.refresh_from_db()
    assert person.is_active
    assert [walking.is_in(browser) for browser in browsers] == [False, False]
    walking.password(browsers[0], person.email)
    page = browsers[0].get(reverse("accounts:you")).content.decode()
    assert "Elsewhere Council" in page and "Council of leaver" not in page


def test_half_way_in_does_not_outlive_the_account(client, db):
    person, _ = walking.somebody("adam@example.org")
    walking.password(client, person.email)
    with scope.within(scope.SYSTEM_SCOPE):
        actions.close_account(by=BY, at=timezone.now(), person=person)
    assert client.get(reverse("accounts:security"))["Location"] == reverse("accounts:sign-in")
    assert not walking.is_in(client)


def test_signing_out_everywhere_else_keeps_this_browser(in_two_browsers):
    _, _, (here, there) = in_two_browsers
    assert here.post(reverse("accounts:end-other-sessions")).status_code == 302
    assert (walking.is_in(here), walking.is_in(there)) == (True, False)
    assert here.session.session_key not in str(walking.audited("accounts.end-sessions"))


def test_a_new_password_signs_every_other_browser_out(in_two_browsers):
    person, _, (here, there) = in_two_browsers
    address = reverse("accounts:change-password")
    assert here.post(address, {"password": "short"}).status_code == 200
    assert walking.is_in(there)
    assert here.post(address, {"password": "three other words"})["Location"] == reverse("accounts:security")
    assert (walking.is_in(here), walking.is_in(there)) == (True, False)
    assert walking.password(there, person.email).status_code == 200
    assert walking.password(there, person.email, "three other words").status_code == 302
    assert "three other words" not in str(walking.audited("accounts.set-password"))


def test_who_ends_their_own_role_is_out_too(client, db):
    person, _ = walking.somebody("adam@example.org")
    client.force_login(person)
    with scope.within(scope.SYSTEM_SCOPE):
        role = person.roles.get().pk
    assert client.post(reverse("accounts:end-role", args=[role]))["Location"] == reverse("accounts:sign-in")
    assert not walking.is_in(client)


def test_every_way_in_and_out_is_audited(client, db):
    person, _ = walking.somebody("ona@example.org", "councillor")
    walking.password(client, person.email, "wrong")
    walking.password(client, "nobody@example.org", "wrong")
    walking.password(client, person.email)
    client.post(reverse("accounts:sign-out"))
    assert [e["subject_id"] for e in walking.audited("accounts.sign-in-failed")] == [str(person.pk), ""]
    assert [e["actor_id"] for e in walking.audited("accounts.sign-in")] == [person.pk]
    assert [e["actor_id"] for e in walking.audited("accounts.sign-out")] == [person.pk]
    assert "wrong" not in str(walking.audited("accounts.sign-in-failed"))


def test_the_worker_clears_expired_sessions_and_writes_it_down(in_two_browsers):
    _, _, (first, second) = in_two_browsers
    Session.objects.filter(pk=first.session.session_key).update(expire_date=timezone.now())
    written = AuditEvent.objects.filter(action="accounts.clear-sessions")
    jobs.clear_sessions(timestamp=0)
    assert [row.pk for row in Session.objects.all()] == [second.session.session_key]
    assert [walking.is_in(browser) for browser in (first, second)] == [False, True]
    with scope.within(scope.SYSTEM_SCOPE):
        assert [one.actor_name for one in written.all()] == ["Commonweal"]
    jobs.clear_sessions(timestamp=0)
    with scope.within(scope.SYSTEM_SCOPE):
        assert written.count() == 1  # nothing to do, nothing to write down


def test_the_worker_is_asked_to_clear_them_every_hour(db):
    half_past_nine, to_ten = (datetime(2026, 11, 1, 9, minute, tzinfo=UTC).timestamp() for minute in (30, 40))
    deferrer = PeriodicDeferrer(registry=core_jobs.queue.periodic_registry)
    due = {one.task.name: stamp for one, stamp in deferrer.get_previous_tasks(to_ten)}
    assert half_past_nine < due["commonweal.clear-sessions"] < to_ten
    assert core_jobs.queue.tasks["commonweal.clear-sessions"].func is jobs.clear_sessions.func
