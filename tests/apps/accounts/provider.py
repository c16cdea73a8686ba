"""A real OpenID provider in a process of its own, with invented people."""

from __future__ import annotations

import json
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import requests

PEOPLE: list[dict[str, Any]] = [
    {"sub": "invited", "email": "Invited@example.org", "email_verified": True},
    {"sub": "unverified", "email": "invited@example.org", "email_verified": False},
    {"sub": "says-yes", "email": "invited@example.org", "email_verified": "true"},
    {"sub": "stranger", "email": "stranger@example.org", "email_verified": True},
    {"sub": "nameless"},
    {"sub": "newcomer", "email": "invited@example.org", "email_verified": True},
    {"sub": "strong", "email": "invited@example.org", "email_verified": True, "amr": ["pwd", "mfa"]},
]
START_SECONDS = 30


@contextmanager
def running() -> Iterator[str]:
    """The issuer's address."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    known = [part for person in PEOPLE for part in ("--user-claims", json.dumps(person))]
    command = [
        sys.executable,
        "-W",
        "ignore",
        "-m",
        "oidc_provider_mock",
        "--port",
        str(port),
        "--require-nonce",
        "true",
    ]
    process = subprocess.Popen([*command, *known], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    issuer = f"http://localhost:{port}"
    try:
        _wait(issuer, process)
        yield issuer
    finally:
        process.terminate()
        process.wait(10)


def _wait(issuer: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while True:
        try:
            requests.get(f"{issuer}/.well-known/openid-configuration", timeout=5).raise_for_status()
            return
        except requests.RequestException:
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < deadline, "the provider did not start"
            time.sleep(0.2)


def consent(address: str, subject: str) -> str:
    """Sign in there as somebody; the address that the provider sends the browser back to."""
    answer = requests.post(address, data={"sub": subject}, allow_redirects=False, timeout=10)
    assert answer.status_code in {302, 303}, answer.text
    return answer.headers["Location"]
