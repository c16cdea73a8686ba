"""The plans room."""

from django.apps import AppConfig


class PlansConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.plans"
    label = "plans"
