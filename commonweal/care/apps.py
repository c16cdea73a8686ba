"""The care room."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.care"
    label = "care"
