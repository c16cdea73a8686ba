"""The home room."""

from django.apps import AppConfig


class HomeConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.home"
    label = "home"
