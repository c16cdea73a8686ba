"""The worker's part of the mail, done in the test's own transaction; letters are kept by Django's backend for tests."""

from __future__ import annotations

import re

from django.core import mail
from procrastinate.contrib.django import app as queue
from procrastinate.contrib.django.models import ProcrastinateJob

LINK = re.compile(r"^https?://\S+/account/\S+$", re.MULTILINE)


class Post:
    """What was asked for since this was made."""

    def __init__(self) -> None:
        self.after = max(ProcrastinateJob.objects.values_list("id", flat=True), default=0)

    def asked(self) -> list[ProcrastinateJob]:
        """Letters in the queue."""
        return list(
            ProcrastinateJob.objects.filter(id__gt=self.after, task_name__startswith="commonweal.mail").order_by("id")
        )

    def comes(self) -> list[mail.EmailMessage]:
        """Have the worker write what was asked for; the letters."""
        before = len(mail.outbox)
        for job in self.asked():
            self.after = job.id
            queue.tasks[job.task_name](**job.args)
        return mail.outbox[before:]

    def link(self) -> str:
        """The one link of the one letter that comes."""
        [letter] = self.comes()
        [found] = LINK.findall(letter.body)
        return found
