"""The flow room."""

from django.apps import AppConfig


class FlowConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.flow"
    label = "flow"
