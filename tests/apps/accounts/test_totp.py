"""One-time codes against the tables of the standards themselves."""

from __future__ import annotations

import base64
from urllib.parse import parse_qs, unquote, urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from commonweal.accounts import totp

SEED = base64.b32encode(b"12345678901234567890").decode()
# RFC 4226, appendix D.
BY_COUNT = ["755224", "287082", "359152", "969429", "338314", "254676", "287922", "162583", "399871", "520489"]
# RFC 6238, appendix B: SHA-1, eight digits.
BY_CLOCK = {
    59: "94287082",
    1111111109: "07081804",
    1111111111: "14050471",
    1234567890: "89005924",
    2000000000: "69279037",
    20000000000: "65353130",
}


@pytest.mark.parametrize("count", range(10))
def test_the_table_of_rfc_4226(count):
    assert totp.code(SEED, count) == BY_COUNT[count]


@pytest.mark.parametrize("seconds", BY_CLOCK)
def test_the_table_of_rfc_6238(seconds):
    assert totp.code(SEED, totp.step_of(seconds), digits=8) == BY_CLOCK[seconds]


@given(st.integers(0, 2**40), st.integers(-5, 5))
def test_a_code_holds_one_step_either_side_and_no_further(seconds, apart):
    step = totp.step_of(seconds)
    typed = totp.code(SEED, max(step + apart, 0))
    near = {totp.code(SEED, one) for one in range(step - 1, step + 2) if one >= 0}
    if step > 5:
        assert (totp.matching_step(SEED, typed, seconds, after=0) is not None) == (typed in near)


@given(st.integers(10**3, 2**40))
def test_a_step_serves_once_and_no_earlier_one_after_it(seconds):
    step = totp.step_of(seconds)
    used = totp.matching_step(SEED, totp.code(SEED, step), seconds, after=0)
    assert used is not None and used >= step
    assert totp.matching_step(SEED, totp.code(SEED, step), seconds, after=used) is None


@pytest.mark.parametrize("typed", ["", " ", "12345", "1234567", "28708２", "abcdef", "-87082", "0x1234", "\x00" * 6])
def test_what_is_no_code_is_none(typed):
    assert totp.matching_step(SEED, typed, 59, after=-1) is None


def test_spaces_do_not_matter():
    assert totp.matching_step(SEED, " 287 082 ", 59, after=0) == 1


def test_the_address_of_the_picture_carries_seed_and_names():
    parts = urlsplit(totp.address(SEED, issuer="Commonweal", label="a+b@example.org"))
    assert (parts.scheme, parts.netloc, unquote(parts.path)) == ("otpauth", "totp", "/Commonweal:a+b@example.org")
    assert parse_qs(parts.query) == {"secret": [SEED], "issuer": ["Commonweal"]}


def test_seeds_are_as_long_as_the_hash_and_never_the_same():
    seeds = {totp.new_seed() for _ in range(100)}
    assert len(seeds) == 100
    assert {len(base64.b32decode(seed)) for seed in seeds} == {20}
