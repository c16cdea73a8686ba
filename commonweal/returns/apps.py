"""The returns room."""

from django.apps import AppConfig


class ReturnsConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.returns"
    label = "returns"
