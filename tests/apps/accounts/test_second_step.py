"""Roles that ask for a second step do not open without it; codes serve once; wrong ones make one wait."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from commonweal.accounts import actions, queries, roles, sealing
from commonweal.accounts.models import Factor, Session
from commonweal.core import scope
from commonweal.core.actor import Actor
from tests.apps.accounts import walking
from tests.factories import world

pytestmark = pytest.mark.django_db
EMAIL = "adam@example.org"


@pytest.fixture
def person():
    return walking.somebody(EMAIL)[0]


@pytest.fixture
def set_up(client, person):
    """Signed in for the first time with an app: its seed and the recovery codes; then signed out."""
    walking.password(client, EMAIL)
    made = walking.set_up_app(client)
    client.post(reverse("accounts:sign-out"))
    return made


RISKY = {
    *(roles.MANAGE_ROLES, roles.SEE_AUDIT, roles.KEEP_BOOKS, roles.SIGN_PLAN, roles.SIGN_IN_OFFICE, roles.CERTIFY_PLAN),
    *(roles.ASSURE_PLAN, roles.MODERATE_PLAN, roles.DECIDE_PLAN, roles.SEE_PEOPLE, roles.CERTIFY_RETURN),
}


def test_every_role_that_can_do_harm_asks_for_a_second_step_and_keeps_shorter_sessions():
    for key, kind in roles.KINDS.items():
        if kind.is_national or kind.permissions & RISKY:
            assert kind.session == roles.GUARDED, key
    assert roles.GUARDED.second_step and not roles.ORDINARY.second_step
    assert roles.GUARDED.idle_minutes < roles.ORDINARY.idle_minutes
    assert roles.GUARDED.longest_hours < roles.ORDINARY.longest_hours


def test_two_roles_keep_to_the_stricter_of_each_rule():
    one, other = roles.SessionRule(10, 9, False), roles.SessionRule(20, 3, True)
    assert one.strictest(other) == other.strictest(one) == roles.SessionRule(10, 3, True)


@pytest.mark.parametrize("kind", roles.KINDS)
def test_a_password_alone_opens_exactly_the_roles_that_ask_for_no_more(client, kind):
    walking.somebody(f"{kind}@example.org", kind)
    walking.password(client, f"{kind}@example.org")
    assert walking.is_in(client) == (not roles.KINDS[kind].session.second_step)


def test_half_way_opens_nothing_but_setting_up(client, person):
    assert walking.password(client, EMAIL, next="/account/audit")["Location"] == reverse("accounts:security")
    assert client.get(reverse("accounts:security")).status_code == 200
    for route in ("accounts:you", "accounts:audit", "accounts:people", "core:jobs"):
        assert client.get(reverse(route)).status_code == 302, route
    _, codes = walking.set_up_app(client)
    assert len(codes) == len(set(codes)) == 10
    assert client.get(reverse("accounts:audit")).status_code == 200


def test_the_second_time_a_code_is_asked_and_leads_where_one_was_going(client, person, set_up):
    seed, _ = set_up
    assert walking.password(client, EMAIL, next="/account/audit")["Location"] == reverse("accounts:second-step")
    assert not walking.is_in(client)
    assert walking.second_step(client, walking.code(seed, 1))["Location"] == "/account/audit"
    assert walking.is_in(client)
    assert [event["data"]["how"] for event in walking.audited("accounts.sign-in")] == ["password, app"] * 2


def test_who_has_a_second_step_cannot_set_up_another_with_the_password_alone(client, person, set_up):
    walking.password(client, EMAIL)
    for route in ("accounts:security", "accounts:add-app", "accounts:add-passkey"):
        assert client.get(reverse(route))["Location"] == reverse("accounts:second-step")
        assert client.post(reverse(route)).status_code in {302, 405}
    with scope.within(scope.SYSTEM_SCOPE):
        assert queries.factors(person).count() == 1


def test_a_code_serves_once_in_whatever_browser(client, person, set_up):
    seed, _ = set_up
    other, typed = Client(), walking.code(seed, 1)
    walking.password(client, EMAIL)
    walking.password(other, EMAIL)
    assert walking.second_step(client, typed).status_code == 302
    assert walking.second_step(other, typed).status_code == 200
    assert walking.is_in(client) and not walking.is_in(other)


def test_the_code_that_set_the_app_up_does_not_sign_in(client, person):
    walking.password(client, EMAIL)
    seed, _ = walking.set_up_app(client)
    client.post(reverse("accounts:sign-out"))
    walking.password(client, EMAIL)
    walking.second_step(client, walking.code(seed))
    assert not walking.is_in(client)


def test_a_recovery_code_serves_once_however_it_is_typed(client, person, set_up):
    _, codes = set_up
    walking.password(client, EMAIL)
    assert walking.second_step(client, codes[3].upper().replace("-", " ")).status_code == 302
    assert walking.is_in(client)
    assert "9 recovery codes left" in client.get(reverse("accounts:security")).content.decode()
    client.post(reverse("accounts:sign-out"))
    walking.password(client, EMAIL)
    walking.second_step(client, codes[3])
    assert not walking.is_in(client)


def test_new_recovery_codes_take_the_place_of_the_old(client, person, set_up):
    _, codes = set_up
    walking.password(client, EMAIL)
    walking.second_step(client, codes[0])
    assert client.post(reverse("accounts:recovery-codes")).status_code == 200
    client.post(reverse("accounts:sign-out"))
    walking.password(client, EMAIL)
    walking.second_step(client, codes[1])
    assert not walking.is_in(client)


def test_five_wrong_codes_make_one_wait_even_with_the_right_one_and_in_another_browser(client, person, set_up):
    seed, _ = set_up
    walking.password(client, EMAIL)
    answers = [walking.second_step(client, wrong).status_code for wrong in ("000000", "x", "1" * 40, "abcd", "000001")]
    assert answers == [200, 200, 200, 200, 429]
    other = Client()
    walking.password(other, EMAIL)
    assert walking.second_step(other, walking.code(seed, 1)).status_code == 429
    assert not walking.is_in(client) and not walking.is_in(other)
    assert len(walking.audited("accounts.second-step-failed")) == 5


@pytest.mark.parametrize("typed", ["", "\x00", "9" * 5000, "<script>", "１２３４５６", "'; drop table"])
def test_nonsense_is_no_code_and_no_fault(client, person, set_up, typed):
    walking.password(client, EMAIL)
    assert walking.second_step(client, typed).status_code == 200
    assert client.post(reverse("accounts:second-step"), {"answer": typed}).status_code == 200
    assert client.post(reverse("accounts:passkey-sign-in"), {"answer": typed}).status_code == 200
    assert not walking.is_in(client)


@pytest.mark.parametrize(
    "answer", ["{}", "[]", "null", '{"id": 1}', '{"id":"AA","rawId":"AA","response":{}}', "{" * 30000]
)
def test_a_forged_answer_of_a_key_opens_nothing(client, person, set_up, answer):
    client.get(reverse("accounts:passkey-sign-in"))
    assert client.post(reverse("accounts:passkey-sign-in"), {"answer": answer}).status_code == 200
    walking.password(client, EMAIL)
    assert client.post(reverse("accounts:second-step"), {"answer": answer}).status_code == 200
    assert not walking.is_in(client)


def test_without_the_password_the_second_step_leads_back_to_the_door(client, person, set_up):
    seed, _ = set_up
    assert walking.second_step(client, walking.code(seed, 1))["Location"] == reverse("accounts:sign-in")
    assert not walking.is_in(client)


def test_a_role_that_asks_for_more_ends_a_session_that_has_less(client):
    person, place = walking.somebody("ona@example.org", "councillor")
    walking.password(client, person.email)
    assert walking.is_in(client)
    world.give(person, place, "administrator")
    answer = client.get(reverse("accounts:people"))
    assert answer["Location"].startswith(reverse("accounts:sign-in") + "?ended=yes")
    assert not walking.is_in(client)


def test_the_demonstrations_people_are_exempt_where_the_settings_say_so_and_nobody_else(client, settings):
    settings.DEMONSTRATION_NEEDS_NO_SECOND_STEP = True
    made, real = walking.somebody("made.up@example.org")[0], walking.somebody("real@example.org")[0]
    made.is_demonstration = True
    made.save()
    walking.password(client, made.email)
    assert walking.is_in(client)
    settings.DEMONSTRATION_NEEDS_NO_SECOND_STEP = False
    assert not walking.is_in(client)
    settings.DEMONSTRATION_NEEDS_NO_SECOND_STEP = True
    other = Client()
    walking.password(other, real.email)
    assert not walking.is_in(other)


def test_what_is_kept_of_seeds_and_codes_shows_neither(client, person, set_up):
    seed, codes = set_up
    with scope.within(scope.SYSTEM_SCOPE):
        kept = " ".join(Factor.objects.values_list("secret", flat=True))
        sealed = Factor.objects.get(kind="app").secret
    assert seed not in kept
    assert not [code for code in codes if code in kept or code.replace("-", "") in kept]
    assert sealing.unseal(sealed) == seed
    told = " ".join(str(event) for event in walking.audited("accounts.add-app"))
    assert seed not in told and "secret" not in told


def test_a_seed_opens_with_a_former_key_and_not_without(settings):
    sealed, old = sealing.seal("seed"), settings.SECRET_KEY
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [old]
    assert sealing.unseal(sealed) == "seed"
    settings.SECRET_KEY_FALLBACKS = []
    assert sealing.unseal(sealed) is None


def test_recovery_codes_hold_under_a_former_key_and_not_without(client, person, set_up, settings):
    _, codes = set_up
    settings.SECRET_KEY, settings.SECRET_KEY_FALLBACKS = "another" * 8, [settings.SECRET_KEY]
    walking.password(client, EMAIL)
    assert walking.second_step(client, codes[0]).status_code == 302
    client.post(reverse("accounts:sign-out"))
    settings.SECRET_KEY_FALLBACKS = []
    walking.password(client, EMAIL)
    assert walking.second_step(client, codes[1]).status_code == 200


def test_the_database_shows_a_second_step_to_its_person_alone(client, person, set_up):
    other = world.add_person("other@example.org")
    with scope.within(scope.Scope(person_id=person.pk)):
        assert Factor.objects.count() == 11
    for narrow in (scope.NOBODY, scope.Scope(person_id=other.pk), scope.Scope(person_id=other.pk, is_national=True)):
        with scope.within(narrow):
            assert Factor.objects.count() == 0
            assert Factor.objects.all().delete()[0] == 0
    with scope.within(scope.SYSTEM_SCOPE):
        assert Factor.objects.count() == 11


def test_another_persons_second_step_cannot_be_removed(client, person, set_up):
    with scope.within(scope.SYSTEM_SCOPE):
        theirs = queries.factors(person).get().pk
    other, _ = walking.somebody("other@example.org", "councillor")
    mine = Client()
    walking.password(mine, other.email)
    assert mine.post(reverse("accounts:remove-factor", args=[theirs])).status_code == 404


def test_taking_off_lost_second_steps_ends_sessions_and_asks_anew(client, person):
    walking.password(client, EMAIL)
    walking.set_up_app(client)
    with scope.within(scope.SYSTEM_SCOPE):
        actions.reset_factors(by=Actor(None, "test"), at=timezone.now(), person=person)
        assert not Session.objects.filter(person_id=person.pk).exists()
    assert not walking.is_in(client)
    assert walking.password(client, EMAIL)["Location"] == reverse("accounts:security")


def test_removing_the_last_second_step_takes_its_recovery_codes_along(client):
    person, _ = walking.somebody("ona@example.org", "councillor")
    walking.password(client, person.email)
    walking.set_up_app(client)
    with scope.within(scope.SYSTEM_SCOPE):
        factor = queries.factors(person).get().pk
    assert client.post(reverse("accounts:remove-factor", args=[factor])).status_code == 302
    with scope.within(scope.SYSTEM_SCOPE):
        assert Factor.objects.count() == 0
