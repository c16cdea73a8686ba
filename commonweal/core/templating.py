"""The template environment: the design system's components, addresses, and how numbers and dates read."""

from __future__ import annotations

from datetime import date, datetime
from functools import cache
from typing import Any

import jinja2
from django.conf import settings
from django.forms.renderers import TemplatesSetting
from django.http import HttpRequest
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.urls import get_script_prefix, reverse
from django.utils import timezone
from django.utils.safestring import SafeString

from commonweal.engine.money import pounds


class FormRenderer(TemplatesSetting):
    """Form fields render through the site's own templates."""


def environment(**options: object) -> jinja2.Environment:
    """Our templates first, then the design system's."""
    env = jinja2.Environment(**options, extensions=["jinja2.ext.do"])  # type: ignore[arg-type]  # noqa: S701 (Django sets autoescape)
    loaders = [env.loader] if env.loader else []
    env.loader = jinja2.ChoiceLoader([*loaders, jinja2.PackageLoader("nhsuk_frontend_jinja")])
    env.globals.update(static=_file, url=address, menu=menu, page_foot=_page_foot, taken_for_today=taken_for_today)
    env.globals.update(mode=settings.MODE)
    env.filters.update(whole=whole, decimal=decimal, day=day, moment=moment, pounds=pounds)
    return env


def address(route: str, *args: Any, **kwargs: Any) -> str:
    """Where a route is; those without arguments stand on every page and are kept."""
    return reverse(route, *args, **kwargs) if args or kwargs else _address(route, get_script_prefix())


@cache
def _address(route: str, _prefix: str) -> str:
    return reverse(route)


@cache
def _file(path: str) -> str:
    """Where a style sheet, a script or a picture is; its name is settled when the web process starts."""
    return static(path)


def _page_foot() -> SafeString:
    """The foot of every page, which is the same on all of them."""
    return _foot_under(get_script_prefix())


@cache
def _foot_under(_prefix: str) -> SafeString:
    return SafeString(render_to_string("core/_footer.jinja"))


def menu(request: HttpRequest) -> list[tuple[str, str]]:
    """The rooms in the header: those whose permission the visitor has."""
    user = getattr(request, "user", None)
    return [
        (route, text)
        for route, text, permission in settings.MENU
        if not permission or (user and user.is_authenticated and user.has_perm(permission))
    ]


def taken_for_today() -> date | None:
    """The day that is not the calendar's, which every page then says."""
    return settings.TODAY


def whole(value: float | None) -> str:
    """1234567 as 1,234,567; an en dash where nothing is known."""
    return "–" if value is None else f"{value:,.0f}"


def decimal(value: float | None, places: int = 1) -> str:
    """1234.56 as 1,234.6; an en dash where nothing is known."""
    return "–" if value is None else f"{value:,.{places}f}"


def day(value: date | None) -> str:
    """27 September 2019."""
    return "" if value is None else f"{value.day} {value:%B %Y}"


def moment(value: datetime | None) -> str:
    """27 September 2019 at 14:05, London time."""
    if value is None:
        return ""
    local = timezone.localtime(value)
    return f"{day(local.date())} at {local:%H:%M}"
