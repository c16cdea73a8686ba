"""A provider that gives whatever token a test wants, sound or forged: what a real one never does."""

from __future__ import annotations

import base64
import hmac
import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from joserfc import jwk, jwt


class _Answers(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self._say(self.server.told() if "openid-configuration" in self.path else self.server.keys())

    def do_POST(self) -> None:
        self.rfile.read(int(self.headers.get("Content-Length", 0)))
        self._say({"access_token": "x", "token_type": "Bearer", "expires_in": 60} | self.server.token)

    def _say(self, what: dict[str, Any]) -> None:
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.end_headers()
        self.wfile.write(json.dumps(what).encode())

    def log_message(self, *_: Any) -> None:
        pass


class Forger(ThreadingHTTPServer):
    """Its key, and the token that it gives next."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Answers)
        self.issuer = f"http://localhost:{self.server_address[1]}"
        self.key = jwk.RSAKey.generate_key(2048, {"kid": "one"})
        self.token: dict[str, str] = {}

    def told(self) -> dict[str, Any]:
        return {
            "issuer": self.issuer,
            "authorization_endpoint": f"{self.issuer}/authorize",
            "token_endpoint": f"{self.issuer}/token",
            "jwks_uri": f"{self.issuer}/keys",
            "id_token_signing_alg_values_supported": ["RS256"],
        }

    def keys(self) -> dict[str, Any]:
        return {"keys": [self.key.as_dict(private=False, use="sig", alg="RS256")]}

    def claims(self, own_nonce: str, /, **other: Any) -> dict[str, Any]:
        """What a sound token says, but for what a test wants otherwise; None leaves it out."""
        now = int(time.time())
        person = {"sub": "invited", "email": "invited@example.org", "email_verified": True}
        sound = {"iss": self.issuer, "aud": "commonweal", "nonce": own_nonce, "iat": now, "exp": now + 60} | person
        return {name: value for name, value in (sound | other).items() if value is not None}

    def signed(self, claims: dict[str, Any], key: Any = None) -> str:
        return jwt.encode({"alg": "RS256", "kid": "one"}, claims, key or self.key)

    def sealed(self, claims: dict[str, Any], secret: bytes) -> str:
        """Under a secret that both sides may know (HS256), by hand: libraries refuse a public key for one."""
        start = self.unsigned(claims, "HS256").rstrip(".")
        return f"{start}.{_letters(hmac.digest(secret, start.encode(), 'sha256'))}"

    def unsigned(self, claims: dict[str, Any], algorithm: str = "none") -> str:
        parts = [{"alg": algorithm, "kid": "one"}, claims]
        return ".".join(_letters(json.dumps(one).encode()) for one in parts) + "."


def _letters(content: bytes) -> str:
    return base64.urlsafe_b64encode(content).rstrip(b"=").decode()


@contextmanager
def running() -> Iterator[Forger]:
    with Forger() as forger:
        threading.Thread(target=forger.serve_forever, daemon=True).start()
        yield forger
        forger.shutdown()
