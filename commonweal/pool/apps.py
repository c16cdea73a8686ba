"""The pool room."""

from django.apps import AppConfig


class PoolConfig(AppConfig):
    """Settings of the room."""

    name = "commonweal.pool"
    label = "pool"
