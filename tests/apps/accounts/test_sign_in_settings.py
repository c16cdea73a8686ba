"""What the environment may say about signing in, and what is refused at start."""

from __future__ import annotations

import pytest
from django.core.exceptions import ImproperlyConfigured

from commonweal.config import secrets, sign_in

SET = {
    "COMMONWEAL_OIDC_ISSUER": "https://id.example.org",
    "COMMONWEAL_OIDC_CLIENT_ID": "commonweal",
    "COMMONWEAL_OIDC_CLIENT_SECRET": "secret",
}


@pytest.fixture(autouse=True)
def environment(monkeypatch):
    for name in (*SET, "COMMONWEAL_OIDC_NAME", sign_in.EXEMPTION, "COMMONWEAL_BEHIND_PROXY"):
        monkeypatch.delenv(name, raising=False)
    return lambda told: [monkeypatch.setenv(name, value) for name, value in told.items()]


def test_no_provider_unless_one_is_named(environment):
    assert sign_in.provider() is None
    environment(SET | {"COMMONWEAL_OIDC_NAME": "Wessmoor"})
    assert sign_in.provider().name == "Wessmoor"


@pytest.mark.parametrize("missing", SET)
def test_half_a_provider_is_refused_by_name(environment, missing):
    environment({name: value for name, value in SET.items() if name != missing})
    with pytest.raises(ImproperlyConfigured, match=missing):
        sign_in.provider()


@pytest.mark.parametrize(
    "issuer", ["http://id.example.org", "id.example.org", "ftp://id.example.org", "http://localhost.evil"]
)
def test_a_provider_without_encryption_is_refused(environment, issuer):
    environment(SET | {"COMMONWEAL_OIDC_ISSUER": issuer})
    with pytest.raises(ImproperlyConfigured, match="https"):
        sign_in.provider()


def test_only_the_demonstration_exempts_its_people(environment):
    assert sign_in.demonstration_needs_no_second_step("demonstration") is True
    assert sign_in.demonstration_needs_no_second_step("production") is False
    assert sign_in.demonstration_needs_no_second_step("test") is False
    environment({sign_in.EXEMPTION: "required"})
    assert sign_in.demonstration_needs_no_second_step("demonstration") is False


def test_production_refuses_the_exemption(environment):
    environment({sign_in.EXEMPTION: "exempt"})
    with pytest.raises(ImproperlyConfigured, match="take it out"):
        sign_in.demonstration_needs_no_second_step("production")
    environment({sign_in.EXEMPTION: "perhaps"})
    with pytest.raises(ImproperlyConfigured, match="exempt or required"):
        sign_in.demonstration_needs_no_second_step("demonstration")


def test_a_header_about_encryption_is_believed_only_behind_a_proxy(environment):
    assert sign_in.proxy_header() is None
    environment({"COMMONWEAL_BEHIND_PROXY": "yes"})
    assert sign_in.proxy_header() == ("HTTP_X_FORWARDED_PROTO", "https")


def test_former_keys_are_a_list(monkeypatch):
    monkeypatch.setenv("COMMONWEAL_FORMER_SECRET_KEYS", "one, two,,")
    assert secrets.former_keys() == ["one", "two"]
