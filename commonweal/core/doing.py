"""Doing what a form asks for, or saying in it why that was not possible."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from commonweal.core.refusal import Refused
from commonweal.nhsuk_forms.told import ToldForm


def done(form: ToldForm, run: Callable[[dict[str, Any]], object]) -> bool:
    """Whether a sent form was right and its action went through; otherwise it says what was wrong."""
    if not form.is_valid():
        return False
    try:
        run(form.cleaned_data)
    except Refused as refused:
        form.tell(refused.findings)
        return False
    return True
