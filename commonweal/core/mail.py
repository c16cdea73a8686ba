"""Mail: asked for inside a transaction, written and sent by the worker after it, so that no page waits for a server.

What the queue keeps of a letter is whom and what it is about, never the letter: no link lies in the database.
"""

from __future__ import annotations

from dataclasses import dataclass

from django.conf import settings
from django.core.mail import EmailMessage
from procrastinate import RetryStrategy
from procrastinate.contrib.django import app as queue

AGAIN = RetryStrategy(max_attempts=6, exponential_wait=5)  # a server that is away for some minutes


@dataclass(frozen=True, slots=True)
class Letter:
    """A subject and a text."""

    subject: str
    text: str


def ask(task: str, **about: str | int | float) -> None:
    """Have the worker write a letter once this transaction commits; nothing where no mail is sent."""
    if is_sent():
        queue.configure_task(task).defer(**about)


def is_sent() -> bool:
    """Whether mail leaves here, or is kept in a folder to be looked at."""
    return bool(settings.MAIL.is_sent)


def kept_in() -> str:
    """The folder in which letters are kept instead of being sent; empty where they are sent, or there are none."""
    return str(settings.MAIL.folder or "")


def send(to: str, letter: Letter) -> None:
    """Hand a letter over to the mail server; raises where that does not take it, and the queue tries again."""
    EmailMessage(letter.subject, letter.text, to=[to]).send()


def page(path: str) -> str:
    """The address of a page of ours as people reach it."""
    return f"{settings.SITE_ADDRESS}{path}"
