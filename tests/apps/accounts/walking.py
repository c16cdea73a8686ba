"""Ways through the door that several tests walk: through the pages, as a browser would."""

from __future__ import annotations

import re
import time
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone

from commonweal.accounts import actions, sealing, totp
from commonweal.accounts.models import Person
from commonweal.core import scope
from commonweal.core.models import AuditEvent
from tests.factories import world


def somebody(email: str, kind: str = "administrator") -> tuple[Person, Any]:
    """A real person with a role in a place of their own."""
    person, place = world.add_person(email), world.add_organisation(f"Council of {email}")
    world.give(person, place, kind)
    return person, place


def password(client, email: str, given: str = world.PASSWORD, **more: str):
    return client.post(reverse("accounts:sign-in"), {"username": email, "password": given, **more})


def set_up_app(client) -> tuple[str, list[str]]:
    """Set an authenticator app up on the page; its seed and the recovery codes that were shown."""
    page = client.get(reverse("accounts:add-app")).content.decode()
    seed = re.search(r"<code data-seed>([A-Z2-7 ]+)</code>", page)[1].replace(" ", "")
    shown = client.post(reverse("accounts:add-app"), {"code": code(seed)})
    assert shown.status_code == 200, shown
    return seed, re.findall(r"<code>([a-z2-7-]{19})</code>", shown.content.decode())


def code(seed: str, steps: int = 0) -> str:
    """The code of now, or of some steps later."""
    return totp.code(seed, totp.step_of(time.time()) + steps)


def second_step(client, typed: str):
    return client.post(reverse("accounts:second-step"), {"code": typed})


def is_in(client) -> bool:
    return client.get(reverse("accounts:you")).status_code == 200


def offer(email: str, place: Any, kind: str = "councillor", **more: Any) -> str:
    """An invitation's token."""
    token = sealing.new_token()
    with scope.within(scope.SYSTEM_SCOPE):
        made = {"by": world.MAKER, "at": timezone.now(), "start": date(2026, 1, 1), "token": token}
        actions.invite(**made | more, email=email, organisation=place, kind=kind)
    return token


def audited(action: str) -> list[dict[str, Any]]:
    with scope.within(scope.SYSTEM_SCOPE):
        return list(AuditEvent.objects.filter(action=action).order_by("id").values())
