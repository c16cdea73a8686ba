"""What counts as a key's answer: a key of the tests' own signs as WebAuthn says; every departure is refused."""

from __future__ import annotations

import hashlib
import json
import random
from base64 import urlsafe_b64decode, urlsafe_b64encode
from dataclasses import dataclass, field
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from fido2 import cbor

from commonweal.accounts import passkeys

HOST, ORIGIN = "localhost:8000", "http://localhost:8000"
PRESENT, VERIFIED, HAS_KEY = 0x01, 0x04, 0x40


def text(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def plain(data: str) -> bytes:
    return urlsafe_b64decode(data + "=" * (-len(data) % 4))


@dataclass
class Key:
    """A key in software, by the letter of WebAuthn, sections 6.1 and 6.5.1."""

    private: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(ec.SECP256R1()))
    id: bytes = b"a key of the tests"
    counter: int = 0

    def _data(self, site: str, flags: int, more: bytes = b"") -> bytes:
        return hashlib.sha256(site.encode()).digest() + bytes([flags]) + self.counter.to_bytes(4, "big") + more

    def make(
        self, question: str, origin: str = ORIGIN, site: str = "localhost", flags: int = PRESENT | VERIFIED
    ) -> str:
        at = self.private.public_key().public_numbers()
        public = {1: 2, 3: -7, -1: 1, -2: at.x.to_bytes(32, "big"), -3: at.y.to_bytes(32, "big")}
        attested = bytes(16) + len(self.id).to_bytes(2, "big") + self.id + cbor.encode(public)
        data = self._data(site, flags | HAS_KEY, attested)
        attestation = cbor.encode({"fmt": "none", "attStmt": {}, "authData": data})
        return self._answer("webauthn.create", question, origin, {"attestationObject": text(attestation)})

    def sign(
        self, question: str, origin: str = ORIGIN, site: str = "localhost", flags: int = PRESENT | VERIFIED
    ) -> str:
        data = self._data(site, flags)
        client = self._client("webauthn.get", question, origin)
        signature = self.private.sign(data + hashlib.sha256(client).digest(), ec.ECDSA(SHA256()))
        parts = {"authenticatorData": text(data), "signature": text(signature)}
        return self._answer("webauthn.get", question, origin, parts)

    @staticmethod
    def _client(kind: str, question: str, origin: str) -> bytes:
        told = {"type": kind, "challenge": json.loads(question)["challenge"], "origin": origin}
        return json.dumps(told).encode()

    def _answer(self, kind: str, question: str, origin: str, parts: dict[str, str]) -> str:
        response = {"clientDataJSON": text(self._client(kind, question, origin)), **parts}
        told = {"id": text(self.id), "rawId": text(self.id), "type": "public-key", "response": response}
        return json.dumps(told | {"clientExtensionResults": {}})


def asked_to_make() -> tuple[str, dict[str, Any]]:
    return passkeys.ask_to_make(HOST, handle=1, email="a@example.org", name="Ada", known=[])


@pytest.fixture
def key() -> Key:
    return Key()


@pytest.fixture
def kept(key) -> passkeys.Passkey:
    question, state = asked_to_make()
    found = passkeys.made(HOST, state, key.make(question))
    assert found is not None and plain(found.credential) == key.id
    return found


DEPARTURES = {
    "another site's page": {"origin": "http://localhost:9000"},
    "a page without encryption": {"origin": "http://care.example.org"},
    "a site that begins alike": {"origin": "http://localhost:8000.evil.example"},
    "a key bound to another site": {"site": "evil.example"},
    "nobody was there": {"flags": VERIFIED},
}


def test_what_the_standard_says_holds(key, kept):
    for known in ([kept.secret], None):
        question, state = passkeys.ask_to_sign(HOST, known)
        assert passkeys.signed(HOST, state, kept, key.sign(question)) == 0


@pytest.mark.parametrize("what", DEPARTURES)
def test_each_departure_is_refused(key, kept, what):
    question, state = asked_to_make()
    assert passkeys.made(HOST, state, Key().make(question, **DEPARTURES[what])) is None
    question, state = passkeys.ask_to_sign(HOST, [kept.secret])
    assert passkeys.signed(HOST, state, kept, key.sign(question, **DEPARTURES[what])) is None


def test_a_key_alone_must_say_that_its_owner_was_verified(key, kept):
    question, state = passkeys.ask_to_sign(HOST, None)
    assert passkeys.signed(HOST, state, kept, key.sign(question, flags=PRESENT)) is None
    question, state = passkeys.ask_to_sign(HOST, [kept.secret])
    assert passkeys.signed(HOST, state, kept, key.sign(question, flags=PRESENT)) == 0


def test_an_answer_to_an_earlier_question_is_refused(key, kept):
    earlier, _ = passkeys.ask_to_sign(HOST, [kept.secret])
    _, state = passkeys.ask_to_sign(HOST, [kept.secret])
    assert passkeys.signed(HOST, state, kept, key.sign(earlier)) is None


def test_another_key_under_the_same_name_is_refused(kept):
    question, state = passkeys.ask_to_sign(HOST, [kept.secret])
    assert passkeys.signed(HOST, state, kept, Key().sign(question)) is None


@pytest.mark.parametrize(
    ("before", "now", "holds"), [(0, 1, True), (5, 6, True), (5, 5, False), (5, 4, False), (5, 0, False)]
)
def test_a_count_that_does_not_grow_is_a_copy(key, kept, before, now, holds):
    key.counter = now
    question, state = passkeys.ask_to_sign(HOST, [kept.secret])
    known = passkeys.Passkey(kept.credential, kept.secret, before)
    assert (passkeys.signed(HOST, state, known, key.sign(question)) is not None) is holds


def test_an_answer_that_was_damaged_anywhere_is_refused_and_never_a_fault(key, kept):
    """A thousand answers with bytes changed in a part of them."""
    chance = random.Random(7)
    for _ in range(500):
        question, state = passkeys.ask_to_sign(HOST, [kept.secret])
        told = json.loads(key.sign(question))
        damage(told["response"], chance)
        assert passkeys.signed(HOST, state, kept, json.dumps(told)) is None
        question, state = asked_to_make()
        told = json.loads(key.make(question))
        damage(told["response"], chance)
        passkeys.made(HOST, state, json.dumps(told))  # a changed key is another key: it need not be refused


def damage(response: dict[str, str], chance: random.Random) -> None:
    part = chance.choice(sorted(response))
    data = bytearray(plain(response[part]))
    if chance.random() < 0.2:
        data = data[: chance.randrange(len(data))]
    else:
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    response[part] = text(bytes(data))


@pytest.mark.parametrize("answer", ["", "nonsense", "[" * 19_000, '{"a":' * 3_000, "1e999", '"\\ud800"', "null", "{}"])
def test_what_is_no_answer_is_none(kept, answer):
    _, state = passkeys.ask_to_sign(HOST, None)
    assert passkeys.credential_of(answer) == ""
    assert passkeys.signed(HOST, state, kept, answer) is None
    assert passkeys.made(HOST, state, answer) is None
