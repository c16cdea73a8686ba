"""The commissioning room."""

from django.apps import AppConfig


class CommissioningConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.commissioning"
    label = "commissioning"
