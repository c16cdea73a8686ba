"""One address may ask so often: the rest is 429 with the seconds to wait, and nobody else waits."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured
from django.test import Client, RequestFactory
from hypothesis import given
from hypothesis import strategies as st

from commonweal.config import limits
from commonweal.core import allowance, visitor
from commonweal.core.allowance import Allowance

PER_MINUTE = 5


@pytest.fixture
def limited(db, settings):
    settings.API_REQUESTS_PER_MINUTE = PER_MINUTE
    return Client()


def test_who_asks_too_often_is_told_when_to_come_back(limited):
    answers = [limited.get("/api/v1/pools") for _ in range(PER_MINUTE + 1)]
    assert [answer.status_code for answer in answers] == [200] * PER_MINUTE + [429]
    refused = answers[-1]
    assert 1 <= int(refused.headers["Retry-After"]) <= 60 / PER_MINUTE
    [finding] = refused.json()["findings"]
    assert (finding["code"], finding["where"]) == ("api-429", "/api/v1/pools")
    assert finding["message"] and finding["what_to_do"]
    assert refused.headers["Access-Control-Allow-Origin"] == "*"


def test_nobody_else_waits_and_pages_go_on(limited):
    for _ in range(PER_MINUTE + 1):
        last = limited.get("/api/v1/pools")
    assert last.status_code == 429
    assert limited.get("/api/v1/pools", REMOTE_ADDR="192.0.2.9").status_code == 200
    assert limited.get("/pool/").status_code == 200


def test_an_answer_that_is_kept_counts_as_any_other(limited):
    tag = limited.get("/api/v1/pools").headers["ETag"]
    answers = [limited.get("/api/v1/pools", headers={"If-None-Match": tag}).status_code for _ in range(PER_MINUTE)]
    assert answers == [304] * (PER_MINUTE - 1) + [429]


def test_another_spelling_of_a_header_is_no_fresh_start(limited):
    """Without a proxy of ours, X-Forwarded-For is the asker's own invention."""
    for number in range(PER_MINUTE + 1):
        last = limited.get("/api/v1/pools", headers={"X-Forwarded-For": f"192.0.2.{number}"})
    assert last.status_code == 429


@given(gaps=st.lists(st.floats(0, 40), max_size=60), per_minute=st.integers(1, 30))
def test_no_window_lets_more_through_than_the_allowance_and_what_came_back(gaps, per_minute):
    """From any request that passed to any later one: at most the allowance, and its share of the time between."""
    spent, at, passed = Allowance(), 0.0, []
    for gap in gaps:
        at += gap
        wait = spent.spend("a", per_minute, at)
        if wait == 0:
            passed.append(at)
        else:
            assert 1 <= wait <= 60 // per_minute + 1
    for first in range(len(passed)):
        for last in range(first, len(passed)):
            between = passed[last] - passed[first]
            assert last - first + 1 <= per_minute + between * per_minute / 60 + 1e-6


@given(per_minute=st.integers(1, 700))
def test_who_waits_as_long_as_told_is_let_through(per_minute):
    spent = Allowance()
    assert [spent.spend("a", per_minute, 0.0) for _ in range(per_minute)] == [0] * per_minute
    wait = spent.spend("a", per_minute, 0.0)
    assert wait >= 1
    assert spent.spend("a", per_minute, float(wait)) == 0


def test_a_clock_that_goes_back_gives_nothing_away():
    spent = Allowance()
    assert [spent.spend("a", 1, at) for at in (100.0, 40.0, 41.0)] == [0, 60, 59]


def test_what_is_remembered_has_an_end(monkeypatch):
    monkeypatch.setattr(allowance, "MOST_KEPT", 3)
    spent = Allowance()
    for who in "abcd":
        assert spent.spend(who, 1, 0.0) == 0
    assert spent.spend("d", 1, 0.0) > 0
    assert spent.spend("a", 1, 0.0) == 0


@pytest.mark.parametrize(
    ("peer", "forwarded", "is_behind_proxy", "found"),
    [
        ("192.0.2.1", None, False, "192.0.2.1"),
        ("192.0.2.1", "198.51.100.7", False, "192.0.2.1"),
        ("127.0.0.1", "198.51.100.7", True, "198.51.100.7"),
        ("127.0.0.1", "203.0.113.5, 198.51.100.7", True, "198.51.100.7"),
        ("127.0.0.1", None, True, "127.0.0.1"),
        ("127.0.0.1", "nonsense", True, None),
        ("127.0.0.1", "", True, None),
        ("", None, False, None),
        ("2001:db8:1:2:3:4:5:6", None, False, "2001:db8:1:2::"),
        ("2001:db8:1:2:ffff::1", None, False, "2001:db8:1:2::"),
        ("::ffff:192.0.2.1", None, False, "192.0.2.1"),
        ("fe80::1%eth0", None, False, "fe80::"),
    ],
)
def test_where_a_request_comes_from(settings, peer, forwarded, is_behind_proxy, found):
    settings.SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if is_behind_proxy else None
    headers = {} if forwarded is None else {"X-Forwarded-For": forwarded}
    assert visitor.address(RequestFactory().get("/", REMOTE_ADDR=peer, headers=headers)) == found


@pytest.mark.parametrize(
    ("given_", "mode", "found"),
    [
        (None, "production", 600),
        (None, "demonstration", 600),
        (None, "test", 0),
        ("0", "production", 0),
        ("30", "test", 30),
    ],
)
def test_the_environment_says_how_often(monkeypatch, given_, mode, found):
    monkeypatch.delenv(limits.API, raising=False)
    if given_ is not None:
        monkeypatch.setenv(limits.API, given_)
    assert limits.api_requests_per_minute(mode) == found


@pytest.mark.parametrize("nonsense", ["", "-1", "1.5", "many", "１０", "1e3", " 5"])
def test_nonsense_is_refused_at_start(monkeypatch, nonsense):
    monkeypatch.setenv(limits.API, nonsense)
    with pytest.raises(ImproperlyConfigured, match="whole number"):
        limits.api_requests_per_minute("production")
