"""How tests of pages fill a date in and read a form that came back."""

from __future__ import annotations

import re
from datetime import date
from html import unescape


def day(name: str, value: date) -> dict[str, int]:
    """A date as its three fields are sent."""
    return {f"{name}_day": value.day, f"{name}_month": value.month, f"{name}_year": value.year}


def said_at(response, field: str) -> str:
    """What a form that came back says at a field: the error summary's link to it."""
    assert response.status_code == 200, response.status_code
    found = re.findall(r'<a href="#id_([^"]+)"[^>]*>(.*?)</a>', response.content.decode(), re.DOTALL)
    told = [unescape(re.sub(r"\s+", " ", text)).strip() for name, text in found if name == field]
    return told[0] if told else f"nothing at {field}: {found}"


def typed(response, field: str) -> str:
    """What stands in a field of a form."""
    found = re.search(rf'<input[^>]*name="{field}"[^>]*>', response.content.decode())
    value = re.search(r'value="([^"]*)"', found[0]) if found else None
    return value[1] if value else ""
