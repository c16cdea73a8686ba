"""A mail server of the tests' own: takes what is sent to it and lets the tests read it."""

from __future__ import annotations

import socketserver
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from email.message import EmailMessage

COMES_SECONDS = 60  # the worker on a busy machine
ANSWERS = {b"EHLO": b"250 here", b"HELO": b"250 here", b"DATA": b"354 go on", b"QUIT": b"221 bye"}


class _Talk(socketserver.StreamRequestHandler):
    """One conversation, as RFC 5321 has it for the plainest server."""

    def handle(self) -> None:
        self.wfile.write(b"220 postbox\r\n")
        for line in self.rfile:
            word = line[:4].upper()
            self.wfile.write(ANSWERS.get(word, b"250 fine") + b"\r\n")
            if word == b"DATA":
                self.server.letters.append(message_from_bytes(self._body(), policy=policy.default))
                self.wfile.write(b"250 taken\r\n")
            if word == b"QUIT":
                return

    def _body(self) -> bytes:
        """What stands before the single dot, its doubled dots single, its lines ended as Python does."""
        lines = iter(self.rfile.readline, b".\r\n")
        return b"".join(line.removeprefix(b".").replace(b"\r\n", b"\n") for line in lines)


class Postbox(socketserver.ThreadingTCPServer):
    """Letters in the order in which they came."""

    daemon_threads = True

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Talk)
        self.letters: list[EmailMessage] = []

    @property
    def server(self) -> str:
        """What COMMONWEAL_SMTP says of it."""
        return f"smtp://localhost:{self.server_address[1]}"

    def letter(self, email: str, subject: str) -> EmailMessage:
        """The latest letter to an address about something, once it has come."""
        deadline = time.monotonic() + COMES_SECONDS
        while True:
            for letter in reversed(self.letters):
                if letter["To"] == email and subject in letter["Subject"]:
                    return letter
            assert time.monotonic() < deadline, [(one["To"], one["Subject"]) for one in self.letters]
            time.sleep(0.1)


@contextmanager
def running() -> Iterator[Postbox]:
    """The server, for as long as the block runs."""
    with Postbox() as post:
        threading.Thread(target=post.serve_forever, daemon=True).start()
        yield post
        post.shutdown()
