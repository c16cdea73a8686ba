"""The scrutiny room."""

from django.apps import AppConfig


class ScrutinyConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.scrutiny"
    label = "scrutiny"
